import { JobRunner } from '../../platform/jobs/job-runner.ts'
import type { Platform } from '../../platform/platform.ts'
import { deliveryWork } from './deliver.ts'
import { DELIVERY } from './delivery-store.ts'
import { planDue } from './plan.ts'

const runners = new WeakMap<Platform, JobRunner>()

/** The runner of a platform: routes have it send tests, the feature starts and stops it. */
export function deliveryRunnerOf(platform: Platform): JobRunner {
  const known = runners.get(platform)
  if (known !== undefined) return known
  const runner = new JobRunner({ platform, work: { [DELIVERY]: deliveryWork(platform) }, plan: () => planDue(platform) })
  runners.set(platform, runner)
  return runner
}
