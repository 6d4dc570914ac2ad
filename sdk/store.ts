import type { KeyValueStorage } from './environment.ts'

/** Named texts, kept in a storage as far as it lets itself be used and in memory otherwise. Never throws. */
export interface Store {
  get(name: string): string | undefined
  set(name: string, value: string): void
  remove(name: string): void
  names(): string[]
}

/**
 * @param storage absent, disabled or full storages are made up for by memory
 * @param prefix put before every name, so that nothing of the page’s own is touched
 */
export function createStore(storage: KeyValueStorage | undefined, prefix: string): Store {
  const memory = new Map<string, string>()
  return {
    get: (name) => memory.get(name) ?? attempt(() => storage?.getItem(prefix + name)) ?? undefined,
    set(name, value) {
      const stored = attempt(() => {
        storage?.setItem(prefix + name, value)
        return storage !== undefined
      })
      if (stored) memory.delete(name)
      else memory.set(name, value)
    },
    remove(name) {
      memory.delete(name)
      attempt(() => storage?.removeItem(prefix + name))
    },
    names: () => [...new Set([...memory.keys(), ...(attempt(() => storedNames(storage, prefix)) ?? [])])],
  }
}

function storedNames(storage: KeyValueStorage | undefined, prefix: string): string[] {
  const names: string[] = []
  for (let index = 0; index < (storage?.length ?? 0); index++) {
    const key = storage?.key(index)
    if (key?.startsWith(prefix)) names.push(key.slice(prefix.length))
  }
  return names
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
