import { allowInsecureRequests, Configuration, type CustomFetch, customFetch, discovery, enableNonRepudiationChecks } from 'openid-client'
import type { Config } from '../../platform/config.ts'
import { createOutgoing, type Outgoing } from '../../platform/outgoing/outgoing.ts'

const GOOGLE = 'https://accounts.google.com'
const PATIENCE_SECONDS = 10

/** Somebody else who can say who a person is. */
export interface Provider {
  readonly name: 'google' | 'github' | 'oidc'
  readonly label: string
  readonly scope: string
  readonly isConfigured: boolean
  /** Asks the provider. */
  readonly ask: Outgoing
  /** GitHub speaks OAuth 2.0 without OpenID Connect: who it is, its API says. */
  readonly apiUrl?: string
  /** Finds out where the provider’s addresses are. */
  configure(): Promise<Configuration>
}

/** Every provider, configured or not. */
export function providersOf(config: Config): readonly Provider[] {
  const ask = createOutgoing(config)
  const { googleClientId, googleClientSecret, oidcIssuer, oidcClientId, oidcClientSecret, oidcName } = config
  return [
    openIdProvider({ name: 'google', label: 'Google', issuer: GOOGLE, clientId: googleClientId, clientSecret: googleClientSecret, ask }),
    github(config, ask),
    openIdProvider({ name: 'oidc', label: oidcName, issuer: oidcIssuer, clientId: oidcClientId, clientSecret: oidcClientSecret, ask }),
  ]
}

interface OpenIdProvider {
  readonly name: Provider['name']
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly ask: Outgoing
}

/** The ID token’s signature is verified too, although it comes straight from the provider. */
function openIdProvider({ name, label, issuer, clientId, clientSecret, ask }: OpenIdProvider): Provider {
  const discover = () =>
    discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: PATIENCE_SECONDS,
      [customFetch]: ask as CustomFetch,
      execute: [enableNonRepudiationChecks, ...insecureAt(issuer)],
    })
  return {
    name,
    label,
    scope: 'openid email profile',
    ask,
    isConfigured: issuer !== '' && clientId !== '' && clientSecret !== '',
    configure: kept(discover),
  }
}

function github({ githubClientId, githubClientSecret, githubUrl }: Config, ask: Outgoing): Provider {
  const server = {
    issuer: githubUrl,
    authorization_endpoint: `${githubUrl}/login/oauth/authorize`,
    token_endpoint: `${githubUrl}/login/oauth/access_token`,
  }
  return {
    name: 'github',
    label: 'GitHub',
    scope: 'read:user user:email',
    ask,
    isConfigured: githubClientId !== '' && githubClientSecret !== '',
    apiUrl: githubUrl === 'https://github.com' ? 'https://api.github.com' : `${githubUrl}/api/v3`,
    configure: kept(async () => {
      const configuration = new Configuration(server, githubClientId, githubClientSecret)
      configuration.timeout = PATIENCE_SECONDS
      configuration[customFetch] = ask as CustomFetch
      for (const allow of insecureAt(githubUrl)) allow(configuration)
      return configuration
    }),
  }
}

/** Plain HTTP is for a provider on this machine only. */
function insecureAt(address: string): ((configuration: Configuration) => void)[] {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) ? [allowInsecureRequests] : []
}

/** Asked once; a failure is asked again. */
function kept(find: () => Promise<Configuration>): () => Promise<Configuration> {
  let found: Promise<Configuration> | undefined
  return () => {
    found ??= find().catch((error) => {
      found = undefined
      throw error
    })
    return found
  }
}
