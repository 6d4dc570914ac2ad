import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, SelectField, TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { sentence } from '../../ui/format.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ConnectionBody, PlatformConnection, TestResponse } from './contract.ts'
import { CONNECTIONS } from './paths.ts'
import { type Row, SourceRows } from './source-rows.tsx'

const EVERY = [
  { minutes: 15, label: 'Every quarter of an hour' },
  { minutes: 60, label: 'Every hour' },
  { minutes: 360, label: 'Every six hours' },
  { minutes: 1440, label: 'Every day' },
]

/** What a platform is connected with, and what is read of it. */
export function ConnectDialog({ one, onClose }: { one: PlatformConnection; onClose: () => void }) {
  const { id: workspace_id } = useWorkspace()
  const queries = useQueryClient()
  const { connection } = one
  const [credentials, setCredentials] = useState<Record<string, string>>({})
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(connection?.sources ?? one.first_sources))
  const [address, setAddress] = useState(connection?.base_address ?? one.base_address)
  const [minutes, setMinutes] = useState(connection?.every_minutes ?? 60)
  const [asEvents, setAsEvents] = useState(connection?.as_events ?? false)
  const body = (): ConnectionBody => ({
    workspace_id,
    ...(Object.keys(credentials).length > 0 && { credentials }),
    base_address: address,
    sources: rows.map(({ kind, value }) => ({ kind, value })),
    every_minutes: minutes,
    as_events: asEvents,
  })
  const saving = useMutation<unknown, Problem>({
    gcTime: 0,
    mutationFn: () => change('PUT', `${CONNECTIONS}/${one.platform}`, body()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [CONNECTIONS] })
      onClose()
    },
  })
  const testing = useMutation<TestResponse, Problem>({
    gcTime: 0,
    mutationFn: () => change('POST', `${CONNECTIONS}/${one.platform}/test`, body()),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const choices = EVERY.some((choice) => choice.minutes === minutes) ? EVERY : [...EVERY, { minutes, label: `Every ${minutes} minutes` }]
  return (
    <Dialog open title={connection === null ? `Connect ${one.label}` : `Change ${one.label}`} about={one.about} onOpenChange={onClose}>
      <form onSubmit={submit} autoComplete="off" className="space-y-4">
        {one.credentials.map((field) => (
          <TextField
            key={field.name}
            label={field.is_required ? field.label : `${field.label} (may be left out)`}
            hint={field.about}
            type={field.is_secret ? 'password' : 'text'}
            autoComplete="off"
            spellCheck={false}
            value={credentials[field.name] ?? field.value ?? ''}
            placeholder={field.is_secret && field.is_set ? 'Stored; leave empty to keep it' : ''}
            onChange={({ target }) => setCredentials(withWord(credentials, field, target.value))}
          />
        ))}
        <SourceRows kinds={one.source_kinds} rows={rows} onChange={setRows} />
        <SelectField label="How often it is read" value={minutes} onChange={({ target }) => setMinutes(Number(target.value))}>
          {choices.map((choice) => (
            <option key={choice.minutes} value={choice.minutes}>
              {choice.label}
            </option>
          ))}
        </SelectField>
        <CheckField
          label="Posts are events, too"
          hint="Live shows each, and who published it counts among your people: right for a community of your own, not for charts and searches."
          checked={asEvents}
          onChange={setAsEvents}
        />
        <details open={one.has_own_address}>
          <summary className="cursor-pointer text-12 font-medium">Address</summary>
          <TextField
            className="mt-2"
            label="Base address"
            hint={one.has_own_address ? 'Of the instance that is asked' : 'Of the platform’s API; another one for a proxy of your own'}
            type="url"
            value={address}
            onChange={({ target }) => setAddress(target.value)}
          />
        </details>
        {one.caveats.length > 0 && (
          <ul className="list-disc space-y-1 pl-4 text-12 text-muted">
            {one.caveats.map((caveat) => (
              <li key={caveat}>{caveat}</li>
            ))}
          </ul>
        )}
        <Tested answer={testing.data} />
        <FormError error={saving.error ?? testing.error} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => testing.mutate()} disabled={testing.isPending}>
            {testing.isPending ? 'Testing…' : 'Test connection'}
          </Button>
          <Button type="submit" look="primary" disabled={saving.isPending}>
            {saving.isPending ? 'Connecting…' : connection === null ? 'Connect' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Tested({ answer }: { answer: TestResponse | undefined }) {
  if (answer === undefined) return null
  return (
    <p role="status" className={`text-12 ${answer.status === 'works' ? 'text-positive' : 'text-negative'}`}>
      {sentence(answer.message)} {answer.remedy}
    </p>
  )
}

/** An empty secret is the stored one. */
function withWord(words: Readonly<Record<string, string>>, { name, is_secret }: PlatformConnection['credentials'][number], word: string) {
  const { [name]: _before, ...rest } = words
  return is_secret && word === '' ? rest : { ...rest, [name]: word }
}

function rowsOf(sources: PlatformConnection['first_sources']): Row[] {
  return sources.map(({ kind, value }) => ({ key: crypto.randomUUID(), kind, value }))
}
