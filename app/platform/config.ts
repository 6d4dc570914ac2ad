import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { limitsOf, type NewsTier, PLATFORMS, type PlatformLimits, type PlatformWord } from '@trill/contract/platforms'
import { isMailAddress } from './mail/mail-address.ts'

/** One setting: the environment variable, what it does and what it is when not given. */
export interface Setting {
  readonly variable: string
  readonly about: string
  readonly fallback: string
  /** True when the value opens something: it is never shown. */
  readonly isSecret?: boolean
}

/** Every setting. `docs/reference/settings.md` is made from this table. */
export const SETTINGS = {
  port: { variable: 'TRILL_PORT', about: 'TCP port of the server.', fallback: '4400' },
  host: {
    variable: 'TRILL_HOST',
    about: 'Address the server listens on. Anything but loopback exposes it to the network.',
    fallback: '127.0.0.1',
  },
  publicUrl: {
    variable: 'TRILL_PUBLIC_URL',
    about: 'Address people open, when a proxy stands in front; https here makes cookies secure.',
    fallback: '',
  },
  tlsCert: {
    variable: 'TRILL_TLS_CERT',
    about: 'PEM file with the certificate and those that vouch for it; with its key. The server then speaks HTTPS with TLS 1.3 only.',
    fallback: '',
  },
  tlsKey: { variable: 'TRILL_TLS_KEY', about: 'PEM file with the private key of that certificate.', fallback: '' },
  dataDir: { variable: 'TRILL_DATA_DIR', about: 'Directory of the embedded stores, the journal and the local secret.', fallback: './data' },
  secretKey: {
    variable: 'TRILL_SECRET_KEY',
    about: 'Key that seals stored secrets: 32 bytes in base64. The file `secret.key` in the data directory when empty.',
    fallback: '',
    isSecret: true,
  },
  secretKeyPrevious: {
    variable: 'TRILL_SECRET_KEY_PREVIOUS',
    about: 'Earlier keys, with commas between, that still open; at the next start what they sealed is brought under the present key.',
    fallback: '',
    isSecret: true,
  },
  demo: { variable: 'TRILL_DEMO', about: '`off` starts without the simulated demo workspace.', fallback: 'on' },
  clickhouseUrl: {
    variable: 'TRILL_CLICKHOUSE_URL',
    about: 'ClickHouse server, http(s)://user:password@host:port/database. Embedded when empty.',
    fallback: '',
  },
  postgresUrl: {
    variable: 'TRILL_POSTGRES_URL',
    about: 'PostgreSQL server (15 or newer), postgres://user:password@host:port/database. Embedded when empty.',
    fallback: '',
  },
  redisUrl: {
    variable: 'TRILL_REDIS_URL',
    about: 'Redis server, redis(s)://user:password@host:port; several servers then share their rate limits. In memory when empty.',
    fallback: '',
  },
  googleClientId: {
    variable: 'TRILL_GOOGLE_CLIENT_ID',
    about: 'Client of Google that signs people in; with its secret. Redirect address: /v1/providers/google/callback.',
    fallback: '',
  },
  googleClientSecret: { variable: 'TRILL_GOOGLE_CLIENT_SECRET', about: 'Secret of that client.', fallback: '', isSecret: true },
  githubClientId: {
    variable: 'TRILL_GITHUB_CLIENT_ID',
    about: 'OAuth app of GitHub that signs people in; with its secret. Redirect address: /v1/providers/github/callback.',
    fallback: '',
  },
  githubClientSecret: { variable: 'TRILL_GITHUB_CLIENT_SECRET', about: 'Secret of that app.', fallback: '', isSecret: true },
  githubUrl: {
    variable: 'TRILL_GITHUB_URL',
    about: 'Where GitHub is: another address for GitHub Enterprise Server.',
    fallback: 'https://github.com',
  },
  oidcIssuer: {
    variable: 'TRILL_OIDC_ISSUER',
    about:
      'Issuer of any OpenID Connect provider, found by discovery; with client and secret. Redirect address: /v1/providers/oidc/callback.',
    fallback: '',
  },
  oidcClientId: { variable: 'TRILL_OIDC_CLIENT_ID', about: 'Client at that provider.', fallback: '' },
  oidcClientSecret: { variable: 'TRILL_OIDC_CLIENT_SECRET', about: 'Secret of that client.', fallback: '', isSecret: true },
  oidcName: { variable: 'TRILL_OIDC_NAME', about: 'What the button calls that provider.', fallback: 'OpenID Connect' },
  rateApi: {
    variable: 'TRILL_RATE_API',
    about: 'Requests a minute that a key or a person may make to one address of the API; 0 sets no limit.',
    fallback: '600',
  },
  rateIngest: {
    variable: 'TRILL_RATE_INGEST',
    about: 'Requests with events a minute that a key may make; 0 sets no limit.',
    fallback: '600000',
  },
  rateSignIn: {
    variable: 'TRILL_RATE_SIGN_IN',
    about: 'Requests a minute from one network address to what needs no key, such as signing in; 0 sets no limit.',
    fallback: '120',
  },
  proxies: {
    variable: 'TRILL_PROXIES',
    about: 'Addresses or networks of proxies, with commas between, whose X-Forwarded-For says where a request came from. None when empty.',
    fallback: '',
  },
  outgoingAllow: {
    variable: 'TRILL_OUTGOING_ALLOW',
    about:
      'Names, addresses or networks outside the public internet, with commas between, that the server may ask: an identity provider of one’s own, say. None when empty.',
    fallback: '',
  },
  platformLimits: {
    variable: 'TRILL_PLATFORM_LIMITS',
    about:
      'What platforms may be asked where that is not as in platforms.md: requests within seconds or units a day, with commas between, such as x=450/900, news=500/day.',
    fallback: '',
  },
  newsSources: {
    variable: 'TRILL_NEWS_SOURCES',
    about:
      'Standing of news sources where that is not as in platforms.md: names or domains with a tier of 1 to 3, with commas between, such as harbour.example=2, daily tide=1.',
    fallback: '',
  },
  llmUrl: {
    variable: 'TRILL_LLM_URL',
    about:
      'Base address of an endpoint that speaks the OpenAI chat protocol, such as http://localhost:11434/v1, to clean titles of public posts; with a model. Nothing is sent anywhere when empty.',
    fallback: '',
  },
  llmKey: { variable: 'TRILL_LLM_KEY', about: 'Key of that endpoint, where it wants one.', fallback: '', isSecret: true },
  llmModel: { variable: 'TRILL_LLM_MODEL', about: 'Name of the model there.', fallback: '' },
  smtpUrl: {
    variable: 'TRILL_SMTP_URL',
    about:
      'Mail server that takes messages for sending, smtp(s)://user:password@host:port, with TRILL_SMTP_FROM; special characters as %40 and so on. Trill sends no e-mail when empty.',
    fallback: '',
    isSecret: true,
  },
  smtpFrom: { variable: 'TRILL_SMTP_FROM', about: 'Address that e-mail comes from, such as reports@example.org.', fallback: '' },
  smtpTls: {
    variable: 'TRILL_SMTP_TLS',
    about:
      '`verify` sends e-mail only over an encrypted connection to a server whose certificate is valid (STARTTLS, or TLS at once with smtps:); `off` takes an unencrypted one, for a mail server on the same machine.',
    fallback: 'verify',
  },
  logLevel: { variable: 'TRILL_LOG_LEVEL', about: '`fatal`, `error`, `warn`, `info`, `debug` or `silent`.', fallback: 'info' },
  backlogMegabytes: {
    variable: 'TRILL_BACKLOG_MB',
    about: 'Journalled events waiting for the event store, in MB; beyond it ingest answers 503.',
    fallback: '256',
  },
} as const satisfies Record<string, Setting>

