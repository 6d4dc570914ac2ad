import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import type { PlatformConnection } from './contract.ts'

/** A source while it is being written. */
export interface Row {
  readonly key: string
  readonly kind: string
  readonly value: string
}

type Kinds = PlatformConnection['source_kinds']

/** What is read of a platform: one line each. */
export function SourceRows({ kinds, rows, onChange }: { kinds: Kinds; rows: readonly Row[]; onChange: (rows: readonly Row[]) => void }) {
  const change = (key: string, part: Partial<Row>) => onChange(rows.map((row) => (row.key === key ? { ...row, ...part } : row)))
  const about = (kind: string) => kinds.find((one) => one.kind === kind)
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-12 font-medium">What is read</legend>
      <ul className="space-y-2">
        {rows.map(({ key, kind, value }, index) => (
          <li key={key} className="flex items-start gap-2">
            <SelectField
              className="w-32 shrink-0"
              label={`Kind of source ${index + 1}`}
              labelHidden
              value={kind}
              onChange={({ target }) => change(key, { kind: target.value })}
            >
              {kinds.map((one) => (
                <option key={one.kind} value={one.kind}>
                  {one.label}
                </option>
              ))}
            </SelectField>
            <TextField
              className="flex-1"
              label={`Source ${index + 1}`}
              labelHidden
              value={value}
              placeholder={about(kind)?.example ?? ''}
              hint={about(kind)?.about ?? ''}
              onChange={({ target }) => change(key, { value: target.value })}
            />
            <IconButton label={`Remove source ${index + 1}`} onClick={() => onChange(rows.filter((row) => row.key !== key))}>
              <X aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <Button
        size="small"
        className="mt-2"
        onClick={() => onChange([...rows, { key: crypto.randomUUID(), kind: kinds[0]?.kind ?? '', value: '' }])}
      >
        <Plus aria-hidden="true" /> Add a source
      </Button>
    </fieldset>
  )
}
