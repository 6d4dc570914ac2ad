import { Clapperboard } from 'lucide-react'
import { useMemo } from 'react'
import { ChartCard } from '../../ui/chart-card.tsx'
import {
  CustomerFigures,
  CustomerGroupsCard,
  CustomerPage,
  type CustomerScene,
  CustomerStepsCard,
  NothingKnown,
} from '../../ui/customer-page.tsx'
import { customerMetric, customerWords } from '../../ui/customer-words.ts'
import { brief } from '../../ui/format.ts'
import type { Page } from '../../ui/page.ts'
import { cellLabel, lorenzOption, viewsOption } from './chart.ts'
import type { SocialContent } from './contract.ts'

const GROUPS = [
  { title: 'Stories', ids: ['stories_posted_week', 'stories_viewed_day', 'story_completion_pct'] },
  { title: 'Reels', ids: ['reels_created_week', 'reels_watched_day', 'reel_completion_pct'] },
  { title: 'Feed', ids: ['posts_30_days', 'feed_minutes_day', 'video_hours_week', 'post_engagement_pct'] },
  {
    title: 'Creators',
    ids: ['creators_pct', 'creator_earnings_usd', 'creator_top_tenth_pct', 'creator_views_per_post', 'views_earnings_correlation'],
  },
] as const

function SocialPage() {
  return (
    <CustomerPage<SocialContent> title="Social" path="/v1/creators" sentence={(content) => <Sentence content={content} />}>
      {(content, scene) => (
        <>
          {GROUPS.map(({ title, ids }) => (
            <section key={title} aria-label={title}>
              <h2 className="mb-2 text-14 font-semibold">{title}</h2>
              <CustomerFigures figures={content.figures.filter(({ id }) => (ids as readonly string[]).includes(id))} scene={scene} />
            </section>
          ))}
          <div className="grid grid-cols-1 gap-4 md:grid-cols-2 xl:grid-cols-3">
            {content.by_platform.map((groups) => (
              <CustomerGroupsCard
                key={groups.metric}
                id={groups.metric.replaceAll('_', '-')}
                title={`${customerMetric(groups.metric).label} by kind of app`}
                groups={groups}
                scene={scene}
              />
            ))}
          </div>
          <div className="mt-4 grid grid-cols-1 gap-4 xl:grid-cols-2">
            <CustomerStepsCard
              id="earnings"
              title="Earnings of creators"
              note="Creators by what they earn a month"
              unit="USD"
              of="Creators"
              steps={content.earnings.steps}
              scene={scene}
            />
            <Shares earnings={content.earnings} scene={scene} />
            <Views content={content} scene={scene} />
          </div>
        </>
      )}
    </CustomerPage>
  )
}

function Sentence({ content: { figures } }: { content: SocialContent }) {
  const words = (id: string) => customerWords(id, figures.find((figure) => figure.id === id)?.value ?? null)
  return (
    <>
      Customers watch <strong className="font-semibold text-text figures">{words('reels_watched_day')}</strong> and view{' '}
      {words('stories_viewed_day')}; {words('creators_pct')} are creators, who earn {words('creator_earnings_usd')} on average; the top
      tenth of them earn {words('creator_top_tenth_pct')} of all earnings.
    </>
  )
}

interface EarningsProps {
  readonly earnings: SocialContent['earnings']
  readonly scene: CustomerScene
}

function Shares({ earnings: { lorenz, creators }, scene }: EarningsProps) {
  const upTo = lorenz.find(({ creators_pct }) => creators_pct === 90)
  return (
    <ChartCard
      id="shares"
      title="Share of earnings of those who earn least"
      subtitle={`Dashed: if all earned alike · ${scene.about(creators)}`}
      finding={upTo === undefined ? '' : `Nine in ten creators have ${brief(upTo.earnings_pct)} % of all earnings together.`}
      height={260}
      option={useMemo(() => (colours) => lorenzOption(lorenz, colours), [lorenz])}
      table={useMemo(
        () => ({
          columns: ['Creators (%)', 'Earnings (%)'],
          rows: lorenz.map(({ creators_pct, earnings_pct }) => [creators_pct, earnings_pct]),
        }),
        [lorenz],
      )}
      simulated={scene.simulated}
      empty={lorenz.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

function Views({ content, scene }: { content: SocialContent; scene: CustomerScene }) {
  const { cells, n, rank_correlation, withheld } = content.views
  const found = content.figures.find(({ id }) => id === 'views_earnings_correlation')
  const words =
    found?.value == null
      ? 'Too few creators to say how closely they go together'
      : `Logarithms correlate at ${brief(found.value)} (95 % ${brief(found.lower)} to ${brief(found.upper)}), ranks at ${brief(rank_correlation)}`
  return (
    <ChartCard
      id="views"
      className="xl:col-span-2"
      title="Views and earnings of creators"
      subtitle={`${words} · the larger a mark, the more creators · ${scene.about(n)}${withheld > 0 ? ' · cells with few people not shown' : ''}`}
      finding={`${words}.`}
      height={340}
      option={useMemo(() => (colours) => viewsOption(cells, colours), [cells])}
      table={useMemo(() => ({ columns: ['Cell', 'Creators'], rows: cells.map((cell) => [cellLabel(cell), cell.customers]) }), [cells])}
      simulated={scene.simulated}
      empty={cells.length === 0 ? <NothingKnown /> : undefined}
    />
  )
}

export const page = {
  path: '/social',
  title: 'Social',
  group: 'Business',
  order: 1,
  icon: Clapperboard,
  component: SocialPage,
} satisfies Page
