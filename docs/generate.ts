import { mkdirSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { buildProgram } from '../app/cli/program.ts'
import { FEATURES } from '../app/features/index.ts'
import { apiPage } from './pages/api.ts'
import { cliPage } from './pages/cli.ts'
import { describeApi } from './pages/describe-api.ts'
import { privacyPage } from './pages/privacy.ts'
import {
  auditPage,
  behaviourPage,
  customerMetricsPage,
  customersPage,
  errorsPage,
  eventsPage,
  featuresPage,
  metricsPage,
  modelFiguresPage,
  permissionsPage,
  platformsPage,
  settingsPage,
} from './pages/vocabulary.ts'

/** Where the generated pages stand. */
export const REFERENCE = new URL('reference/', import.meta.url)

/** Every page of `docs/reference`, by file name, made from the code as it is now. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['events.md', eventsPage()],
    ['metrics.md', metricsPage()],
    ['model-figures.md', modelFiguresPage()],
    ['behaviour.md', behaviourPage()],
    ['customers.md', customersPage()],
    ['customer-metrics.md', customerMetricsPage()],
    ['errors.md', errorsPage()],
    ['settings.md', settingsPage()],
    ['permissions.md', permissionsPage()],
    ['audit.md', auditPage()],
    ['platforms.md', platformsPage()],
    ['privacy.md', privacyPage()],
    ['features.md', featuresPage(FEATURES)],
    ['cli.md', cliPage(await buildProgram())],
    ['api.md', apiPage(await describeApi())],
  ])
}

async function main() {
  mkdirSync(REFERENCE, { recursive: true })
  for (const [name, content] of await referencePages()) writeFileSync(new URL(name, REFERENCE), content)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
