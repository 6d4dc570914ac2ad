import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button, type ButtonLook } from '../button.tsx'
import { change, Problem, read } from '../client.ts'
import { Dialog } from '../dialog.tsx'
import { download } from '../download.ts'
import { brief, durationLabel, exact, rangeLabel, sentence, sizeLabel } from '../format.ts'
import { notify } from '../notices.tsx'
import { Progress } from '../progress.tsx'
import { Segmented } from '../segmented.tsx'

/** A running export is asked how far it is. */
const POLL_MILLISECONDS = 700
const FORMS = [
  { value: 'csv', label: 'CSV' },
  { value: 'xlsx', label: 'Excel' },
  { value: 'parquet', label: 'Parquet' },
  { value: 'json', label: 'JSON' },
] as const
type Form = (typeof FORMS)[number]['value']

/** What the server says of an export. */
interface State {
  readonly id: string
  readonly href: string
  readonly status: 'ready' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly rows: number | null
  readonly written_rows: number
  readonly written_bytes: number
  readonly per_second: number | null
  readonly seconds_left: number | null
  readonly error: string | null
}

interface Props extends ButtonLook {
  /** What is exported, in a word: `events`. */
  readonly what: string
  /** What else is asked: the filters that are on. */
  readonly asked: Readonly<Record<string, string | number | undefined>>
}

/** A button that takes a whole table away: the server sends it while it reads it, and the page says how far it is. */
export function ExportAll({ what, asked, ...look }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button {...look} onClick={() => setOpen(true)}>
        <Download aria-hidden="true" /> Export all
      </Button>
      {open && <ExportDialog what={what} asked={asked} onClose={() => setOpen(false)} />}
    </>
  )
}

function ExportDialog({ what, asked, onClose }: Pick<Props, 'what' | 'asked'> & { onClose: () => void }) {
  const [format, setFormat] = useState<Form>('csv')
  const [id, setId] = useState<string>()
  const begin = async () => {
    try {
      const begun = await change<State>('POST', '/v1/exports', { ...asked, what, format })
      setId(begun.id)
      download('', begun.href)
    } catch (error) {
      notify(error instanceof Problem ? `${sentence(error.message)} ${error.remedy}` : 'It could not be begun; try again.')
    }
  }
  const days = asked.from && asked.to ? ` of ${rangeLabel(String(asked.from), String(asked.to))}` : ''
  const about = `All rows${days} that the filters of this page leave, not only those that are shown. The download goes on when this is closed.`
  return (
    <Dialog title={`Export all ${what.replaceAll('_', ' ')}`} about={about} open onOpenChange={(open) => open || onClose()}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented label="Form of the file" choices={FORMS} value={format} onChange={setFormat} />
        <Button look="primary" onClick={begin}>
          <Download aria-hidden="true" /> Download
        </Button>
      </div>
      {id !== undefined && <HowFar id={id} />}
    </Dialog>
  )
}

function HowFar({ id }: { id: string }) {
  const { data } = useQuery({
    queryKey: ['export', id],
    queryFn: ({ signal }) => read<State>(`/v1/exports/downloads/${id}`, {}, signal),
    refetchInterval: ({ state }) => (isOver(state.data) ? false : POLL_MILLISECONDS),
  })
  if (data === undefined) return null
  const share = data.status === 'done' ? 1 : data.rows === null || data.rows === 0 ? undefined : data.written_rows / data.rows
  const cancel = () => change('POST', `/v1/exports/downloads/${id}/cancel`).catch(() => notify('Cancelling did not succeed; try again.'))
  return (
    <div className="mt-4 flex items-center gap-4" aria-live="polite">
      <div className="min-w-0 flex-1">
        <Progress label="Export" share={share} />
        <p className="mt-1.5 text-12 text-muted figures">{progressWords(data)}</p>
      </div>
      {data.status === 'running' && (
        <Button size="small" onClick={cancel}>
          Cancel
        </Button>
      )}
    </div>
  )
}

function isOver(state: State | undefined): boolean {
  return state !== undefined && ['done', 'failed', 'cancelled'].includes(state.status)
}

function progressWords({ status, rows, written_rows, written_bytes, per_second, seconds_left, error }: State): string {
  if (status === 'ready') return 'Waiting for the browser to take it'
  const sent = `${exact(written_rows)}${rows === null || status === 'done' ? '' : ` of ${exact(rows)}`} rows, ${sizeLabel(written_bytes)}`
  if (status === 'done') return `Done: ${sent}`
  if (status === 'cancelled') return `Cancelled after ${sent}; the file is not whole. Download again for all of it.`
  if (status === 'failed')
    return `Failed after ${sent}: ${sentence(error ?? 'the log of the server says why')} Download again for all of it.`
  const rate = per_second === null ? '' : ` · ${brief(per_second)} rows/s`
  return `${sent}${rate}${seconds_left === null ? '' : ` · ${durationLabel(seconds_left)} left`}`
}
