import { PAGES } from 'virtual:pages'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Boxes, CalendarDays, FileText, Search } from 'lucide-react'
import { type ReactNode, useDeferredValue, useState } from 'react'
import type { ContentRow, ContentsResponse } from '../features/contents/contract.ts'
import { brief, platformLabel } from '../ui/format.ts'
import { DEFAULT_PRESET, PRESETS, type Preset } from '../ui/period.ts'
import { useRead } from '../ui/queries.ts'
import { keptWords, periodParameters, type SearchWords, useView } from '../ui/view.ts'
import { useMay, usePlace } from '../ui/workspace.ts'
import { useTheme } from './theme.ts'
import { THEMES } from './theme-menu.tsx'

const ITEM =
  'flex h-9 items-center gap-2.5 rounded-8 px-2.5 text-14 data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted'

/** Everything by its name: pages, content, periods, workspaces, themes. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const { session } = usePlace()
  const may = useMay()
  const view = useView()
  const [, chooseTheme] = useTheme()
  const go = useGo(onClose)
  const items = useFoundContent(text)
  const act = (action: () => void) => () => {
    action()
    onClose()
  }
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      label="Search and commands"
      overlayClassName="fixed inset-0 z-40 bg-scrim enter-fade"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-32px))] -translate-x-1/2 overflow-hidden rounded-12 border bg-overlay shadow-overlay enter-fade"
    >
      <div className="flex items-center gap-2.5 border-b px-4">
        <Search className="size-4 text-muted" aria-hidden="true" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder="Find content, a page or a setting"
          className="h-12 flex-1 bg-transparent text-14 outline-none"
        />
      </div>
      <Command.List className="max-h-[56vh] overflow-y-auto p-2">
        {items.length === 0 && <Command.Empty className="px-2.5 py-8 text-center text-14 text-muted">Nothing by that name.</Command.Empty>}
        <Section heading="Pages">
          {PAGES.filter((page) => page.group !== undefined && (page.needs === undefined || may(page.needs))).map(
            ({ path, title, icon: Icon }) => (
              <Command.Item key={path} value={`page ${title}`} onSelect={() => go(path)} className={ITEM}>
                {Icon && <Icon aria-hidden="true" />} {title}
              </Command.Item>
            ),
          )}
        </Section>
        <FoundContent items={items} onOpen={(id) => go('/content/$id', { id })} />
        <Section heading="Period">
          {Object.entries(PRESETS).map(([preset, label]) => (
            <Command.Item
              key={preset}
              value={`period ${label}`}
              className={ITEM}
              onSelect={act(() =>
                view.change({ period: (preset as Preset) === DEFAULT_PRESET ? undefined : preset, from: undefined, to: undefined }),
              )}
            >
              <CalendarDays aria-hidden="true" /> {label}
            </Command.Item>
          ))}
        </Section>
        <Section heading="Workspaces">
          {session.workspaces.map(({ id, name }) => (
            <Command.Item
              key={id}
              value={`workspace ${name} ${id}`}
              className={ITEM}
              onSelect={act(() => view.change({ workspace: id, from: undefined, to: undefined, platform: undefined }))}
            >
              <Boxes aria-hidden="true" /> {name}
            </Command.Item>
          ))}
        </Section>
        <Section heading="Theme">
          {THEMES.map(({ theme, label, icon: Icon }) => (
            <Command.Item key={theme} value={`theme ${label}`} className={ITEM} onSelect={act(() => chooseTheme(theme))}>
              <Icon aria-hidden="true" /> {label}
            </Command.Item>
          ))}
        </Section>
      </Command.List>
    </Command.Dialog>
  )
}

function Section({ heading, found = false, children }: { heading: string; found?: boolean; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      forceMount={found}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

/** Content whose title, creator, tags or id hold the text; the server searches. */
function useFoundContent(text: string): readonly ContentRow[] {
  const view = useView()
  const search = useDeferredValue(text.trim())
  const enabled = search.length >= 2
  const found = useRead<ContentsResponse>('/v1/contents', { ...periodParameters(view), search, limit: 6 }, { enabled })
  return enabled ? (found.data?.items ?? []) : []
}

function FoundContent({ items, onOpen }: { items: readonly ContentRow[]; onOpen: (id: string) => void }) {
  if (items.length === 0) return null
  return (
    <Section heading="Content" found>
      {items.map((item) => (
        <Command.Item
          key={item.content_id}
          value={`content ${item.content_id}`}
          forceMount
          onSelect={() => onOpen(item.content_id)}
          className={ITEM}
        >
          <FileText aria-hidden="true" />
          <span className="truncate">{item.title || item.content_id}</span>
          <span className="ml-auto shrink-0 text-12 text-muted">
            {platformLabel(item.platform)} · {brief(item.views)} views
          </span>
        </Command.Item>
      ))}
    </Section>
  )
}

function useGo(onClose: () => void) {
  const navigate = useNavigate()
  return (to: string, parameters: Record<string, string> = {}) => {
    void navigate({ to, params: parameters as never, search: ((present: SearchWords) => keptWords(present)) as never })
    onClose()
  }
}
