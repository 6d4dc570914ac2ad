import { EVENT_TYPES } from '@trill/contract/event-types'
import { Plus, X } from 'lucide-react'
import { useId } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import type { TableBeginning } from '../../ui/file-beginning.ts'
import { FormNote } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import {
  type AddedField,
  type ColumnMap,
  type ColumnUse,
  FIELDS,
  type MapFaults,
  PROPERTY,
  type TimeForm,
  type Use,
  withColumn,
} from './column-map.ts'

const TIME_FORMS: Readonly<Record<TimeForm, string>> = {
  iso: 'ISO 8601 with its time zone',
  utc: 'Like 2017-11-14 09:30:00, in UTC',
  seconds: 'Seconds since 1970',
  milliseconds: 'Milliseconds since 1970',
  snowflake: 'Within an identifier of X (Twitter)',
}
/** Values of a column that are shown. */
const SAMPLES = 3

interface Props {
  readonly map: ColumnMap
  readonly table: TableBeginning
  readonly faults: MapFaults | undefined
  readonly tried: boolean
  readonly onChange: (map: ColumnMap) => void
}

/** What each column becomes, with its first values beside it, and what is added to every row. */
export function ColumnFields({ map, table, faults, tried, onChange }: Props) {
  const { columns, added } = map
  return (
    <fieldset className="min-w-0">
      <legend className="text-12 font-medium">Which column is which</legend>
      <p className="mt-0.5 text-12 text-muted">
        {counted(columns.length, 'column')}. Every event needs a type, and an actor or an anonymous id.
      </p>
      <ul className="mt-2 max-h-[36rem] divide-y overflow-y-auto rounded-8 border px-3">
        {columns.map((use, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may be empty or twice.
          <li key={index} className="grid grid-cols-1 gap-x-3 gap-y-1.5 py-2.5 sm:grid-cols-2">
            <Column use={use} samples={samplesOf(table, index)} />
            <ColumnTarget use={use} fault={faults?.columns[index]} onChange={(next) => onChange(withColumn(map, index, next))} />
          </li>
        ))}
      </ul>
      <AddedFields
        added={added}
        taken={new Set(columns.map(({ use }) => use))}
        faults={tried ? faults?.added : undefined}
        onChange={(next) => onChange({ ...map, added: next })}
      />
      {tried && faults?.whole !== undefined && (
        <div data-fault tabIndex={-1} className="mt-3">
          <FormNote text={faults.whole} />
        </div>
      )}
    </fieldset>
  )
}

function samplesOf({ rows }: TableBeginning, index: number): readonly string[] {
  return [...new Set(rows.map((row) => row[index] ?? ''))].filter((value) => value.trim() !== '').slice(0, SAMPLES)
}

function Column({ use: { column }, samples }: { use: ColumnUse; samples: readonly string[] }) {
  return (
    <div className="min-w-0">
      <p className="font-mono text-12 font-medium break-all">
        {column === '' ? <span className="text-muted">without a name</span> : column}
      </p>
      <p className="truncate text-12 text-muted" title={samples.join('\n')}>
        {samples.length === 0 ? 'empty in the first rows' : samples.map((value) => value.slice(0, 60)).join(' · ')}
      </p>
    </div>
  )
}

interface TargetProps {
  readonly use: ColumnUse
  readonly fault: string | undefined
  readonly onChange: (use: ColumnUse) => void
}

