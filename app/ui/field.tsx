import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

const INPUT = 'h-8 w-full rounded-8 border border-border-strong bg-raised px-2.5 text-14 text-text disabled:opacity-60'

interface Around {
  readonly label: string
  readonly hint?: ReactNode
  readonly className?: string
}

function Labelled({ id, label, hint, className, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className={classNames('min-w-0', className)}>
      <label htmlFor={id} className="mb-1 block text-12 font-medium text-text">
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-12 text-muted">
          {hint}
        </p>
      )}
    </div>
  )
}

export function TextField({ label, hint, className, ...rest }: Around & Omit<ComponentProps<'input'>, 'className'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} {...(className && { className })}>
      <input id={id} className={INPUT} {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })} {...rest} />
    </Labelled>
  )
}

/** The platform’s own list: it works with any keyboard, screen reader and phone. */
export function SelectField({ label, hint, className, children, ...rest }: Around & Omit<ComponentProps<'select'>, 'className'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} {...(className && { className })}>
      <span className="relative block">
        <select
          id={id}
          className={classNames(INPUT, 'appearance-none pr-8')}
          {...(hint !== undefined && { 'aria-describedby': `${id}-hint` })}
          {...rest}
        >
          {children}
        </select>
        <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-2 right-2.5 size-4 text-muted" />
      </span>
    </Labelled>
  )
}
