import { defineFeature } from '../../platform/feature.ts'

export const demo = defineFeature({
  name: 'demo',
  about: 'What does Trill look like with data in it, before any of your own has arrived?',
})
