import { ROLE_NAMES, type Role } from '@trill/contract/permissions'
import type { Command } from 'commander'
import type { CreatedInvitation, Member, PeopleResponse } from '../features/people/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { Failure } from './failure.ts'
import { oneOf } from './option-values.ts'
import { table } from './terminal.ts'

interface Options {
  readonly workspace: string
  readonly role: Role
  readonly json?: boolean
}

/** Who belongs to a workspace. */
export function peopleCommand(session: Session): Command {
  const commands = [inviteCommand(session), listCommand(session), roleCommand(session), removeCommand(session)]
  return group('people', 'invite people, give them roles and remove them', commands)
}

function inviteCommand(session: Session): Command {
  const command = described({
    name: 'invite',
    about: 'make a link with which somebody joins a workspace; it works once, within seven days',
    examples: [
      ['trill people invite ada@example.org --role analyst', 'Prints the link; give it to Ada, Trill sends no mail.'],
      ['trill people invite bob@example.org --role admin --workspace shop', 'Into another workspace.'],
    ],
  })
  return command
    .argument('<email>', 'address of the person')
    .option('--role <role>', `what they may do: ${ROLE_NAMES.join(', ')}`, oneOf(ROLE_NAMES), 'viewer')
    .option('--workspace <id>', 'workspace they join', 'main')
    .action(async (email: string, { role, workspace, json }: Options) => {
      const created = await connected((trill) =>
        trill.ask<CreatedInvitation>('POST', '/v1/people/invitations', { body: { email, role, workspace_id: workspace } }),
      )
      print(session, json, created, () => created.url)
      if (!json) session.terminal.err(`${created.email} joins ${workspace} as ${role} with this link. It is not shown again.`)
    })
}

function listCommand(session: Session): Command {
  const command = described({
    name: 'list',
    about: 'list who belongs to a workspace and who is invited',
    examples: [['trill people list', 'People of the workspace main; open invitations stand below.']],
  })
  return command.option('--workspace <id>', 'workspace', 'main').action(async ({ workspace, json }: Options) => {
    const answer = await connected((trill) => readPeople(trill, workspace))
    const people = answer.people.map((one) => [
      one.email,
      one.name,
      one.owns_installation ? 'owner of the installation' : one.role,
      one.has_second_factor ? 'on' : 'off',
      minute(one.last_seen_at),
    ])
    const invited = answer.invitations.map(({ email, role, expires_at }) => [
      email,
      '',
      `${role}, invited`,
      '-',
      `until ${minute(expires_at)}`,
    ])
    print(session, json, answer, () => table(['ADDRESS', 'NAME', 'ROLE', 'SECOND FACTOR', 'LAST HERE'], [...people, ...invited]))
  })
}

function roleCommand(session: Session): Command {
  const command = described({
    name: 'role',
    about: 'give a person another role',
    examples: [['trill people role ada@example.org admin', 'Ada is an admin of the workspace main from now on.']],
  })
  return command
    .argument('<email>', 'address of the person')
    .argument('<role>', ROLE_NAMES.join(', '), oneOf(ROLE_NAMES))
    .option('--workspace <id>', 'workspace', 'main')
    .action(async (email: string, role: Role, { workspace, json }: Options) => {
      await connected(async (trill) => {
        const { id } = await personOf(trill, workspace, email)
        await trill.ask('PATCH', `/v1/people/${id}`, { body: { role, workspace_id: workspace } })
      })
      print(session, json, { email, role, workspace_id: workspace }, () => `${email} is ${role} in ${workspace}.`)
    })
}

function removeCommand(session: Session): Command {
  const command = described({
    name: 'remove',
    about: 'take a person out of a workspace, or withdraw their invitation',
    examples: [
      ['trill people remove ada@example.org', 'Ada loses the workspace main at once; without another one she loses her account too.'],
    ],
  })
  return command
    .argument('<email>', 'address of the person')
    .option('--workspace <id>', 'workspace', 'main')
    .action(async (email: string, { workspace, json }: Options) => {
      await connected((trill) => remove(trill, workspace, email))
      print(session, json, { email, workspace_id: workspace, removed: true }, () => `${email} does not belong to ${workspace} any more.`)
    })
}

async function remove(trill: Connection, workspace: string, email: string): Promise<void> {
  const { invitations } = await readPeople(trill, workspace)
  const invitation = invitations.find((one) => one.email === email.toLowerCase())
  if (invitation !== undefined) {
    await trill.ask('DELETE', `/v1/people/invitations/${invitation.id}`)
    return
  }
  const { id } = await personOf(trill, workspace, email)
  await trill.ask('DELETE', `/v1/people/${id}`, { query: { workspace_id: workspace } })
}

async function personOf(trill: Connection, workspace: string, email: string): Promise<Member> {
  const person = (await readPeople(trill, workspace)).people.find((one) => one.email === email.toLowerCase())
  if (person !== undefined) return person
  const remedy = `\`trill people list --workspace ${workspace}\` lists everybody.`
  throw new Failure(
    { title: 'There is no such person', detail: `Nobody with the address ${email} belongs to ${workspace}`, remedy },
    undefined,
  )
}

function readPeople(trill: Connection, workspace: string): Promise<PeopleResponse> {
  return trill.ask<PeopleResponse>('GET', '/v1/people', { query: { workspace_id: workspace } })
}

function minute(time: string | null): string {
  return time === null ? '-' : time.slice(0, 16).replace('T', ' ')
}
