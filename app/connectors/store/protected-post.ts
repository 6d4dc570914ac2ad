import type { Content } from '@trill/contract/content'
import type { Platform } from '../../platform/platform.ts'
import type { Creator, Post } from '../connector.ts'

/** What protects people whose posts are stored. */
export type Protection = Pick<Platform, 'personalData' | 'consents' | 'erasedPeople' | 'pseudonymKeys' | 'now'>

/** A post as it may be stored. */
export interface StorablePost extends Pick<Post, 'observedAt' | 'counters' | 'upvoteRatio'> {
  readonly content: Content
  /** Null where nothing may be known of who published it. */
  readonly creator: Creator | null
  /** Who published it as the platform names them, for whoever judges events; empty where nothing may be known of them. */
  readonly actorId: string
  /** The post that this one answers; empty where it is not known under its own name. */
  readonly inReplyTo: string
}

/**
 * The same rules as for events: personal data in texts is masked, whoever was erased or may not be stored is left out, and minors,
 * and everybody where a workspace stores pseudonyms only, stand under a name that says nothing.
 * @returns a function that gives undefined for what may not be stored.
 */
export function protectionOf(workspaceId: string, protection: Protection): (post: Post) => StorablePost | undefined {
  const { personalData, consents, erasedPeople, pseudonymKeys, now } = protection
  const scrubber = personalData.of(workspaceId)
  const people = consents.guardOf(workspaceId)
  const wasErased = erasedPeople.of(workspaceId, now())
  const pseudonyms = people?.privacy.pseudonymousIds ? pseudonymKeys.pseudonymiserOf(workspaceId) : undefined
  const clean = <T>(value: T): T => scrubber.scrub(value, undefined, () => undefined)
  return ({ content, creator, observedAt, counters, upvoteRatio, inReplyTo = '' }) => {
    const creatorId = scrubber.identifier(content.creator_id)
    if (wasErased?.(creatorId) || (pseudonyms !== undefined && wasErased?.(pseudonyms.of(creatorId)))) return undefined
    const verdict = people === undefined || creatorId === '' ? 'as_it_is' : people.verdictOf(creatorId, undefined, undefined).keep
    if (verdict === 'nothing') return undefined
    const { title, category, tags } = content
    const described = { ...content, title: clean(title), category: clean(category), tags: [...new Set(clean(tags))] }
    const actorId = verdict === 'as_it_is' ? content.creator_id : ''
    const storable = { observedAt, counters, upvoteRatio, actorId }
    if (people === undefined || (verdict === 'as_it_is' && pseudonyms === undefined)) {
      const whole = { ...described, creator_id: creatorId, creator_name: clean(content.creator_name) }
      return { ...storable, content: whole, creator: creator && { ...creator, creatorId }, inReplyTo }
    }
    const name = verdict === 'as_a_minors' ? people.minorsName(creatorId) : verdict === 'as_it_is' ? (pseudonyms?.of(creatorId) ?? '') : ''
    // The address of a post, and on some platforms its identifier too, names who wrote it.
    const nameless = { ...described, creator_id: name, creator_name: '', url: '', thumbnail_url: '' }
    const content_id = `${content.platform}:${people.subjectOf(content.content_id)}`
    const mayBeKnown = verdict === 'as_it_is' && creator !== null
    const known = mayBeKnown ? { ...creator, creatorId: name } : null
    return { ...storable, content: { ...nameless, content_id }, creator: known, inReplyTo: '' }
  }
}
