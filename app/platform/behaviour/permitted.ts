import type { Permission, Use } from '@trill/contract/consent'
import { isMinorsName, type People } from '../privacy/people.ts'
import { unpacked } from '../privacy/standing.ts'
import { mayBe } from '../privacy/verdict.ts'

const MINOR: Permission = { allowed: false, reason: 'minor' }

/**
 * Whether something about one person may be derived and given out: what takes consent takes it on record, of an adult. Of whom nothing
 * is recorded, the age is not known.
 * @param name as the sender names the person, or as the person is stored.
 */
export function permittedOf(name: string, use: Use, people: People): Permission {
  if (isMinorsName(name)) return MINOR
  return mayBe(use, people.standingOf(name) ?? unpacked(0), people.privacy)
}
