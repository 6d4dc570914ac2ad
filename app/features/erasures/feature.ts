import { defineFeature } from '../../platform/feature.ts'
import { attributeRoutes } from './attribute-routes.ts'
import { eraseDue } from './due-erasures.ts'
import { runnerOf } from './erasure-runner.ts'
import { exportRoutes } from './export-routes.ts'
import { exportRunnerOf } from './export-runner.ts'
import { measureOverdue } from './overdue.ts'
import { failBrokenOff } from './rectification-record.ts'
import { rectificationRoutes } from './rectification-routes.ts'
import { erasureRoutes } from './routes.ts'

export const erasures = defineFeature({
  name: 'erasures',
  about: 'Answers requests of people: erases everything held of one person and proves it, hands it out as an archive, corrects it.',
  routes: (http, platform) => {
    erasureRoutes(http, platform)
    exportRoutes(http, platform)
    rectificationRoutes(http, platform)
    attributeRoutes(http, platform)
  },
  start: async (platform) => {
    await failBrokenOff(platform)
    measureOverdue(platform)
    const exports = exportRunnerOf(platform)
    exports.wake()
    const runner = runnerOf(platform)
    const stopServing = platform.erasureQueue.serve((due) => eraseDue(platform, due))
    runner.wake()
    return async () => {
      await stopServing()
      await exports.close()
      await runner.close()
    }
  },
})
