import { CircleAlert, type LucideIcon, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { Problem } from './client.ts'
import { sentence } from './format.ts'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={classNames('skeleton', className)} />
}

/** Says to a screen reader that something is being loaded; the skeletons inside are for the eye. */
export function Loading({ what, children, className }: { what: string; children?: ReactNode; className?: string }) {
  return (
    <div role="status" className={className}>
      <span className="sr-only">Loading {what}…</span>
      {children}
    </div>
  )
}

/** What would be here, and the one action that fills it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  className,
}: {
  icon: LucideIcon
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}) {
  return (
    <div className={classNames('flex flex-col items-center justify-center px-6 py-12 text-center', className)}>
      <span className="mb-3 flex size-10 items-center justify-center rounded-12 bg-accent-soft text-accent">
        <Icon className="size-5" aria-hidden="true" />
      </span>
      <h2 className="text-16 font-semibold">{title}</h2>
      {children !== undefined && <div className="mt-1 max-w-[52ch] text-14 text-muted">{children}</div>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** What failed, what to do, and the number under which the server’s log knows it. */
export function ErrorState({
  what,
  error,
  onRetry,
  className,
}: {
  what: string
  error: unknown
  onRetry?: () => void
  className?: string
}) {
  const problem = error instanceof Problem ? error : undefined
  return (
    <div role="alert" className={classNames('flex flex-col items-center justify-center px-6 py-12 text-center', className)}>
      <span className="mb-3 flex size-10 items-center justify-center rounded-12 bg-negative-soft text-negative">
        <CircleAlert className="size-5" aria-hidden="true" />
      </span>
      <h2 className="text-16 font-semibold">{what}</h2>
      <p className="mt-1 max-w-[60ch] text-14 text-muted">
        {problem ? `${sentence(problem.message)} ${problem.remedy}` : 'Something failed on this page. Nothing stored was changed.'}
      </p>
      {onRetry && (
        <Button className="mt-4" onClick={onRetry}>
          <RotateCw aria-hidden="true" /> Try again
        </Button>
      )}
      {problem?.requestId !== undefined && (
        <p className="mt-3 font-mono text-12 text-muted">
          Request <span className="select-all">{problem.requestId}</span>
        </p>
      )}
    </div>
  )
}
