import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf, allows } from '../../platform/access/caller.ts'
import { workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { consentsAnswer, settingsAnswer, statementOf } from './consents.ts'
import {
  ConsentsBody,
  ConsentsQuery,
  ConsentsRecorded,
  ConsentsResponse,
  ConsentsVerification,
  PrivacySettingsBody,
  PrivacySettingsQuery,
  PrivacySettingsResponse,
} from './contract.ts'

const tags = ['privacy']

export function consentRoutes(server: FastifyInstance, platform: Platform): void {
  recordRoute(server, platform)
  readRoutes(server, platform)
  settingsRoutes(server, platform)
}

function recordRoute(server: FastifyInstance, { consents, audit, now }: Platform): void {
  const http = typed(server)
  const schema = {
    tags,
    summary: 'Records what people said about the use of data about them',
    body: ConsentsBody,
    response: { 200: ConsentsRecorded },
  }
  // Routes for senders let requests pass whose key is in the body; here it never is.
  const preValidation = async ({ access }: FastifyRequest) => {
    if (access === null) throw new Problem('unauthenticated', 'This address needs a key or a session')
  }
  http.post('/v1/consents', { config: { permission: 'send_events' }, schema, preValidation }, async (request) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    const given = request.body.consents.map((body, index) => statementOf(body, index, now()))
    const { only_new = false } = request.body
    const statements = only_new ? await consents.unrecorded(workspaceId, given) : given
    const isAdministrator = administers(request, workspaceId)
    if (!isAdministrator && statements.some(({ parental }) => parental === true))
      throw new Problem(
        'forbidden',
        'A parent’s consent is recorded with the permission manage_privacy, not with a key that stands in pages',
      )
    await consents.record(workspaceId, statements, isAdministrator ? 'administrator' : 'sender')
    // What senders record at volume is in the ledger; the audit log holds what somebody did.
    if (isAdministrator && statements.length > 0)
      await audit.record({
        action: 'consent_record',
        actor: actorOf(request.access),
        workspaceId,
        outcome: 'success',
        address: request.ip,
        details: { statements: statements.length },
      })
    return { recorded: statements.length, ...(only_new && { known: given.length - statements.length }) }
  })
}

function readRoutes(server: FastifyInstance, { consents }: Platform): void {
  const http = typed(server)
  const one = {
    tags,
    summary: 'How a person stands, what the policy permits of them, and all that is recorded',
    querystring: ConsentsQuery,
    response: { 200: ConsentsResponse },
  }
  http.get('/v1/privacy/consents', { config: { permission: 'manage_privacy', audit: 'consent_read' }, schema: one }, async (request) => {
    const { workspace_id, actor_id, limit = 100 } = request.query
    const workspaceId = workspaceOf(request, workspace_id)
    const history = await consents.history(workspaceId, actor_id, limit)
    const { privacy } = consents.peopleOf(workspaceId)
    return consentsAnswer(workspaceId, consents.standingOf(workspaceId, actor_id), { privacy, history })
  })

  const verify = {
    tags,
    summary: 'Whether the ledger of consents is whole: each record as it was written, and none missing',
    response: { 200: ConsentsVerification },
  }
  http.get('/v1/privacy/consents/verification', { config: { permission: 'manage_privacy' }, schema: verify }, async () => {
    const { broken, checked, verifiedAt } = await consents.verify()
    return { is_whole: broken === null, checked, broken, verified_at: new Date(verifiedAt).toISOString() }
  })
}

function settingsRoutes(server: FastifyInstance, { consents, pseudonymKeys }: Platform): void {
  const http = typed(server)
  const url = '/v1/privacy/settings'
  const answer = (workspaceId: string) => {
    const { privacy, recorded } = consents.peopleOf(workspaceId)
    return settingsAnswer(workspaceId, privacy, recorded)
  }
  const read = {
    tags,
    summary:
      'What becomes of events of people who may not be stored, or of whom nothing is recorded, and under which names people are stored',
    querystring: PrivacySettingsQuery,
    response: { 200: PrivacySettingsResponse },
  }
  http.get(url, { config: { permission: 'manage_privacy' }, schema: read }, async (request) =>
    answer(workspaceOf(request, request.query.workspace_id)),
  )

  const change = {
    tags,
    summary: 'Chooses what becomes of them, from the next event on, with the basis for it',
    body: PrivacySettingsBody,
    response: { 200: PrivacySettingsResponse },
  }
  http.put(url, { config: { permission: 'manage_privacy', audit: 'privacy_settings_change' }, schema: change }, async (request) => {
    const { workspace_id, basis, ...chosen } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    const { privacy } = consents.peopleOf(workspaceId)
    const { pseudonymous_ids = privacy.pseudonymousIds } = chosen
    if (pseudonymous_ids) await pseudonymKeys.begin(workspaceId)
    await consents.change(workspaceId, {
      peopleWithoutRecord: chosen.people_without_record,
      withoutPermission: chosen.without_permission,
      legitimateInterest: chosen.legitimate_interest,
      adultThreshold: chosen.smallest_group ?? privacy.adultThreshold,
      thresholdFor: chosen.small_groups_hidden_from ?? privacy.thresholdFor,
      pseudonymousIds: pseudonymous_ids,
    })
    noteAudit(request, { details: { ...chosen, pseudonymous_ids, basis } })
    return answer(workspaceId)
  })
}

function administers({ access }: FastifyRequest, workspaceId: string): boolean {
  return access !== null && allows(access, 'manage_privacy', workspaceId)
}
