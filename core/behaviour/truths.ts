import type { Lives } from './lives.ts'
import type { Plan } from './plants.ts'
import type { Scribe } from './scribe.ts'

/** Of one group of the experiment: customers who began a quiz, quizzes begun and quizzes completed. */
interface ExperimentGroup {
  readonly exposed: number
  readonly begun: number
  readonly completed: number
}

/** What was planted among events, with its label: what a method that looks for it is to find. Moments are ISO 8601. */
export interface PlantedTruths {
  readonly provenance: 'simulated'
  /** Stands in every message, session and content id: `e<run>-1`, `s<run>-1`, `p<run>-1`. */
  readonly run: string
  /** Of the table, there from the first day; and those who come later. */
  readonly customers: number
  readonly newcomers: number
  readonly from: string
  readonly to: string
  readonly events: number
  readonly viral_post: {
    readonly content_id: string
    readonly creator_id: string
    readonly first_share_at: string
    readonly shares: number
    readonly views: number
    /** Message ids, the first share first; each other names its parent in the events. */
    readonly share_ids: readonly string[]
  }
  readonly emerging_hashtag: { readonly tag: string; readonly from: string; readonly doubles_every_hours: number; readonly posts: number }
  readonly anomaly: { readonly type: string; readonly from: string; readonly to: string; readonly factor: number }
  readonly churn_wave: { readonly from: string; readonly platform: string; readonly customers: readonly string[] }
  readonly experiment: {
    readonly experiment_id: string
    /** Of events of the second type, how many events of the first follow. */
    readonly metric: string
    readonly trials: string
    /** Share of the treatment in that of the control, as planted; what was found scatters about it. */
    readonly effect: number
    readonly control: ExperimentGroup
    readonly treatment: ExperimentGroup
  }
  readonly influencer: { readonly actor_id: string; readonly from: string; readonly posts: number; readonly follows: number }
}

/** The labels of everything planted, with the counts of what was written. */
export function truthsOf(run: string, plan: Plan, lives: Lives, { counts, viralPost }: Scribe): PlantedTruths {
  const [viralCreator, influencer] = lives.famous
  const group = (variant: 0 | 1) => ({
    exposed: counts.exposed[variant],
    begun: counts.begun[variant],
    completed: counts.completed[variant],
  })
  return {
    provenance: 'simulated',
    run,
    customers: lives.count - lives.newcomers,
    newcomers: lives.newcomers,
    from: iso(plan.start),
    to: iso(plan.end),
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
    churn_wave: { from: iso(plan.wave.from), platform: lives.waveApp, customers: lives.wave.map((row) => lives.id(row)) },
    experiment: {
      experiment_id: plan.experiment.id,
      metric: 'quiz_complete',
      trials: 'quiz_start',
      effect: plan.experiment.factor,
      control: group(0),
      treatment: group(1),
    },
    influencer: {
      actor_id: lives.id(influencer),
      from: iso(plan.influencer.from),
      posts: counts.influencerPosts,
      follows: counts.follows,
    },
  }
}

function iso(moment: number): string {
  return new Date(moment).toISOString()
}
