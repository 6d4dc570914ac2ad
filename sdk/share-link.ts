/** Query parameter that carries the `message_id` of the share a link was made by. */
export const PARENT_PARAMETER = 'trill_parent'

/**
 * The address with the share’s `message_id` in its query, replacing that of an earlier share; the rest is left as it is.
 * @param url absolute, or relative to `base`; an address that cannot be read is returned unchanged
 */
export function shareLink(url: string, messageId: string, base?: string): string {
  try {
    const link = new URL(url, base)
    const kept = link.search
      .slice(1)
      .split('&')
      .filter((part) => part && !part.startsWith(`${PARENT_PARAMETER}=`))
    link.search = [...kept, `${PARENT_PARAMETER}=${encodeURIComponent(messageId)}`].join('&')
    return link.href
  } catch {
    return url
  }
}
