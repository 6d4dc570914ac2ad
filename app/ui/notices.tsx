import { Check } from 'lucide-react'
import { useSyncExternalStore } from 'react'

let notice: { readonly id: number; readonly text: string } | undefined
let clearing: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/** Says briefly that something was done. */
export function notify(text: string): void {
  set({ id: (notice?.id ?? 0) + 1, text })
  clearTimeout(clearing)
  clearing = setTimeout(() => set(undefined), 4000)
}

function set(next: typeof notice): void {
  notice = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where the notices appear; once, in the frame. */
export function Notices() {
  const shown = useSyncExternalStore(subscribe, () => notice)
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-6 z-50 flex justify-center px-4">
      {shown && (
        <p key={shown.id} className="flex items-center gap-2 rounded-full bg-text px-4 py-2 text-14 text-surface shadow-overlay enter">
          <Check className="size-4" aria-hidden="true" /> {shown.text}
        </p>
      )}
    </div>
  )
}