/** Limits of platforms that a setting changes. */
export type PlatformLimitSettings = Readonly<Partial<Record<PlatformWord, Partial<{ rate: PlatformLimits['rate']; units: number }>>>>

export interface Config {
  readonly port: number
  readonly host: string
  readonly publicUrl: string
  readonly tlsCert: string
  readonly tlsKey: string
  readonly dataDir: string
  readonly secretKey: string
  readonly secretKeyPrevious: readonly string[]
  readonly demo: boolean
  readonly clickhouseUrl: string
  readonly postgresUrl: string
  readonly redisUrl: string
  readonly googleClientId: string
  readonly googleClientSecret: string
  readonly githubClientId: string
  readonly githubClientSecret: string
  readonly githubUrl: string
  readonly oidcIssuer: string
  readonly oidcClientId: string
  readonly oidcClientSecret: string
  readonly oidcName: string
  readonly rateApi: number
  readonly rateIngest: number
  readonly rateSignIn: number
  readonly proxies: readonly string[]
  readonly outgoingAllow: readonly string[]
  /** Of those platforms alone that are named. */
  readonly platformLimits: PlatformLimitSettings
  /** Tiers by name or domain, in lower case. */
  readonly newsSources: ReadonlyMap<string, NewsTier>
  readonly llmUrl: string
  readonly llmKey: string
  readonly llmModel: string
  readonly smtpUrl: string
  readonly smtpFrom: string
  readonly smtpTls: 'verify' | 'off'
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  readonly backlogMegabytes: number
}

