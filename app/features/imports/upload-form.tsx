import { useQueryClient } from '@tanstack/react-query'
import { Upload, X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Parameters, Problem, read, upload } from '../../ui/client.ts'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-error.tsx'
import { share } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { Progress } from '../../ui/progress.tsx'
import { askedOf, type ChosenFile, type Faults, FORMATS, type Format, faultsIn, lacksDate, lacksYear, lookAt } from './chosen-file.tsx'
import { ColumnFields } from './column-fields.tsx'
import type { ImportBegun, ImportState } from './contract.ts'
import { CustomerFields } from './customer-fields.tsx'
import { CategoriesChoice, FileChoice } from './file-choice.tsx'
import { OptionFields } from './option-fields.tsx'

const PATH = '/v1/imports'
/** How long the form waits for the first rows of what it began, and how often it looks; milliseconds. */
const FIRST_ROWS_PATIENCE = 6000
const FIRST_ROWS_PAUSE = 200

type Stage = { readonly is: 'sending'; readonly share: number; readonly cancel: () => void } | { readonly is: 'reading' }
type Outcome = { readonly is: 'problem'; readonly error: unknown } | { readonly is: 'known'; readonly begun: ImportBegun }

/** Chooses a file, says what it holds, and begins its import. */
export function UploadForm({ workspace }: { workspace: string }) {
  const [chosen, setChosen] = useState<ChosenFile | undefined>()
  const [tried, setTried] = useState(false)
  const { stage, outcome, begin, forget } = useBeginning(() => setChosen(undefined))
  const form = useRef<HTMLFormElement>(null)
  const choose = async (file: File) => {
    setChosen(await lookAt(file))
    setTried(false)
    forget()
  }
  const change = (next: ChosenFile) => {
    setChosen(next)
    forget()
  }
  const send = (again: boolean) => {
    if (chosen === undefined || stage !== undefined) return
    setTried(true)
    if (faultsIn(chosen) === undefined) void begin({ ...askedOf(chosen, workspace), again: again ? 'true' : undefined }, chosen.file)
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid], [data-fault]')?.focus())
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send(false)
  }
  return (
    <Card>
      <CardHeader title="Import a file" subtitle="CSV or NDJSON, gzip too; customers also as Parquet" />
      <form ref={form} noValidate onSubmit={submit} className="space-y-4 px-5 pb-5">
        <FileChoice file={chosen?.file} onChoose={choose} disabled={stage !== undefined} />
        {chosen && <ChosenFields chosen={chosen} tried={tried} disabled={stage !== undefined} onChange={change} />}
        {stage && <StageReport stage={stage} />}
        {outcome?.is === 'problem' && <FormProblem what="The import did not succeed" error={outcome.error} />}
        {outcome?.is === 'known' && <KnownImport begun={outcome.begun} onAgain={() => send(true)} />}
        <Button type="submit" look="primary" className="w-full" disabled={chosen === undefined || stage !== undefined}>
          <Upload aria-hidden="true" /> Import
        </Button>
      </form>
    </Card>
  )
}

/** Sends the file and stays with it until its first rows are read: what is wrong with a file shows by then. */
function useBeginning(onBegun: () => void) {
  const queries = useQueryClient()
  const [stage, setStage] = useState<Stage | undefined>()
  const [outcome, setOutcome] = useState<Outcome | undefined>()
  const begin = async (asked: Parameters, file: File) => {
    const stop = new AbortController()
    const cancel = () => stop.abort()
    setOutcome(undefined)
    setStage({ is: 'sending', share: 0, cancel })
    try {
      const begun = await upload<ImportBegun>(PATH, asked, file, {
        onProgress: (part) => setStage(part < 1 ? { is: 'sending', share: part, cancel } : { is: 'reading' }),
        signal: stop.signal,
      })
      void queries.invalidateQueries({ queryKey: [PATH] })
      if (begun.begun === 'already_imported') setOutcome({ is: 'known', begun })
      else {
        const { status } = await firstRows(begun)
        notify(status === 'done' ? `${file.name} is imported` : 'The import is running')
        onBegun()
      }
    } catch (error) {
      if (!stop.signal.aborted) setOutcome({ is: 'problem', error })
    }
    setStage(undefined)
    void queries.invalidateQueries()
  }
  return { stage, outcome, begin, forget: () => setOutcome(undefined) }
}

