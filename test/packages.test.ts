import { expect, test } from 'vitest'
import { readText } from './repository.ts'

interface LockedPackage {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const packages: Readonly<Record<string, LockedPackage>> = JSON.parse(readText('package-lock.json')).packages

test('package-lock.json holds the packages of every platform, so that npm ci works on all of them', () => {
  const lacking = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(path, name)),
  )
  expect(lacking).toEqual([])
})

test('package-lock.json names no registry', () => {
  expect(readText('package-lock.json')).not.toContain('"resolved": "http')
})

/** Looks where Node would: beside the package, then in each folder above. */
function isLocked(path: string, name: string): boolean {
  const folders = path.split('/node_modules/').map((_, depth, parts) => parts.slice(0, depth + 1).join('/node_modules/'))
  return ['', ...folders.map((folder) => `${folder}/`)].some((folder) => `${folder}node_modules/${name}` in packages)
}
