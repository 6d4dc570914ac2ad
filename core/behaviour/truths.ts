import type { Lives } from './lives.ts'
import type { Plan } from './plants.ts'
import type { Scribe } from './scribe.ts'

/** What was planted among events, with its label: what a method that looks for it is to find. Moments are ISO 8601. */
export interface PlantedTruths {
  readonly provenance: 'simulated'
  readonly customers: number
  readonly events: number
  readonly viral_post: {
    readonly content_id: string
    readonly creator_id: string
    readonly first_share_at: string
    readonly shares: number
    readonly views: number
    /** Message ids, the first share first; each names its parent in the events. */
    readonly share_ids: readonly string[]
  }
  readonly emerging_hashtag: { readonly tag: string; readonly from: string; readonly doubles_every_hours: number; readonly posts: number }
  readonly anomaly: { readonly type: string; readonly from: string; readonly to: string; readonly factor: number }
  readonly churn_wave: { readonly from: string; readonly customers: readonly string[] }
  readonly experiment: {
    readonly experiment_id: string
    readonly metric: string
    /** Purchases of a customer of the treatment in those of one of the control, as planted; what was found scatters about it. */
    readonly effect: number
    readonly control: { readonly exposed: number; readonly purchases: number }
    readonly treatment: { readonly exposed: number; readonly purchases: number }
  }
  readonly influencer: { readonly actor_id: string; readonly from: string; readonly follows: number }
}

/** The labels of everything planted, with the counts of what was written. */
export function truthsOf(plan: Plan, lives: Lives, { counts, viralPost, viralCreator, influencer }: Scribe): PlantedTruths {
  const { exposed, purchases } = counts
  return {
    provenance: 'simulated',
    customers: lives.count,
    events: counts.events,
    viral_post: {
      content_id: viralPost,
      creator_id: lives.id(viralCreator),
      first_share_at: iso(plan.viral.at),
      shares: counts.viralShares.length,
      views: counts.viralViews,
      share_ids: counts.viralShares,
    },
    emerging_hashtag: { tag: plan.hashtag.tag, from: iso(plan.hashtag.from), doubles_every_hours: 24, posts: counts.taggedPosts },
    anomaly: { type: plan.anomaly.activity, from: iso(plan.anomaly.from), to: iso(plan.anomaly.to), factor: plan.anomaly.factor },
    churn_wave: { from: iso(plan.wave.from), customers: lives.wave.map((row) => lives.id(row)) },
    experiment: {
      experiment_id: plan.experiment.id,
      metric: plan.experiment.activity,
      effect: plan.experiment.factor,
      control: { exposed: exposed[0], purchases: purchases[0] },
      treatment: { exposed: exposed[1], purchases: purchases[1] },
    },
    influencer: { actor_id: lives.id(influencer), from: iso(plan.influencer.from), follows: counts.follows },
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
