import { Button } from './button.tsx'

interface Props {
  /** How much of the list is read. */
  readonly words: string
  /** The next page could not be read. */
  readonly failed: boolean
  readonly onRetry: () => void
}

/** The foot of a list that is read page by page as it is scrolled. */
export function ReadOn({ words, failed, onRetry }: Props) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t px-5 py-3 text-12 text-muted">
      <span className="figures" role="status">
        {words}
      </span>
      {failed && (
        <Button size="small" onClick={onRetry}>
          Try again to read more
        </Button>
      )}
    </div>
  )
}
