import type { BehaviourFeatureName } from '@trill/contract/behaviour-features'
import type { Reason } from './reasons.ts'

/** Something that could be done, and the reason for it. */
export interface Action {
  readonly action: string
  readonly because: BehaviourFeatureName
}

const ACTIONS_MAX = 3

/** What could be done where features of a kind lower the probability; the first kind that fits counts. */
const KINDS: readonly (readonly [features: RegExp, action: string])[] = [
  [/^quiz|quizzes/, 'Offer to finish a quiz that was begun, or one of the category that is touched most.'],
  [/^(messages|reply|reciprocity|partners)/, 'Show messages and people who still wait for an answer.'],
  [/^(match|swipe|dates)/, 'Show people who are new since the last visit.'],
  [
    /^(post|posts|days_since_last_post|likes_received|comments_received|shares_received|follows_received)/,
    'Show how the last post fared and who answered it, and suggest a subject for the next.',
  ],
  [/(purchase|purchases|spend|basket)/, 'Tell what is new about what was bought; a discount is a last resort.'],
  [/(creator|category|content|contents)/, 'Show creators and categories beside those that are touched already.'],
  [
    /(like|comment|share|interaction|follow)/,
    'Ask for an opinion on a post of a creator that is touched often: who answers once comes back more often.',
  ],
  [/^session_(seconds|events|bounce)/, 'Begin the next visit with posts of the creators that are touched most.'],
  [
    /^(session_gap|hour_entropy|weekday_entropy|active_weeks|streak|active_days|sessions)/,
    'Offer a fixed rhythm, such as a weekly summary on the day on which the person usually comes.',
  ],
  [
    /^(days_since|silence|events|views|active_in|returned)/,
    'Remind the person of what is new since the last visit, between 7:00 and 22:00 of their day.',
  ],
  [/(mobile|platform)/, 'Offer the app, or notifications, on the device that is used.'],
]

/** Suggestions for what lowers the probability, the heaviest reason first; nothing where nothing does, or where nobody can do anything about it. */
export function actionsFor(reasons: readonly Reason[]): Action[] {
  const actions = new Map<string, Action>()
  for (const { feature, effect } of reasons) {
    if (effect === 'raises') continue
    const action = KINDS.find(([features]) => features.test(feature))?.[1]
    if (action !== undefined && !actions.has(action)) actions.set(action, { action, because: feature })
  }
  return [...actions.values()].slice(0, ACTIONS_MAX)
}
