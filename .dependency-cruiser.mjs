/**
 * Imports point downwards only:
 *
 *   5  app/main.ts · app/cli · app/dashboard · app/features/index.ts   know every feature
 *   4  app/features/*                                                  know no other feature
 *   3  app/platform · app/connectors · app/warehouse · app/ui          know no feature
 *   2  sdk                                                             knows the types of contract
 *   1  contract · core                                                 know nothing of ours, not even each other
 */

const PACKAGES = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-bundled', 'npm-no-pkg', 'npm-unknown']
const TOP = '^app/(main\\.ts|cli/|dashboard/|features/index\\.ts)'
const SHELL = '^app/(platform|connectors|warehouse|ui)/'
const FOR_THE_BROWSER = '^app/(ui/|dashboard/|features/[^/]+/([^/]+\\.tsx|chart\\.ts)$)'

const layers = [
  {
    name: 'contract-stands-alone',
    comment: 'The vocabulary is read by everything, a browser page included: it knows nothing of ours.',
    from: { path: '^contract/' },
    to: { path: '^(core|sdk|app|bin|docs|test|bench)/' },
  },
  {
    name: 'contract-uses-typebox-only',
    comment: 'Whatever contract imports, the SDK, the server and every page would carry.',
    from: { path: '^contract/' },
    to: { dependencyTypes: [...PACKAGES, 'core'], pathNot: '(^|/)node_modules/typebox/' },
  },
  {
    name: 'core-stands-alone',
    comment: 'The mathematics takes typed arrays and gives plain data; what the arrays mean is said by its callers.',
    from: { path: '^core/' },
    to: { path: '^(contract|sdk|app|bin|docs|test|bench)/' },
  },
  {
    name: 'core-does-no-io',
    comment: 'A calculation that opens a file or a socket cannot be repeated exactly.',
    from: { path: '^core/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'sdk-knows-contract-types-only',
    comment: 'The sender is a few kilobytes in somebody else’s page: the types of contract vanish in its build, code would not.',
    from: { path: '^sdk/' },
    to: { path: '^contract/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'sdk-knows-nothing-above',
    comment: 'The sender is below the server; they meet on the wire.',
    from: { path: '^sdk/' },
    to: { path: '^(core|app|bin|docs|test|bench)/' },
  },
  {
    name: 'sdk-has-no-dependencies',
    comment: 'Whoever adds the sender to a page takes nothing else in.',
    from: { path: '^sdk/' },
    to: { dependencyTypes: PACKAGES },
  },
  {
    name: 'shell-knows-no-feature',
    comment:
      'What every feature stands on must not lean on one of them. Needed by two features: a word (contract), a calculation (core), a table (warehouse) or a service (platform).',
    from: { path: SHELL },
    to: { path: `^app/features/|${TOP}` },
  },
  {
    name: 'features-know-no-other-feature',
    comment: 'A capability can be read, changed and removed by itself.',
    from: { path: '^app/features/([^/]+)/' },
    to: { path: '^app/features/', pathNot: '^app/features/$1/' },
  },
  {
    name: 'features-know-nothing-above',
    comment: 'The frame, the commands and main.ts gather the features, not the other way round.',
    from: { path: '^app/features/[^/]+/' },
    to: { path: TOP },
  },
  {
    name: 'nothing-knows-main',
    comment: 'main.ts wires everything together; only the commands start it.',
    from: { pathNot: '^app/cli/|^test/|^bench/' },
    to: { path: '^app/main\\.ts$' },
  },
]

const borders = [
  {
    name: 'pages-run-in-a-browser',
    comment: 'Code of a page that reaches for the server’s shell would not load; its types may.',
    from: { path: FOR_THE_BROWSER },
    to: { path: '^app/(platform|connectors|warehouse|cli|main\\.ts)', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'pages-use-no-node-module',
    comment: 'node: modules do not exist in a browser.',
    from: { path: FOR_THE_BROWSER, pathNot: '\\.config\\.ts$' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'server-draws-nothing',
    comment: 'React stays out of the server; a report draws from chart.ts, which is plain data, without a browser.',
    from: { path: '^app/', pathNot: `${FOR_THE_BROWSER}|^app/features/[^/]+/.+\\.tsx$` },
    to: { path: '(^|/)node_modules/(react|react-dom|@tanstack)/' },
  },
  {
    name: 'reports-draw-in-one-place',
    comment: 'Charts become paths, and type is set, in platform/report only; everything else hands it plain data.',
    from: { path: '^app/', pathNot: `${FOR_THE_BROWSER}|^app/features/[^/]+/.+\\.tsx$|^app/platform/report/` },
    to: { path: '(^|/)node_modules/(echarts|zrender|pdfkit|fontkit)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'event-store-behind-platform',
    comment: 'The same SQL runs embedded and on a server because only platform/clickhouse knows which one it is.',
    from: { path: '^app/', pathNot: '^app/platform/clickhouse/' },
    to: { path: '(^|/)node_modules/(chdb|@clickhouse)/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'metadata-store-behind-platform',
    comment: 'One pool of ours hides whether PostgreSQL is embedded or a server.',
    from: { path: '^app/', pathNot: '^app/platform/postgres/' },
    to: { path: '(^|/)node_modules/(pg|pg-[^/]+|@electric-sql)/', dependencyTypesNot: ['type-only'] },
  },
]

const hygiene = [
  {
    name: 'no-cycles',
    comment: 'Two modules that need each other are one module, or hide a third. Types may refer to each other.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolvable',
    comment: 'An import that leads nowhere fails at the first start. virtual: modules are made by the dashboard’s build.',
    from: {},
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
  {
    name: 'packages-are-declared',
    comment: 'A package that is there by chance is gone at the next installation.',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
]

// biome-ignore lint/style/noDefaultExport: dependency-cruiser reads the default export.
export default {
  forbidden: [...layers, ...borders, ...hygiene].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // A test may bring what it tests together with whatever it needs.
    exclude: { path: '^(app/dashboard|sdk)/dist/|\\.test\\.tsx?$' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
    combinedDependencies: true,
  },
}
