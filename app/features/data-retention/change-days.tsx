import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RETENTION_CLASSES } from '@trill/contract/retention'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted, exact } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ClassState } from './contract.ts'

interface Props {
  readonly state: ClassState
  /** What is read again after the change. */
  readonly path: string
  readonly onClose: () => void
}

/** Asks for how long a kind of data is kept; a shorter time deletes, so it says that, and a longer one asks why. */
export function ChangeDaysDialog({ state, path, onClose }: Props) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const { label, about, from } = RETENTION_CLASSES[state.class]
  const [text, setText] = useState(String(state.days))
  const [basis, setBasis] = useState('')
  const days = Number(text)
  const changing = useMutation<unknown, Problem>({
    mutationFn: () =>
      change('PUT', '/v1/privacy/retention', { workspace_id: workspace.id, days: { [state.class]: days }, ...(basis !== '' && { basis }) }),
    onSuccess: () => {
      notify(`${label}: kept for ${counted(days, 'day')}`)
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [path] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    changing.mutate()
  }
  const isShorter = days < state.days && text !== ''
  return (
    <Dialog open title={`How long to keep: ${label}`} about={about} onOpenChange={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label="Days"
          hint={`From ${from}. ${exact(state.days_min)} to ${exact(state.days_max)}; ${exact(state.days_default)} by default.`}
          type="number"
          required
          autoFocus
          min={state.days_min}
          max={state.days_max}
          step={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {days > state.days_default && (
          <TextField
            label="Basis"
            hint="Why it has to be kept longer than by default. It goes to the audit log."
            required
            minLength={10}
            maxLength={1000}
            value={basis}
            onChange={(event) => setBasis(event.target.value)}
          />
        )}
        {isShorter && state.rows > 0 && (
          <p className="rounded-8 bg-warning-soft px-3 py-2 text-14 text-warning">
            {isAnyOlder(state, days)
              ? `What is older than ${counted(days, 'day')} is deleted at once and cannot be brought back.`
              : `Nothing stored is older than ${counted(days, 'day')} yet: nothing is deleted now.`}
          </p>
        )}
        <FormError error={changing.error} />
        <Button
          type="submit"
          look={isShorter ? 'danger' : 'primary'}
          className="w-full"
          disabled={changing.isPending || days === state.days || text === ''}
        >
          {changing.isPending ? 'Applying…' : isShorter ? 'Delete earlier' : 'Keep longer'}
        </Button>
      </form>
    </Dialog>
  )
}

function isAnyOlder({ oldest_at }: ClassState, days: number): boolean {
  return oldest_at !== null && Date.parse(oldest_at) < Date.now() - days * 86_400_000
}