/** @throws Problem when the import fails before it has read a row. */
async function firstRows(begun: ImportBegun): Promise<ImportState> {
  let state: ImportState = begun
  for (let waited = 0; waited < FIRST_ROWS_PATIENCE; waited += FIRST_ROWS_PAUSE) {
    state = await read<ImportState>(`${PATH}/${begun.id}`)
    if (state.status === 'failed') throw problemOf(state)
    if (state.status !== 'running' || state.rows_read > 0) return state
    await new Promise((resolve) => setTimeout(resolve, FIRST_ROWS_PAUSE))
  }
  return state
}

function problemOf({ error, error_code, remedy }: ImportState): Problem {
  return new Problem({ code: error_code ?? 'interrupted_import', status: 0, message: error ?? '', remedy: remedy ?? '' })
}

interface ChosenProps {
  readonly chosen: ChosenFile
  /** After the first try, also what was merely left out is shown as a fault. */
  readonly tried: boolean
  readonly disabled: boolean
  readonly onChange: (chosen: ChosenFile) => void
}

function ChosenFields({ chosen, tried, disabled, onChange }: ChosenProps) {
  const faults: Faults = faultsIn(chosen) ?? {}
  const { format, table } = chosen
  return (
    <fieldset disabled={disabled} className="min-w-0 space-y-4">
      <legend className="sr-only">What the file holds</legend>
      <SelectField
        label="What the file holds"
        value={format}
        error={faults.format}
        onChange={(event) => onChange({ ...chosen, format: event.target.value as Format })}
      >
        {Object.entries(FORMATS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {format === 'events' && table.columns.length > 0 && (
        <ColumnFields map={chosen.map} table={table} faults={faults.map} tried={tried} onChange={(map) => onChange({ ...chosen, map })} />
      )}
      {format === 'customers' && table.columns.length > 0 && (
        <CustomerFields
          map={chosen.customerMap}
          table={table}
          fault={tried ? faults.customerMap : undefined}
          onChange={(customerMap) => onChange({ ...chosen, customerMap })}
        />
      )}
      {lacksYear(chosen) && (
        <TextField
          label="Year of the first row"
          inputMode="numeric"
          maxLength={4}
          value={chosen.year}
          hint="The dates name none; between December and January it changes by itself."
          error={tried || chosen.year !== '' ? faults.year : undefined}
          onChange={(event) => onChange({ ...chosen, year: event.target.value.trim() })}
        />
      )}
      {lacksDate(chosen) && (
        <TextField
          label={format === 'customers' ? 'Day for which the table stands' : 'Day on which it was exported'}
          placeholder="YYYY-MM-DD"
          maxLength={10}
          value={chosen.date}
          hint={
            format === 'customers'
              ? 'When empty, what the column data_generated_at says, or today.'
              : 'The name of the file does not tell; today when empty.'
          }
          error={faults.date}
          onChange={(event) => onChange({ ...chosen, date: event.target.value.trim() })}
        />
      )}
      {format === 'youtube-trending' && (
        <CategoriesChoice categories={chosen.categories} onChange={(categories) => onChange({ ...chosen, categories })} />
      )}
      <OptionFields chosen={chosen} faults={faults} onChange={onChange} />
    </fieldset>
  )
}

function StageReport({ stage }: { stage: Stage }) {
  const sent = stage.is === 'sending' ? stage.share : undefined
  return (
    <div>
      <div className="mb-1.5 flex min-h-7 items-center justify-between text-12 text-muted">
        <span className="figures">{sent === undefined ? 'Reading the first rows' : `Sending, ${share(sent, 1)}`}</span>
        {stage.is === 'sending' && (
          <IconButton label="Cancel sending" size="icon-small" onClick={stage.cancel}>
            <X aria-hidden="true" />
          </IconButton>
        )}
      </div>
      <Progress label={sent === undefined ? 'Reading the first rows' : 'Sending the file'} share={sent} />
    </div>
  )
}

function KnownImport({ begun, onAgain }: { begun: ImportBegun; onAgain: () => void }) {
  return (
    <div role="status" className="space-y-2 rounded-8 bg-sunken px-3 py-2 text-14">
      <p>
        <strong className="font-medium">{begun.name}</strong> was imported before, by the same options; nothing changed.
      </p>
      <Button size="small" onClick={onAgain}>
        Read it again
      </Button>
    </div>
  )
}
