import type { Attribute } from '@trill/contract/attributes'
import type { Platform } from '../../platform/platform.ts'
import { EMPTY_SHEET, holding, merged, type Sheet, valueText } from '../../platform/privacy/attribute-sheet.ts'
import { isMinorsName } from '../../platform/privacy/people.ts'
import type { AttributesResponse, RectificationBody } from './contract.ts'
import type { StoredRow } from './others.ts'
import type { Search } from './searching.ts'

type Asked = Pick<RectificationBody, 'property' | 'wrong' | 'right'>

/** What is kept about a person, one attribute a row, also what was taken back. */
export async function* attributeRows(
  { workspaceId, identifiers }: Omit<Search, 'id'>,
  { personAttributes }: Platform,
): AsyncGenerator<StoredRow[]> {
  for (const { attributes } of await personAttributes.of(workspaceId, identifiers)) yield attributes.map(shownAttribute)
}

/** What holds of a person, for whoever answers them. Of minors, and of those who may not be stored, it comes out in an archive alone. */
export async function readAttributes(
  { workspaceId, identifiers }: Omit<Search, 'id'>,
  { consents, personAttributes, personalData }: Platform,
): Promise<Omit<AttributesResponse, 'workspace_id'>> {
  const people = consents.peopleOf(workspaceId)
  const scrubber = personalData.of(workspaceId)
  const names = identifiers.filter((id) => !isMinorsName(id))
  const shown = names.some((id) => people.hides(scrubber.identifier(id))) ? [] : names
  const sheet = (await personAttributes.of(workspaceId, shown)).reduce(merged, EMPTY_SHEET)
  const count = (of: readonly string[]) => personAttributes.count(workspaceId, of)
  return {
    is_withheld: (await count(identifiers)) > (await count(shown)),
    attributes: holding(sheet).map(shownAttribute).sort(byName),
    displaced: sheet.displaced,
  }
}

/** Puts one value in place of another, adds one or removes one. What senders said before cannot undo it. */
export function correction({ property = '', wrong, right }: Asked, now: number): (sheet: Sheet) => Sheet {
  return (sheet) => {
    const known = presentValue(sheet, property)
    if (!isWrong(sheet, { property, wrong })) return sheet
    const saidAt = Math.max(now, ...sheet.attributes.filter(({ name }) => name === property).map((attribute) => attribute.saidAt))
    const value = right === '' ? null : likewise(known, right)
    return merged(sheet, { ...EMPTY_SHEET, attributes: [{ name: property, value, saidAt, source: 'rectified' }] })
  }
}

/** Whether a sheet holds the wrong value; an empty one stands for none. */
export function isWrong(sheet: Sheet, { property = '', wrong }: Pick<Asked, 'property' | 'wrong'>): boolean {
  const known = presentValue(sheet, property)
  return (known === undefined ? '' : valueText(known)) === wrong
}

function presentValue(sheet: Sheet, property: string): unknown {
  return holding(sheet).find(({ name }) => name === property)?.value
}

/** A number stays a number, a list a list; what is text, and what is new, is text. */
function likewise(known: unknown, text: string): unknown {
  if (known === undefined || typeof known === 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function shownAttribute({ name, value, saidAt, source }: Attribute) {
  return { name, value, said_at: new Date(saidAt).toISOString(), source }
}

function byName({ name: one }: { name: string }, { name: other }: { name: string }): number {
  return one < other ? -1 : 1
}
