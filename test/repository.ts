import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The repository's directory. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage', '.git'])

/** Paths of all files under a folder of the repository, with `/` between names. */
export function filesUnder(folder = '.'): string[] {
  return entriesUnder(folder).flatMap(({ path, directory }) => (directory ? [] : [path]))
}

/** Paths of all folders under a folder of the repository. */
export function foldersUnder(folder = '.'): string[] {
  return entriesUnder(folder).flatMap(({ path, directory }) => (directory ? [path] : []))
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Every syntax node of a TypeScript file, parents before children. Comments are none. */
export function nodesOf(path: string): ts.Node[] {
  const source = ts.createSourceFile(path, readText(path), ts.ScriptTarget.ESNext, true)
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return nodes
}

function entriesUnder(folder: string): { path: string; directory: boolean }[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`
      return entry.isDirectory() ? [{ path, directory: true }, ...entriesUnder(path)] : [{ path, directory: false }]
    })
}
