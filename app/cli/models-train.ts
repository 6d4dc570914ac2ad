import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Training, VersionResponse } from '../features/models/contract.ts'
import { described, print, type Session } from './command.ts'
import { type Connection, connected } from './connection.ts'
import { type ExitCode, exitCodesHelp } from './exit-codes.ts'
import { onInterrupt } from './interrupt.ts'
import { versionLines } from './model-figure-texts.ts'
import { drawProgress } from './progress.ts'

/** Pauses between two looks at a training, milliseconds. */
const FIRST_LOOK = 50
const LAST_LOOK = 1000

interface Options {
  readonly workspace: string
  readonly json?: boolean
}

/** Has a model learn anew, and waits for what comes of it. */
export function trainVersionCommand(session: Session): Command {
  const command = described({
    name: 'train',
    about: 'have a model learn anew; what comes of it goes live only if it is better',
    examples: [
      ['trill models train virality-2h', 'Waits for the end; Ctrl-C stops the training.'],
      ['trill models train virality-2h --json | jq .outcome', '`promoted`, `kept` or `insufficient_data`, for a script.'],
    ],
  })
  return command
    .argument('<name>', 'name of the model')
    .option('--workspace <id>', 'workspace', 'main')
    .addHelpText('after', exitCodesHelp())
    .action(async (name: string, options: Options) => {
      const { training, version } = await connected(async (trill) => {
        const training = await train(session, trill, name, options)
        return { training, version: options.json === true ? undefined : await versionOf(training, trill, options) }
      })
      print(session, options.json, training, () => [reportOf(training), ...(version === undefined ? [] : versionLines(version))].join('\n'))
      session.status = statusOf(training)
    })
}

async function train(session: Session, trill: Connection, name: string, { workspace }: Options): Promise<Training> {
  const interrupt = onInterrupt()
  const path = `/v1/models/${encodeURIComponent(name)}`
  const begun = await trill.ask<Training>('POST', `${path}/train`, { body: { workspace_id: workspace } })
  const progress = await drawProgress(session.terminal, name)
  try {
    for (let wait = FIRST_LOOK; ; wait = Math.min(wait * 2, LAST_LOOK)) {
      await pause(wait, undefined, { signal: interrupt.signal }).catch(() => undefined)
      const address = `${path}/trainings/${begun.id}`
      if (interrupt.signal.aborted) await trill.ask('POST', `${address}/cancel`, {})
      const training = await trill.ask<Training>('GET', address)
      progress.update({ done: training.done, total: training.total ?? 1, rate: null, secondsLeft: null, note: training.status })
      if (training.status !== 'waiting' && training.status !== 'running') return training
      if (interrupt.signal.aborted) return { ...training, status: 'cancelled' }
    }
  } finally {
    progress.stop()
    interrupt.release()
  }
}

function reportOf({ name, status, outcome, version, error }: Training): string {
  if (status === 'cancelled') return `The training of ${name} was stopped.`
  if (status === 'failed') return `The training of ${name} failed: ${error}`
  if (outcome === 'insufficient_data') return `${name}: ${error}`
  const said = outcome === 'promoted' ? 'is live.' : `is a candidate: \`trill models show ${name}\` says why it did not go live.`
  return `Version ${version} of ${name} ${said}`
}

/** The version that came of a training, if one did. */
async function versionOf({ name, status, version }: Training, trill: Connection, { workspace }: Options) {
  if (status !== 'done' || version === null) return undefined
  const path = `/v1/models/${encodeURIComponent(name)}/versions/${version}`
  return trill.ask<VersionResponse>('GET', path, { query: { workspace_id: workspace } })
}

function statusOf({ status, outcome }: Training): ExitCode {
  if (status === 'cancelled') return 130
  if (status === 'failed') return 1
  return outcome === 'insufficient_data' ? 1 : 0
}
