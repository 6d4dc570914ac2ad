import { useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { change } from '../../ui/client.ts'
import { brief, counted, durationLabel, exact, momentLabel, sentence, sentenceCase } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Progress } from '../../ui/progress.tsx'
import { FORMATS, type Format } from './chosen-file.tsx'
import type { ImportState } from './contract.ts'

const PATH = '/v1/imports'

const STATUS: Record<ImportState['status'], { tone: Tone; label: string }> = {
  running: { tone: 'accent', label: 'Running' },
  done: { tone: 'positive', label: 'Done' },
  failed: { tone: 'negative', label: 'Failed' },
  cancelled: { tone: 'neutral', label: 'Cancelled' },
}

/** One import: how far it is, what it brought, and what to do where it failed. */
export function ImportEntry({ entry, timeZone }: { entry: ImportState; timeZone: string }) {
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
            <PageLink to={entry.format === 'customers' ? '/customers' : '/overview'} className={buttonClass({ size: 'small' })}>
              {entry.format === 'customers' ? 'Open Customers' : 'Open Overview'}
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
      {entry.error !== null && (
        <div className="mt-2 space-y-0.5 text-12 break-words">
          <p className="text-negative">{sentence(entry.error)}</p>
          {entry.remedy !== null && <p className="text-muted">{entry.remedy}</p>}
        </div>
      )}
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
          {counted(count, 'row')}: {about}
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