/**
 * The only reader of the environment.
 * @throws RangeError naming the variable, what it held and what it may hold.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const get = (name: keyof typeof SETTINGS) => environment[SETTINGS[name].variable]?.trim() || SETTINGS[name].fallback
  const file = (name: 'tlsCert' | 'tlsKey', other: 'tlsCert' | 'tlsKey') => fileBeside(name, get(name), other, get(other))
  return {
    port: wholeNumber('port', get('port'), 0, 65_535),
    host: get('host'),
    publicUrl: address('publicUrl', get('publicUrl'), ['http:', 'https:']).replace(/\/$/, ''),
    tlsCert: file('tlsCert', 'tlsKey'),
    tlsKey: file('tlsKey', 'tlsCert'),
    dataDir: resolve(get('dataDir')),
    secretKey: secretKeys('secretKey', get('secretKey'))[0] ?? '',
    secretKeyPrevious: secretKeys('secretKeyPrevious', get('secretKeyPrevious')),
    demo: oneOf('demo', get('demo'), ['on', 'off']) === 'on',
    clickhouseUrl: address('clickhouseUrl', get('clickhouseUrl'), ['http:', 'https:']),
    postgresUrl: address('postgresUrl', get('postgresUrl'), ['postgres:', 'postgresql:']),
    redisUrl: address('redisUrl', get('redisUrl'), ['redis:', 'rediss:']),
    googleClientId: get('googleClientId'),
    googleClientSecret: get('googleClientSecret'),
    githubClientId: get('githubClientId'),
    githubClientSecret: get('githubClientSecret'),
    githubUrl: address('githubUrl', get('githubUrl'), ['https:', 'http:']).replace(/\/$/, ''),
    oidcIssuer: address('oidcIssuer', get('oidcIssuer'), ['https:', 'http:']),
    oidcClientId: get('oidcClientId'),
    oidcClientSecret: get('oidcClientSecret'),
    oidcName: get('oidcName'),
    rateApi: wholeNumber('rateApi', get('rateApi'), 0, 1e9),
    rateIngest: wholeNumber('rateIngest', get('rateIngest'), 0, 1e9),
    rateSignIn: wholeNumber('rateSignIn', get('rateSignIn'), 0, 1e9),
    outgoingAllow: hostsAndNetworks('outgoingAllow', get('outgoingAllow')),
    platformLimits: limitSettings('platformLimits', get('platformLimits')),
    newsSources: newsTiersIn('newsSources', get('newsSources')),
    llmUrl: address('llmUrl', get('llmUrl'), ['https:', 'http:']).replace(/\/$/, ''),
    llmKey: get('llmKey'),
    llmModel: beside('llmModel', get('llmModel'), 'llmUrl', get('llmUrl')),
    smtpUrl: address('smtpUrl', get('smtpUrl'), ['smtp:', 'smtps:']),
    smtpFrom: mailAddress('smtpFrom', beside('smtpFrom', get('smtpFrom'), 'smtpUrl', get('smtpUrl'))),
    smtpTls: oneOf('smtpTls', get('smtpTls'), ['verify', 'off']),
    proxies: networks('proxies', get('proxies')),
    logLevel: oneOf('logLevel', get('logLevel'), ['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    backlogMegabytes: wholeNumber('backlogMegabytes', get('backlogMegabytes'), 16, 65_536),
  }
}

/** Where the value of a setting comes from. */
export function sourceOf(
  name: keyof typeof SETTINGS,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): 'environment' | 'default' {
  return environment[SETTINGS[name].variable]?.trim() ? 'environment' : 'default'
}

function wholeNumber(name: keyof typeof SETTINGS, value: string, min: number, max: number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= min && number <= max) return number
  throw new RangeError(`${SETTINGS[name].variable} must be a whole number from ${min} to ${max}, got "${value}"`)
}

/** 32 bytes in base64. */
export function isSecretKey(text: string): boolean {
  return /^[\w+/-]{43}=?$/.test(text)
}

