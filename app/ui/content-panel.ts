import { type ComponentType, createContext, useContext } from 'react'

/** A post whose page is open. */
export interface ShownContent {
  readonly contentId: string
  /** ISO 8601, where it is known. */
  readonly publishedAt: string | null
}

/** What a feature adds to the page of a post: its `content-panel.tsx` exports `ContentPanel`. It draws nothing where it has nothing to say. */
export type ContentPanel = ComponentType<ShownContent>

const Panels = createContext<readonly ContentPanel[]>([])

/** Filled by the dashboard with the panels of all features. */
export const ContentPanelsProvider = Panels.Provider

export function useContentPanels(): readonly ContentPanel[] {
  return useContext(Panels)
}
