import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SERVER = 'http://127.0.0.1:4400'
const FIRST_LOAD_KILOBYTES_MAX = 250
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

export default defineConfig({
  root: path('.'),
  define: { __TRILL_VERSION__: JSON.stringify(version) },
  plugins: [pages(), react(), tailwindcss(), firstLoad()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/v1': SERVER, '/docs': SERVER, '/openapi.json': SERVER, '/trill.global.js': SERVER } },
})

/**
 * The module `virtual:pages`: what the navigation shows of each `features/<name>/page.tsx` and `dashboard/pages/*.tsx` is there
 * at once, the page itself is loaded when it is opened; so is what each `features/<name>/content-panel.tsx` adds to the page of a
 * post. Adding a page or a panel touches no list.
 */
function pages(): Plugin {
  const id = 'virtual:pages'
  return {
    name: 'trill-pages',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined
      const files = pageFiles()
      const panels = featureFiles('content-panel.tsx')
      for (const file of [...files, ...panels]) this.addWatchFile(file)
      return `${outlineModule(files)}${panelModule(panels)}`
    },
  }
}

function pageFiles(): string[] {
  const own = path('./pages/')
  return [...featureFiles('page.tsx'), ...readdirSync(own).map((name) => `${own}${name}`)].filter((file) => file.endsWith('.tsx'))
}

function featureFiles(name: string): string[] {
  const features = path('../features/')
  return readdirSync(features)
    .map((feature) => `${features}${feature}/${name}`)
    .filter((file) => existsSync(file))
}

function panelModule(files: readonly string[]): string {
  const panels = files.map((file) => `lazy(() => import(${JSON.stringify(file)}).then((module) => ({ default: module.ContentPanel })))`)
  return `import { lazy } from 'react'\nexport const CONTENT_PANELS = [${panels.join(', ')}]\n`
}

/** `export const page = { …, icon: Gauge, component: OverviewPage } satisfies Page` without its component. */
function outlineModule(files: readonly string[]): string {
  const icons = new Set<string>()
  const outlines = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/export const (\w+) = \{([^}]*)\} satisfies Page\b/g)].map(([, name, body = '']) => {
      for (const [, icon] of body.matchAll(/icon: (\w+)/g)) if (icon) icons.add(icon)
      const facts = body.replace(/component: \w+,?/, '').trim()
      return `{ ${facts} load: () => import(${JSON.stringify(file)}).then((module) => module.${name}.component) }`
    }),
  )
  return `import { ${[...icons].join(', ')} } from 'lucide-react'\nexport const PAGES = [${outlines.join(',\n')}]\n`
}

/** Prints what a first visit loads in scripts, compressed, and fails the build when it is more than allowed. */
function firstLoad(): Plugin {
  return {
    name: 'trill-first-load',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = new Map(Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))
      const needed = new Set([...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName))
      for (const name of needed) for (const imported of chunks.get(name)?.imports ?? []) needed.add(imported)
      const bytes = [...needed].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0)
      const said = `${(bytes / 1000).toFixed(1)} KB of JavaScript compressed, at most ${FIRST_LOAD_KILOBYTES_MAX}`
      if (bytes > FIRST_LOAD_KILOBYTES_MAX * 1000) this.error(`The first load is ${said}.`)
      console.log(`First load: ${said}`)
    },
  }
}

function path(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
