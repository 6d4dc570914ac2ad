/** A plain address: nothing in it that a header or an SMTP command gives a meaning to. The domain may be of any script. */
const PLAIN =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?=.{3,190}$)[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u

/** True for one e-mail address that can be written into a message as it is. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && PLAIN.test(text)
}
