import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { Rectification } from './contract.ts'
import type { FoundPerson } from './look-up.tsx'
import { REQUESTS } from './request-list.tsx'

const FIELDS = {
  country: 'Country',
  language: 'Language',
  device: 'Device',
  text: 'Text',
  property: 'A property',
  attribute: 'An attribute',
} as const

const WRONG_HINTS: Readonly<Record<string, string>> = {
  country: 'Two capital letters, for example ES',
  attribute: 'Empty where there is none yet',
}

/** Replaces one value in the person’s events. */
export function RectifyDialog({ person, onClose }: { person: FoundPerson; onClose: () => void }) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [words, setWords] = useState({ field: 'country', property: '', wrong: '', right: '' })
  const { property, ...asked } = words
  const correcting = useMutation<Rectification, Problem>({
    gcTime: 0,
    mutationFn: () =>
      change('POST', '/v1/privacy/rectifications', {
        workspace_id: workspace.id,
        identifiers: person.given,
        ...asked,
        ...(isNamed(words.field) && { property }),
      }),
    onSuccess: async ({ rows_before }) => {
      await queries.invalidateQueries({ queryKey: [REQUESTS] })
      const what = words.field === 'attribute' ? 'attribute' : 'event'
      notify(`${counted(rows_before, what)} ${rows_before === 1 ? 'was' : 'were'} corrected`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    correcting.mutate()
  }
  const word = (name: 'property' | 'wrong' | 'right', label: string, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      value={words[name]}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => setWords({ ...words, [name]: target.value })}
    />
  )
  return (
    <Dialog
      open
      title="Correct a value"
      about="Every event of this person that holds the wrong value gets the right one; an attribute may also be added or removed."
      onOpenChange={onClose}
    >
      <form onSubmit={submit} autoComplete="off" className="space-y-4">
        <SelectField label="Field" value={words.field} onChange={({ target }) => setWords({ ...words, field: target.value })}>
          {Object.entries(FIELDS).map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </SelectField>
        {isNamed(words.field) && word('property', `Name of the ${words.field}`)}
        {word('wrong', 'Present, wrong value', WRONG_HINTS[words.field])}
        {word('right', 'Right value', words.field === 'attribute' ? 'Empty to remove it' : undefined)}
        <FormError error={correcting.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={!isComplete(words) || correcting.isPending}>
            {correcting.isPending ? 'Correcting…' : 'Correct'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Fields of which there are many. */
function isNamed(field: string): boolean {
  return field === 'property' || field === 'attribute'
}

function isComplete({ field, property, wrong, right }: Readonly<Record<'field' | 'property' | 'wrong' | 'right', string>>): boolean {
  return wrong !== right && (!isNamed(field) || property.trim() !== '')
}
