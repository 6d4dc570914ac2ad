/** A type of event Trill knows by name. Any other snake_case word is accepted and counted too. */
export interface EventType {
  readonly about: string
  readonly group: 'content' | 'social' | 'quiz' | 'dating' | 'commerce' | 'session' | 'identity'
}

/** The catalogue of event types. */
export const EVENT_TYPES = {
  content_publish: {
    group: 'content',
    about: 'A post, video or quiz was published. `properties` may carry title, category, creator_id, url and tags.',
  },
  impression: { group: 'content', about: 'The content was shown in a feed or list.' },
  view: { group: 'content', about: 'The content was opened or watched.' },
  like: { group: 'content', about: 'The content was liked.' },
  comment: { group: 'content', about: 'A comment was written; `text` holds it.' },
  share: { group: 'content', about: 'The content was passed on; `parent_message_id` is the share that led here.' },
  save: { group: 'content', about: 'The content was kept for later.' },
  click: { group: 'content', about: 'A link in the content was followed.' },
  complete: { group: 'content', about: 'The content was watched or read to its end.' },
  profile_visit: { group: 'social', about: 'A creator’s profile was opened; `target_id` is the creator.' },
  follow: { group: 'social', about: '`target_id` was followed.' },
  unfollow: { group: 'social', about: '`target_id` was unfollowed.' },
  quiz_start: { group: 'quiz', about: 'A quiz was begun.' },
  quiz_answer: { group: 'quiz', about: 'A question was answered.' },
  quiz_complete: { group: 'quiz', about: 'A quiz was finished; `value` is the score.' },
  swipe_right: { group: 'dating', about: 'Interest was shown in `target_id`.' },
  swipe_left: { group: 'dating', about: '`target_id` was passed over.' },
  match: { group: 'dating', about: 'Interest was mutual with `target_id`.' },
  message: { group: 'dating', about: 'A message was sent to `target_id`.' },
  date_scheduled: { group: 'dating', about: 'A date was arranged with `target_id`.' },
  date_completed: { group: 'dating', about: 'A date took place with `target_id`.' },
  purchase: { group: 'commerce', about: 'Money was spent; `value` and `currency` say how much.' },
  refund: { group: 'commerce', about: 'Money was returned; `value` and `currency` say how much.' },
  subscription_start: { group: 'commerce', about: 'A subscription began.' },
  subscription_cancel: { group: 'commerce', about: 'A subscription was ended.' },
  session_start: { group: 'session', about: 'A visit began.' },
  session_end: { group: 'session', about: 'A visit ended; `value` is its length in seconds.' },
  page: { group: 'session', about: 'A page was opened (Segment `page`).' },
  screen: { group: 'session', about: 'An app screen was opened (Segment `screen`).' },
  identify: {
    group: 'identity',
    about: 'A person’s traits were reported (Segment `identify`). They are kept sealed; `properties` holds their names only.',
  },
  group: { group: 'identity', about: 'A person joined a group (Segment `group`).' },
  alias: { group: 'identity', about: 'Two identifiers belong to one person (Segment `alias`).' },
} as const satisfies Record<string, EventType>
