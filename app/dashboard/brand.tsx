/** The mark: a trill, as a sound looks. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M5 18c2.4 0 2.4-7 4.8-7s2.4 13 4.8 13 2.4-17 4.8-17 2.4 14 4.8 14 1.6-4 2.8-4"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
