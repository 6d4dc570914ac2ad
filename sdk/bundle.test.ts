import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const MAX_GZIP_BYTES = 4096

let outDir: string

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'trill-sdk-'))
  await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'error', build: { outDir, emptyOutDir: true } })
}, 60_000)
afterAll(() => rm(outDir, { recursive: true }))

describe('the bundle', () => {
  it.each(['trill.js', 'trill.global.js'])('%s is at most 4 kB compressed', async (file) => {
    const bytes = gzipSync(await readFile(join(outDir, file)), { level: 9 }).length
    console.info(`${file}: ${bytes} bytes gzip`)
    expect(bytes).toBeLessThanOrEqual(MAX_GZIP_BYTES)
  })

  it('trill.js exports createTrill and nothing else', async () => {
    expect(Object.keys(await import(pathToFileURL(join(outDir, 'trill.js')).href))).toEqual(['createTrill'])
  })

  it('trill.global.js leaves one global, Trill', async () => {
    const page = vm.createContext({})
    vm.runInContext(await readFile(join(outDir, 'trill.global.js'), 'utf8'), page)
    expect(Object.keys(page)).toEqual(['Trill'])
    expect(vm.runInContext('typeof Trill.createTrill', page)).toBe('function')
  })
})
