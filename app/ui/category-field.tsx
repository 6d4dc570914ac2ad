import { SelectField } from './field.tsx'
import type { View } from './view.ts'

/** Chooses a category by the address of the page; absent where there are none. One that is chosen and gone stays on the list. */
export function CategoryField({ view, categories }: { view: View; categories: readonly string[] }) {
  const { category = '' } = view.words
  const listed = category !== '' && !categories.includes(category) ? [category, ...categories] : categories
  if (listed.length === 0) return null
  return (
    <SelectField
      label="Category"
      labelHidden
      className="w-44"
      value={category}
      onChange={(event) => view.change({ category: event.target.value || undefined, page: undefined })}
    >
      <option value="">All categories</option>
      {listed.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  )
}
