import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { exact } from '../../ui/format.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { CreatedShare, SharesResponse } from './contract.ts'

/** What is read again after a change. */
export const SHARES = '/v1/shared-figures'
const DAY = 86_400_000
/** Three releases of a third each, at 95 %: how far off a count of people may be. */
const marginOf = (epsilon: number) => Math.ceil((3 / epsilon) * Math.log(20))
const dayBefore = (days: number) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10)

/** Asks what is shared, says how much noise that gets and what it costs, and shows the address once. */
export function ShareDialog({ budget, onClose }: { budget: SharesResponse['budget']; onClose: () => void }) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [asked, setAsked] = useState({ name: '', from: dayBefore(28), to: dayBefore(1), epsilon: String(Math.min(0.1, budget.left)) })
  const epsilon = Number(asked.epsilon)
  const sharing = useMutation<CreatedShare, Problem>({
    gcTime: 0,
    mutationFn: () => change('POST', SHARES, { workspace_id: workspace.id, ...asked, epsilon }),
    onSettled: () => queries.invalidateQueries({ queryKey: [SHARES] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sharing.mutate()
  }
  const field = (name: keyof typeof asked) => ({
    value: asked[name],
    onChange: ({ target }: { target: { value: string } }) => setAsked({ ...asked, [name]: target.value }),
  })
  if (sharing.data) return <Address url={sharing.data.url} onClose={onClose} />
  return (
    <Dialog
      open
      title="Share figures"
      about="People, their events and platforms of a period that is over, with noise."
      onOpenChange={onClose}
    >
      <form onSubmit={submit} className="space-y-4">
        <TextField label="Title" hint="Shown to whoever opens the address." required autoFocus maxLength={100} {...field('name')} />
        <div className="grid grid-cols-2 gap-3">
          <TextField label="From" type="date" required max={dayBefore(1)} {...field('from')} />
          <TextField label="To" type="date" required max={dayBefore(1)} {...field('to')} />
        </div>
        <TextField
          label="Privacy loss, ε"
          hint={`${exact(budget.left)} is left. ${epsilon > 0 ? `With this, a count of people is off by up to ${exact(marginOf(epsilon))} in 95 of 100 cases.` : ''}`}
          type="number"
          required
          min={0.01}
          max={5}
          step="any"
          {...field('epsilon')}
        />
        <FormError error={sharing.error} />
        <Button type="submit" look="primary" className="w-full" disabled={sharing.isPending}>
          Spend ε {Number.isFinite(epsilon) ? exact(epsilon) : '–'} and share
        </Button>
      </form>
    </Dialog>
  )
}

function Address({ url, onClose }: { url: string; onClose: () => void }) {
  return (
    <Dialog open title="The figures are shared" about="Whoever has this address sees them. It is shown this once." onOpenChange={onClose}>
      <div className="flex items-center gap-2">
        <code className="min-w-0 grow rounded-8 border px-3 py-2 font-mono text-12 break-all">{url}</code>
        <CopyButton text={url} what="the address" />
      </div>
      <a href={url} target="_blank" rel="noreferrer" className="mt-3 inline-block text-14 text-accent underline">
        Open it
      </a>
    </Dialog>
  )
}
