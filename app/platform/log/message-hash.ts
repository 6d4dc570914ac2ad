/**
 * Two 32-bit lanes over the workspace and the message id, as `[high, low]` written into `out` at `offset`.
 * Not cryptographic: it only decides which ids need an exact look-up.
 */
export function messageHash(workspaceId: string, messageId: string, out: Uint32Array, offset: number): void {
  let a = 0x9e3779b9 ^ workspaceId.length
  let b = 0x85ebca6b ^ messageId.length
  for (let i = 0; i < workspaceId.length; i += 1) a = Math.imul(a ^ workspaceId.charCodeAt(i), 0x01000193)
  b ^= a
  for (let i = 0; i < messageId.length; i += 1) {
    const unit = messageId.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x9e3779b1)
    b = Math.imul(b ^ unit, 0x5f356495)
    a ^= b >>> 15
  }
  out[offset] = finish(a ^ Math.imul(b, 0x2545f491))
  out[offset + 1] = finish(b + Math.imul(a, 0x1b873593))
}

/** Finaliser of MurmurHash3 (A. Appleby, public domain): every input bit moves every output bit. */
function finish(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
