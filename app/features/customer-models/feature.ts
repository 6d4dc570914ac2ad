import { defineFeature } from '../../platform/feature.ts'
import { customerModelsRoutes } from './routes.ts'
import { trainers } from './trainer.ts'

export const customerModels = defineFeature({
  name: 'customer-models',
  about: 'What can be foretold of customers from their table, how well, what gives it away, and of whom the most is said?',
  trainers,
  routes: customerModelsRoutes,
})
