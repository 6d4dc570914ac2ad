import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { Erasure } from './contract.ts'
import type { FoundPerson } from './look-up.tsx'
import { REQUESTS } from './request-list.tsx'

interface Props {
  readonly person: FoundPerson
  readonly onClose: () => void
  readonly onDone: () => void
}

/** Asks once more: what is erased does not come back. */
export function EraseDialog({ person, onClose, onDone }: Props) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const erasing = useMutation<Erasure, Problem>({
    gcTime: 0,
    mutationFn: () => change('POST', '/v1/privacy/erasures', { workspace_id: workspace.id, identifiers: person.given }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [REQUESTS] })
      notify('The erasure has begun; its receipt follows when the search afterwards finds nothing')
      onDone()
    },
  })
  const rows = Object.values(person.rows).reduce((sum, count) => sum + count, 0)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    erasing.mutate()
  }
  return (
    <Dialog
      open
      title="Erase this person?"
      about={`${counted(rows, 'row')} in ${workspace.name} ${rows === 1 ? 'is' : 'are'} deleted or cleared of the person, and figures are corrected. This cannot be undone.`}
      onOpenChange={onClose}
    >
      <form onSubmit={submit} autoComplete="off" className="space-y-4">
        <TextField
          label="Type one of the identifiers again"
          value={typed}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={({ target }) => setTyped(target.value)}
        />
        <FormError error={erasing.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep the data</Button>
          <Button type="submit" look="danger" disabled={!person.given.includes(typed.trim()) || erasing.isPending}>
            {erasing.isPending ? 'Beginning…' : 'Erase for good'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
