import { type ReactNode, useEffect } from 'react'

/** Title of the page and the sentence that answers its question. */
export function PageHeader({
  title,
  children,
  actions,
  eyebrow,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
  eyebrow?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · Trill`
  }, [title])
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-[78ch]">
        {eyebrow}
        <h1 className="text-20 font-semibold tracking-[-0.01em] break-words">{title}</h1>
        {children !== undefined && <div className="mt-1 text-14 text-muted">{children}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}
