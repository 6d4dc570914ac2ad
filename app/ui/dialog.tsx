import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useState } from 'react'
import { IconButton } from './button.tsx'

interface Props {
  readonly title: string
  readonly about?: ReactNode
  readonly children: ReactNode
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  /** Shows what is not shown again: a click beside it does not close it. */
  readonly staysOpen?: boolean
}

/** A question that has to be answered before anything else. */
export function Dialog({ title, about, children, open, onOpenChange, staysOpen = false }: Props) {
  const [opener] = useState(() => document.activeElement)
  const focusOpener = (event: Event) => {
    event.preventDefault()
    const wanted = opener instanceof HTMLElement && opener.isConnected ? opener : document.getElementById('content')
    wanted?.focus()
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim enter-fade" />
        <Radix.Content
          onCloseAutoFocus={focusOpener}
          {...(staysOpen && { onInteractOutside: (event: Event) => event.preventDefault() })}
          {...(about === undefined ? { 'aria-describedby': undefined } : {})}
          className="fixed top-[12vh] left-1/2 z-50 max-h-[80vh] w-[min(480px,calc(100vw-32px))] -translate-x-1/2 overflow-y-auto rounded-12 border bg-overlay p-5 shadow-overlay enter-fade focus-visible:outline-none"
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <div>
              <Radix.Title className="text-16 font-semibold">{title}</Radix.Title>
              {about !== undefined && <Radix.Description className="mt-1 text-14 text-muted">{about}</Radix.Description>}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" size="icon-small">
                <X aria-hidden="true" />
              </IconButton>
            </Radix.Close>
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
