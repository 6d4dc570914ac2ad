import { CircleAlert } from 'lucide-react'
import type { Problem } from './client.ts'

/** Why a form was not taken, beside its button. */
export function FormError({ error }: { error: Problem | null }) {
  return error === null ? null : <FormNote text={`${error.message}.`} />
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
