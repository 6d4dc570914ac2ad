import { PLATFORMS } from '@trill/contract/platforms'
import { Layers } from 'lucide-react'
import { useState } from 'react'
import type { PlatformsResponse } from '../features/overview/contract.ts'
import { Button } from '../ui/button.tsx'
import { platformLabel } from '../ui/format.ts'
import { Menu, MenuItem, MenuLabel, MenuSeparator, MenuToggle } from '../ui/menu.tsx'
import { PlatformMark } from '../ui/platform-mark.tsx'
import { useRead } from '../ui/queries.ts'
import { periodParameters, useView } from '../ui/view.ts'

export function PlatformFilter() {
  const { platforms, change } = useView()
  const label =
    platforms.length === 0 ? 'All platforms' : platforms.length === 1 ? platformLabel(platforms[0] ?? '') : `${platforms.length} platforms`
  const trigger = (
    <Button aria-label={`Platforms: ${label}`}>
      <Layers className="text-muted" aria-hidden="true" />
      {label}
    </Button>
  )
  return (
    <Menu trigger={trigger} align="start" className="max-h-[70vh] overflow-y-auto">
      <Choices />
      {platforms.length > 0 && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => change({ platform: undefined, page: undefined })}>Show all platforms</MenuItem>
        </>
      )}
    </Menu>
  )
}

/** Those with something in the period first; the menu asks only once it is open. */
function Choices() {
  const view = useView()
  const [initially] = useState(view.platforms)
  const answer = useRead<PlatformsResponse>('/v1/overview/platforms', { ...periodParameters(view), platform: undefined })
  const found = answer.data?.platforms ?? []
  const listed = [...new Set([...found, ...initially])]
  const known = listed.length > 0 ? listed : Object.keys(PLATFORMS)
  const toggle = (platform: string) => {
    const next = view.platforms.includes(platform) ? view.platforms.filter((name) => name !== platform) : [...view.platforms, platform]
    view.change({ platform: next.join(',') || undefined, page: undefined })
  }
  return (
    <>
      <MenuLabel>{found.length > 0 ? 'In this period' : 'Platforms'}</MenuLabel>
      {known.map((platform) => (
        <MenuToggle key={platform} on={view.platforms.includes(platform)} onToggle={() => toggle(platform)}>
          <PlatformMark platform={platform} />
        </MenuToggle>
      ))}
    </>
  )
}
