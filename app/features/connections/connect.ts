import {
  type ConnectionInput,
  type ConnectionRecord,
  findConnection,
  openCredentials,
  saveConnection,
} from '../../connectors/connection-store.ts'
import type { ConnectorKind, Source } from '../../connectors/connector.ts'
import { sourceKey } from '../../connectors/sync-cursor.ts'
import { Problem } from '../../platform/http/problem.ts'
import type { Platform } from '../../platform/platform.ts'
import { SealBroken } from '../../platform/secrets/envelope.ts'
import { SecretKeyMissing } from '../../platform/secrets/vault.ts'
import type { ConnectionBody } from './contract.ts'

const EVERY_MINUTES = 60

/** What a connection will be: what is asked for, and what is stored where nothing is said. */
export interface WantedConnection {
  readonly input: ConnectionInput
  readonly credentials: Readonly<Record<string, string>>
}

export function kindOf({ connectors }: Pick<Platform, 'connectors'>, platform: string): ConnectorKind {
  const kind = connectors.kinds.find((one) => one.platform === platform)
  if (kind === undefined) throw new Problem('not_found', `There is no connector for “${platform.slice(0, 64)}”`)
  return kind
}

/** Reads what is asked for. @throws Problem naming what is wrong. */
export async function wantedConnection(
  kind: ConnectorKind,
  workspaceId: string,
  { credentials: given = {}, base_address, sources, every_minutes, as_events }: Omit<ConnectionBody, 'workspace_id'>,
  platform: Platform,
): Promise<WantedConnection> {
  const before = await findConnection(platform.metadata, workspaceId, kind.platform)
  const baseAddress = addressOf(base_address?.trim() || before?.baseAddress || kind.baseAddress)
  const credentials = await credentialsOf(kind, { before, baseAddress, given, workspaceId, platform })
  const missing = kind.needsKey ? kind.credentials.find(({ name, isRequired }) => isRequired && !credentials[name]) : undefined
  if (missing !== undefined) throw new Problem('invalid_request', `${kind.label} needs ${missing.label}: ${missing.about}`)
  if (kind.oneOf?.every((set) => set.some((name) => !credentials[name])))
    throw new Problem(
      'invalid_request',
      `${kind.label} needs ${kind.oneOf.map((set) => set.map((name) => labelOf(kind, name)).join(' and ')).join(', or ')}`,
    )
  const input: ConnectionInput = {
    workspaceId,
    platform: kind.platform,
    baseAddress,
    sources: sourcesOf(kind, sources ?? before?.sources ?? kind.firstSources),
    credentials: Object.keys(given).length === 0 ? null : credentials,
    everyMinutes: every_minutes ?? before?.everyMinutes ?? EVERY_MINUTES,
    asEvents: as_events ?? before?.asEvents ?? false,
  }
  return { input, credentials }
}

export async function connect({ input }: WantedConnection, platform: Platform): Promise<void> {
  await saveConnection(platform, input, platform.now())
}

function labelOf(kind: ConnectorKind, wanted: string): string {
  return kind.credentials.find(({ name }) => name === wanted)?.label ?? wanted
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new Problem(
      'invalid_request',
      'base_address must be an address such as https://mastodon.social, without a user name or parameters',
    )
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}

interface Given {
  readonly before: ConnectionRecord | undefined
  readonly baseAddress: string
  readonly given: Readonly<Record<string, string>>
  readonly workspaceId: string
  readonly platform: Platform
}

/** Stored secrets go to the host they were given for, and to no other: whoever may change the address need not know them. */
async function credentialsOf(
  kind: ConnectorKind,
  { before, baseAddress, given, workspaceId, platform }: Given,
): Promise<Record<string, string>> {
  const unknown = Object.keys(given).find((name) => !kind.credentials.some((field) => field.name === name))
  if (unknown !== undefined) throw new Problem('invalid_request', `${kind.label} has no credential “${unknown}”`)
  const isElsewhere = before !== undefined && new URL(before.baseAddress).origin !== new URL(baseAddress).origin
  const kept = before?.hasCredentials ? await storedCredentials(kind, workspaceId, platform) : {}
  const secret = kind.credentials.find(({ name, isSecret }) => isSecret && isElsewhere && kept[name] && given[name] === undefined)
  if (secret !== undefined)
    throw new Problem('invalid_request', `Give ${secret.label} again: the stored one belongs to ${new URL(before?.baseAddress ?? '').host}`)
  const all = Object.entries({ ...kept, ...given }).map(([name, value]) => [name, value.trim()] as const)
  return Object.fromEntries(all.filter(([, value]) => value !== ''))
}

/** Those that cannot be opened have to be given anew. */
async function storedCredentials(kind: ConnectorKind, workspaceId: string, platform: Platform): Promise<Record<string, string>> {
  try {
    return await openCredentials(platform, workspaceId, kind.platform)
  } catch (error) {
    if (error instanceof SecretKeyMissing || error instanceof SealBroken) return {}
    throw error
  }
}

function sourcesOf(kind: ConnectorKind, wanted: readonly Source[]): Source[] {
  const sources = new Map<string, Source>()
  for (const { kind: word, value: text } of wanted) {
    const known = kind.sources.find((one) => one.kind === word)
    const value = text.trim()
    if (known === undefined)
      throw new Problem('invalid_request', `${kind.label} reads ${kind.sources.map((one) => one.kind).join(', ')}, and no “${word}”`)
    if (value === '' && known.mayBeEmpty !== true) throw new Problem('invalid_request', `${known.label} of ${kind.label} must not be empty`)
    sources.set(sourceKey({ kind: word, value }), { kind: word, value })
  }
  if (sources.size === 0) throw new Problem('invalid_request', `Say what is to be read of ${kind.label}`)
  return [...sources.values()]
}
