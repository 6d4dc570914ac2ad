import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ClipboardCheck } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { TextArea } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { momentLabel } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ReviewsResponse } from './contract.ts'

export const OVERVIEW = '/v1/privacy/overview'
/** The id of the field in which a review is written. */
export const NOTE_FIELD = 'review-note'
const REVIEWS = '/v1/privacy/reviews'

/** Reviews that were made, and the form for the next. */
export function ReviewsCard() {
  const { id, time_zone: timeZone } = useWorkspace()
  const reviews = useRead<ReviewsResponse>(REVIEWS, { workspace_id: id })
  const { data } = reviews
  return (
    <Card>
      <CardHeader
        title="Monthly reviews"
        {...(data && { subtitle: `${data.is_overdue ? 'Overdue since' : 'Next due'} ${momentLabel(data.due_at, timeZone, 'day')}` })}
      />
      <ReviewForm workspaceId={id} />
      {reviews.error && !data ? (
        <ErrorState what="The reviews could not be read" error={reviews.error} onRetry={() => reviews.refetch()} />
      ) : !data ? (
        <Loading what="reviews" className="px-5 pb-5">
          <Skeleton className="h-24 w-full" />
        </Loading>
      ) : data.reviews.length === 0 ? (
        <EmptyState icon={ClipboardCheck} title="No review is recorded yet" className="border-t">
          Look through this page once a month and write down what you saw: that is what shows that somebody looks.
        </EmptyState>
      ) : (
        <ul className="divide-y border-t">
          {data.reviews.map(({ id: review, by, reviewed_at, note }) => (
            <li key={review} className="grid gap-x-4 gap-y-1 px-5 py-3 text-14 md:grid-cols-[220px_minmax(0,1fr)]">
              <p className="min-w-0 break-words">
                <span className="font-medium">{by}</span>
                <span className="block text-12 text-muted figures">{momentLabel(reviewed_at, timeZone)}</span>
              </p>
              <p className="min-w-0 break-words whitespace-pre-line">{note}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function ReviewForm({ workspaceId }: { workspaceId: string }) {
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const recording = useMutation<ReviewsResponse, Problem>({
    mutationFn: () => change('POST', REVIEWS, { workspace_id: workspaceId, note }),
    onSuccess: async (answer) => {
      queries.setQueryData([REVIEWS, { workspace_id: workspaceId }], answer)
      setNote('')
      notify('The review is recorded')
      await queries.invalidateQueries({ queryKey: [OVERVIEW] })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    recording.mutate()
  }
  return (
    <form onSubmit={submit} className="max-w-[720px] space-y-3 px-5 pb-5">
      <TextArea
        id={NOTE_FIELD}
        label="What you looked at and found"
        hint="Kept with your name; the audit log has the fact without the note. Name nobody in it."
        required
        maxLength={2000}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      <FormError error={recording.error} />
      <Button type="submit" look="primary" disabled={note.trim() === '' || recording.isPending}>
        <ClipboardCheck aria-hidden="true" /> Record review
      </Button>
    </form>
  )
}