/** A wrong key is not repeated: it may be nearly right. */
function secretKeys(name: 'secretKey' | 'secretKeyPrevious', value: string): string[] {
  const keys = name === 'secretKey' && value !== '' ? [value] : listOf(value)
  if (keys.every(isSecretKey)) return keys
  throw new RangeError(`${SETTINGS[name].variable} must hold 32 bytes in base64, as \`openssl rand -base64 32\` makes them`)
}

/** One of two files that are needed together. */
function fileBeside(name: keyof typeof SETTINGS, value: string, other: keyof typeof SETTINGS, otherValue: string): string {
  const file = beside(name, value, other, otherValue)
  return file === '' ? '' : resolve(file)
}

/** A value without which the other is of no use. */
function beside(name: keyof typeof SETTINGS, value: string, other: keyof typeof SETTINGS, otherValue: string): string {
  if (value !== '' || otherValue === '') return value
  throw new RangeError(`${SETTINGS[name].variable} is needed together with ${SETTINGS[other].variable}`)
}

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function hostsAndNetworks(name: keyof typeof SETTINGS, value: string): string[] {
  const list = listOf(value.toLowerCase())
  const isNetwork = (entry: string) => isIP(entry.replace(/\/\d{1,3}$/, '')) !== 0
  const wrong = list.find((entry) => !isNetwork(entry) && !/^[a-z0-9._-]+$/.test(entry))
  if (wrong === undefined) return list
  throw new RangeError(`${SETTINGS[name].variable} must list names, IP addresses or networks such as 10.0.0.0/8, got "${wrong}"`)
}

function networks(name: keyof typeof SETTINGS, value: string): string[] {
  const list = listOf(value)
  const wrong = list.find((network) => isIP(network.split('/')[0] ?? '') === 0)
  if (wrong === undefined) return list
  throw new RangeError(`${SETTINGS[name].variable} must list IP addresses or networks such as 10.0.0.0/8, got "${wrong}"`)
}

function newsTiersIn(name: keyof typeof SETTINGS, value: string): ReadonlyMap<string, NewsTier> {
  const pairs = listOf(value.toLowerCase()).map((entry) => {
    const [, source, tier] = /^([^=]*[^=\s])\s*=\s*([123])$/.exec(entry) ?? []
    if (source === undefined)
      throw new RangeError(
        `${SETTINGS[name].variable} must list names or domains with a tier of 1 to 3, such as harbour.example=2, got "${entry}"`,
      )
    return [source, Number(tier) as NewsTier] as const
  })
  return new Map(pairs)
}

function limitSettings(name: keyof typeof SETTINGS, value: string): PlatformLimitSettings {
  const limits: Record<string, Partial<{ rate: PlatformLimits['rate']; units: number }>> = {}
  for (const entry of listOf(value.toLowerCase())) {
    const [, word = '', count, within] = /^([a-z]+)\s*=\s*([1-9]\d{0,8})\s*\/\s*([1-9]\d{0,5}|day)$/.exec(entry) ?? []
    const known = Object.hasOwn(PLATFORMS, word) ? limitsOf(word as PlatformWord) : undefined
    // Days begin where the platform’s quota says; without a quota there is none to change.
    if (known === undefined || (within === 'day' && known.quota === undefined))
      throw new RangeError(
        `${SETTINGS[name].variable} must list platforms that can be connected with requests within seconds, such as x=450/900, or units a day where the platform has a quota, such as news=500/day; got "${entry}"`,
      )
    limits[word] = {
      ...limits[word],
      ...(within === 'day' ? { units: Number(count) } : { rate: { requests: Number(count), seconds: Number(within) } }),
    }
  }
  return limits
}

function oneOf<T extends string>(name: keyof typeof SETTINGS, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value.toLowerCase())
  if (found !== undefined) return found
  throw new RangeError(`${SETTINGS[name].variable} must be one of ${allowed.join(', ')}, got "${value}"`)
}

function mailAddress(name: keyof typeof SETTINGS, value: string): string {
  if (value === '' || isMailAddress(value)) return value
  throw new RangeError(`${SETTINGS[name].variable} must be an e-mail address such as reports@example.org, got "${value}"`)
}

function address(name: keyof typeof SETTINGS, value: string, protocols: readonly string[]): string {
  if (value === '') return value
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value
  throw new RangeError(`${SETTINGS[name].variable} must be an address starting with ${protocols.map((p) => `${p}//`).join(' or ')}`)
}
