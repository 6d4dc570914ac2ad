import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

const PANEL = 'z-50 min-w-48 rounded-12 border bg-overlay p-1 shadow-overlay enter'
const ITEM =
  'flex w-full items-center gap-2 rounded-8 px-2 py-1.5 text-14 outline-none select-none data-[highlighted]:bg-sunken data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted'

/** A button that opens a list of actions. */
export function Menu({
  trigger,
  children,
  align = 'end',
  className,
}: {
  trigger: ReactNode
  children: ReactNode
  align?: 'start' | 'end'
  className?: string
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} sideOffset={6} collisionPadding={8} className={classNames(PANEL, className)}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item className={classNames(ITEM, className)} {...rest} />
}

/** One of several of which exactly one holds. */
export function MenuChoice({ chosen, onChoose, children }: { chosen: boolean; onChoose: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.CheckboxItem checked={chosen} onSelect={onChoose} className={ITEM}>
      <span className="flex size-4 items-center justify-center">{chosen && <Check aria-hidden="true" />}</span>
      {children}
    </DropdownMenu.CheckboxItem>
  )
}

/** One of several of which any number may hold; the menu stays open. */
export function MenuToggle({ on, onToggle, children }: { on: boolean; onToggle: () => void; children: ReactNode }) {
  const toggle = (event: Event) => {
    event.preventDefault()
    onToggle()
  }
  return (
    <DropdownMenu.CheckboxItem checked={on} onSelect={toggle} className={ITEM}>
      <span
        className={classNames(
          'flex size-4 items-center justify-center rounded-4 border',
          on ? 'border-accent bg-accent' : 'border-border-strong',
        )}
      >
        {on && <Check className="!size-3 !text-on-accent" strokeWidth={3} aria-hidden="true" />}
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-12 font-medium text-muted">{children}</DropdownMenu.Label>
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-border" />
}
