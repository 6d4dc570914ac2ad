import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { counted, exact, momentLabel } from '../../ui/format.ts'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { AuditVerification } from './contract.ts'

/** Whether the log is as it was written, in a sentence. */
export function VerificationCard() {
  const { time_zone: timeZone } = useWorkspace()
  const verification = useRead<AuditVerification>('/v1/audit/verify', {})
  const { data, error, isFetching, refetch } = verification
  if (error && !data)
    return (
      <Card>
        <ErrorState what="The audit log could not be verified" error={error} onRetry={() => refetch()} />
      </Card>
    )
  if (!data)
    return (
      <Loading what="the verification">
        <Skeleton className="h-24 w-full" />
      </Loading>
    )
  const Icon = data.is_whole ? ShieldCheck : ShieldAlert
  const tone = data.is_whole ? 'bg-positive-soft text-positive' : 'bg-negative-soft text-negative'
  return (
    <Card className="flex flex-wrap items-start gap-4 p-5">
      <span className={`flex size-10 shrink-0 items-center justify-center rounded-12 ${tone}`}>
        <Icon className="size-5" aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-[1_1_240px]" role={data.is_whole ? 'status' : 'alert'}>
        <h2 className="text-14 font-semibold">
          {data.broken === null ? 'The log is whole' : `The log is broken at record ${exact(data.broken.sequence)}`}
        </h2>
        <p className="mt-1 max-w-[78ch] text-14 text-muted">
          {data.broken === null ? <Whole checked={data.checked} /> : <Broken broken={data.broken} checked={data.checked} />}
        </p>
        <p className="mt-1 text-12 text-muted figures">
          Verified {momentLabel(data.verified_at, timeZone, 'second')}, over all workspaces of this installation
        </p>
      </div>
      <Button disabled={isFetching} onClick={() => refetch()}>
        {isFetching ? 'Verifying…' : 'Verify again'}
      </Button>
    </Card>
  )
}

function Whole({ checked }: { checked: number }) {
  return (
    <>
      Each of {counted(checked, 'record')} has the hash it was written with, holds the hash of the one before, and is sealed with a key that
      is not in the database. A record that is changed, taken out or added from outside would be found here.
    </>
  )
}

function Broken({ broken, checked }: { broken: NonNullable<AuditVerification['broken']>; checked: number }) {
  return (
    <>
      {broken.explanation.replaceAll('`', '')} {counted(checked, 'record')} before it {checked === 1 ? 'is' : 'are'} as written; what comes
      from there on proves nothing. Compare it with an export that was kept elsewhere.
    </>
  )
}
