import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ROLE_NAMES, ROLES, type Role } from '@trill/contract/permissions'
import { UserPlus, Users } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { CodeBlock } from '../../ui/copy.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted, momentLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { usePlace, useWorkspace } from '../../ui/workspace.ts'
import type { CreatedInvitation, Invitation, Member, PeopleResponse } from './contract.ts'

const PEOPLE = '/v1/people'

function PeoplePage() {
  const workspace = useWorkspace()
  const people = useRead<PeopleResponse>(PEOPLE, { workspace_id: workspace.id })
  const [inviting, setInviting] = useState(false)
  const invite = (
    <Button look="primary" onClick={() => setInviting(true)}>
      <UserPlus aria-hidden="true" /> Invite
    </Button>
  )
  return (
    <>
      <PageHeader title="People" actions={invite}>
        <p>
          {people.data ? `${counted(people.data.people.length, 'person', 'people')} in ` : 'Who belongs to '}
          <strong className="font-semibold text-text">{workspace.name}</strong>
          {people.data && people.data.invitations.length > 0 && `, ${counted(people.data.invitations.length, 'invitation')} open`}. Nobody
          comes without an invitation.
        </p>
      </PageHeader>
      {people.error && !people.data ? (
        <ErrorState what="People could not be listed" error={people.error} onRetry={() => people.refetch()} />
      ) : !people.data ? (
        <Loading what="people">
          <Skeleton className="h-64" />
        </Loading>
      ) : (
        <div className="space-y-4">
          <Members members={people.data.people} />
          {people.data.invitations.length > 0 && <Invitations invitations={people.data.invitations} />}
          <RolesCard />
        </div>
      )}
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}

function Members({ members }: { members: readonly Member[] }) {
  const workspace = useWorkspace()
  const { session } = usePlace()
  const [removing, setRemoving] = useState<Member>()
  const columns: readonly Column<Member>[] = [
    {
      id: 'person',
      header: 'Person',
      width: 220,
      cell: (member) => (
        <span className="block py-1.5">
          <span className="flex items-center gap-2">
            <span className="font-medium">{nameOf(member)}</span>
            {member.id === session.person?.id && <Badge tone="accent">You</Badge>}
          </span>
          {member.name !== '' && <span className="block text-12 text-muted">{member.email}</span>}
        </span>
      ),
    },
    { id: 'role', header: 'Role', width: 170, cell: (member) => <RoleCell member={member} /> },
    {
      id: 'factor',
      header: 'Second factor',
      width: 110,
      cell: (member) => <Badge tone={member.has_second_factor ? 'positive' : 'neutral'}>{member.has_second_factor ? 'On' : 'Off'}</Badge>,
    },
    {
      id: 'seen',
      header: 'Last here',
      width: 150,
      cell: (member) => (
        <span className="text-12 whitespace-nowrap text-muted figures">
          {member.last_seen_at === null ? 'Never' : momentLabel(member.last_seen_at, workspace.time_zone)}
        </span>
      ),
    },
    {
      id: 'remove',
      header: '',
      width: 100,
      numeric: true,
      cell: (member) =>
        !member.owns_installation &&
        member.id !== session.person?.id && (
          <Button size="small" look="danger" aria-label={`Remove ${nameOf(member)}`} onClick={() => setRemoving(member)}>
            Remove
          </Button>
        ),
    },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Members" subtitle="A role holds in this workspace only" />
      <DataTable stacks caption="Members" columns={columns} rows={members} rowKey={(member) => member.id} />
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(undefined)} />}
    </Card>
  )
}

function RoleCell({ member }: { member: Member }) {
  const workspace = useWorkspace()
  const { session } = usePlace()
  const queries = useQueryClient()
  const changing = useMutation<unknown, Problem, Role>({
    mutationFn: (role) => change('PATCH', `${PEOPLE}/${member.id}`, { role, workspace_id: workspace.id }),
    onSuccess: (_answer, role) => notify(`${nameOf(member)} is now ${ROLES[role].label.toLowerCase()}`),
    onError: (problem) => notify(problem.message),
    onSettled: () => queries.invalidateQueries({ queryKey: [PEOPLE] }),
  })
  if (member.owns_installation) return <span>Owner of the installation</span>
  if (member.id === session.person?.id || !mayGive(workspace.role, member.role)) return <span>{ROLES[member.role].label}</span>
  return (
    <SelectField
      label={`Role of ${nameOf(member)}`}
      labelHidden
      value={member.role}
      disabled={changing.isPending}
      onChange={(event) => changing.mutate(event.target.value as Role)}
      className="w-40"
    >
      {ROLE_NAMES.filter((role) => mayGive(workspace.role, role)).map((role) => (
        <option key={role} value={role}>
          {ROLES[role].label}
        </option>
      ))}
    </SelectField>
  )
}

