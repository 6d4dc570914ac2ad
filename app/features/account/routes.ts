import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { noteAttempt, noteSuccess } from '../../platform/access/attempts.ts'
import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  renewRecoveryCodes,
  takeCode,
} from '../../platform/access/second-factor.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { provePassword } from '../../platform/http/present-password.ts'
import { Problem } from '../../platform/http/problem.ts'
import { type SignedIn, signedIn } from '../../platform/http/signed-in.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { accountOf, changeAccount } from './account.ts'
import {
  AccountChange,
  AccountResponse,
  CodeInput,
  PasswordInput,
  ProviderParams,
  RecoveryCodesResponse,
  SecondFactorResponse,
} from './contract.ts'

const config = { permission: 'own_account' } as const
const tags = ['account']

export function accountRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { metadata } = platform

  const show = { tags, summary: 'One’s own account', response: { 200: AccountResponse } }
  http.get('/v1/account', { config, schema: show }, async (request) => accountOf(signedIn(request), metadata))

  const change = {
    tags,
    summary: 'Changes one’s own name, address or password; a new password ends all other sessions',
    body: AccountChange,
    response: { 204: Type.Null() },
  }
  http.patch('/v1/account', { config: { ...config, audit: 'account_change' }, schema: change }, async (request, reply) => {
    noteAudit(request, { details: { changed: Object.keys(request.body).filter((name) => name !== 'password') } })
    await changeAccount(signedIn(request), request.body, request.ip, platform)
    return reply.code(204).send(null)
  })

  const disconnect = {
    tags,
    summary: 'Takes the right to sign this person in from a provider',
    params: ProviderParams,
    response: { 204: Type.Null() },
  }
  http.delete(
    '/v1/account/identities/:provider',
    { config: { ...config, audit: 'identity_remove' }, schema: disconnect },
    async (request, reply) => {
      const { person } = signedIn(request)
      const sql = 'DELETE FROM identities WHERE person_id = $1 AND provider = $2'
      const { rowCount } = await metadata.query(sql, [person.id, request.params.provider])
      if (rowCount === 0) throw new Problem('not_found', 'This provider does not sign you in')
      return reply.code(204).send(null)
    },
  )

  secondFactorRoutes(server, platform)
}

function secondFactorRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { metadata, now } = platform

  const begin = {
    tags,
    summary: 'Begins a second factor; it asks for nothing until confirmed',
    body: PasswordInput,
    response: { 201: SecondFactorResponse },
  }
  http.post('/v1/account/second-factor', { config: { ...config, audit: 'second_factor_begin' }, schema: begin }, async (request, reply) => {
    const who = signedIn(request)
    const { person } = who
    if (person.hasSecondFactor) throw new Problem('conflict', 'A second factor is on already; take it off first')
    if (person.email === null) throw new Problem('conflict', 'Set an e-mail address and a password first')
    await provePassword(who, request.body.password, request.ip, platform)
    return reply.code(201).send(await beginSecondFactor(platform, person.id, person.email))
  })

  const confirm = { tags, summary: 'Turns the second factor on', body: CodeInput, response: { 200: RecoveryCodesResponse } }
  http.post(
    '/v1/account/second-factor/confirm',
    { config: { ...config, audit: 'second_factor_confirm' }, schema: confirm },
    async (request) => {
      const { person } = signedIn(request)
      if (person.hasSecondFactor) throw new Problem('conflict', 'A second factor is on already')
      const codes = await confirmSecondFactor(platform, person.id, request.body.code, now())
      if (codes === undefined) throw new Problem('invalid_request', 'The code is wrong; is the clock of the telephone right?')
      return { recovery_codes: [...codes] }
    },
  )

  const renew = { tags, summary: 'Makes new recovery codes in place of the old', body: CodeInput, response: { 200: RecoveryCodesResponse } }
  http.post('/v1/account/recovery-codes', { config: { ...config, audit: 'recovery_codes_renew' }, schema: renew }, async (request) => {
    const { person } = await proveCode(request, request.body, platform)
    return { recovery_codes: [...(await metadata.transaction((connection) => renewRecoveryCodes(connection, person.id)))] }
  })

  const end = { tags, summary: 'Turns the second factor off', body: CodeInput, response: { 204: Type.Null() } }
  http.post('/v1/account/second-factor/end', { config: { ...config, audit: 'second_factor_end' }, schema: end }, async (request, reply) => {
    const { person } = await proveCode(request, request.body, platform)
    await metadata.transaction((connection) => endSecondFactor(connection, person.id))
    return reply.code(204).send(null)
  })
}

/** A stolen session cannot take the second factor off. Whoever came by a link, and has lost the authenticator, may. */
async function proveCode(request: FastifyRequest, { code }: CodeInput, platform: Platform): Promise<SignedIn> {
  const { metadata, now } = platform
  const who = signedIn(request)
  if (!who.person.hasSecondFactor) throw new Problem('conflict', 'There is no second factor')
  if (who.session.method === 'link') return who
  const guess = { account: who.person.email ?? who.person.id, address: request.ip }
  const wait = await noteAttempt(metadata, guess, now())
  if (wait > 0) throw new Problem('rate_limited', 'Too many attempts failed; wait before the next', { retryAfterSeconds: wait })
  if (!(await takeCode(platform, who.person.id, code, now()))) throw new Problem('sign_in_failed', 'The code is wrong, or was used before')
  await noteSuccess(metadata, guess, now())
  return who
}
