import { Card, CardHeader } from '../../ui/card.tsx'
import { momentLabel } from '../../ui/format.ts'
import type { Decision } from './contract.ts'
import { DECISION } from './words.ts'

/** What was decided, by whom and why, newest first. */
export function Decisions({ decisions, timeZone }: { decisions: readonly Decision[]; timeZone: string }) {
  return (
    <Card>
      <CardHeader title="Decisions" subtitle="What was decided about versions, by whom and why" />
      {decisions.length === 0 ? (
        <p className="px-5 pb-5 text-14 text-muted">Nothing was decided yet.</p>
      ) : (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
          tabIndex={0}
          aria-label="Decisions"
          className="scroll-quiet max-h-[420px] overflow-y-auto rounded-b-12"
        >
          <ol className="divide-y border-t" aria-label="Log of decisions">
            {decisions.map((decision) => (
              <li key={`${decision.at} ${decision.kind} ${decision.version}`} className="px-5 py-3">
                <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-14">
                  <span className="font-medium">
                    {DECISION[decision.kind]}
                    {decision.version !== null && `: version ${decision.version}`}
                  </span>
                  <span className="text-12 text-muted">
                    {momentLabel(decision.at, timeZone)} · {decision.by}
                  </span>
                </p>
                <p className="mt-0.5 text-14 break-words text-muted">{decision.why}</p>
              </li>
            ))}
          </ol>
        </section>
      )}
    </Card>
  )
}
