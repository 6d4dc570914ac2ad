/** Brackets that say nothing but what kind of upload it is. */
const UPLOAD_WORDS =
  /official|video|audio|lyrics?|visuali[sz]er|mv|m\/v|4k|8k|hd|uhd|hq|1080p|720p|60fps|full|live ?stream|premiere|sub(?:bed|titles?|s)?|eng sub|remaster(?:ed)?|explicit|fresh|fresh album|速報|속보|公式|공식/iu
/** Where a title ends and a site or a channel begins. */
const SITE =
  /\s+[-–—|·]\s+(?:youtube|tiktok|reddit|x|twitter|facebook|instagram|[\p{L}\p{N}.]+\.(?:com|org|net|tv|news|co\.uk|de|fr|es|it))\s*$/iu
const CALLS =
  /^\s*(?:breaking(?: news)?|watch(?: live)?|live|direct|en direct|en vivo|ao vivo|exclusive|must see|video|rt|fresh)\s*[:|–—-]\s*/iu
/** Stamps of uploads that also stand without brackets. */
const STAMPS =
  /\b(?:official (?:music |lyric |lyrics )?(?:video|audio|mv)|official mv|full (?:video|episode|album stream)|(?:extended |match )?highlights|subscribe|no spoilers|spoiler[- ]free|(?:4k|8k|1080p|720p|60fps|uhd|hdr))\b/giu
const EPISODE =
  /(?<![\p{L}\p{N}])(?:s(\d{1,2})\s?e(\d{1,3})|(\d{1,2})x(\d{2})|season\s+(\d{1,2})\s*,?\s*(?:episode|ep\.?)\s*(\d{1,3}))(?![\p{L}\p{N}])/giu
const EPISODE_MARK =
  /(?<![\p{L}\p{N}])(?:ep(?:isode)?\.?|part|pt\.?|vol\.?|folge|episodio|épisode|серия|часть)\s*#?(\d{1,4})(?![\p{L}\p{N}])/giu
const EMOJI =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u{1f3fb}-\u{1f3ff}]|\u{200d}|\u{fe0f}|\u{20e3}|[\u{e0020}-\u{e007f}])+/gu

/** A title without what a platform or an uploader added to it. */
export interface CleanTitle {
  /** What is left, with single spaces. */
  readonly text: string
  /** Season and episode, `s3e10`, or a part, `e10`; empty without one. */
  readonly episode: string
}

/**
 * Takes out of a title what says nothing about its subject: emoji, addresses, stamps of uploads (“Official Video”, “[4K]”), calls
 * (“BREAKING:”), and names of its own channel. Hashtags become words, `#SpaceLaunch` two of them; marks of episodes are set apart.
 * @param channel Name of who published it; taken out where it stands alone between separators.
 */
export function cleanTitle(title: string, { channel = '' }: { readonly channel?: string } = {}): CleanTitle {
  const plain = title
    .normalize('NFKC')
    .replaceAll(/https?:\/\/\S+|www\.\S+/giu, ' ')
    .replaceAll(EMOJI, ' ')
    .replace(SITE, ' ')
    .replaceAll(/[#@]([\p{L}\p{M}\p{N}_]+)/gu, (_, name: string) => ` ${splitName(name)} `)
    .replaceAll(/\(([^()]*)\)|\[([^[\]]*)\]|【([^【】]*)】/gu, (_, ...inside: string[]) =>
      bracket(inside[0] ?? inside[1] ?? inside[2] ?? ''),
    )
  const episode = episodeOf(plain)
  const text = withoutChannel(plain.replace(CALLS, ' '), channel)
    .replaceAll(EPISODE, ' ')
    .replaceAll(EPISODE_MARK, ' ')
    .replaceAll(STAMPS, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
  return { text: text === '' ? title.normalize('NFKC').trim() : text, episode }
}

/** The words of a hashtag or a handle: at capitals, underscores and numbers, `WorldCup2026` three of them. */
function splitName(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .replaceAll(/(\p{L}{2,})(\p{N})/gu, '$1 $2')
    .replaceAll(/(\p{N})(\p{L}{3,})/gu, '$1 $2')
}

function bracket(inside: string): string {
  const rest = inside.replaceAll(new RegExp(UPLOAD_WORDS, 'giu'), ' ').trim()
  return inside.length > 0 && rest.length * 2 < inside.length ? ' ' : ` ${inside} `
}

function episodeOf(text: string): string {
  for (const [, ...parts] of text.matchAll(EPISODE)) {
    const [season, episode] = parts.filter((part) => part !== undefined)
    if (season !== undefined && episode !== undefined) return `s${Number(season)}e${Number(episode)}`
  }
  for (const [, number] of text.matchAll(EPISODE_MARK)) return `e${Number(number)}`
  return ''
}

function withoutChannel(text: string, channel: string): string {
  if (channel.trim() === '') return text
  const parts = text.split(/\s+[|–—·-]\s+/u)
  const own = channel.trim().toLowerCase()
  const others = parts.filter((part) => part.trim().toLowerCase() !== own)
  return others.length === 0 ? text : others.join(' ')
}
