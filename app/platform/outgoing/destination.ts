import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** All of IPv6 that is given out for the internet. */
const GLOBAL_IPV6: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3]

/** What the setting TRILL_OUTGOING_ALLOW opens besides the public internet. */
export type Allowed = readonly string[]

/** All addresses of a name, as `dns.lookup` finds them. */
export type Resolve = (hostname: string, found: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void

export const resolveBySystem: Resolve = (hostname, found) => systemLookup(hostname, { all: true }, found)

/** A request that is not made. Its text names the address only. */
export class OutgoingRefused extends Error {
  override readonly name = 'OutgoingRefused'
}

/** True for an address of the public internet: of nobody’s own network, of no machine itself, of no cloud’s metadata. */
export function isPublic(address: string): boolean {
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || (parsed as ipaddr.IPv6).match(GLOBAL_IPV6)
}

interface Destination {
  readonly protocol: string
  /** As the address names it. */
  readonly hostname: string
  /** What the name leads to. */
  readonly address: string
}

/** Why nothing may be asked there: it is not public and not allowed by itself, its network or its name; or it is not encrypted. */
export function objectionTo({ protocol, hostname, address }: Destination, allowed: Allowed): OutgoingRefused | undefined {
  const isAllowed = isPublic(address) || allowed.includes(hostname) || allowed.some((entry) => isWithin(address, entry))
  const where = hostname === address ? hostname : `${hostname} (${address})`
  if (!isAllowed) return new OutgoingRefused(`${where} is not on the public internet; TRILL_OUTGOING_ALLOW can allow it`)
  const isThisMachine = ipaddr.process(address).range() === 'loopback'
  if (protocol === 'http:' && !isThisMachine) return new OutgoingRefused(`${where} must be asked over https; http is for this machine only`)
  return undefined
}

/** Finds the addresses of a name and lets none through that there is an objection to. The connection goes to those that were judged. */
export function guardedLookup(protocol: string, allowed: Allowed, resolve: Resolve): LookupFunction {
  return (hostname, options, found) => {
    resolve(hostname, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) return found(error ?? new Error(`${hostname} has no address`), '')
      for (const { address } of addresses) {
        const objection = objectionTo({ protocol, hostname, address }, allowed)
        if (objection !== undefined) return found(objection, '')
      }
      if (options.all) found(null, [...addresses])
      else found(null, first.address, first.family)
    })
  }
}

function isWithin(address: string, entry: string): boolean {
  const text = ipaddr.isValid(entry) ? `${entry}/${entry.includes(':') ? 128 : 32}` : entry
  if (!ipaddr.isValidCIDR(text)) return false
  const network = ipaddr.parseCIDR(text)
  const parsed = ipaddr.process(address)
  return parsed.kind() === network[0].kind() && parsed.match(network)
}
