import { defineFeature } from '../../platform/feature.ts'
import { counterOf } from './post-counter.ts'
import { trendsSection } from './report.ts'
import { trendsRoutes } from './routes.ts'

export const trends = defineFeature({
  name: 'trends',
  about: 'Which hashtags and topics are used more than usual, since when, and where will they be in three days?',
  routes: trendsRoutes,
  reportSections: [trendsSection],
  start: (platform) => {
    const counter = counterOf(platform)
    counter.begin()
    return () => counter.close()
  },
})
