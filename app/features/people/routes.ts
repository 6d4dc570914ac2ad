import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../../platform/access/caller.ts'
import { openInvitation } from '../../platform/access/invitations.ts'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { addressOf } from '../../platform/http/address.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { signIn } from '../../platform/http/signed-in.ts'
import { typed } from '../../platform/http/type-provider.ts'
import type { Platform } from '../../platform/platform.ts'
import { accept, accountWith } from './accept.ts'
import {
  Acceptance,
  CreatedInvitation,
  IdParams,
  InvitationInput,
  InvitationToken,
  OpenInvitation,
  PeopleQuery,
  PeopleResponse,
  RoleInput,
} from './contract.ts'
import { findInvitation, invite, listInvitations, withdrawInvitation } from './invitations.ts'
import { changeRole, listMembers, removeMember, requireAtLeast } from './members.ts'

const tags = ['people']
const config = { permission: 'manage_people' } as const
const open = { permission: 'public' } as const

export function peopleRoutes(server: FastifyInstance, platform: Platform): void {
  invitationRoutes(server, platform)
  const http = typed(server)
  const { metadata, now } = platform

  const list = {
    tags,
    summary: 'Who belongs to a workspace, and who is invited',
    querystring: PeopleQuery,
    response: { 200: PeopleResponse },
  }
  http.get('/v1/people', { config, schema: list }, async (request) => {
    const workspaceId = workspaceOf(request, request.query.workspace_id)
    return { people: await listMembers(metadata, workspaceId), invitations: await listInvitations(metadata, workspaceId, now()) }
  })

  const change = { tags, summary: 'Gives a person another role', params: IdParams, body: RoleInput, response: { 204: Type.Null() } }
  http.patch('/v1/people/:id', { config: { ...config, audit: 'role_change' }, schema: change }, async (request, reply) => {
    const workspaceId = workspaceOf(request, request.body.workspace_id)
    noteAudit(request, { details: { role: request.body.role } })
    await changeRole(callerOf(request), { personId: request.params.id, workspaceId, role: request.body.role }, platform)
    return reply.code(204).send(null)
  })

  const remove = {
    tags,
    summary: 'Takes a person out of a workspace; who belongs to none any more has no account any more',
    params: IdParams,
    querystring: PeopleQuery,
    response: { 204: Type.Null() },
  }
  http.delete('/v1/people/:id', { config: { ...config, audit: 'person_remove' }, schema: remove }, async (request, reply) => {
    await removeMember(callerOf(request), request.params.id, workspaceOf(request, request.query.workspace_id), platform)
    return reply.code(204).send(null)
  })
}

function invitationRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { metadata, now } = platform

  const add = {
    tags,
    summary: 'Invites somebody; the link is shown this once',
    body: InvitationInput,
    response: { 201: CreatedInvitation },
  }
  http.post('/v1/people/invitations', { config: { ...config, audit: 'invitation_create' }, schema: add }, async (request, reply) => {
    const { email, role, workspace_id } = request.body
    const workspaceId = workspaceOf(request, workspace_id)
    const caller = callerOf(request)
    requireAtLeast(caller, workspaceId, role)
    noteAudit(request, { details: { role } })
    const { token, invitation } = await invite({ email, role, workspaceId, invitedBy: caller.person?.id ?? null }, platform)
    noteAudit(request, { target: invitation.id })
    return reply.code(201).send({ ...invitation, url: `${addressOf(server, platform.config)}/invitation?token=${token}` })
  })

  const withdraw = { tags, summary: 'Withdraws an invitation', params: IdParams, response: { 204: Type.Null() } }
  http.delete(
    '/v1/people/invitations/:id',
    { config: { ...config, audit: 'invitation_withdraw' }, schema: withdraw },
    async (request, reply) => {
      const invitation = await findInvitation(metadata, request.params.id)
      if (invitation === undefined || !reaches(request, invitation.workspaceId))
        throw new Problem('not_found', 'There is no invitation of that id')
      requireAtLeast(callerOf(request), invitation.workspaceId, invitation.role)
      await withdrawInvitation(metadata, request.params.id)
      return reply.code(204).send(null)
    },
  )

  const look = { tags, summary: 'What an invitation invites to', body: InvitationToken, response: { 200: OpenInvitation } }
  http.post('/v1/invitations/look', { config: { ...open, audit: 'invitation_look' }, schema: look }, async (request, reply) => {
    const { id, email, role, workspace, workspaceId } = await openInvitation(metadata, request.body.token, now())
    noteAudit(request, { target: id, workspaceId })
    const account = await accountWith(email, platform)
    return reply.header('cache-control', 'no-store').send({ email, role, workspace, has_account: account !== undefined })
  })

  const take = { tags, summary: 'Accepts an invitation and signs in', body: Acceptance, response: { 204: Type.Null() } }
  http.post('/v1/invitations/accept', { config: { ...open, audit: 'invitation_accept' }, schema: take }, async (request, reply) => {
    const { id, role, workspaceId } = await openInvitation(metadata, request.body.token, now())
    noteAudit(request, { target: id, workspaceId, details: { role } })
    const personId = await accept(request.body, request.ip, platform)
    await signIn(request, reply, { personId, method: 'password' }, platform)
    noteAudit(request, { workspaceId })
    return reply.code(204).send(null)
  })
}

function callerOf({ access }: FastifyRequest): Access {
  if (access === null) throw new Problem('unauthenticated', 'This address needs a session')
  return access
}
