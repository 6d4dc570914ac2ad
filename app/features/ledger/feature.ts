import { defineFeature } from '../../platform/feature.ts'
import { ledgerRoutes } from './routes.ts'

export const ledger = defineFeature({
  name: 'ledger',
  about: 'What became of every event that arrived, by hour: nothing is dropped without being counted.',
  routes: ledgerRoutes,
})
