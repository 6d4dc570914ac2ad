import { readFileSync } from 'node:fs'
import { EVENT_FIELDS } from '@trill/contract/event'
import { Value } from 'typebox/value'
import { tabSeparated } from '../../platform/clickhouse/text-rows.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Sheet } from '../../platform/privacy/attribute-sheet.ts'
import { correction, isWrong } from './attributes.ts'
import type { Rectification, RectificationBody } from './contract.ts'
import { findPerson } from './erase.ts'
import { addRectification, finishRectification } from './rectification-record.ts'
import { FORGET_SUBJECTS, type Search, searching } from './searching.ts'

const COUNT = readFileSync(new URL('count-rectified.sql', import.meta.url), 'utf8')
const RECTIFY = readFileSync(new URL('rectify-events.sql', import.meta.url), 'utf8')

type Asked = Omit<RectificationBody, 'workspace_id' | 'identifiers'>

/** Why a correction cannot be made; undefined when it can. */
export function troubleOf({ field, property = '', wrong, right }: Asked): string | undefined {
  if (field === 'property' && property === '') return 'property has to name which property of the events is wrong'
  if (field === 'attribute') return property === '' ? 'property has to name which attribute is wrong' : undefined
  if (['text', 'property'].includes(field) && wrong === '') return `wrong has to be the present value of the ${field}`
  if (field === 'property') return undefined
  return Value.Check(EVENT_FIELDS[field].schema, right) ? undefined : `right is no value that the field ${field} takes`
}

/** Corrects what is held of a person, and counts what was wrong before and is wrong after. */
export async function rectify(search: Search, asked: Asked, platform: Platform): Promise<Rectification> {
  const person = await findPerson(search, platform)
  return asked.field === 'attribute'
    ? rectifyAttribute({ ...search, identifiers: person.identifiers }, asked, platform)
    : rectifyEvents({ ...search, identifiers: person.identifiers }, asked, platform)
}

/** Corrects, adds or removes an attribute, under each name of the person. */
async function rectifyAttribute({ id, workspaceId, identifiers }: Search, asked: Asked, platform: Platform): Promise<Rectification> {
  const { personAttributes, personalData, now } = platform
  const right = personalData.of(workspaceId).scrub(asked.right, undefined, () => undefined)
  const wrongIn = (sheets: readonly Sheet[]) => sheets.filter((sheet) => isWrong(sheet, asked)).length
  const rows = wrongIn(await personAttributes.of(workspaceId, identifiers))
  await addRectification(platform, { id, workspaceId, field: asked.field, identifiers: identifiers.length, rows })
  const left = await personAttributes.correct(workspaceId, identifiers, correction({ ...asked, right }, now()))
  return finishRectification(platform, id, wrongIn(left))
}

/** Corrects one field in the events of a person. */
async function rectifyEvents(person: Search, asked: Asked, platform: Platform): Promise<Rectification> {
  const { id, workspaceId } = person
  // What is put in is no more personal than what is let in.
  const right = platform.personalData.of(workspaceId).scrub(asked.right, undefined, () => undefined)
  const replacement = asked.field === 'property' ? JSON.stringify({ [asked.property ?? '']: right }) : right
  return searching({ id, workspaceId, identifiers: person.identifiers }, platform, async (people) => {
    const values = `${id} values`
    const parameters = { ...people, values_id: values, field: asked.field, property: asked.property ?? '' }
    const count = async () => (await platform.events.rows<{ found: number }>(COUNT, parameters))[0]?.found ?? 0
    try {
      const body = Buffer.from(tabSeparated([values, '', asked.wrong, replacement]))
      await platform.events.insertText({
        table: 'erasures_subjects',
        columns: ['batch_id', 'id', 'needle', 'replacement'],
        body,
        token: '',
      })
      const identifiers = person.identifiers.length
      await addRectification(platform, { id, workspaceId, field: asked.field, identifiers, rows: await count() })
      await platform.events.command(RECTIFY, parameters)
      return await finishRectification(platform, id, await count())
    } finally {
      await platform.events.command(FORGET_SUBJECTS, { batch_id: values })
    }
  })
}
