import type { Permission } from '@trill/contract/permissions'
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'

/** Groups of the navigation, in their order. */
export const PAGE_GROUPS = ['Now', 'Content', 'People', 'Business', 'Trust', 'Data', 'Settings'] as const

/** What a `page.tsx` exports. Write it as one literal: the build reads the facts without loading the component. */
export interface Page {
  /** Address; `$name` is a parameter. */
  readonly path: string
  readonly title: string
  /** Where the navigation lists it; a page without a group is reached from others. */
  readonly group?: (typeof PAGE_GROUPS)[number]
  /** Place within the group. */
  readonly order?: number
  readonly icon?: LucideIcon
  /** True when period and platforms change what it shows. */
  readonly filtered?: boolean
  /** Without this permission the page is neither listed nor shown. */
  readonly needs?: Permission
  readonly component: ComponentType
}
