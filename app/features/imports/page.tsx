import { useQueryClient } from '@tanstack/react-query'
import type { EVENT_FIELDS } from '@trill/contract/event'
import { Download, FileUp, FolderInput, Upload, X } from 'lucide-react'
import { type DragEvent, type FormEvent, useEffect, useRef, useState } from 'react'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button, buttonClass, IconButton } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { change, Problem, upload } from '../../ui/client.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { columnsOf } from '../../ui/file-header.ts'
import { brief, counted, durationLabel, exact, momentLabel, sentenceCase, share, sizeLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Progress } from '../../ui/progress.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ImportBegun, ImportState, ImportsResponse } from './contract.ts'

const PATH = '/v1/imports'
const FORMATS = { 'youtube-trending': 'YouTube trending (Kaggle CSV)', events: 'Events (CSV or NDJSON)' } as const
type Format = keyof typeof FORMATS
type Field = keyof typeof EVENT_FIELDS

const FIELDS: readonly { readonly field: Field; readonly hint: string }[] = [
  { field: 'type', hint: ':share or a column' },
  { field: 'occurred_at', hint: 'When' },
  { field: 'actor_id', hint: 'Who' },
  { field: 'content_id', hint: 'To what' },
  { field: 'parent_message_id', hint: 'Share that led here' },
  { field: 'message_id', hint: 'Made when empty' },
  { field: 'platform', hint: 'Where' },
  { field: 'country', hint: 'Two letters' },
  { field: 'value', hint: 'Amount' },
  { field: 'text', hint: 'What was written' },
]

