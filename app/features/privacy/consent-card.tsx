import { PURPOSES } from '@trill/contract/consent'
import { ChevronRight, MessageCircleQuestion } from 'lucide-react'
import { useState } from 'react'
import { Card, CardHeader } from '../../ui/card.tsx'
import { classNames } from '../../ui/class-names.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { counted, exact, rangeLabel, share } from '../../ui/format.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { BANDS } from './bands.ts'
import type { BandCount, BandName, ConsentCoverage, PurposeCount } from './contract.ts'

const WHO = { active: 'Active in 30 days', recorded: 'All on record' } as const
type Who = keyof typeof WHO
const AGES = { everybody: 'Everybody', adults: 'Adults', minors: 'Minors', unknown: 'Age not known' } as const
type Age = keyof typeof AGES

const ANSWERS = {
  granted: { label: 'Granted', bar: 'bg-positive' },
  refused: { label: 'Refused', bar: 'bg-negative' },
  never_asked: { label: 'Never asked', bar: 'bg-border-strong' },
  not_linked: { label: 'Not linked', bar: 'bg-info' },
} as const
type Answer = keyof typeof ANSWERS
const ANSWER_NAMES = Object.keys(ANSWERS) as Answer[]

/** Who agreed to what, with n. */
export function ConsentCard({ consent }: { consent: ConsentCoverage }) {
  const [who, setWho] = useState<Who>('active')
  const [age, setAge] = useState<Age>('everybody')
  const { people, purposes } = together(consent[who].bands, age)
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Consent by purpose"
        subtitle={`${subtitle(consent, who)}, n = ${exact(people)}${age === 'everybody' ? '' : ` (${ageWords(age)})`}`}
      >
        <div className="flex max-w-full flex-wrap gap-2">
          <Segmented label="Of whom" value={who} choices={choicesOf(WHO)} onChange={setWho} />
          <Segmented label="Age" value={age} choices={choicesOf(AGES)} onChange={setAge} />
        </div>
      </CardHeader>
      {people === 0 ? (
        <EmptyState icon={MessageCircleQuestion} title="Nobody to count">
          {emptyWords(who, age)}
        </EmptyState>
      ) : (
        <DataTable
          stacks
          caption="Consent by purpose"
          columns={columnsOf(people, purposes)}
          rows={purposes}
          rowKey={({ purpose }) => purpose}
        />
      )}
      <Caveats caveats={consent.caveats} />
    </Card>
  )
}

function emptyWords(who: Who, age: Age): string {
  const whom = age === 'everybody' ? 'anybody' : 'anybody of this age'
  if (who === 'active')
    return `No events of ${whom} came in the last 30 days. Send events, or look at “${WHO.recorded}” for those who said something without being active.`
  return `Nothing is recorded of ${whom}. A page records what people say with trill.consent(…), a server with POST /v1/consents.`
}

/** The bands of a choice as one. */
function together(bands: readonly BandCount[], age: Age): { people: number; purposes: PurposeCount[] } {
  const chosen = bands.filter(({ band }) => age === 'everybody' || band === age)
  const purposes = (bands[0]?.purposes ?? []).map(({ purpose }) => {
    const sum = (answer: Answer) =>
      chosen.reduce((total, band) => total + (band.purposes.find((one) => one.purpose === purpose)?.[answer] ?? 0), 0)
    return { purpose, granted: sum('granted'), refused: sum('refused'), never_asked: sum('never_asked'), not_linked: sum('not_linked') }
  })
  return { people: chosen.reduce((total, band) => total + band.people, 0), purposes }
}

