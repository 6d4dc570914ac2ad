import type { Static } from 'typebox'
import type { Post } from '../connector.ts'
import { countOf, cut, distinct, momentOf, plainTextOf, sumOf, titleOf, webAddress } from '../post-text.ts'
import type { Status } from './answers.ts'

type Toot = Static<typeof Status>

/** As content ids are limited. */
const ID_MAX = 256

/** Undefined for what is shared from elsewhere, not public, or of somebody who does not want to be indexed. */
export function statusPost(status: Toot, observedAt: number): Post | undefined {
  const { account, visibility } = status
  const isPublic = visibility === undefined || visibility === null || visibility === 'public'
  if ((status.reblog ?? null) !== null || !isPublic || account.noindex === true) return undefined
  const text = plainTextOf(status.content)
  const [picture] = status.media_attachments ?? []
  const counts = countsOf(status)
  return {
    content: {
      content_id: cut(status.uri, ID_MAX),
      platform: 'mastodon',
      kind: ['video', 'gifv'].includes(picture?.type ?? '') ? 'video' : 'post',
      title: titleOf(status.spoiler_text || text || status.card?.title || picture?.description || ''),
      creator_id: addressOf(account),
      creator_name: account.display_name || account.username,
      category: '',
      tags: distinct((status.tags ?? []).map(({ name }) => name.toLowerCase())),
      url: webAddress(status.url ?? status.uri),
      thumbnail_url: webAddress(picture?.preview_url ?? status.card?.image),
      published_at: momentOf(Date.parse(status.created_at)),
    },
    text: [status.spoiler_text ?? '', text, status.card?.title ?? ''].filter((part) => part !== '').join('\n'),
    language: status.language ?? null,
    observedAt,
    ...counts,
    upvoteRatio: null,
    creator: creatorOf(account),
  }
}

function countsOf(status: Toot): Pick<Post, 'counters' | 'reported'> {
  const [replies_count, reblogs_count, favourites_count, quotes_count] = [
    status.replies_count,
    status.reblogs_count,
    status.favourites_count,
    status.quotes_count,
  ].map((count) => countOf(count))
  return {
    counters: { likes: favourites_count ?? null, comments: replies_count ?? null, shares: sumOf(reblogs_count, quotes_count) },
    reported: {
      replies_count: replies_count ?? null,
      reblogs_count: reblogs_count ?? null,
      favourites_count: favourites_count ?? null,
      quotes_count: quotes_count ?? null,
    },
  }
}

function creatorOf(account: Toot['account']): Post['creator'] {
  return {
    creatorId: addressOf(account),
    name: account.display_name || account.username,
    followers: countOf(account.followers_count),
    following: countOf(account.following_count),
    posts: countOf(account.statuses_count),
    views: null,
  }
}

/** One account has one address in the whole network; what a page shows has an @ in it, and looks like an e-mail address. */
function addressOf({ uri, url, acct }: Toot['account']): string {
  return cut((uri || url || acct).replace('/@', '/users/'), ID_MAX)
}
