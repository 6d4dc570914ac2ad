import { type Static, Type } from 'typebox'

export const ProvidersResponse = Type.Object({
  providers: Type.Array(
    Type.Object({
      name: Type.String(),
      label: Type.String(),
      is_configured: Type.Boolean({ description: 'False where the settings hold no client and secret; it then signs nobody in.' }),
    }),
  ),
})
export type ProvidersResponse = Static<typeof ProvidersResponse>

export const ProviderParams = Type.Object({ provider: Type.String({ maxLength: 40 }) })
export const VisitInput = Type.Object(
  { invitation: Type.Optional(Type.String({ maxLength: 200, description: 'Token of an invitation that is accepted this way.' })) },
  { additionalProperties: false },
)
export const ConnectionInput = Type.Object(
  { password: Type.Optional(Type.String({ maxLength: 256, description: 'The present one, where the account has one.' })) },
  { additionalProperties: false },
)
export const VisitResponse = Type.Object({ url: Type.String({ description: 'Where the browser goes now.' }) })
export type VisitResponse = Static<typeof VisitResponse>

/** A provider answers with more than is read. */
export const CallbackQuery = Type.Object({}, { additionalProperties: true })