function ColumnTarget({ use: target, fault, onChange }: TargetProps) {
  const { column, use, property, time } = target
  return (
    <div className="min-w-0 space-y-1.5">
      <SelectField
        label={`What the column ${column || 'without a name'} becomes`}
        labelHidden
        value={use}
        disabled={column === ''}
        error={fault}
        onChange={(event) => onChange({ ...target, use: event.target.value as Use })}
      >
        <option value="">Leave out</option>
        <FieldOptions />
        <optgroup label="Anything else">
          <option value="property">Property, as text</option>
          <option value="number">Property, a number</option>
        </optgroup>
      </SelectField>
      {(use === 'property' || use === 'number') && (
        <TextField
          label={`Name of the property for ${column}`}
          labelHidden
          value={property}
          onChange={(event) => onChange({ ...target, property: event.target.value })}
        />
      )}
      {use === 'occurred_at' && (
        <SelectField
          label={`How ${column} is written`}
          labelHidden
          value={time}
          onChange={(event) => onChange({ ...target, time: event.target.value as TimeForm })}
        >
          {Object.entries(TIME_FORMS).map(([form, about]) => (
            <option key={form} value={form}>
              {about}
            </option>
          ))}
        </SelectField>
      )}
    </div>
  )
}

function FieldOptions({ without }: { without?: ReadonlySet<string> }) {
  return (
    <optgroup label="Field of the event">
      {Object.entries(FIELDS)
        .filter(([field]) => !without?.has(field))
        .map(([field, about]) => (
          <option key={field} value={field}>
            {`${field} (${about})`}
          </option>
        ))}
    </optgroup>
  )
}

interface AddedProps {
  readonly added: readonly AddedField[]
  readonly taken: ReadonlySet<string>
  readonly faults: MapFaults['added'] | undefined
  readonly onChange: (added: readonly AddedField[]) => void
}

function AddedFields({ added, taken, faults, onChange }: AddedProps) {
  const types = useId()
  return (
    <div className="mt-3 space-y-2">
      <datalist id={types}>
        {Object.keys(EVENT_TYPES).map((type) => (
          <option key={type} value={type} />
        ))}
      </datalist>
      {added.length > 0 && (
        <p className="text-12 text-muted">
          In every row: a fixed word, or a template of columns such as <code className="font-mono">{'tw-{id}'}</code>.
        </p>
      )}
      {added.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an added field has no other identity while it is typed.
        <div key={index} className="flex items-start gap-2">
          <AddedFieldInputs
            field={field}
            taken={taken}
            types={types}
            fault={faults?.[index]}
            onChange={(next) => onChange(added.with(index, next))}
          />
          <IconButton label={`Remove ${field.field || 'the added field'}`} onClick={() => onChange(added.toSpliced(index, 1))}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...added, { field: '', value: '' }])}>
        <Plus aria-hidden="true" /> Add a field with a fixed value
      </Button>
    </div>
  )
}

interface AddedInputsProps {
  readonly field: AddedField
  readonly taken: ReadonlySet<string>
  readonly types: string
  readonly fault: string | undefined
  readonly onChange: (field: AddedField) => void
}

function AddedFieldInputs({ field: { field, value }, taken, types, fault, onChange }: AddedInputsProps) {
  const isProperty = field.startsWith(PROPERTY)
  const isUnnamed = field === '' || field === PROPERTY
  return (
    <div className="grid min-w-0 flex-1 grid-cols-1 gap-2 sm:grid-cols-2">
      <SelectField
        label="Added field"
        labelHidden
        value={isProperty ? PROPERTY : field}
        error={field === '' ? fault : undefined}
        onChange={(event) => onChange({ field: event.target.value, value })}
      >
        <option value="">Which field</option>
        <FieldOptions without={taken} />
        <option value={PROPERTY}>Property</option>
      </SelectField>
      {isProperty && (
        <TextField
          label="Name of the added property"
          labelHidden
          placeholder="Name"
          value={field.slice(PROPERTY.length)}
          error={field === PROPERTY ? fault : undefined}
          onChange={(event) => onChange({ field: `${PROPERTY}${event.target.value}`, value })}
        />
      )}
      <TextField
        label={`Value of ${field || 'the added field'}`}
        labelHidden
        className={isProperty ? 'sm:col-span-2' : ''}
        placeholder={field === 'type' ? 'view, like, share …' : 'Value'}
        value={value}
        error={isUnnamed ? undefined : fault}
        {...(field === 'type' && { list: types })}
        onChange={(event) => onChange({ field, value: event.target.value })}
      />
    </div>
  )
}
