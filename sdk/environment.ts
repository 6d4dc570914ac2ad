/** The part of `Storage` the client uses; `localStorage` is one. */
export interface KeyValueStorage {
  readonly length: number
  key(index: number): string | null
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

/** Something that tells of events: a document or a window. */
export interface Listenable {
  addEventListener(type: string, listener: () => void, options: { signal: AbortSignal }): void
}

/** The part of `Document` the client uses. */
export interface PageDocument extends Listenable {
  readonly referrer: string
  readonly title: string
  readonly visibilityState: string
  readonly defaultView: Listenable | null
}

/** The part of `Location` the client uses; read anew at each `page`. */
export interface PageLocation {
  readonly href: string
  readonly host: string
  readonly pathname: string
  readonly search: string
}

/** Everything the client takes from the world around it. Each piece can be replaced in `createTrill`. */
export interface Environment {
  /** Sends a request. Default: the global `fetch`. */
  readonly fetch: typeof globalThis.fetch
  /** Keeps the queue and the visitor over reloads. Default: `localStorage` in a browser, memory elsewhere. */
  readonly storage?: KeyValueStorage | undefined
  /** Milliseconds since 1970. Default: `Date.now`. */
  readonly now: () => number
  /** A number in [0, 1). Default: from `crypto.getRandomValues`. */
  readonly random: () => number
  /** Where the page is. Default: `location` in a browser. */
  readonly location?: PageLocation | undefined
  /** The page. Its presence is what makes the client remember a visitor. Default: `document` in a browser. */
  readonly document?: PageDocument | undefined
  /** Sends while the page goes away; false when the browser took nothing. Default: `navigator.sendBeacon`. */
  readonly sendBeacon?: ((url: string, data: Blob) => boolean) | undefined
  /** Language of the visitor, BCP 47. Default: `navigator.language` in a browser. */
  readonly language?: string | undefined
}

interface BrowserGlobals {
  readonly document?: PageDocument
  readonly location: PageLocation
  readonly localStorage: KeyValueStorage
  readonly navigator: { readonly language: string; sendBeacon?(url: string, data: Blob): boolean }
}

/** The environment found at run time: a browser when there is a document, else the bare globals of Node. */
export function detectEnvironment(): Environment {
  const bare: Environment = { fetch: (...request) => globalThis.fetch(...request), now: () => Date.now(), random: cryptographicRandom }
  const browser = globalThis as unknown as BrowserGlobals
  if (browser.document === undefined) return bare
  const { document, location, navigator } = browser
  return {
    ...bare,
    document,
    location,
    language: navigator.language,
    storage: readLocalStorage(browser),
    sendBeacon: navigator.sendBeacon?.bind(navigator),
  }
}

function readLocalStorage(browser: BrowserGlobals): KeyValueStorage | undefined {
  try {
    return browser.localStorage
  } catch {
    return undefined
  }
}

function cryptographicRandom(): number {
  return (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32
}
