import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bluesky } from './bluesky/bluesky.ts'
import { readFrom, type StagedCase } from './conformance.ts'
import { facebook } from './facebook/facebook.ts'
import { graphFailure } from './graph-api.ts'
import { instagram } from './instagram/instagram.ts'
import { mastodon } from './mastodon/mastodon.ts'
import type { Asked, Reply } from './platform-server.ts'
import { reddit } from './reddit/reddit.ts'
import { tiktok } from './tiktok/tiktok.ts'
import { x } from './x/x.ts'
import { youtube } from './youtube/youtube.ts'

/** Answers that platforms gave, beside the repository; TRILL_DATA_SETS names the folder. */
const FOLDER = join(process.env.TRILL_DATA_SETS ?? '', 'api_payloads')
const isThere = process.env.TRILL_DATA_SETS !== undefined && existsSync(FOLDER)

// biome-ignore lint/suspicious/noExplicitAny: what a platform answered, of any form.
type Json = any
const recorded = (path: string): Json => JSON.parse(readFileSync(join(FOLDER, path), 'utf8'))

/** Answers the first request for posts with what was recorded, the next with nothing. */
async function mapped(one: Omit<StagedCase, 'isForPosts' | 'platform'>, isForPosts: (asked: Asked) => boolean, body: string, rest: string) {
  let times = 0
  const others: Record<string, string> = {
    '/api/v1/access_token': '{"access_token":"t","expires_in":3600}',
    '/v2/oauth/token/': '{"access_token":"t","expires_in":3600}',
  }
  const platform = (asked: Asked): Reply | undefined => {
    if (!isForPosts(asked)) return others[asked.path] === undefined ? undefined : { body: others[asked.path] ?? '' }
    times += 1
    return { body: times === 1 ? body : rest }
  }
  const read = await readFrom({ ...one, platform })
  return { ...read, asked: read.asked.filter(isForPosts) }
}

const sizes = <T extends { readonly length: number }, U extends { readonly length: number }>(one: T, other: U) => [one.length, other.length]

