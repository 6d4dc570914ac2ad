import { useParams } from '@tanstack/react-router'
import { ArrowLeft, ExternalLink, Radar } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { FigureTile } from '../../ui/figure-card.tsx'
import { exact, momentLabel } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { SourceBadge, sourceOf } from '../../ui/passport.tsx'
import { useRead } from '../../ui/queries.ts'
import { EmptyState, ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import { useView } from '../../ui/view.ts'
import { useWorkspace } from '../../ui/workspace.ts'
import { AnalysisButton } from './analysis-choices.tsx'
import type { TrendResponse, TrendRow } from './contract.ts'
import { PlatformsView } from './platforms-view.tsx'
import { PATH, RunProgress, readAgain, useTrendRuns } from './run-progress.tsx'
import { Bars, componentBars } from './score-bars.tsx'
import { ENGAGEMENT, noteText, peersText, VELOCITY, VIRAL_CLASS } from './words.ts'

/** One video: why it has its scores, and what platforms say about its subject. */
export function VideoPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const { workspace } = useView()
  const path = `${PATH}/${encodeURIComponent(id)}`
  const video = useRead<TrendResponse>(path, { workspace_id: workspace }, { every: (data) => readAgain(data?.runs) })
  const back = (
    <PageLink to="/youtube-trends" className="mb-2 inline-flex items-center gap-1 rounded-4 text-12 text-muted hover:text-text">
      <ArrowLeft className="size-3.5" aria-hidden="true" /> YouTube trends
    </PageLink>
  )
  if (video.error && !video.data) {
    const missing = video.error.code === 'not_found'
    return (
      <>
        {back}
        <ErrorState
          what={missing ? `“${id}” is not scored` : 'This video could not be loaded'}
          error={video.error}
          {...(!missing && { onRetry: () => video.refetch() })}
        />
      </>
    )
  }
  if (!video.data)
    return (
      <Loading what="the video">
        {back}
        <Skeleton className="h-96 w-full" />
      </Loading>
    )
  return <VideoView data={video.data} back={back} />
}

function VideoView({ data, back }: { data: TrendResponse; back: ReactNode }) {
  const { video, analysis } = data
  const { time_zone: timeZone } = useWorkspace()
  const { may } = useTrendRuns()
  const running = data.runs.some(({ kind, status }) => kind === 'analysis' && status === 'running')
  const action = may && (
    <AnalysisButton look="primary" contentId={video.content_id} last={analysis} disabled={running}>
      {analysis === null ? 'Cross-platform analysis' : 'Analyse again'}
    </AnalysisButton>
  )
  return (
    <>
      <PageHeader title={video.title} eyebrow={back} actions={<Actions video={video} />}>
        <p>{sentenceOf(video, timeZone)}</p>
      </PageHeader>
      <RunProgress runs={data.runs} />
      <Card className="mb-4">
        <dl className="grid grid-cols-2 sm:grid-cols-3 lg:grid-cols-5">
          <FigureTile label="Views" value={video.views} />
          <FigureTile label="Likes" value={video.likes} absent="not reported" />
          <FigureTile label="Comments" value={video.comments} absent="not reported" />
          <FigureTile label={`Engagement, ${ENGAGEMENT[video.engagement.category]}`} value={video.engagement.percent} unit="percent" />
          <FigureTile
            label={video.velocity === null ? 'Views a day' : `Views a day, ${VELOCITY[video.velocity.class]}`}
            value={video.velocity?.views_per_day ?? null}
            absent="age not known"
          />
        </dl>
      </Card>
      <div className="mb-4 grid grid-cols-1 gap-4 lg:grid-cols-2">
        <PublishedScore video={video} />
        <CalibratedScore video={video} />
      </div>
      {analysis === null ? (
        <Card>
          <EmptyState icon={Radar} title="Its subject was not looked for on other platforms yet" action={action}>
            Posts of the last 72 hours about its title are looked for on each platform; the platforms then stand here side by side.
          </EmptyState>
        </Card>
      ) : (
        <PlatformsView analysis={analysis} timeZone={timeZone} action={action} />
      )}
    </>
  )
}

function Actions({ video }: { video: TrendRow }) {
  return (
    <>
      {/^https:\/\//.test(video.url) && (
        <a href={video.url} target="_blank" rel="noreferrer" className={buttonClass()}>
          <ExternalLink aria-hidden="true" /> Open on YouTube
        </a>
      )}
      {video.provenance !== '' && <SourceBadge source={sourceOf([video.provenance])} />}
    </>
  )
}

function sentenceOf(video: TrendRow, timeZone: string): string {
  const who = [video.creator_name, video.category].filter(Boolean).join(', ')
  const published = video.published_at === null ? 'published at an unknown time' : `published ${momentLabel(video.published_at, timeZone)}`
  return `${who === '' ? '' : `${who}; `}${published}, as observed ${momentLabel(video.observed_at, timeZone)}.`
}

function PublishedScore({ video: { viral } }: { video: TrendRow }) {
  const { label, tone } = VIRAL_CLASS[viral.class]
  return (
    <Card>
      <CardHeader title="Published score" subtitle={`Version ${viral.version}, 10 – 100 points, as specified`}>
        <Badge tone={tone}>{label}</Badge>
        <span className="text-28 font-semibold figures">{viral.score}</span>
      </CardHeader>
      <div className="px-5 pb-5">
        <Bars label="Points of the published score" bars={componentBars(viral.components)} />
        <p className="mt-3 text-12 text-muted figures">
          Sum {exact(viral.raw)}, rounded and held within 10 – 100. Engagement gives 10 points for each per cent, without an upper limit.
        </p>
        <Notes notes={viral.notes} />
      </div>
    </Card>
  )
}

function CalibratedScore({ video: { calibrated, engagement } }: { video: TrendRow }) {
  if (calibrated === null)
    return (
      <Card>
        <CardHeader title="Calibrated score" subtitle="Share of similar videos that stand below, of 100" />
        <p className="px-5 pb-5 text-14 text-muted">Not enough data: fewer than 20 videos of its age are stored to compare it with.</p>
      </Card>
    )
  const { score, lower, upper, engagement_percentile, velocity_percentile, shrunk_percent } = calibrated
  const percentile = (label: string, value: number) => ({ label, text: exact(Math.round(value)), share: value / 100 })
  return (
    <Card>
      <CardHeader title="Calibrated score" subtitle={`Among ${peersText(calibrated)}`}>
        <span className="text-28 font-semibold figures">{exact(Math.round(score))}</span>
      </CardHeader>
      <div className="px-5 pb-5">
        <Bars
          label="Parts of the calibrated score"
          bars={[
            {
              label: 'Score, 95 % interval',
              text: `${Math.round(lower)} – ${Math.round(upper)}`,
              share: 0,
              between: [lower / 100, upper / 100],
            },
            percentile('Engagement percentile', engagement_percentile),
            ...(velocity_percentile === null ? [] : [percentile('Velocity percentile', velocity_percentile)]),
          ]}
        />
        <p className="mt-3 text-12 text-muted figures">
          Engagement counts as {exact(shrunk_percent)} %, drawn from {exact(engagement.percent)} % towards that of its peers as far as its
          views are few.
          {velocity_percentile === null && ' Its age is not known, so the score rests on engagement alone.'}
        </p>
      </div>
    </Card>
  )
}

/** What a reader has to know about a score. */
export function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul className="mt-2 list-disc space-y-0.5 pl-4 text-12 text-muted">
      {notes.map((note) => (
        <li key={note}>{noteText(note)}</li>
      ))}
    </ul>
  )
}
