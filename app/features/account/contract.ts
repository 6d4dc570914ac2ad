import { PASSWORD_LENGTH_MIN } from '@trill/contract/passwords'
import { type Static, Type } from 'typebox'

const Email = Type.String({ maxLength: 254 })
const Password = Type.String({ minLength: PASSWORD_LENGTH_MIN, maxLength: 256 })
const Code = Type.String({ maxLength: 40, description: 'Six digits of the authenticator app, or a recovery code.' })

export const AccountResponse = Type.Object({
  email: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  has_password: Type.Boolean(),
  needs_password: Type.Boolean({ description: 'Whether changing it asks for the present one.' }),
  second_factor: Type.Object({ is_on: Type.Boolean(), recovery_codes_left: Type.Integer() }),
  identities: Type.Array(Type.Object({ provider: Type.String(), created_at: Type.String({ format: 'date-time' }) }), {
    description: 'Providers that sign this person in.',
  }),
})
export type AccountResponse = Static<typeof AccountResponse>

export const AccountChange = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 100 })),
    email: Type.Optional(Email),
    new_password: Type.Optional(Password),
    password: Type.Optional(Type.String({ maxLength: 256, description: 'The present one; a change of address or password asks for it.' })),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type AccountChange = Static<typeof AccountChange>

export const PasswordInput = Type.Object(
  { password: Type.Optional(Type.String({ maxLength: 256, description: 'The present one, where there is one.' })) },
  { additionalProperties: false },
)

export const SecondFactorResponse = Type.Object({
  secret: Type.String({ description: 'To type into an authenticator app.' }),
  uri: Type.String({ description: 'The same as an otpauth address, to be shown as a QR code.' }),
})
export type SecondFactorResponse = Static<typeof SecondFactorResponse>

export const CodeInput = Type.Object({ code: Code }, { additionalProperties: false })
export type CodeInput = Static<typeof CodeInput>

export const RecoveryCodesResponse = Type.Object({
  recovery_codes: Type.Array(Type.String(), { description: 'Each opens once, in place of the authenticator’s code. Shown this once.' }),
})
export type RecoveryCodesResponse = Static<typeof RecoveryCodesResponse>

export const ProviderParams = Type.Object({ provider: Type.String({ maxLength: 40 }) })
