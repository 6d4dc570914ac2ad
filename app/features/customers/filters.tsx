import { CUSTOMER_SEGMENTS } from '@trill/contract/customers'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { exact } from '../../ui/format.ts'
import type { View } from '../../ui/view.ts'
import type { CustomersResponse } from './contract.ts'

const WORDS = {
  gender: 'Gender',
  account_type: 'Account',
  platform_primary: 'Kind of app',
  location: 'Location',
} as const
const NAMES = ['segment', ...Object.keys(WORDS)]

/** What the API is asked with: workspace, table and filter, as they stand in the address. */
export function askedOf(view: View): Record<string, string | undefined> {
  const { provenance, observed_on } = view.words
  const filter = Object.fromEntries(NAMES.map((name) => [name, view.words[name]]))
  return { workspace_id: view.workspace, provenance, observed_on, ...filter }
}

export function isFiltered(view: View): boolean {
  return NAMES.some((name) => view.words[name] !== undefined)
}

/** The filter in words, for what stands under a title. */
export function filterWords(view: View): string {
  const named = NAMES.flatMap((name) => {
    const word = view.words[name]
    if (word === undefined) return []
    return [name === 'segment' ? (CUSTOMER_SEGMENTS[word as keyof typeof CUSTOMER_SEGMENTS]?.label ?? word) : word]
  })
  return named.length === 0 ? 'all customers' : named.join(', ')
}

/** Narrows figures, distribution and list down to a group. */
export function Filters({ view, data }: { view: View; data: CustomersResponse }) {
  return (
    <fieldset className="mb-4 grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-6">
      <legend className="sr-only">Which customers</legend>
      <SelectField
        label="Segment"
        value={view.words.segment ?? ''}
        onChange={(event) => view.change({ segment: event.target.value || undefined })}
      >
        <option value="">All</option>
        {data.segments.map(({ segment, label }) => (
          <option key={segment} value={segment}>
            {label}
          </option>
        ))}
      </SelectField>
      {Object.entries(WORDS).map(([name, label]) => (
        <SelectField
          key={name}
          label={label}
          value={view.words[name] ?? ''}
          onChange={(event) => view.change({ [name]: event.target.value || undefined })}
        >
          <option value="">All</option>
          {data.words[name]?.map(({ word, customers }) => (
            <option key={word} value={word}>
              {word.replaceAll('_', ' ')} ({exact(customers)})
            </option>
          ))}
        </SelectField>
      ))}
      <Button disabled={!isFiltered(view)} onClick={() => view.change(Object.fromEntries(NAMES.map((name) => [name, undefined])))}>
        Clear
      </Button>
    </fieldset>
  )
}
