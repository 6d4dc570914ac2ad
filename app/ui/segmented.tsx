import { ToggleGroup } from 'radix-ui'
import { classNames } from './class-names.ts'

interface Props<T extends string> {
  readonly label: string
  readonly value: T
  readonly choices: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
}

/** A few choices side by side, one of which holds. */
export function Segmented<T extends string>({ label, value, choices, onChange }: Props<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      aria-label={label}
      onValueChange={(next) => next !== '' && onChange(next as T)}
      className="scroll-quiet flex min-w-0 gap-0.5 overflow-x-auto rounded-8 bg-sunken p-0.5"
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          className={classNames(
            'h-6 shrink-0 rounded-6 px-2 text-12 font-medium',
            choice.value === value ? 'bg-raised text-text ring-1 ring-border' : 'text-muted hover:text-text',
          )}
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
