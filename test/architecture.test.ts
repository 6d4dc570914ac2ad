import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { filesUnder, foldersUnder, nodesOf, readText } from './repository.ts'
import { createdTables, namedTables } from './table-names.ts'

const LINES_MAX = 400

const SOURCE = /\.(ts|tsx|mjs|sql|css)$/
const TYPESCRIPT = /\.tsx?$/
const TEST = /\.test\.tsx?$/

const ourFiles = filesUnder()
const features = foldersUnder('app/features').filter((folder) => folder.split('/').length === 3)

describe('table ownership', () => {
  const warehouse = new Set(
    filesUnder('app/warehouse')
      .filter(isSql)
      .flatMap((path) => createdTables(readText(path))),
  )

  test('the warehouse creates tables', () => {
    expect(warehouse).toContain('events')
  })

  test.each(features)('SQL of %s names only its own tables and the warehouse’s', (feature) => {
    const prefix = `${feature.split('/')[2]?.replaceAll('-', '_')}_`
    const foreign = filesUnder(feature)
      .filter(isSql)
      .flatMap((path) => namedTables(readText(path)).map((table) => ({ path, table })))
      .filter(({ table }) => !table.startsWith(prefix) && !warehouse.has(table))
    expect(foreign).toEqual([])
  })

  test.each(features)('tables created by %s carry its name', (feature) => {
    const prefix = `${feature.split('/')[2]?.replaceAll('-', '_')}_`
    const created = filesUnder(feature)
      .filter(isSql)
      .flatMap((path) => createdTables(readText(path)))
    expect(created.filter((table) => !table.startsWith(prefix))).toEqual([])
  })
})

describe('purity', () => {
  test('core has no clock, no entropy and no outside world', () => {
    const impure = filesUnder('core')
      .filter((path) => TYPESCRIPT.test(path) && !TEST.test(path))
      .flatMap((path) =>
        nodesOf(path)
          .filter(reachesOutside)
          .map((node) => `${path}: ${node.getText()}`),
      )
    expect(impure).toEqual([])
  })

  test('only app/platform/config.ts reads the environment', () => {
    const mayRead = /^(bin|test|bench|examples)\/|^app\/platform\/config\.ts$|(^|\/)(vite|vitest)\.config\.ts$/
    const readers = ourFiles.filter((path) => TYPESCRIPT.test(path) && !TEST.test(path) && !mayRead.test(path)).filter(readsEnvironment)
    expect(readers).toEqual([])
  })

  test('no value is pasted into SQL in a feature', () => {
    const pasted = filesUnder('app/features')
      .filter((path) => TYPESCRIPT.test(path))
      .flatMap((path) =>
        nodesOf(path)
          .filter(pastesIntoSql)
          .map((node) => `${path}: ${node.getText().slice(0, 80)}`),
      )
    expect(pasted).toEqual([])
  })
})

describe('the way out', () => {
  const doors = ['app/platform/outgoing/outgoing.ts', 'app/cli/reach.ts']
  const onTheServer = filesUnder('app').filter((path) => path.endsWith('.ts') && !TEST.test(path) && !/^app\/(ui|dashboard)\//.test(path))

  test('is app/platform/outgoing, which judges addresses; commands have their own to the server', () => {
    const asks = /(?<![.\w])fetch\(|import \{[^}]*\b(request|get|Agent)\b[^}]*\} from 'node:https?'|from 'undici'/
    expect(onTheServer.filter((path) => asks.test(readText(path))).sort()).toEqual(doors.sort())
  })
})

describe('names and sizes', () => {
  test('no folder is named after nothing', () => {
    const nameless = /(^|\/)(utils?|helpers?|common|misc|lib|shared|managers?|services?)$/
    expect(foldersUnder().filter((folder) => nameless.test(folder))).toEqual([])
  })

  test('code files have kebab-case names', () => {
    const kebab = /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/
    const others = ourFiles.filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !kebab.test(path.split('/').at(-1) ?? ''))
    expect(others).toEqual([])
  })

  test(`no file has more than ${LINES_MAX} lines`, () => {
    const long = ourFiles
      .filter((path) => SOURCE.test(path))
      .map((path) => ({ path, lines: readText(path).trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > LINES_MAX)
    expect(long).toEqual([])
  })

  test.each(features)('%s says what it is', (feature) => {
    expect(filesUnder(feature)).toEqual(expect.arrayContaining([`${feature}/README.md`, `${feature}/feature.ts`]))
  })
})

function isSql(path: string): boolean {
  return path.endsWith('.sql')
}

const OUTSIDE = new Set(['process', 'fetch', 'performance', 'crypto', 'setTimeout', 'setInterval', 'console'])

function reachesOutside(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return ['Math.random', 'Date.now'].includes(node.getText())
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0
  if (ts.isCallExpression(node)) return OUTSIDE.has(node.expression.getText()) || node.expression.getText() === 'Date'
  return ts.isIdentifier(node) && OUTSIDE.has(node.text) && ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node
}

function readsEnvironment(path: string): boolean {
  return (
    readText(path).includes('env') && nodesOf(path).some((node) => ts.isPropertyAccessExpression(node) && node.getText() === 'process.env')
  )
}

/** A tagged template is no paste: its tag binds the values as parameters. */
function pastesIntoSql(node: ts.Node): boolean {
  if (!ts.isTemplateExpression(node) || ts.isTaggedTemplateExpression(node.parent)) return false
  const text = node.getText()
  return /\bSELECT\b[\s\S]*\bFROM\b|\b(INSERT INTO|DELETE FROM|ALTER TABLE|CREATE (TABLE|VIEW)|DROP TABLE|TRUNCATE TABLE)\b|\bUPDATE \S+ SET\b/.test(
    text,
  )
}