function columnsOf(people: number, purposes: readonly PurposeCount[]): readonly Column<PurposeCount>[] {
  const shown = ANSWER_NAMES.filter((answer) => answer !== 'not_linked' || purposes.some(({ not_linked }) => not_linked > 0))
  return [
    {
      id: 'purpose',
      header: 'Purpose',
      width: 150,
      cell: ({ purpose, ...answers }) => (
        <span className="block py-2.5">
          <span className="font-medium">{PURPOSES[purpose].label}</span>
          <span className="block max-w-[60ch] text-12 text-muted max-sm:hidden">{PURPOSES[purpose].about}</span>
          <Bar answers={answers} people={people} />
        </span>
      ),
    },
    ...shown.map(
      (answer): Column<PurposeCount> => ({
        id: answer,
        header: ANSWERS[answer].label,
        numeric: true,
        width: 84,
        cell: (row) => (
          <>
            <span aria-hidden="true" className={classNames('mr-1.5 inline-block size-2 rounded-full', ANSWERS[answer].bar)} />
            {share(row[answer], people)}
            <span className="block text-12 text-muted">{exact(row[answer])}</span>
          </>
        ),
      }),
    ),
  ]
}

/** The same for the eye; the numbers stand beside it. */
function Bar({ answers, people }: { answers: Readonly<Record<Answer, number>>; people: number }) {
  return (
    <span aria-hidden="true" className="mt-1.5 flex h-2 max-w-[420px] gap-px overflow-hidden rounded-full bg-sunken">
      {ANSWER_NAMES.map((answer) => (
        <span key={answer} className={ANSWERS[answer].bar} style={{ width: `${(100 * answers[answer]) / people}%` }} />
      ))}
    </span>
  )
}

function Caveats({ caveats }: { caveats: readonly string[] }) {
  return (
    <details className="group border-t text-14">
      <summary className="flex cursor-pointer list-none items-center gap-1.5 px-5 py-3 text-12 font-medium text-muted hover:text-text">
        <ChevronRight aria-hidden="true" className="size-3.5 group-open:rotate-90" /> How to read this
      </summary>
      <ul className="max-w-[90ch] list-disc space-y-1 pr-5 pb-4 pl-10 text-12 text-muted">
        {caveats.map((caveat) => (
          <li key={caveat}>{caveat}</li>
        ))}
      </ul>
    </details>
  )
}

/** Events that were not kept for a person’s sake, by reason. */
export function SuppressedCard({ consent: { suppressed, from, to } }: { consent: ConsentCoverage }) {
  const columns: readonly Column<ConsentCoverage['suppressed']['reasons'][number]>[] = [
    { id: 'reason', header: 'Reason', width: 160, cell: ({ label }) => <span className="block py-2">{label}</span> },
    { id: 'events', header: 'Events', numeric: true, width: 90, cell: ({ events }) => exact(events) },
    { id: 'share', header: 'Share', numeric: true, width: 80, cell: ({ events }) => share(events, suppressed.events) },
  ]
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Not kept for a person’s sake"
        subtitle={`${counted(suppressed.events, 'event')} that arrived ${rangeLabel(from, to)}; none of them was stored`}
      />
      {suppressed.reasons.length === 0 ? (
        <p className="border-t px-5 py-4 text-14 text-muted">
          Nothing was turned away. Events of people who refused, or who may not be stored, are counted here by reason.
        </p>
      ) : (
        <DataTable
          stacks
          caption="Events not kept, by reason"
          columns={columns}
          rows={suppressed.reasons}
          rowKey={({ reason }) => reason}
        />
      )}
    </Card>
  )
}

function subtitle({ active, from, to }: ConsentCoverage, who: Who): string {
  if (who === 'recorded') return 'Everybody of whom something is recorded'
  return `People active ${rangeLabel(from, to)}${active.is_estimate ? `, estimated from one in ${exact(active.every)}` : ''}`
}

function ageWords(age: BandName): string {
  return BANDS[age].label.toLowerCase()
}

function choicesOf<T extends string>(labels: Readonly<Record<T, string>>): { value: T; label: string }[] {
  return (Object.entries(labels) as [T, string][]).map(([value, label]) => ({ value, label }))
}
