import { Search, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

const PATIENCE = 250

/** A search that asks once the reader pauses. */
export function SearchBox({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(value)
  const asked = useRef(value)
  useEffect(() => {
    if (value === asked.current) return
    asked.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text.trim() === asked.current) return
    const timer = setTimeout(() => {
      asked.current = text.trim()
      onSearch(text.trim())
    }, PATIENCE)
    return () => clearTimeout(timer)
  })
  return (
    <search className="relative block w-full sm:w-72">
      <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" aria-hidden="true" />
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-8 border border-border-strong bg-raised pr-8 pl-8 text-14"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear the search"
          onClick={() => setText('')}
          className="absolute top-1 right-1 flex size-6 items-center justify-center rounded-6 text-muted hover:bg-sunken hover:text-text"
        >
          <X className="size-4" aria-hidden="true" />
        </button>
      )}
    </search>
  )
}
