import type { Feature } from '../platform/feature.ts'
import { account } from './account/feature.ts'
import { audit } from './audit/feature.ts'
import { behaviour } from './behaviour/feature.ts'
import { connections } from './connections/feature.ts'
import { consents } from './consents/feature.ts'
import { contents } from './contents/feature.ts'
import { creators } from './creators/feature.ts'
import { customerEngagement } from './customer-engagement/feature.ts'
import { customerModels } from './customer-models/feature.ts'
import { customers } from './customers/feature.ts'
import { dataRetention } from './data-retention/feature.ts'
import { dating } from './dating/feature.ts'
import { demo } from './demo/feature.ts'
import { engagementPredictions } from './engagement-predictions/feature.ts'
import { erasures } from './erasures/feature.ts'
import { executiveReport } from './executive-report/feature.ts'
import { exports } from './exports/feature.ts'
import { hashtags } from './hashtags/feature.ts'
import { imports } from './imports/feature.ts'
import { ingest } from './ingest/feature.ts'
import { keys } from './keys/feature.ts'
import { ledger } from './ledger/feature.ts'
import { live } from './live/feature.ts'
import { metrics } from './metrics/feature.ts'
import { models } from './models/feature.ts'
import { overview } from './overview/feature.ts'
import { people } from './people/feature.ts'
import { personalData } from './personal-data/feature.ts'
import { platforms } from './platforms/feature.ts'
import { privacy } from './privacy/feature.ts'
import { providers } from './providers/feature.ts'
import { pseudonyms } from './pseudonyms/feature.ts'
import { quarantine } from './quarantine/feature.ts'
import { query } from './query/feature.ts'
import { revenue } from './revenue/feature.ts'
import { sessions } from './sessions/feature.ts'
import { sharedFigures } from './shared-figures/feature.ts'
import { subscriptions } from './subscriptions/feature.ts'
import { timing } from './timing/feature.ts'
import { tokens } from './tokens/feature.ts'
import { trackingPlan } from './tracking-plan/feature.ts'
import { trends } from './trends/feature.ts'
import { virality } from './virality/feature.ts'
import { workspaces } from './workspaces/feature.ts'
import { youtubeTrends } from './youtube-trends/feature.ts'

/** Every capability, in the order of the documentation. */
export const FEATURES: readonly Feature[] = [
  overview,
  contents,
  youtubeTrends,
  trends,
  hashtags,
  timing,
  platforms,
  creators,
  dating,
  revenue,
  customerEngagement,
  executiveReport,
  metrics,
  virality,
  models,
  behaviour,
  engagementPredictions,
  customerModels,
  customers,
  live,
  ledger,
  ingest,
  imports,
  connections,
  quarantine,
  query,
  exports,
  workspaces,
  people,
  keys,
  tokens,
  sessions,
  providers,
  account,
  erasures,
  consents,
  pseudonyms,
  personalData,
  trackingPlan,
  dataRetention,
  sharedFigures,
  subscriptions,
  privacy,
  audit,
  demo,
]
