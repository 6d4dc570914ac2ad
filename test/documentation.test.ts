import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { AGE_BANDS } from '@trill/contract/age-bands'
import { AUDIT_ACTIONS, AUDIT_ACTORS, AUDIT_BREAKS, AUDIT_OUTCOMES } from '@trill/contract/audit-actions'
import { BEHAVIOUR_FEATURES, FEATURE_WINDOWS } from '@trill/contract/behaviour-features'
import { DENIALS, PURPOSES, USES } from '@trill/contract/consent'
import { Content, SNAPSHOT_COUNTERS } from '@trill/contract/content'
import { CUSTOMER_METRICS } from '@trill/contract/customer-metrics'
import { CUSTOMER_COLUMNS } from '@trill/contract/customers'
import { DIGITAL_CONSENT_AGES } from '@trill/contract/digital-consent'
import { DIMENSIONS } from '@trill/contract/dimensions'
import { ERRORS, REJECTIONS } from '@trill/contract/errors'
import { EVENT_FIELDS, EVENT_SYSTEM_FIELDS } from '@trill/contract/event'
import { EVENT_TYPES } from '@trill/contract/event-types'
import { METRICS } from '@trill/contract/metrics'
import { MODEL_FIGURES } from '@trill/contract/model-figures'
import { PERMISSIONS, ROLES } from '@trill/contract/permissions'
import { PLATFORMS } from '@trill/contract/platforms'
import { PRIVACY_RULES } from '@trill/contract/privacy-rules'
import { describe, expect, test } from 'vitest'
import { buildProgram } from '../app/cli/program.ts'
import { FEATURES } from '../app/features/index.ts'
import { SETTINGS } from '../app/platform/config.ts'
import { referencePages } from '../docs/generate.ts'
import { everyOperation } from '../docs/pages/api.ts'
import { everyCommand } from '../docs/pages/cli.ts'
import { describeApi } from '../docs/pages/describe-api.ts'
import { filesUnder, foldersUnder, ROOT, readText } from './repository.ts'

const REFERENCE = 'docs/reference'
const README_LINES_MAX = 120

const markdown = filesUnder().filter((path) => path.endsWith('.md'))
const pages = await referencePages()

describe('what is registered is documented, and nothing else', () => {
  const settings = Object.values(SETTINGS).map(({ variable }) => variable)
  const registered: [string, readonly string[]][] = [
    ['events.md', [EVENT_FIELDS, EVENT_SYSTEM_FIELDS, EVENT_TYPES, Content.properties].flatMap(Object.keys)],
    ['behaviour.md', [...Object.keys(BEHAVIOUR_FEATURES), ...Object.keys(FEATURE_WINDOWS)]],
    ['metrics.md', [METRICS, DIMENSIONS].flatMap(Object.keys)],
    ['model-figures.md', Object.keys(MODEL_FIGURES)],
    ['customers.md', Object.keys(CUSTOMER_COLUMNS)],
    ['customer-metrics.md', Object.keys(CUSTOMER_METRICS)],
    ['errors.md', [ERRORS, REJECTIONS].flatMap(Object.keys)],
    ['settings.md', settings],
    ['permissions.md', [ROLES, PERMISSIONS].flatMap(Object.keys)],
    ['audit.md', [AUDIT_ACTIONS, AUDIT_ACTORS, AUDIT_OUTCOMES, AUDIT_BREAKS].flatMap(Object.keys)],
    ['platforms.md', Object.keys(PLATFORMS)],
    ['privacy.md', [PURPOSES, USES, DENIALS, AGE_BANDS, PRIVACY_RULES, DIGITAL_CONSENT_AGES].flatMap(Object.keys)],
    ['features.md', FEATURES.map(({ name }) => `[${name}](../../app/features/${name}/README.md)`)],
  ]

  test.each(registered)('%s has a row for each', (name, names) => {
    expect(rowNames(readText(`${REFERENCE}/${name}`))).toEqual(names)
  })

  test('every capability is a folder, and every folder a capability', () => {
    const folders = foldersUnder('app/features').map((folder) => folder.split('/')[2])
    expect([...new Set(folders)].sort()).toEqual(FEATURES.map(({ name }) => name).sort())
  })

  test('cli.md has a section for each command', async () => {
    expect(sectionNames(readText(`${REFERENCE}/cli.md`))).toEqual(everyCommand(await buildProgram()).map(([path]) => path))
  })

  test('a guide shows no command that does not exist', async () => {
    const known = new Set(everyCommand(await buildProgram()).map(([path]) => path))
    const guides = markdown.filter((path) => !path.startsWith(REFERENCE))
    const shown = guides.flatMap((path) => [...readText(path).matchAll(/\bnpx (trill [a-z][a-z-]*)/g)].map(([, command = '']) => command))
    expect(shown.filter((command) => !known.has(command))).toEqual([])
  })

  test('api.md has a section for each operation', async () => {
    expect(sectionNames(readText(`${REFERENCE}/api.md`))).toEqual(everyOperation(await describeApi()).map(({ name }) => name))
  })

  test('events.md names the counters of a platform', () => {
    const text = readText(`${REFERENCE}/events.md`)
    expect(SNAPSHOT_COUNTERS.filter((counter) => !text.includes(`\`${counter}\``))).toEqual([])
  })

  test('a guide names no setting that does not exist', () => {
    const known = new Set<string>([...settings, 'TRILL_KEY', 'TRILL_CHROMIUM', 'TRILL_DATA_SETS'])
    const unknown = markdown.flatMap((path) => readText(path).match(/\bTRILL_[A-Z_]+\b/g) ?? [])
    expect(unknown.filter((name) => !known.has(name) && !name.startsWith('TRILL_TEST_'))).toEqual([])
  })
})

describe('docs/reference is what `npm run docs` writes', () => {
  test('the same pages are there', () => {
    expect(filesUnder(REFERENCE).sort()).toEqual([...pages.keys()].map((name) => `${REFERENCE}/${name}`).sort())
  })

  test.each([...pages])('%s is up to date', (name, content) => {
    expect(readText(`${REFERENCE}/${name}`)).toBe(content)
  })
})

describe('README', () => {
  test(`has fewer than ${README_LINES_MAX} lines and shows both commands`, () => {
    const text = readText('README.md')
    expect(text.split('\n').length).toBeLessThan(README_LINES_MAX)
    expect(text).toContain('npm start')
    expect(text).toContain('npm test')
  })
})

test.each(markdown)('links in %s lead somewhere', (path) => {
  expect(relativeLinks(readText(path)).filter((link) => !existsSync(join(ROOT, normalize(join(dirname(path), link)))))).toEqual([])
})

/** Names in the first column of every table of a page. */
function rowNames(page: string): string[] {
  return [...page.matchAll(/^\| (?:`([^`]+)`|(\[[^|]+\)) )/gm)].flatMap(([, name, link]) => name ?? link ?? [])
}

function sectionNames(page: string): string[] {
  return [...page.matchAll(/^## `(.+)`$/gm)].flatMap(([, name]) => name ?? [])
}

function relativeLinks(text: string): string[] {
  const prose = text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, '').replaceAll(/`[^`\n]*`/g, '')
  const targets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].flatMap(([, target]) => target ?? [])
  return targets.filter((target) => !/^([a-z]+:|#|\/)/i.test(target)).map((target) => decodeURIComponent(target.replace(/#.*$/, '')))
}
