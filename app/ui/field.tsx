import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

const INPUT_LOOK =
  'w-full rounded-8 border border-border-strong bg-raised px-2.5 text-14 text-text disabled:opacity-60 aria-invalid:border-negative'
const INPUT = `h-8 ${INPUT_LOOK}`

interface Around {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with it; said to a screen reader when it appears. */
  readonly error?: string | undefined
  /** The label stands elsewhere for the eye, as the head of a column does. */
  readonly labelHidden?: boolean
  readonly className?: string
}

function Labelled({ id, label, hint, error, labelHidden = false, className, children }: Around & { id: string; children: ReactNode }) {
  return (
    <div className={classNames('min-w-0', className)}>
      <label htmlFor={id} className={labelHidden ? 'sr-only' : 'mb-1 block text-12 font-medium text-text'}>
        {label}
      </label>
      {children}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="mt-1 text-12 text-muted">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-12 break-words text-negative">
          {error}
        </p>
      )}
    </div>
  )
}

/** What describes a field, and whether it is wrong, for those who do not see it. */
function described(id: string, { hint, error }: Pick<Around, 'hint' | 'error'>) {
  const by = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ')
  return { ...(by !== '' && { 'aria-describedby': by }), ...(error !== undefined && { 'aria-invalid': true }) }
}

export function TextField({ label, hint, error, labelHidden, className, ...rest }: Around & Omit<ComponentProps<'input'>, 'className'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error} {...(labelHidden && { labelHidden })} {...(className && { className })}>
      <input id={id} className={INPUT} {...described(id, { hint, error })} {...rest} />
    </Labelled>
  )
}

/** Several lines of text. */
export function TextArea({
  id: given,
  label,
  hint,
  error,
  labelHidden,
  className,
  ...rest
}: Around & Omit<ComponentProps<'textarea'>, 'className'>) {
  const own = useId()
  const id = given ?? own
  return (
    <Labelled id={id} label={label} hint={hint} error={error} {...(labelHidden && { labelHidden })} {...(className && { className })}>
      <textarea id={id} rows={3} className={`${INPUT_LOOK} block py-1.5`} {...described(id, { hint, error })} {...rest} />
    </Labelled>
  )
}

/** The platform’s own list: it works with any keyboard, screen reader and phone. */
export function SelectField({
  label,
  hint,
  error,
  labelHidden,
  className,
  children,
  ...rest
}: Around & Omit<ComponentProps<'select'>, 'className'>) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error} {...(labelHidden && { labelHidden })} {...(className && { className })}>
      <span className="relative block">
        <select id={id} className={classNames(INPUT, 'appearance-none pr-8')} {...described(id, { hint, error })} {...rest}>
          {children}
        </select>
        <ChevronDown aria-hidden="true" className="pointer-events-none absolute top-2 right-2.5 size-4 text-muted" />
      </span>
    </Labelled>
  )
}

/** A yes or no. What it means stands beside it. */
export function CheckField({
  label,
  hint,
  checked,
  onChange,
}: {
  label: ReactNode
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="flex cursor-pointer items-start gap-2 text-14">
      <input
        type="checkbox"
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {label}
        {hint !== undefined && <span className="block text-12 text-muted">{hint}</span>}
      </span>
    </label>
  )
}
