import type { Command } from 'commander'
import type { ConsentsVerification } from '../features/consents/contract.ts'
import { described, group, print, type Session } from './command.ts'
import { connected } from './connection.ts'
import { grouped } from './terminal.ts'

/** What people said about the use of data about them. */
export function consentsCommand(session: Session): Command {
  return group('consents', 'verify the ledger of what people said about the use of data about them', [verifyCommand(session)])
}

function verifyCommand(session: Session): Command {
  const command = described({
    name: 'verify',
    about: 'compare every record with its hash, its seal and the one before it; exit status 1 when one was changed or is missing',
    examples: [['trill consents verify', 'Says whether the ledger is whole, else which record differs first and why.']],
  })
  return command.action(async ({ json }: { json?: boolean }) => {
    const answer = await connected((trill) => trill.ask<ConsentsVerification>('GET', '/v1/privacy/consents/verification'))
    print(session, json, answer, () => verdict(answer))
    if (!answer.is_whole) session.status = 1
  })
}

function verdict({ broken, checked }: ConsentsVerification): string {
  if (broken === null)
    return `The ledger of consents is whole: ${grouped(checked)} ${checked === 1 ? 'record' : 'records'}, each as it was written.`
  return `The ledger of consents is broken at record ${broken.sequence} (${broken.reason}).`
}