function Invitations({ invitations }: { invitations: readonly Invitation[] }) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const withdrawing = useMutation<unknown, Problem, Invitation>({
    mutationFn: ({ id }) => change('DELETE', `${PEOPLE}/invitations/${id}`),
    onSuccess: () => notify('Invitation withdrawn'),
    onError: (problem) => notify(problem.message),
    onSettled: () => queries.invalidateQueries({ queryKey: [PEOPLE] }),
  })
  const columns: readonly Column<Invitation>[] = [
    { id: 'email', header: 'Invited', width: 220, cell: ({ email }) => <span className="font-medium">{email}</span> },
    { id: 'role', header: 'Role', width: 140, cell: ({ role }) => ROLES[role].label },
    {
      id: 'expires',
      header: 'Good until',
      width: 150,
      cell: ({ expires_at }) => (
        <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(expires_at, workspace.time_zone)}</span>
      ),
    },
    {
      id: 'withdraw',
      header: '',
      width: 100,
      numeric: true,
      cell: (invitation) => (
        <Button size="small" aria-label={`Withdraw the invitation of ${invitation.email}`} onClick={() => withdrawing.mutate(invitation)}>
          Withdraw
        </Button>
      ),
    },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Open invitations" subtitle="Invite the same address again for a new link" />
      <DataTable stacks caption="Open invitations" columns={columns} rows={invitations} rowKey={({ id }) => id} />
    </Card>
  )
}

function RolesCard() {
  return (
    <Card>
      <CardHeader title="What roles include" />
      <dl className="grid gap-x-6 gap-y-3 px-5 pb-5 text-14 sm:grid-cols-[160px_minmax(0,1fr)]">
        {ROLE_NAMES.map((role) => (
          <div key={role} className="contents">
            <dt className="font-medium">{ROLES[role].label}</dt>
            <dd className="text-muted max-sm:-mt-2.5">{ROLES[role].about}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function InviteDialog({ onClose }: { onClose: () => void }) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('analyst')
  const inviting = useMutation<CreatedInvitation, Problem>({
    mutationFn: () => change('POST', `${PEOPLE}/invitations`, { email, role, workspace_id: workspace.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [PEOPLE] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    inviting.mutate()
  }
  if (inviting.data) {
    const about = `Give this link to ${inviting.data.email}; Trill sends no mail. It works once, within seven days, and is not shown again.`
    return (
      <Dialog open title="Invitation made" about={about} onOpenChange={onClose}>
        <CodeBlock code={inviting.data.url} what="the link" />
        <Button look="primary" className="mt-4 w-full" onClick={onClose}>
          I have copied it
        </Button>
      </Dialog>
    )
  }
  return (
    <Dialog open title={`Invite to ${workspace.name}`} onOpenChange={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="E-mail address"
          type="email"
          value={email}
          required
          autoFocus
          autoComplete="off"
          maxLength={254}
          onChange={(event) => setEmail(event.target.value)}
        />
        <SelectField label="Role" hint={ROLES[role].about} value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {ROLE_NAMES.filter((name) => mayGive(workspace.role, name)).map((name) => (
            <option key={name} value={name}>
              {ROLES[name].label}
            </option>
          ))}
        </SelectField>
        <FormError error={inviting.error} />
        <Button type="submit" look="primary" className="w-full" disabled={inviting.isPending}>
          Make the invitation
        </Button>
      </form>
    </Dialog>
  )
}

function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const removing = useMutation<unknown, Problem>({
    mutationFn: () => change('DELETE', `${PEOPLE}/${member.id}?workspace_id=${encodeURIComponent(workspace.id)}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [PEOPLE] })
      onClose()
      notify(`${nameOf(member)} was removed`)
    },
  })
  return (
    <Dialog
      open
      title={`Remove ${nameOf(member)}?`}
      about={`They lose ${workspace.name} at once. Whoever belongs to no other workspace loses the account too. Data stays.`}
      onOpenChange={onClose}
    >
      <FormError error={removing.error} />
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={onClose}>Keep them</Button>
        <Button look="danger" disabled={removing.isPending} onClick={() => removing.mutate()}>
          Remove
        </Button>
      </div>
    </Dialog>
  )
}

function nameOf({ name, email }: Member): string {
  return name || email || 'Owner'
}

/** Only owners make owners; the server decides. */
function mayGive(own: Role | null, role: Role): boolean {
  return role !== 'owner' || own === 'owner'
}

export const page = {
  path: '/people',
  title: 'People',
  group: 'Settings',
  order: 2,
  needs: 'manage_people',
  icon: Users,
  component: PeoplePage,
} satisfies Page
