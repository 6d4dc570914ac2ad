import { useMutation } from '@tanstack/react-query'
import type { AttributeSource } from '@trill/contract/attributes'
import { ROLES, rolesWith } from '@trill/contract/permissions'
import { Eye } from 'lucide-react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { FormProblem } from '../../ui/form-error.tsx'
import { counted, momentLabel } from '../../ui/format.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import type { AttributesResponse } from './contract.ts'
import type { FoundPerson } from './look-up.tsx'

const SOURCES: Readonly<Record<AttributeSource, string>> = {
  measured: 'Measured',
  imported: 'Imported',
  simulated: 'Simulated',
  rectified: 'Corrected here',
}
const LABELS = rolesWith('read_attributes').map((role) => ROLES[role].label)
const READERS = new Intl.ListFormat('en', { type: 'conjunction' }).format(LABELS.map((label) => `${label}s`))

/** What senders said about the person, read only when somebody asks for it. */
export function Attributes({ person }: { person: FoundPerson }) {
  const workspace = useWorkspace()
  const reading = useMutation<AttributesResponse, Problem>({
    gcTime: 0,
    mutationFn: () => change('POST', '/v1/privacy/attributes', { workspace_id: workspace.id, identifiers: person.given }),
  })
  return (
    <div className="mt-4 border-t pt-4">
      <p className="max-w-[720px] text-14 text-muted">
        Attributes are kept sealed. Keys that administer and people in these roles may see them: {READERS}. That you look is written into
        the audit log.
      </p>
      {reading.data === undefined ? (
        <Button className="mt-3" disabled={reading.isPending} onClick={() => reading.mutate()}>
          <Eye aria-hidden="true" /> {reading.isPending ? 'Opening…' : 'Show attributes'}
        </Button>
      ) : (
        <Opened answer={reading.data} timeZone={workspace.time_zone} />
      )}
      {reading.error && <FormProblem what="The attributes could not be read" error={reading.error} />}
    </div>
  )
}

function Opened({ answer, timeZone }: { answer: AttributesResponse; timeZone: string }) {
  const { attributes, is_withheld, displaced } = answer
  return (
    <>
      {is_withheld && (
        <p className="mt-3 text-14">
          Attributes of minors, and of people who may not be stored, are not shown; the archive for the person or a guardian holds them.
        </p>
      )}
      {attributes.length > 0 ? (
        <div className="mt-3 overflow-x-auto">
          <table className="w-full max-w-[720px] text-14">
            <caption className="sr-only">Attributes of the person</caption>
            <thead className="text-left text-12 text-muted">
              <tr className="border-b">
                <th className="py-1.5 font-medium">Attribute</th>
                <th className="py-1.5 font-medium">Value</th>
                <th className="py-1.5 font-medium">Said</th>
              </tr>
            </thead>
            <tbody>
              {attributes.map(({ name, value, said_at, source }) => (
                <tr key={name} className="border-b align-top last:border-b-0">
                  <th scope="row" className="py-1.5 pr-4 text-left font-medium break-words">
                    {name}
                  </th>
                  <td className="py-1.5 pr-4 break-words">{typeof value === 'string' ? value : JSON.stringify(value)}</td>
                  <td className="py-1.5 text-12 text-muted figures">
                    {momentLabel(said_at, timeZone)} <Badge>{SOURCES[source]}</Badge>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        !is_withheld && <p className="mt-3 text-14">No attribute holds now: what there was has been taken back.</p>
      )}
      {displaced > 0 && (
        <p className="mt-2 text-12 text-muted">{counted(displaced, 'older attribute')} had to make room: a person has at most 1,000.</p>
      )}
    </>
  )
}