describe.skipIf(!isThere)('answers that were recorded', () => {
  const listings = [
    'TestDomainListing.test_hot.1',
    'TestDomainListing.test_top.1',
    'TestFront.test_best.1',
    'TestFront.test_top.1',
    'TestRedditorListings.test_submissions__top.1',
    'TestSubreddit.test_search.1',
    'TestSubredditListings.test_hot.1',
    'TestSubredditListings.test_top.1',
  ]
  test.each(listings)('of Reddit (%s): id, time, votes unless hidden, comments, and the page behind', async (name) => {
    const { body } = recorded(`reddit/${name}.json`)
    const credentials = { clientId: 'app-id-1234', clientSecret: 'a-client-secret' }
    const source = { kind: 'subreddit', value: 'popular/hot' }
    const empty = '{"kind":"Listing","data":{"children":[],"after":null}}'
    const { posts, skipped, ends, asked } = await mapped(
      { kind: reddit, credentials, source },
      ({ path }) => path.startsWith('/r/'),
      JSON.stringify(body),
      empty,
    )
    expect([skipped, ends]).toEqual([[], []])
    expect(sizes(posts, body.data.children)).toEqual([body.data.children.length, body.data.children.length])
    for (const [at, { data }] of body.data.children.entries()) {
      const post = posts[at]
      expect([post?.content.content_id, post?.content.published_at]).toEqual([
        `reddit:${data.name}`,
        new Date(data.created_utc * 1000).toISOString(),
      ])
      expect(post?.counters).toEqual({ views: null, likes: data.hide_score ? null : data.ups, comments: data.num_comments })
      expect(post?.upvoteRatio).toBe(data.upvote_ratio ?? null)
    }
    expect(asked.map(({ query }) => query.get('after'))).toEqual(body.data.after === null ? [null] : [null, body.data.after])
  })

  const tweets = [
    'tweet/tweets_resp',
    'tweet/tweet_quote_tweets_resp',
    'timeline/timeline_mentions',
    'timeline/timeline_reverse_chronological',
    'lists/list_tweets_resp',
  ]
  test.each(tweets)('of X (%s): id as text, time, metrics where there are any and null where not, reposts left out', async (name) => {
    const body = recorded(`x_api_v2/testdata/apis/${name}.json`)
    const credentials = { bearerToken: 'a-bearer-token' }
    const source = { kind: 'search', value: 'measure' }
    const isSearch = ({ path }: Asked) => path === '/tweets/search/recent'
    const { posts, skipped, ends, asked } = await mapped(
      { kind: x, credentials, source },
      isSearch,
      JSON.stringify(body),
      '{"meta":{"result_count":0}}',
    )
    const dated = body.data.filter(({ created_at }: Json) => created_at !== undefined)
    expect([sizes(posts, dated), skipped.length, ends]).toEqual([[dated.length, dated.length], body.data.length - dated.length, []])
    for (const [at, { id, created_at, public_metrics: metrics, author_id }] of dated.entries()) {
      const post = posts[at]
      expect([post?.content.content_id, post?.content.published_at, post?.content.creator_id]).toEqual([
        `x:${id}`,
        created_at,
        author_id ?? '',
      ])
      expect([post?.counters.likes, post?.counters.comments]).toEqual([metrics?.like_count ?? null, metrics?.reply_count ?? null])
      expect(post?.counters.shares).toBe(metrics === undefined ? null : metrics.retweet_count + metrics.quote_count)
      expect([post?.counters.views, post?.counters.saves]).toEqual([metrics?.impression_count ?? null, metrics?.bookmark_count ?? null])
    }
    const next = body.meta?.next_token
    expect(asked.map(({ query }) => query.get('next_token'))).toEqual(next === undefined ? [null] : [null, next])
  })

  test('of X (a tweet with its expansions): its media and its author', async () => {
    const body = { data: [recorded('x_api_v2/testdata/models/tweet.json')], includes: recorded('x_api_v2/testdata/models/expansions.json') }
    const one = { kind: x, credentials: { bearerToken: 'a-bearer-token' }, source: { kind: 'search', value: 'measure' } }
    const { posts } = await mapped(one, ({ path }) => path === '/tweets/search/recent', JSON.stringify(body), '{}')
    expect(posts[0]).toMatchObject({
      content: {
        content_id: 'x:1212092628029698048',
        kind: 'video',
        creator_name: 'Twitter Dev',
        published_at: '2019-12-31T19:26:16.000Z',
      },
      counters: { likes: 40, comments: 2, shares: 9, views: null },
    })
  })

  test('of YouTube (a chart without statistics): id, time, category and tags; counters that were not asked for are null; the next page', async () => {
    const body = recorded('youtube_data_api_v3/testdata/apidata/videos/videos_chart_paged_1.json')
    const one = { kind: youtube, credentials: { apiKey: 'an-api-key' }, source: { kind: 'chart', value: 'US' } }
    const { posts, skipped, asked } = await mapped(one, ({ path }) => path === '/videos', JSON.stringify(body), '{"items":[]}')
    expect([posts.map(({ content }) => content.content_id), skipped]).toEqual([body.items.map(({ id }: Json) => id), []])
    for (const [at, { snippet }] of body.items.entries()) {
      expect([posts[at]?.content.title, posts[at]?.content.creator_id]).toEqual([snippet.title, snippet.channelId])
      expect(posts[at]?.content.published_at).toBe(new Date(snippet.publishedAt).toISOString())
      expect(posts[at]?.counters).toEqual({ views: null, likes: null, dislikes: null, comments: null })
    }
    expect(asked.map(({ query }) => query.get('pageToken'))).toEqual([null, body.nextPageToken])
  })

  test('of YouTube (a search): the videos that it found are asked for by their ids', async () => {
    const body = recorded('youtube_data_api_v3/testdata/apidata/search/search_by_keywords_p1.json')
    const one = { kind: youtube, credentials: { apiKey: 'an-api-key' }, source: { kind: 'search', value: 'surfing' } }
    const both = (asked: Asked) => asked.path === '/search' || asked.path === '/videos'
    const { asked, ends } = await mapped(one, both, JSON.stringify(body), '{"items":[]}')
    expect(ends).toEqual([])
    expect(asked[1]?.query.get('id')?.split(',')).toEqual(body.items.map(({ id }: Json) => id.videoId))
  })

  test('of YouTube (comments): text, likes and replies, 0 where there are none', async () => {
    const body = recorded('youtube_data_api_v3/testdata/apidata/comment_threads/comment_threads_by_video_paged_2.json')
    const one = { kind: youtube, credentials: { apiKey: 'an-api-key' }, source: { kind: 'comments', value: 'F1UP7wRCPH8' } }
    const { posts, skipped } = await mapped(one, ({ path }) => path === '/commentThreads', JSON.stringify(body), '{"items":[]}')
    expect([posts.length, skipped]).toEqual([body.items.length, []])
    for (const [at, { id, snippet }] of body.items.entries())
      expect([posts[at]?.content.content_id, posts[at]?.counters]).toEqual([
        id,
        { likes: snippet.topLevelComment.snippet.likeCount, comments: snippet.totalReplyCount },
      ])
  })

  const statuses: [string, (body: Json) => Json[]][] = [
    ['test_list_timeline.6', (body) => body],
    ['test_search.1', (body) => body.statuses],
    ['test_entity_status.1', (body) => [body]],
    ['test_entity_status.2', (body) => [body]],
    ['test_status_context.1', (body) => [body]],
  ]
  test.each(statuses)(
    'of Mastodon (%s): the network’s id, time, counters, null where an older server has no count',
    async (name, listOf) => {
      const list = listOf(recorded(`mastodon/${name}.json`).body)
      const one = { kind: mastodon, source: { kind: 'hashtag', value: 'measure' } }
      const { posts, skipped, ends } = await mapped(one, () => true, JSON.stringify(list), '[]')
      const own = list.filter(
        ({ reblog, visibility, account }: Json) => reblog === null && visibility === 'public' && account.noindex !== true,
      )
      expect([sizes(posts, own), skipped, ends]).toEqual([[own.length, own.length], [], []])
      for (const [at, status] of own.entries()) {
        expect([posts[at]?.content.content_id, posts[at]?.content.published_at]).toEqual([
          status.uri,
          new Date(status.created_at).toISOString(),
        ])
        expect(posts[at]?.counters).toEqual({
          likes: status.favourites_count,
          comments: status.replies_count,
          shares: status.reblogs_count + (status.quotes_count ?? 0),
        })
        expect(posts[at]?.reported.quotes_count).toBe(status.quotes_count ?? null)
        expect(posts[at]?.creator?.followers).toBe(status.account.followers_count)
      }
    },
  )

  test('of Bluesky (a post with a quotation and a picture): id, time, counters, the picture; null for what older answers lack', async () => {
    const { post } = recorded('bluesky/thread_view_post_with_embed_media.json').thread
    const one = { kind: bluesky, source: { kind: 'search', value: 'measure' } }
    const { posts, skipped } = await mapped(one, () => true, JSON.stringify({ posts: [post] }), '{"posts":[]}')
    expect(skipped).toEqual([])
    expect(posts[0]?.content).toMatchObject({
      content_id: post.uri,
      creator_id: post.author.did,
      published_at: new Date(post.record.createdAt).toISOString(),
    })
    expect(posts[0]?.counters).toEqual({ likes: post.likeCount, comments: post.replyCount, shares: post.repostCount, saves: null })
    expect(posts[0]?.content.thumbnail_url).toMatch(/^https:\/\//)
  })

  const media = ['users/medias_p2', 'hashtags/hashtag_top_medias_p2', 'hashtags/hashtag_recent_medias_p1']
  test.each(media)('of Instagram (%s): id, time where there is one, likes and comments', async (name) => {
    const body = recorded(`meta_graph/testdata/instagram/apidata/${name}.json`)
    const one = { kind: instagram, credentials: { accessToken: 't', userId: '1' }, source: { kind: 'own', value: '' } }
    const { posts, skipped } = await mapped(one, ({ path }) => path.endsWith('/media'), JSON.stringify(body), '{"data":[]}')
    expect([sizes(posts, body.data), skipped]).toEqual([[body.data.length, body.data.length], []])
    for (const [at, { id, timestamp, like_count, comments_count }] of body.data.entries()) {
      expect(posts[at]?.content.content_id).toBe(`instagram:${id}`)
      expect(posts[at]?.content.published_at).toBe(timestamp === undefined ? null : new Date(timestamp.replace('+0000', 'Z')).toISOString())
      expect(posts[at]?.counters).toEqual({ views: null, likes: like_count ?? null, comments: comments_count ?? null })
    }
  })

  test('of Instagram (business discovery): posts of another account, and its cursor', async () => {
    const body = recorded('meta_graph/testdata/instagram/apidata/discovery/medias_p1.json')
    const one = { kind: instagram, credentials: { accessToken: 't', userId: '1' }, source: { kind: 'account', value: 'other' } }
    const { posts, asked } = await mapped(one, () => true, JSON.stringify(body), '{"business_discovery":{"id":"1"}}')
    expect(posts.map(({ content }) => content.content_id)).toEqual(
      body.business_discovery.media.data.map(({ id }: Json) => `instagram:${id}`),
    )
    expect(asked[1]?.query.get('fields')).toContain(`.after(${body.business_discovery.media.paging.cursors.after})`)
  })

  test.each(['feeds_default_fields_p1', 'feeds_default_fields_p2'])(
    'of Facebook (%s): id, time, reactions, comments, shares that were left out as 0',
    async (name) => {
      const body = recorded(`meta_graph/testdata/facebook/apidata/posts/${name}.json`)
      const one = { kind: facebook, credentials: { accessToken: 't' }, source: { kind: 'page', value: '' } }
      const { posts, skipped } = await mapped(one, ({ path }) => path.endsWith('/posts'), JSON.stringify(body), '{"data":[]}')
      expect([sizes(posts, body.data), skipped]).toEqual([[body.data.length, body.data.length], []])
      for (const [at, post] of body.data.entries()) {
        expect([posts[at]?.content.content_id, posts[at]?.content.published_at]).toEqual([
          `facebook:${post.id}`,
          new Date(post.created_time.replace('+0000', 'Z')).toISOString(),
        ])
        const { likes, comments, shares } = posts[at]?.counters ?? {}
        expect([likes, comments, shares]).toEqual([
          post.reactions.summary.total_count,
          post.comments.summary.total_count,
          post.shares?.count ?? 0,
        ])
      }
    },
  )

  test('of Meta (an error): a token that does not allow it', () => {
    const text = JSON.stringify(recorded('meta_graph/testdata/error.json'))
    expect(graphFailure({ httpStatus: 400, text, headers: new Headers(), retryAfterSeconds: 60 }, 'Facebook')).toMatchObject({
      status: 'forbidden',
    })
  })

  // Recorded by others, from pages that have names of their own: under the names of the API they are read alike.
  test.each(['VideoTrending', 'HashtagFeed'])('of TikTok (%s, renamed): id as text, time, counters in millions', async (name) => {
    const { media: list } = recorded(`tiktok_unofficial/${name}.json`)
    const videos = list.map(({ video_id, create_time, description, author, statistics }: Json) => ({
      id: video_id,
      create_time: Number(create_time),
      video_description: description,
      username: author.uniqueId,
      view_count: statistics.playCount,
      like_count: statistics.diggCount,
      comment_count: statistics.commentCount,
      share_count: statistics.shareCount,
    }))
    const one = { kind: tiktok, credentials: { clientKey: 'k', clientSecret: 'a-client-secret' }, source: { kind: 'hashtag', value: 'fy' } }
    // As the Research API writes them: ids as numbers.
    const body = JSON.stringify({ data: { videos, has_more: false } }).replaceAll(/"id":"(\d+)"/g, '"id":$1')
    const { posts, skipped } = await mapped(one, ({ path }) => path.includes('/research/'), body, '{"data":{}}')
    expect([sizes(posts, videos), skipped]).toEqual([[videos.length, videos.length], []])
    for (const [at, { id, create_time, like_count, view_count }] of videos.entries()) {
      expect([posts[at]?.content.content_id, posts[at]?.content.published_at]).toEqual([
        `tiktok:${id}`,
        new Date(create_time * 1000).toISOString(),
      ])
      expect([posts[at]?.counters.likes, posts[at]?.counters.views]).toEqual([like_count, view_count])
    }
  })
})
