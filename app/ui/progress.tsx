/** How far something long has come; `share` is 0 to 1, undefined when that cannot be said. */
export function Progress({ label, share }: { label: string; share: number | undefined }) {
  const percent = share === undefined ? undefined : Math.round(Math.min(share, 1) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={percent === undefined ? 'h-full w-1/3 animate-pulse bg-accent' : 'h-full bg-accent transition-[width]'}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  )
}
