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

/** One object a line; a first line that is no JSON by itself begins one object over several. */
async function* objectsIn(input: NodeJS.ReadableStream): AsyncGenerator<{ line: number; text: string }> {
  const begun: string[] = []
  let line = 0
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1
    if (begun.length > 0) begun.push(text)
    else if (text.trim() === '') continue
    else if (line === 1 && !isJson(text)) begun.push(text)
    else yield { line, text }
  }
  if (begun.length > 0) yield { line: 1, text: begun.join('\n') }
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
