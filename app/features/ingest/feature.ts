import { defineFeature } from '../../platform/feature.ts'
import { ingestRoutes } from './routes.ts'

export const ingest = defineFeature({
  name: 'ingest',
  about: 'Takes events by Segment’s tracking API and the native one, judges each alone and acknowledges when durable.',
  routes: ingestRoutes,
})
