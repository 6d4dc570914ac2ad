import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { brief, counted, exact, momentLabel, platformLabel, sentence, sentenceCase, share } from '../../ui/format.ts'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import type { MatchedPost, PlatformResult, TrendResponse } from './contract.ts'
import { Bars, componentBars } from './score-bars.tsx'
import { choicesText, noteText, reasonText, statusLabel } from './words.ts'

type Analysis = NonNullable<TrendResponse['analysis']>

/** What each platform says about a subject, side by side, the total, and the posts it rests on. */
export function PlatformsView({ analysis, timeZone, action }: { analysis: Analysis; timeZone: string; action: ReactNode }) {
  const { total, status, least, most, components, keywords } = analysis
  return (
    <div className="space-y-4">
      <Card>
        <CardHeader
          title={`Cross-platform: ${statusLabel(status)}`}
          subtitle={`${sentenceCase(choicesText(analysis))}; matcher ${analysis.matcher_version}; of the 72 hours before ${momentLabel(analysis.analysed_at, timeZone)}`}
        >
          {action}
        </CardHeader>
        <div className="grid grid-cols-1 gap-x-8 gap-y-4 px-5 pb-5 md:grid-cols-[auto_minmax(0,1fr)]">
          <p>
            <span className="text-28 font-semibold figures">{total ?? '–'}</span>
            <span className="text-14 text-muted"> of 100</span>
            {least !== most && (
              <span className="block text-12 text-muted figures">
                {least} – {most} if the platforms that could not be asked gave 0 to 100
              </span>
            )}
          </p>
          <p className="text-12 text-muted figures">
            Weighted sum {exact(components.weighted)}, rounded {components.base}, and a bonus of {components.bonus} for being viral on X or
            Reddit. Asked for: {keywords.length === 0 ? 'nothing, for the title has no word to ask for' : keywords.join(', ')}.
          </p>
        </div>
      </Card>
      <ul aria-label="Platforms" className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {analysis.platforms.map((platform) => (
          <li key={platform.platform} className="contents">
            <PlatformCard result={platform} />
          </li>
        ))}
      </ul>
      <Matches matches={analysis.matches} timeZone={timeZone} />
    </div>
  )
}

function PlatformCard({ result }: { result: PlatformResult }) {
  const isAsked = result.status === 'asked'
  return (
    <Card>
      <CardHeader title={<PlatformMark platform={result.platform} />} subtitle={isAsked ? foundWords(result) : 'Unavailable'}>
        {result.class === 'viral' && <Badge tone="positive">Viral</Badge>}
        {result.score !== null && <span className="text-20 font-semibold figures">{result.score}</span>}
      </CardHeader>
      <div className="px-5 pb-4">
        {!isAsked && <p className="text-12 text-muted">{reasonText(result)}</p>}
        {isAsked && result.score === null && (
          <p className="text-12 text-muted">Shown beside the total; it has no weight in this version.</p>
        )}
        {result.components !== null && (
          <Bars label={`Points on ${platformLabel(result.platform)}`} bars={componentBars(result.components, result.platform)} />
        )}
        {isAsked && result.notes.length > 0 && (
          <p className="mt-2 text-12 text-muted">
            {[...result.notes.map(noteText), ...(result.detail === null ? [] : [sentence(result.detail)])].join(' ')}
          </p>
        )}
      </div>
    </Card>
  )
}

function foundWords({ matches, mean_similarity: similarity }: PlatformResult): string {
  return `${counted(matches, 'post')}${similarity === null ? '' : `, ${share(similarity, 1)} alike on average`}`
}

function Matches({ matches, timeZone }: { matches: readonly MatchedPost[]; timeZone: string }) {
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Matched posts"
        subtitle={
          matches.length === 0 ? 'No post is about it' : `${counted(matches.length, 'post')}, the most similar of each platform first`
        }
      />
      {matches.length > 0 && (
        <DataTable
          caption="Matched posts"
          columns={columnsIn(timeZone)}
          rows={matches}
          rowKey={(row) => `${row.platform} ${row.content_id}`}
          stacks
        />
      )}
    </Card>
  )
}

function columnsIn(timeZone: string): readonly Column<MatchedPost>[] {
  const counter = (id: 'views' | 'likes' | 'comments' | 'shares', header: string): Column<MatchedPost> => ({
    id,
    header,
    numeric: true,
    width: 76,
    cell: (row) => (row[id] === null ? <span title="Not reported">–</span> : brief(row[id])),
  })
  return [
    { id: 'title', header: 'Post', width: 200, grows: true, cell: (row) => <PostCell row={row} timeZone={timeZone} /> },
    { id: 'similarity', header: 'Similarity', unit: '%', numeric: true, width: 96, cell: (row) => exact(Math.round(100 * row.similarity)) },
    counter('views', 'Views'),
    counter('likes', 'Likes'),
    counter('comments', 'Comments'),
    counter('shares', 'Shares'),
  ]
}

function PostCell({ row, timeZone }: { row: MatchedPost; timeZone: string }) {
  const text = row.title || row.content_id
  return (
    <div className="min-w-0 py-1.5">
      {/^https:\/\//.test(row.url) ? (
        <a href={row.url} target="_blank" rel="noreferrer" className="block truncate font-medium underline" title={text}>
          {text}
        </a>
      ) : (
        <span className="block truncate font-medium" title={text}>
          {text}
        </span>
      )}
      <p className="flex items-center gap-1.5 text-12 text-muted">
        <PlatformMark platform={row.platform} className="shrink-0" />
        <span className="truncate">
          {[row.creator_name, momentLabel(row.published_at, timeZone)]
            .filter(Boolean)
            .map((fact) => `· ${fact}`)
            .join(' ')}
        </span>
      </p>
    </div>
  )
}