function ImportsPage() {
  const workspace = useWorkspace()
  const imports = useRead<ImportsResponse>(
    PATH,
    { workspace_id: workspace.id },
    { every: (data) => (runningIn(data?.imports) > 0 ? 1000 : 15_000) },
  )
  const list = imports.data?.imports
  const running = runningIn(list)
  useFreshFigures(running)
  const accepted = list?.reduce((sum, { rows_accepted }) => sum + rows_accepted, 0) ?? 0
  return (
    <>
      <PageHeader title="Imports">
        <p>
          {list === undefined || list.length === 0
            ? 'Files become events and counter readings, marked as imported. Importing the same file twice changes nothing.'
            : `${counted(list.length, 'import')} brought ${counted(accepted, 'row')}${running > 0 ? `; ${running === 1 ? 'one is' : `${running} are`} running` : ''}.`}
        </p>
      </PageHeader>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[380px_minmax(0,1fr)]">
        <UploadForm key={workspace.id} workspace={workspace.id} />
        <Card>
          <CardHeader title="Imports of this workspace" subtitle="They run on when this page is left" />
          {imports.error && !list ? (
            <ErrorState what="The imports could not be listed" error={imports.error} onRetry={() => imports.refetch()} />
          ) : list === undefined ? (
            <Loading what="the imports" className="space-y-4 px-5 pb-5">
              <Skeleton className="h-16" />
              <Skeleton className="h-16" />
            </Loading>
          ) : list.length === 0 ? (
            <EmptyState icon={FolderInput} title="No file has been imported yet">
              Choose a file; its progress and what was refused will stand here.
            </EmptyState>
          ) : (
            <ul className="border-t">
              {list.map((entry) => (
                <ImportEntry key={entry.id} entry={entry} timeZone={workspace.time_zone} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  )
}

function runningIn(imports: readonly ImportState[] | undefined): number {
  return imports?.filter(({ status }) => status === 'running').length ?? 0
}

/** An import that ends makes every figure old. */
function useFreshFigures(running: number) {
  const queries = useQueryClient()
  const before = useRef(running)
  useEffect(() => {
    if (running < before.current) void queries.invalidateQueries()
    before.current = running
  }, [running, queries])
}

interface Sending {
  readonly share: number
  readonly cancel: () => void
}

function UploadForm({ workspace }: { workspace: string }) {
  const queries = useQueryClient()
  const [file, setFile] = useState<File | undefined>()
  const [format, setFormat] = useState<Format>('events')
  const [columns, setColumns] = useState<readonly string[]>([])
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({})
  const [sending, setSending] = useState<Sending | undefined>()
  const [failed, setFailed] = useState<unknown>()
  const choose = async (chosen: File) => {
    const found = await columnsOf(chosen)
    setFile(chosen)
    setFailed(undefined)
    setColumns(found)
    setFormat(found.includes('video_id') && found.includes('views') ? 'youtube-trending' : 'events')
    setMapping(Object.fromEntries(FIELDS.flatMap(({ field }) => (found.includes(field) ? [[field, field]] : []))))
  }
  const incomplete = format === 'events' && columns.length > 0 && !(mapping.type && (mapping.actor_id || columns.includes('anonymous_id')))
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (file === undefined) return
    const stop = new AbortController()
    const cancel = () => stop.abort()
    setFailed(undefined)
    setSending({ share: 0, cancel })
    const asked = {
      workspace_id: workspace,
      format,
      name: file.name,
      map: format === 'events' && columns.length > 0 ? mappingText(mapping) : undefined,
    }
    try {
      const begun = await upload<ImportBegun>(PATH, asked, file, {
        onProgress: (part) => setSending({ share: part, cancel }),
        signal: stop.signal,
      })
      notify(begun.begun === 'already_imported' ? 'This file was imported before; nothing changed' : 'The import is running')
      setFile(undefined)
    } catch (error) {
      if (error instanceof Problem) setFailed(error)
    }
    setSending(undefined)
    void queries.invalidateQueries()
  }
  return (
    <Card>
      <CardHeader title="Import a file" subtitle="CSV or NDJSON, gzip too" />
      <form onSubmit={send} className="space-y-4 px-5 pb-5">
        <FileChoice file={file} onChoose={choose} disabled={sending !== undefined} />
        {file !== undefined && (
          <SelectField label="What the file holds" value={format} onChange={(event) => setFormat(event.target.value as Format)}>
            {Object.entries(FORMATS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </SelectField>
        )}
        {file !== undefined && format === 'events' && columns.length > 0 && (
          <MappingFields columns={columns} mapping={mapping} onChange={setMapping} />
        )}
        {sending && (
          <div>
            <div className="mb-1.5 flex items-center justify-between text-12 text-muted">
              <span className="figures">Sending, {share(sending.share, 1)}</span>
              <IconButton label="Cancel sending" size="icon-small" onClick={sending.cancel}>
                <X aria-hidden="true" />
              </IconButton>
            </div>
            <Progress label="Sending the file" share={sending.share} />
          </div>
        )}
        {failed !== undefined && <ErrorState what="The import was not begun" error={failed} className="!px-0 !py-2" />}
        <Button type="submit" look="primary" className="w-full" disabled={file === undefined || sending !== undefined || incomplete}>
          <Upload aria-hidden="true" /> Import
        </Button>
      </form>
    </Card>
  )
}

function mappingText(mapping: Readonly<Record<string, string>>): string | undefined {
  const given = Object.entries(mapping).filter(([, expression]) => expression.trim() !== '')
  return given.length === 0 ? undefined : JSON.stringify(Object.fromEntries(given))
}

function FileChoice({ file, onChoose, disabled }: { file: File | undefined; onChoose: (file: File) => void; disabled: boolean }) {
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const take = (files: FileList | null) => files?.[0] && onChoose(files[0])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take(event.dataTransfer.files)
  }
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(inside)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same.
    <div
      onDrop={drop}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      className={classNames(
        'flex flex-col items-center gap-2 rounded-12 border border-dashed border-border-strong px-4 py-6 text-center',
        over && 'border-accent bg-accent-soft',
      )}
    >
      <FileUp className="size-5 text-muted" aria-hidden="true" />
      <p className="text-14 break-all">{file ? `${file.name} · ${sizeLabel(file.size)}` : 'Drop a file here'}</p>
      <input
        ref={input}
        type="file"
        aria-label="File to import"
        className="sr-only"
        tabIndex={-1}
        disabled={disabled}
        onChange={(event) => take(event.target.files)}
      />
      <Button size="small" disabled={disabled} onClick={() => input.current?.click()}>
        {file ? 'Choose another' : 'Choose a file'}
      </Button>
    </div>
  )
}

interface MappingProps {
  readonly columns: readonly string[]
  readonly mapping: Readonly<Record<string, string>>
  readonly onChange: (mapping: Readonly<Record<string, string>>) => void
}

function MappingFields({ columns, mapping, onChange }: MappingProps) {
  return (
    <fieldset>
      <legend className="text-12 font-medium">Which column is which</legend>
      <p className="mt-0.5 mb-3 text-12 text-muted">
        Columns: {columns.join(', ')}. Every event needs a type and an actor. Write the name of a column, a fixed word after a colon (
        <code className="font-mono">:share</code>), or a template (<code className="font-mono">{'tw-{id}'}</code>).
      </p>
      <datalist id="import-columns">
        {columns.map((column) => (
          <option key={column} value={column} />
        ))}
      </datalist>
      <div className="grid grid-cols-2 gap-3">
        {FIELDS.map(({ field, hint }) => (
          <TextField
            key={field}
            label={sentenceCase(field)}
            placeholder={hint}
            list="import-columns"
            value={mapping[field] ?? ''}
            onChange={(event) => onChange({ ...mapping, [field]: event.target.value })}
          />
        ))}
      </div>
    </fieldset>
  )
}

const STATUS: Record<ImportState['status'], { tone: Tone; label: string }> = {
  running: { tone: 'accent', label: 'Running' },
  done: { tone: 'positive', label: 'Done' },
  failed: { tone: 'negative', label: 'Failed' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}

function ImportEntry({ entry, timeZone }: { entry: ImportState; timeZone: string }) {
  const queries = useQueryClient()
  const running = entry.status === 'running'
  const { tone, label } = STATUS[entry.status]
  const part = entry.bytes_total > 0 ? entry.bytes_read / entry.bytes_total : undefined
  const cancel = async () => {
    await change('POST', `${PATH}/${entry.id}/cancel`).catch(() => notify('Cancelling did not succeed; try again.'))
    void queries.invalidateQueries({ queryKey: [PATH] })
  }
  return (
    <li className="border-b px-5 py-4 last:border-b-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 text-14 font-medium">
            <span className="break-all">{entry.name}</span>
            <Badge tone={tone}>{label}</Badge>
          </p>
          <p className="text-12 text-muted">
            {FORMATS[entry.format as Format] ?? entry.format} · {momentLabel(entry.created_at, timeZone)}
          </p>
        </div>
        <div className="flex gap-2">
          {running && (
            <Button size="small" onClick={cancel}>
              Cancel
            </Button>
          )}
          {entry.status === 'done' && (
            <PageLink to="/overview" className={buttonClass({ size: 'small' })}>
              Open Overview
            </PageLink>
          )}
          {entry.rejects_url !== null && (
            <a href={entry.rejects_url} download className={buttonClass({ size: 'small' })}>
              <Download aria-hidden="true" /> Refused rows
            </a>
          )}
        </div>
      </div>
      {running && (
        <div className="mt-3">
          <Progress label={`Importing ${entry.name}`} share={part} />
          <p className="mt-1.5 text-12 text-muted figures">
            {exact(entry.rows_read)} {entry.rows_total_estimate === null ? 'rows' : `of about ${brief(entry.rows_total_estimate)} rows`}
            {entry.rate !== null && ` · ${brief(entry.rate)} rows/s`}
            {entry.eta_seconds !== null && ` · ${durationLabel(entry.eta_seconds)} left`}
          </p>
        </div>
      )}
      {entry.error !== null && <p className="mt-2 text-12 text-negative">{entry.error}</p>}
      <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-12 [&_dd]:font-medium [&_dd]:figures [&_div]:flex [&_div]:gap-1.5 [&_dt]:text-muted">
        <Count label="Accepted" count={entry.rows_accepted} />
        <Count label="Already there" count={entry.rows_duplicate} />
        <Count label="Refused" count={entry.rows_rejected} />
        {entry.rejected_by_reason.map(({ reason, count }) => (
          <Count key={reason} label={sentenceCase(reason)} count={count} />
        ))}
      </dl>
      {entry.notes.map(({ code, count, about }) => (
        <p key={code} className="mt-1 text-12 text-muted">
          {exact(count)}: {about}
        </p>
      ))}
    </li>
  )
}

function Count({ label, count }: { label: string; count: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{exact(count)}</dd>
    </div>
  )
}

export const page = {
  path: '/imports',
  title: 'Imports',
  group: 'Data',
  order: 2,
  needs: 'manage_imports',
  icon: FolderInput,
  component: ImportsPage,
} satisfies Page
