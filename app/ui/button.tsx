import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

const SHAPE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-8 font-medium whitespace-nowrap select-none transition-colors disabled:opacity-50 disabled:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0'
const SIZE = { small: 'h-7 px-2 text-12', medium: 'h-8 px-3 text-14', icon: 'size-8', 'icon-small': 'size-7' }
const LOOK = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'border bg-raised text-text hover:bg-sunken',
  quiet: 'text-muted hover:bg-sunken hover:text-text',
  danger: 'border border-negative/40 bg-raised text-negative hover:bg-negative-soft',
}

export interface ButtonLook {
  readonly look?: keyof typeof LOOK
  readonly size?: keyof typeof SIZE
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ look = 'plain', size = 'medium' }: ButtonLook = {}, extra?: string): string {
  return classNames(SHAPE, SIZE[size], LOOK[look], extra)
}

export function Button({ look, size, className, type = 'button', ...rest }: ComponentProps<'button'> & ButtonLook) {
  return <button type={type} className={buttonClass({ ...(look && { look }), ...(size && { size }) }, className)} {...rest} />
}

/** A button that shows only a picture; `label` is what it is called and what its tooltip says. */
export function IconButton({
  label,
  look = 'quiet',
  size = 'icon',
  children,
  ...rest
}: ComponentProps<'button'> & ButtonLook & { label: string; children: ReactNode }) {
  return (
    <Button look={look} size={size} aria-label={label} title={label} {...rest}>
      {children}
    </Button>
  )
}
