import { CircleAlert } from 'lucide-react'
import { Problem } from './client.ts'
import { sentence } from './format.ts'

/** Why a form was not taken, beside its button. */
export function FormError({ error }: { error: Problem | null }) {
  return error === null ? null : <FormNote text={sentence(error.message)} />
}

/** What went wrong, in words. */
export function FormNote({ text }: { text: string }) {
  return (
    <p role="alert" className="flex items-start gap-2 rounded-8 bg-negative-soft px-3 py-2 text-14 text-negative">
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 break-words">{text}</span>
    </p>
  )
}

/** Why something was not begun, what to do, and the number under which the server’s log knows it: beside the form’s button. */
export function FormProblem({ what, error }: { what: string; error: unknown }) {
  const problem = error instanceof Problem ? error : undefined
  return (
    <div role="alert" className="flex items-start gap-2 rounded-8 bg-negative-soft px-3 py-2 text-14">
      <CircleAlert className="mt-0.5 size-4 shrink-0 text-negative" aria-hidden="true" />
      <div className="min-w-0 space-y-1 break-words">
        <p className="font-medium text-negative">{what}</p>
        <p>{problem ? sentence(problem.message) : 'Something failed on this page. Nothing stored was changed.'}</p>
        {problem && <p>{problem.remedy}</p>}
        {problem?.requestId !== undefined && (
          <p className="font-mono text-12">
            Request <span className="select-all">{problem.requestId}</span>
          </p>
        )}
      </div>
    </div>
  )
}
