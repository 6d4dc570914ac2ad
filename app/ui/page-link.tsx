import { Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { keptWords, type SearchWords } from './view.ts'

interface Props extends Pick<ComponentProps<'a'>, 'title' | 'className' | 'aria-label'> {
  readonly to: string
  readonly parameters?: Readonly<Record<string, string>>
  /** Further words of the address. */
  readonly words?: SearchWords
  readonly children: ReactNode
}

/** A link within the dashboard; workspace, period and platforms go along. */
export function PageLink({ to, parameters, words, children, ...rest }: Props) {
  const search = (present: SearchWords) => ({ ...keptWords(present), ...words })
  return (
    <Link to={to} params={(parameters ?? {}) as never} search={search as never} {...(rest as object)}>
      {children}
    </Link>
  )
}
