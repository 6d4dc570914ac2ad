import { useQuery } from '@tanstack/react-query'
import type { FigurePassport } from '@trill/contract/passport'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { foretoldText, type ModelReason, ModelReasons } from '../../ui/model-reasons.tsx'
import { PassportBadge } from '../../ui/passport.tsx'
import { ErrorState } from '../../ui/states.tsx'

/** What a model says of one customer, as `POST /v1/customer-models/one` answers. */
interface Saying {
  readonly model: string
  readonly title: string
  readonly about: string
  readonly task: 'binary' | 'regression'
  readonly unit: string
  readonly mean: number | null
  readonly value: number
  readonly lower: number | null
  readonly upper: number | null
  readonly reasons: readonly ModelReason[]
  readonly passport: FigurePassport
}

const PATH = '/v1/customer-models/one'

/** What models say of a customer, and why; nothing where none answers, or where nothing may be said of them. */
export function SayingsCard({ asked }: { asked: Readonly<Record<string, string | undefined>> }) {
  const said = useQuery<{ readonly items: readonly Saying[] }, Problem>({
    queryKey: [PATH, asked],
    queryFn: () => change('POST', PATH, asked),
  })
  if (said.error) return <ErrorState what="What models say could not be loaded" error={said.error} onRetry={() => said.refetch()} />
  const items = said.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Card className="mb-4" id="sayings">
      <CardHeader title="What models say" subtitle="Reasons explain the models; they are no causes" />
      <ul className="border-t">
        {items.map((item) => (
          <li
            key={item.model}
            data-model={item.model}
            className="grid gap-x-6 gap-y-1 border-b px-5 py-3 last:border-b-0 md:grid-cols-[16rem_1fr]"
          >
            <div className="min-w-0">
              <div className="flex flex-wrap items-baseline justify-between gap-x-2 text-14">
                <h3 className="text-muted" title={item.about}>
                  {item.title}
                </h3>
                <PassportBadge label={item.title} passport={item.passport} about={item.about} />
              </div>
              <p className="text-16 font-semibold figures">{foretoldText(item, item.value)}</p>
              <p className="text-12 text-muted figures">
                {item.lower !== null &&
                  item.upper !== null &&
                  `80 %: ${foretoldText(item, item.lower)} – ${foretoldText(item, item.upper)}`}
                {item.mean !== null && `, on average ${foretoldText(item, item.mean)}`}
              </p>
            </div>
            <ModelReasons reasons={item.reasons} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
