import { defineFeature } from '../../platform/feature.ts'
import { sweeperOf } from './retention-sweeper.ts'
import { dataRetentionRoutes } from './routes.ts'

export const dataRetention = defineFeature({
  name: 'data-retention',
  about: 'How long each kind of data is kept, and whether what is due is gone.',
  routes: dataRetentionRoutes,
  start: (platform) => {
    const sweeper = sweeperOf(platform)
    sweeper.wake()
    return () => sweeper.close()
  },
})
