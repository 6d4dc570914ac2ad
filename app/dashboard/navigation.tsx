import { PAGES } from 'virtual:pages'
import { Link } from '@tanstack/react-router'
import { PanelLeftClose, PanelLeftOpen, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { PAGE_GROUPS } from '../ui/page.ts'
import { keptWords, type SearchWords } from '../ui/view.ts'
import { useMay } from '../ui/workspace.ts'
import { Mark } from './brand.tsx'

/** The column on the left; folded it shows pictures only. Gives way to the drawer on small screens. */
export function Sidebar({ folded, onFold }: { folded: boolean; onFold: () => void }) {
  const Fold = folded ? PanelLeftOpen : PanelLeftClose
  return (
    <aside className={classNames('sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-raised md:flex', folded ? 'w-14' : 'w-[232px]')}>
      <div className={classNames('flex h-14 items-center gap-2.5', folded ? 'justify-center' : 'px-4')}>
        <Mark className="size-7" />
        {!folded && <span className="text-16 font-semibold tracking-[-0.01em]">Trill</span>}
      </div>
      <Destinations folded={folded} />
      <div className={classNames('flex items-center p-3', folded ? 'justify-center' : 'justify-between')}>
        {!folded && <span className="pl-1 text-12 text-muted figures">Version {__TRILL_VERSION__}</span>}
        <IconButton label={folded ? 'Unfold the navigation' : 'Fold the navigation'} onClick={onFold}>
          <Fold aria-hidden="true" />
        </IconButton>
      </div>
    </aside>
  )
}

export function Drawer({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-scrim enter-fade md:hidden" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-[min(300px,84vw)] flex-col border-r bg-raised enter-drawer md:hidden"
        >
          <div className="flex h-14 items-center justify-between pr-2 pl-4">
            <Dialog.Title className="flex items-center gap-2.5 text-16 font-semibold">
              <Mark className="size-7" /> Trill
            </Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close the navigation">
                <X aria-hidden="true" />
              </IconButton>
            </Dialog.Close>
          </div>
          <Destinations folded={false} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Destinations({ folded }: { folded: boolean }) {
  const search = (present: SearchWords) => keptWords(present)
  const may = useMay()
  return (
    <nav aria-label="Pages" className="scroll-quiet flex-1 overflow-y-auto px-3 pb-4">
      {PAGE_GROUPS.map((group) => {
        const pages = PAGES.filter((page) => page.group === group && (page.needs === undefined || may(page.needs))).sort(
          (one, other) => (one.order ?? 0) - (other.order ?? 0),
        )
        if (pages.length === 0) return null
        return (
          <div key={group} className={folded ? 'mt-2 border-t pt-2 first:mt-0 first:border-t-0' : 'mt-4 first:mt-1'}>
            {!folded && group !== 'Settings' && <h2 className="px-2 pb-1 text-12 font-medium text-muted">{group}</h2>}
            <ul className="space-y-0.5">
              {pages.map(({ path, title, icon: Icon }) => (
                <li key={path}>
                  <Link
                    to={path}
                    search={search as never}
                    title={folded ? title : undefined}
                    activeOptions={{ includeSearch: false }}
                    className={classNames(
                      'flex h-8 items-center gap-2.5 rounded-8 text-14 font-medium text-muted hover:bg-sunken hover:text-text',
                      'aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent',
                      folded ? 'justify-center' : 'px-2',
                    )}
                  >
                    {Icon && <Icon className="size-4 shrink-0" aria-hidden="true" />}
                    <span className={folded ? 'sr-only' : ''}>{title}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}
