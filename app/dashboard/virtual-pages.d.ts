declare const __TRILL_VERSION__: string

declare module 'virtual:pages' {
  /** Every page, without its component: that is loaded when the page is opened. */
  export const PAGES: readonly (Omit<import('../ui/page.ts').Page, 'component'> & {
    readonly load: () => Promise<import('react').ComponentType>
  })[]
}
