import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ChangedResponse, ModelVersion } from './contract.ts'
import { pathOf } from './training.tsx'

/** What is to be done with which version is live. */
export interface Wish {
  readonly kind: 'promote' | 'retire' | 'roll_back'
  /** The one to go back to where it is to be rolled back. */
  readonly version: ModelVersion
}

interface Props {
  readonly name: string
  readonly wish: Wish
  readonly live: number | null
  readonly onClose: () => void
}

/** Asks before another version answers, and for a reason that others can read. */
export function ChangeDialog({ name, wish, live, onClose }: Props) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [why, setWhy] = useState('')
  const [isKnown, setKnown] = useState(false)
  const isSuspicious = wish.kind !== 'retire' && wish.version.suspicious
  const { path, title, about, action } = wordsOf(name, wish, live)
  const changing = useMutation<ChangedResponse, Problem>({
    mutationFn: () =>
      change('POST', path, {
        workspace_id: workspace.id,
        ...(why.trim() !== '' && { why: why.trim() }),
        ...(isSuspicious && { although_suspicious: isKnown }),
      }),
    onSuccess: async ({ version }) => {
      await queries.invalidateQueries()
      notify(wish.kind === 'retire' ? `Version ${version} is retired` : `Version ${version} is live`)
      onClose()
    },
  })
  return (
    <Dialog open title={title} about={about} onOpenChange={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          changing.mutate()
        }}
      >
        <TextField
          label="Why (optional)"
          hint="Stands in the log of decisions"
          value={why}
          maxLength={500}
          onChange={({ target }) => setWhy(target.value)}
        />
        {isSuspicious && (
          <CheckField
            label={`Version ${wish.version.version} is too good to be believed. I have looked at what it leans on, and all of it is known before the outcome is.`}
            checked={isKnown}
            onChange={setKnown}
          />
        )}
        <FormError error={changing.error} />
        <div className="flex justify-end gap-2">
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            look={wish.kind === 'promote' ? 'primary' : 'danger'}
            disabled={changing.isPending || (isSuspicious && !isKnown)}
          >
            {changing.isPending ? 'One moment…' : action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function wordsOf(name: string, { kind, version: { version } }: Wish, live: number | null) {
  if (kind === 'roll_back')
    return {
      path: `${pathOf(name)}/roll-back`,
      title: `Roll ${name} back?`,
      about: `Version ${live} is taken out of use, and version ${version}, which was live before it, answers again, at once and for everybody.`,
      action: 'Roll back',
    }
  const path = `${pathOf(name)}/versions/${version}/${kind}`
  if (kind === 'promote') {
    const before = live === null ? 'No version is live now.' : `Version ${live} is kept, to go back to.`
    return {
      path,
      title: `Make version ${version} live?`,
      about: `It answers from now on, for everybody in the workspace. ${before}`,
      action: 'Promote',
    }
  }
  const about =
    version === live
      ? 'No version answers then, until another is promoted or learned.'
      : 'It is not offered for going back any more; it can be promoted again.'
  return { path, title: `Retire version ${version}?`, about, action: 'Retire' }
}
