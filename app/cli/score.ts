import { createInterface } from 'node:readline'
import type { ScoreProfile } from '@trill/core/scores/score'
import { type Command, Option } from 'commander'
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
        for await (const { line, text } of objectsIn(process.stdin)) {
          const { answer, fault } = answerOf(score, text, profile)
          if (answer !== undefined) session.terminal.out(answer)
          else session.terminal.err(`line ${line}: ${fault}`)
          counts[answer === undefined ? 'refused' : 'scored'] += 1
        }
        if (counts.scored + counts.refused === 0) session.terminal.err('Nothing to score: standard input holds no JSON object.')
        if (counts.scored === 0) session.status = 1
        else if (counts.refused > 0) session.status = 3
      })

/** One object a line; a first line that is no JSON by itself may begin one object over several. */
async function* objectsIn(input: NodeJS.ReadableStream): AsyncGenerator<{ line: number; text: string }> {
  const begun: { line: number; text: string }[] = []
  let line = 0
  for await (const read of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    const text = line === 1 ? read.replace(/^\uFEFF/, '') : read
    if (begun.length === 0 && text.trim() === '') continue
    if (begun.length > 0 || (line === 1 && !isJson(text))) begun.push({ line, text })
    else yield { line, text }
  }
  const whole = begun.map(({ text }) => text).join('\n')
  if (isJson(whole)) yield { line: 1, text: whole }
  else yield* begun.filter(({ text }) => text.trim() !== '')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function answerOf(score: ScoreCommand, text: string, profile: ScoreProfile): { answer?: string; fault?: string } {
  try {
    const input: unknown = JSON.parse(text)
    const fault = faultIn(score, input)
    if (fault !== undefined) return { fault }
    return { answer: JSON.stringify(score.score(input, { profile, now: Date.now() })) }
  } catch (error) {
    return { fault: error instanceof SyntaxError ? `not JSON: ${error.message}` : (error as Error).message }
  }
}
