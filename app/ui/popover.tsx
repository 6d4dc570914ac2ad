import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

interface Props {
  readonly trigger: ReactNode
  readonly label: string
  readonly children: ReactNode
  readonly align?: 'start' | 'center' | 'end'
  readonly className?: string
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

/** A small panel beside the button that opens it. */
export function Popover({ trigger, label, children, align = 'start', className, ...state }: Props) {
  return (
    <Radix.Root {...state}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={classNames('z-50 rounded-12 border bg-overlay shadow-overlay enter focus-visible:outline-none', className)}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
