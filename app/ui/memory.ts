/** What the browser remembers between visits; nothing when its storage is closed. */
export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(`trill.${key}`) ?? undefined
  } catch {
    return undefined
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`trill.${key}`, value)
  } catch {
    // Not remembered; the page works all the same.
  }
}
