declare const __TRILL_VERSION__: string

declare module 'virtual:pages' {
  /** Every page, without its component: that is loaded when the page is opened. */
  export const PAGES: readonly (Omit<import('../ui/page.ts').Page, 'component'> & {
    readonly load: () => Promise<import('react').ComponentType>
  })[]
  /** What features add to the page of a post, loaded when one is opened. */
  export const CONTENT_PANELS: readonly import('../ui/content-panel.ts').ContentPanel[]
}
