import { createInterface } from 'node:readline'
import { newsTiers } from '@trill/contract/platforms'
import type { ScoreProfile } from '@trill/core/scores/score'
import { type Command, Option } from 'commander'
import { readConfig } from '../platform/config.ts'
import { described, group, type Session } from './command.ts'
import { faultIn, SCORES, type ScoreCommand } from './score-inputs.ts'

/** Scores of what is given on standard input: no store and no server is needed. */
export function scoreCommand(session: Session): Command {
  return group('score', 'score posts and subjects given as JSON on standard input', Object.entries(SCORES).map(scoreOf(session)))
}

const scoreOf =
  (session: Session) =>
  ([name, score]: [string, ScoreCommand]): Command =>
    described({
      name,
      about: `${score.about}; reads one JSON object or one a line, writes a JSON line each`,
      examples: [[`trill score ${name} < ${name}.ndjson`, 'One line with score, class, components and notes for each line.']],
    })
      .addOption(new Option('--profile <profile>', 'caps of single components').choices(['formula', 'table']).default('formula'))
      .action(async ({ profile }: { profile: ScoreProfile }) => {
        const counts = { scored: 0, refused: 0 }
        const tierOf = newsTiers(readConfig().newsSources)
        for await (const { line, text } of objectsIn(process.stdin)) {
          const { answer, fault } = answerOf(score, text, (input) => score.score(input, { profile, now: Date.now(), tierOf }))
          if (answer !== undefined) session.terminal.out(answer)
          else session.terminal.err(`line ${line}: ${fault}`)
          counts[answer === undefined ? 'refused' : 'scored'] += 1
        }
        if (counts.scored + counts.refused === 0) session.terminal.err('Nothing to score: standard input holds no JSON object.')
        if (counts.scored === 0) session.status = 1
        else if (counts.refused > 0) session.status = 3
      })

/** One object a line; a first line that opens an object and does not close it may begin one over all lines. */
async function* objectsIn(input: NodeJS.ReadableStream): AsyncGenerator<{ line: number; text: string }> {
  const lines: { line: number; text: string }[] = []
  let line = 0
  let isFirst = true
  for await (const written of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    const text = line === 1 ? written.replace(/^\uFEFF/, '') : written
    if (text.trim() === '') continue
    if (lines.length > 0 || (isFirst && text.trimStart().startsWith('{') && !isJson(text))) lines.push({ line, text })
    else yield { line, text }
    isFirst = false
  }
  const [first] = lines
  if (first === undefined) return
  const whole = lines.map(({ text }) => text).join('\n')
  // A line that broke off takes none of the others with it.
  if (isJson(whole)) yield { line: first.line, text: whole }
  else yield* lines
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function answerOf(score: ScoreCommand, text: string, toScore: (input: unknown) => unknown): { answer?: string; fault?: string } {
  try {
    const input: unknown = JSON.parse(text)
    const fault = faultIn(score, input)
    if (fault !== undefined) return { fault }
    return { answer: JSON.stringify(toScore(input)) }
  } catch (error) {
    return { fault: error instanceof SyntaxError ? `not JSON: ${error.message}` : (error as Error).message }
  }
}
