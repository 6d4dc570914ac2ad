import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'

export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return <section className={classNames('min-w-0 rounded-12 border bg-raised', className)} {...rest} />
}

/** Title, what it covers, and on the right what can be done with it. */
export function CardHeader({
  title,
  subtitle,
  children,
  id,
}: {
  title: ReactNode
  subtitle?: ReactNode
  children?: ReactNode
  id?: string
}) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-5 pt-4 pb-3">
      <div className="min-w-0 flex-[1_1_200px]">
        <h2 id={id} className="text-14 font-semibold">
          {title}
        </h2>
        {subtitle !== undefined && <p className="text-12 text-muted">{subtitle}</p>}
      </div>
      {children !== undefined && <div className="flex max-w-full min-w-0 flex-wrap items-center gap-1">{children}</div>}
    </header>
  )
}
