import type { KeyValueStorage, Listenable, PageDocument, PageLocation } from '../environment.ts'

/** A storage as browsers have it, in memory. Refuses to hold more than `quota` characters. */
export function createMapStorage(quota = Number.POSITIVE_INFINITY): KeyValueStorage & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>()
  return {
    entries,
    get length() {
      return entries.size
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem(key, value) {
      const others = [...entries].filter(([known]) => known !== key).reduce((sum, [known, text]) => sum + known.length + text.length, 0)
      if (others + key.length + value.length > quota) throw new DOMException('full', 'QuotaExceededError')
      entries.set(key, value)
    },
    removeItem: (key) => void entries.delete(key),
  }
}

/** A page that can be hidden, left and moved on. */
export interface Page {
  readonly document: PageDocument
  readonly location: PageLocation
  hide(): void
  show(): void
  leave(): void
  go(href: string): void
}

export function createPage(href = 'https://site.example/', referrer = ''): Page {
  const target = new EventTarget()
  const window: Listenable = { addEventListener: (...listening) => target.addEventListener(...listening) }
  const state = { visibilityState: 'visible', url: new URL(href) }
  function turn(visibilityState: 'hidden' | 'visible'): void {
    state.visibilityState = visibilityState
    target.dispatchEvent(new Event('visibilitychange'))
  }
  return {
    document: {
      referrer,
      title: 'A page',
      get visibilityState() {
        return state.visibilityState
      },
      defaultView: window,
      addEventListener: window.addEventListener,
    },
    location: {
      get href() {
        return state.url.href
      },
      get host() {
        return state.url.host
      },
      get pathname() {
        return state.url.pathname
      },
      get search() {
        return state.url.search
      },
    },
    hide: () => turn('hidden'),
    show: () => turn('visible'),
    leave: () => void target.dispatchEvent(new Event('pagehide')),
    go(next) {
      state.url = new URL(next, state.url)
    },
  }
}
