import { pino } from 'pino'
import { FEATURES } from '../../app/features/index.ts'
import { readConfig } from '../../app/platform/config.ts'
import { createServer } from '../../app/platform/http/server.ts'
import { Models } from '../../app/platform/models/models.ts'
import { createMeasurements } from '../../app/platform/observe/measurements.ts'
import type { Platform } from '../../app/platform/platform.ts'
import type { Metadata } from '../../app/platform/postgres/metadata.ts'
import { Documents } from '../../app/platform/report/documents.ts'
import { ReportSections } from '../../app/platform/report/sections.ts'
import type { OpenApi } from './api.ts'

/** The routes of every feature as OpenAPI. Stores stay closed: adding a route touches none. */
export async function describeApi(): Promise<OpenApi> {
  const withoutStores = { config: readConfig({}), measurements: createMeasurements(), logger: pino({ level: 'silent' }), now: () => 0 }
  const models = new Models({ ...withoutStores, metadata: {} as Metadata })
  const reports = { reportSections: new ReportSections(), documents: new Documents() }
  const http = createServer({ ...withoutStores, models, ...reports } as Platform, FEATURES)
  try {
    await http.ready()
    return http.swagger() as OpenApi
  } finally {
    await http.close()
  }
}
