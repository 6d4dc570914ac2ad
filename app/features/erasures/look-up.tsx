import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Eraser, FileArchive, PencilLine, Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { change, type Problem } from '../../ui/client.ts'
import { TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-error.tsx'
import { counted, exact } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import { Attributes } from './attributes-table.tsx'
import type { DryRunResponse, PersonExport } from './contract.ts'
import { EraseDialog } from './erase-dialog.tsx'
import { isPlace, PLACES } from './places.ts'
import { RectifyDialog } from './rectify-dialog.tsx'
import { REQUESTS } from './request-list.tsx'

const FIELDS = [
  { name: 'actor', label: 'User id', hint: 'As actor_id in the events' },
  { name: 'anonymous', label: 'Browser or device id', hint: 'As anonymous_id in the events; not needed where the user id is known' },
  { name: 'address', label: 'E-mail address or telephone number', hint: 'Looked for as it is, and as its pseudonym' },
] as const
const NOBODY = { actor: '', anonymous: '', address: '' }

/** A person found, whose identifiers are kept in the page’s memory and nowhere else. */
export interface FoundPerson extends DryRunResponse {
  readonly given: readonly string[]
}

/** Looks a person up and shows what is held, before anything is done with it. */
export function LookUp() {
  const workspace = useWorkspace()
  const [words, setWords] = useState(NOBODY)
  const [doing, setDoing] = useState<'erase' | 'rectify'>()
  const given = [...new Set(Object.values(words).map((word) => word.trim()))].filter((word) => word !== '')
  const looking = useMutation<FoundPerson, Problem>({
    gcTime: 0,
    mutationFn: async () => {
      const body = { workspace_id: workspace.id, identifiers: given, dry_run: true }
      return { ...(await change<DryRunResponse>('POST', '/v1/privacy/erasures', body)), given }
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    looking.mutate()
  }
  const forget = () => {
    setDoing(undefined)
    setWords(NOBODY)
    looking.reset()
  }
  return (
    <Card>
      <CardHeader title="Look a person up" subtitle="Counts what is held; nothing is changed" />
      <form onSubmit={submit} autoComplete="off" className="space-y-4 px-5 pb-5">
        <div className="grid gap-4 md:grid-cols-3">
          {FIELDS.map(({ name, label, hint }) => (
            <TextField
              key={name}
              label={label}
              hint={hint}
              value={words[name]}
              maxLength={256}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={({ target }) => {
                setWords({ ...words, [name]: target.value })
                looking.reset()
              }}
            />
          ))}
        </div>
        <Button type="submit" look="primary" disabled={given.length === 0 || looking.isPending}>
          <Search aria-hidden="true" /> {looking.isPending ? 'Looking up…' : 'Look up'}
        </Button>
        {looking.error && <FormProblem what="The person could not be looked up" error={looking.error} />}
      </form>
      {looking.data && (
        <div role="status" className="border-t px-5 py-4">
          <Held person={looking.data} />
          {(looking.data.rows.person_attributes ?? 0) > 0 && <Attributes person={looking.data} />}
          {total(looking.data) > 0 && (
            <div className="mt-4 flex flex-wrap gap-2">
              <ExportButton person={looking.data} />
              <Button onClick={() => setDoing('rectify')}>
                <PencilLine aria-hidden="true" /> Correct a value…
              </Button>
              <Button look="danger" onClick={() => setDoing('erase')}>
                <Eraser aria-hidden="true" /> Erase this person…
              </Button>
            </div>
          )}
        </div>
      )}
      {doing === 'erase' && looking.data && <EraseDialog person={looking.data} onClose={() => setDoing(undefined)} onDone={forget} />}
      {doing === 'rectify' && looking.data && <RectifyDialog person={looking.data} onClose={() => setDoing(undefined)} />}
    </Card>
  )
}

function ExportButton({ person }: { person: FoundPerson }) {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const asking = useMutation<PersonExport, Problem>({
    gcTime: 0,
    mutationFn: () => change('POST', '/v1/privacy/exports', { workspace_id: workspace.id, identifiers: person.given }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [REQUESTS] })
      notify('The archive is being made; it stays in the list below for 24 hours')
    },
    onError: (problem) => notify(problem.message),
  })
  return (
    <Button disabled={asking.isPending} onClick={() => asking.mutate()}>
      <FileArchive aria-hidden="true" /> Make an archive
    </Button>
  )
}

/** Rows by place. */
function Held({ person }: { person: FoundPerson }) {
  if (total(person) === 0)
    return <p className="text-14">Nothing is held under {person.given.length === 1 ? 'this identifier' : 'these identifiers'}.</p>
  return (
    <>
      <p className="text-14">
        <strong className="font-semibold figures">{counted(total(person), 'row')}</strong> {total(person) === 1 ? 'holds' : 'hold'}{' '}
        something of this person, known by {counted(person.identifiers, 'identifier')}.
      </p>
      <table className="mt-3 w-full max-w-[720px] text-14">
        <caption className="sr-only">Rows that hold something of the person</caption>
        <thead className="text-left text-12 text-muted">
          <tr className="border-b">
            <th className="py-1.5 font-medium">Where</th>
            <th className="hidden py-1.5 font-medium sm:table-cell">What it is</th>
            <th className="py-1.5 text-right font-medium">Rows</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(person.rows).map(([place, rows]) => (
            <tr key={place} className="border-b last:border-b-0">
              <th scope="row" className="py-1.5 pr-4 text-left font-medium">
                {isPlace(place) ? PLACES[place].label : place}
              </th>
              <td className="hidden py-1.5 pr-4 text-muted sm:table-cell">{isPlace(place) && PLACES[place].about}</td>
              <td className={classNames('py-1.5 text-right figures', rows === 0 && 'text-muted')}>{exact(rows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {person.models.length > 0 && (
        <p className="mt-3 max-w-[78ch] text-14">
          {counted(person.models.length, 'version')} of models may have learned from this person:{' '}
          {person.models.map(({ name, version, state }) => `${name} ${version} (${state})`).join(', ')}. An erasure has live ones learn anew
          and deletes the others.
        </p>
      )}
    </>
  )
}

/** In the order of the places, whatever order the store answered in. */
function inOrder(rows: FoundPerson['rows']): [string, number][] {
  const names = Object.keys(PLACES)
  return Object.entries(rows).sort(([one], [other]) => names.indexOf(one) - names.indexOf(other))
}

function total({ rows }: Pick<FoundPerson, 'rows'>): number {
  return Object.values(rows).reduce((sum, count) => sum + count, 0)
}
