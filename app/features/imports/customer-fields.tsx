import type { CustomerMap } from '@trill/contract/customer-columns'
import { CUSTOMER_COLUMN_NAMES, CUSTOMER_COLUMNS, type CustomerColumnName } from '@trill/contract/customers'
import { SelectField } from '../../ui/field.tsx'
import type { TableBeginning } from '../../ui/file-beginning.ts'
import { FormNote } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import { lackingIn, problemsIn, withCustomerColumn } from './customer-map.ts'

const GROUPS = ['customer', 'social', 'dating', 'revenue', 'engagement', 'platform'] as const
/** Problems of the first rows that are named. */
const SHOWN = 5

interface Props {
  readonly map: CustomerMap
  readonly table: TableBeginning
  readonly fault: string | undefined
  readonly onChange: (map: CustomerMap) => void
}

/** Which column of a table of customers is which of ours, with what the first rows have wrong and what the file lacks. */
export function CustomerFields({ map, table, fault, onChange }: Props) {
  const problems = problemsIn(table, map)
  const { missing, unavailable } = lackingIn(map)
  const nameOf = (column: string) => CUSTOMER_COLUMN_NAMES.find((name) => map[name] === column) ?? ''
  return (
    <fieldset className="min-w-0">
      <legend className="text-12 font-medium">Which column is which</legend>
      <p className="mt-0.5 text-12 text-muted">
        {counted(table.columns.length, 'column')}, {counted(Object.keys(map).length, 'is', 'are')} known by name. Customers under 18 are
        left out.
      </p>
      <ul className="mt-2 max-h-[28rem] divide-y overflow-y-auto rounded-8 border px-3">
        {table.columns.map((column, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place; names may be empty or twice.
          <li key={index} className="grid grid-cols-1 items-center gap-x-3 gap-y-1.5 py-2.5 sm:grid-cols-2">
            <div className="min-w-0">
              <p className="font-mono text-12 font-medium break-all">{column || 'without a name'}</p>
              <p className="truncate text-12 text-muted">
                {table.rows
                  .slice(0, 3)
                  .map((row) => row[index] || '–')
                  .join(' · ')}
              </p>
            </div>
            <SelectField
              label={`What the column ${column} becomes`}
              labelHidden
              value={nameOf(column)}
              disabled={column === ''}
              onChange={(event) => onChange(withCustomerColumn(map, column, event.target.value as CustomerColumnName | ''))}
            >
              <option value="">Leave out</option>
              {GROUPS.map((group) => (
                <optgroup key={group} label={group}>
                  {CUSTOMER_COLUMN_NAMES.filter((name) => CUSTOMER_COLUMNS[name].group === group).map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </optgroup>
              ))}
            </SelectField>
          </li>
        ))}
      </ul>
      {fault !== undefined && (
        <div data-fault tabIndex={-1} className="mt-3">
          <FormNote text={fault} />
        </div>
      )}
      {problems.length > 0 && (
        <div className="mt-3 text-12" data-row-problems>
          <p className="font-medium">
            {counted(problems.length, 'of the first rows would be refused', 'of the first rows would be refused')}
          </p>
          <ul className="mt-1 text-muted">
            {problems.slice(0, SHOWN).map(({ line, column, message }) => (
              <li key={line}>
                Line {line}
                {column !== '' && (
                  <>
                    , <span className="font-mono">{column}</span>
                  </>
                )}
                : {message}
              </li>
            ))}
          </ul>
        </div>
      )}
      {missing.length > 0 && (
        <details className="mt-3 text-12">
          <summary className="cursor-pointer font-medium">
            {counted(missing.length, 'column')} of ours the file lacks; they stay empty
          </summary>
          <p className="mt-1 font-mono break-words text-muted">{missing.join(', ')}</p>
          {unavailable.length > 0 && <p className="mt-1 text-muted">Not available will be: {unavailable.join('; ')}.</p>}
        </details>
      )}
    </fieldset>
  )
}
