import { useMutation, useQueryClient } from '@tanstack/react-query'
import { KeyRound, Settings } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { CreatedKey, Key, KeyInput, KeysResponse } from '../../features/keys/contract.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { CodeBlock } from '../../ui/copy.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { counted, momentLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useMay, useWorkspace } from '../../ui/workspace.ts'

const KEYS = '/v1/keys'
const SCOPES: Record<KeyInput['scope'], string> = {
  write: 'Write – sends events, reads nothing',
  read: 'Read – reads figures, changes nothing',
  admin: 'Admin – both, and administers this workspace',
}

function SettingsPage() {
  const workspace = useWorkspace()
  const may = useMay()
  return (
    <>
      <PageHeader title="Settings">
        <p>
          What concerns the workspace <strong className="font-semibold text-text">{workspace.name}</strong>
          {may('add_workspaces') && ', and making another'}.
        </p>
      </PageHeader>
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[380px_minmax(0,1fr)]">
        <div className="space-y-4">
          <WorkspaceForm key={workspace.id} />
          {may('add_workspaces') && <NewWorkspace />}
        </div>
        <Keys />
      </div>
    </>
  )
}

function WorkspaceForm() {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [name, setName] = useState(workspace.name)
  const [zone, setZone] = useState(workspace.time_zone)
  const saving = useMutation<unknown, Problem>({
    mutationFn: () => change('PATCH', `/v1/workspaces/${workspace.id}`, { name: name.trim(), time_zone: zone }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      notify('Settings saved')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const changed = name.trim() !== workspace.name || zone !== workspace.time_zone
  return (
    <Card>
      <CardHeader title="Workspace" subtitle={`Known as ${workspace.id} in addresses and commands`} />
      <form onSubmit={submit} className="space-y-4 px-5 pb-5">
        <TextField label="Name" value={name} maxLength={100} required onChange={(event) => setName(event.target.value)} />
        <ZoneField value={zone} onChange={setZone} hint="Days begin at its midnight. Changing it moves every daily figure." />
        {saving.error && <ErrorState what="Not saved" error={saving.error} className="!px-0 !py-2" />}
        <Button type="submit" look="primary" disabled={!changed || name.trim() === '' || saving.isPending}>
          Save
        </Button>
      </form>
    </Card>
  )
}

function ZoneField({ value, onChange, hint }: { value: string; onChange: (zone: string) => void; hint?: string }) {
  const zones = [...new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
  return (
    <SelectField label="Time zone" hint={hint} value={value} onChange={(event) => onChange(event.target.value)}>
      {zones.map((zone) => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </SelectField>
  )
}

function NewWorkspace() {
  const queries = useQueryClient()
  const { change: changeView } = useView()
  const [name, setName] = useState('')
  const [zone, setZone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone)
  const id = slugOf(name)
  const making = useMutation<unknown, Problem>({
    mutationFn: () => change('POST', '/v1/workspaces', { id, name: name.trim(), time_zone: zone }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['session'] })
      changeView({ workspace: id })
      setName('')
      notify('Workspace made')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (id !== '') making.mutate()
  }
  return (
    <Card>
      <CardHeader title="New workspace" subtitle="Its own data, keys and time zone" />
      <form onSubmit={submit} className="space-y-4 px-5 pb-5">
        <TextField
          label="Name of the new workspace"
          value={name}
          maxLength={100}
          hint={id === '' ? undefined : `Known as ${id}`}
          onChange={(event) => setName(event.target.value)}
        />
        <ZoneField value={zone} onChange={setZone} />
        {making.error && <ErrorState what="Not made" error={making.error} className="!px-0 !py-2" />}
        <Button type="submit" disabled={id === '' || making.isPending}>
          Make workspace
        </Button>
      </form>
    </Card>
  )
}

function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
  return plain.replaceAll(/^-+|-+$/g, '').slice(0, 63)
}

function Keys() {
  const workspace = useWorkspace()
  const keys = useRead<KeysResponse>(KEYS, { workspace_id: workspace.id })
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Key | undefined>()
  const valid = keys.data?.keys.filter((key) => stateOf(key) === 'valid').length ?? 0
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Keys" subtitle={keys.data ? `${counted(valid, 'key')} in use` : ' '}>
        <Button look="primary" onClick={() => setMaking(true)}>
          <KeyRound aria-hidden="true" /> Make a key
        </Button>
      </CardHeader>
      {keys.error && !keys.data ? (
        <ErrorState what="The keys could not be listed" error={keys.error} onRetry={() => keys.refetch()} />
      ) : !keys.data ? (
        <Loading what="the keys" className="px-5 pb-5">
          <Skeleton className="h-32" />
        </Loading>
      ) : keys.data.keys.length === 0 ? (
        <EmptyState icon={KeyRound} title="No keys yet" action={<Button onClick={() => setMaking(true)}>Make a key</Button>}>
          A key lets an app send events or a program read figures.
        </EmptyState>
      ) : (
        <KeyTable keys={keys.data.keys} timeZone={workspace.time_zone} onRevoke={setRevoking} />
      )}
      {making && <MakeKey workspace={workspace.id} onClose={() => setMaking(false)} />}
      {revoking && <RevokeKey entry={revoking} onClose={() => setRevoking(undefined)} />}
    </Card>
  )
}

function KeyTable({ keys, timeZone, onRevoke }: { keys: readonly Key[]; timeZone: string; onRevoke: (key: Key) => void }) {
  const columns: readonly Column<Key>[] = [
    {
      id: 'name',
      header: 'Name',
      width: 130,
      cell: (key) => (
        <span className="flex items-center gap-2">
          <span className="font-medium">{key.name}</span>
          {stateOf(key) !== 'valid' && <Badge>{stateOf(key) === 'revoked' ? 'Revoked' : 'Expired'}</Badge>}
        </span>
      ),
    },
    { id: 'scope', header: 'May', width: 60, cell: (key) => key.scope },
    { id: 'prefix', header: 'Begins with', width: 110, cell: (key) => <code className="font-mono text-12">{key.prefix}…</code> },
    {
      id: 'created',
      header: 'Made',
      width: 95,
      cell: (key) => <span className="text-12 whitespace-nowrap text-muted figures">{momentLabel(key.created_at, timeZone, 'day')}</span>,
    },
    {
      id: 'used',
      header: 'Last used',
      width: 130,
      cell: (key) => (
        <span className="text-12 whitespace-nowrap text-muted figures">
          {key.last_used_at === null ? 'Never' : momentLabel(key.last_used_at, timeZone)}
        </span>
      ),
    },
    {
      id: 'expires',
      header: 'Expires',
      width: 95,
      cell: (key) => (
        <span className="text-12 whitespace-nowrap text-muted figures">
          {key.expires_at === null ? 'Never' : momentLabel(key.expires_at, timeZone, 'day')}
        </span>
      ),
    },
    {
      id: 'revoke',
      header: '',
      width: 80,
      numeric: true,
      cell: (key) =>
        key.revoked_at === null && (
          <Button size="small" look="danger" aria-label={`Revoke ${key.name}`} onClick={() => onRevoke(key)}>
            Revoke
          </Button>
        ),
    },
  ]
  return <DataTable stacks caption="Keys" columns={columns} rows={keys} rowKey={(key) => key.id} />
}

function stateOf({ revoked_at, expires_at }: Key): 'valid' | 'revoked' | 'expired' {
  if (revoked_at !== null) return 'revoked'
  return expires_at !== null && Date.parse(expires_at) <= Date.now() ? 'expired' : 'valid'
}

/** Days after which a key stops opening; 0 for never. */
const LIFETIMES = { 0: 'Never', 30: 'In 30 days', 90: 'In 90 days', 365: 'In a year' }

function MakeKey({ workspace, onClose }: { workspace: string; onClose: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<KeyInput['scope']>('write')
  const [days, setDays] = useState(0)
  const making = useMutation<CreatedKey, Problem>({
    mutationFn: () =>
      change('POST', KEYS, {
        name: name.trim(),
        scope,
        workspace_id: workspace,
        ...(days > 0 && { expires_at: new Date(Date.now() + days * 86_400_000).toISOString() }),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [KEYS] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  if (making.data) {
    return (
      <Dialog open title="Your new key" about="Copy it now: only its hash is kept, so it cannot be shown again." onOpenChange={onClose}>
        <CodeBlock code={making.data.key} what="the key" />
        <Button look="primary" className="mt-4 w-full" onClick={onClose}>
          I have copied it
        </Button>
      </Dialog>
    )
  }
  return (
    <Dialog open title="Make a key" onOpenChange={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="What it is for"
          value={name}
          maxLength={100}
          required
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField label="What it may do" value={scope} onChange={(event) => setScope(event.target.value as KeyInput['scope'])}>
          {Object.entries(SCOPES).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <SelectField label="When it expires" value={days} onChange={(event) => setDays(Number(event.target.value))}>
          {Object.entries(LIFETIMES).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        {making.error && <ErrorState what="No key was made" error={making.error} className="!px-0 !py-2" />}
        <Button type="submit" look="primary" className="w-full" disabled={name.trim() === '' || making.isPending}>
          Make the key
        </Button>
      </form>
    </Dialog>
  )
}

function RevokeKey({ entry, onClose }: { entry: Key; onClose: () => void }) {
  const queries = useQueryClient()
  const revoking = useMutation<unknown, Problem>({
    mutationFn: () => change('DELETE', `${KEYS}/${entry.id}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [KEYS] })
      onClose()
      notify('Key revoked')
    },
  })
  return (
    <Dialog
      open
      title={`Revoke “${entry.name}”?`}
      about="Whatever uses this key is refused from now on. Data already sent stays. This cannot be undone."
      onOpenChange={onClose}
    >
      {revoking.error && <ErrorState what="The key is still valid" error={revoking.error} className="!px-0 !py-2" />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" disabled={revoking.isPending} onClick={() => revoking.mutate()}>
          Revoke the key
        </Button>
      </div>
    </Dialog>
  )
}

export const page = {
  path: '/settings',
  title: 'Settings',
  group: 'Settings',
  order: 1,
  needs: 'manage_workspace',
  icon: Settings,
  component: SettingsPage,
} satisfies Page
