import { Menu as MenuIcon, Search } from 'lucide-react'
import { Button, IconButton } from '../ui/button.tsx'
import { AccountMenu } from './account-menu.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { PlatformFilter } from './platform-filter.tsx'
import { ThemeMenu } from './theme-menu.tsx'
import { WorkspaceSwitch } from './workspace-switch.tsx'

interface Props {
  /** True when the page answers to period and platforms. */
  readonly filtered: boolean
  readonly onMenu: () => void
  readonly onSearch: () => void
}

export function TopBar({ filtered, onMenu, onSearch }: Props) {
  return (
    <header className="sticky top-0 z-30 flex min-h-14 flex-wrap items-center gap-x-2 gap-y-2 border-b bg-raised px-3 py-2 md:px-6">
      <div className="md:hidden">
        <IconButton label="Open the navigation" onClick={onMenu}>
          <MenuIcon aria-hidden="true" />
        </IconButton>
      </div>
      <WorkspaceSwitch />
      {filtered && (
        <div className="order-last flex w-full min-w-0 items-center gap-2 md:order-none md:ml-2 md:w-auto md:border-l md:pl-4">
          <PeriodPicker />
          <PlatformFilter />
        </div>
      )}
      <div className="ml-auto flex items-center gap-1">
        <div className="hidden xl:block">
          <Button onClick={onSearch} aria-keyshortcuts="Control+K Meta+K" className="w-52 justify-start !font-normal !text-muted">
            <Search aria-hidden="true" /> Search
            <kbd className="ml-auto rounded-4 border bg-sunken px-1 font-sans text-12 text-muted">{isApple() ? '⌘K' : 'Ctrl K'}</kbd>
          </Button>
        </div>
        <div className="xl:hidden">
          <IconButton label="Search" onClick={onSearch}>
            <Search aria-hidden="true" />
          </IconButton>
        </div>
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  )
}

function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
