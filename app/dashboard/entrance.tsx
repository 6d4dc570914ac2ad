import { type ReactNode, useEffect } from 'react'
import { Mark } from './brand.tsx'

/** A page for whoever is not in yet: one card in the middle. */
export function Entrance({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Trill`
  }, [title])
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-12">
      <div className="mb-6 flex items-center gap-3">
        <Mark className="size-9" />
        <span className="text-20 font-semibold tracking-[-0.01em]">Trill</span>
      </div>
      <div className="w-full max-w-[420px] rounded-12 border bg-raised p-6">{children}</div>
    </main>
  )
}

export function EntranceTitle({ children, about }: { children: ReactNode; about?: ReactNode }) {
  return (
    <header className="mb-5">
      <h1 className="text-16 font-semibold">{children}</h1>
      {about !== undefined && <p className="mt-1 text-14 text-muted">{about}</p>}
    </header>
  )
}
