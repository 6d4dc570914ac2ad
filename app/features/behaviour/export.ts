import { setImmediate as breathe } from 'node:timers/promises'
import { type BehaviourFeatureName, type FeatureSubject, featureNames } from '@trill/contract/behaviour-features'
import { everyFeature, type FeatureQuestion, valueIn } from '../../platform/behaviour/behaviour.ts'
import { permittedOf } from '../../platform/behaviour/permitted.ts'
import type { ColumnBlock } from '../../platform/clickhouse/native-blocks.ts'
import type { Platform } from '../../platform/platform.ts'
import { isMinorsName, type People } from '../../platform/privacy/people.ts'
import { isShown, type Thresholds } from '../../platform/privacy/small-groups.ts'
import { csvLines, toCsv } from '../../ui/csv.ts'

/** Rows after which requests have their turn. */
const TURN = 500

/** Whether a row of a block may be given out. */
type MayGo = (block: ColumnBlock, row: number) => boolean

interface Export {
  readonly about: FeatureSubject
  readonly question: FeatureQuestion
  readonly thresholds: Thresholds | undefined
}

/** Everybody’s or all posts’ features as CSV, some rows at a time, of those of whom they may be given out. */
export async function* exportLines({ about, question, thresholds }: Export, { events, consents }: Platform): AsyncGenerator<string> {
  const names = featureNames(about)
  const people = consents.peopleOf(question.workspaceId)
  const mayGo = about === 'actor' ? actorMayGo(people) : contentMayGo(people, thresholds)
  yield toCsv([`${about}_id`, ...names], [])
  for await (const block of everyFeature(about, question, events)) {
    for (let first = 0; first < block.rows; first += TURN) {
      yield csvLines(rowsOf(block, first, { about, names, mayGo }))
      await breathe()
    }
  }
}

interface Chosen {
  readonly about: FeatureSubject
  readonly names: readonly BehaviourFeatureName[]
  readonly mayGo: MayGo
}

function rowsOf(block: ColumnBlock, first: number, { about, names, mayGo }: Chosen) {
  const ids = block.texts(`${about}_id`)
  const length = Math.min(TURN, block.rows - first)
  const rows = Array.from({ length }, (_, index) => first + index).filter((row) => mayGo(block, row))
  return rows.map((row) => [ids.at(row), ...names.map((name) => valueIn(block, name, row))])
}

function actorMayGo(people: People): MayGo {
  return (block, row) => permittedOf(block.texts('actor_id').at(row), 'profiling', people).allowed
}

function contentMayGo(people: People, thresholds: Thresholds | undefined): MayGo {
  return (block, row) => {
    const creator = block.texts('creator_id').at(row)
    if (isMinorsName(creator) || people.isMinor(creator)) return false
    const group = { people: block.numbers('people')[row] ?? 0, minors: block.numbers('minors')[row] ?? 0 }
    return thresholds === undefined || group.people === 0 || isShown(group, thresholds)
  }
}
