import { hashSecret, newSecret } from '../../platform/access/secret.ts'
import { publicAddress } from '../../platform/http/address.ts'
import type { Platform } from '../../platform/platform.ts'
import type { SignInLinkResponse } from './contract.ts'

export const LINK_MILLISECONDS = 15 * 60_000

type Needs = Pick<Platform, 'config' | 'metadata' | 'now'>

/**
 * Makes a link that signs its first opener in, within 15 minutes.
 * @param port port that the server really listens on, where the setting leaves it to the system.
 */
export async function createSignInLink({ config, metadata, now }: Needs, port = config.port): Promise<SignInLinkResponse> {
  const token = newSecret()
  const expires = new Date(now() + LINK_MILLISECONDS)
  await metadata.query('DELETE FROM sign_in_links WHERE expires_at < $1', [new Date(now())])
  await metadata.query('INSERT INTO sign_in_links (hash, created_at, expires_at) VALUES ($1, $2, $3)', [
    hashSecret(token),
    new Date(now()),
    expires,
  ])
  return { url: `${publicAddress(config, port)}/sign-in?token=${token}`, expires_at: expires.toISOString() }
}

/** Uses a link up. False when it was used before, has expired or never was. */
export async function useSignInLink({ metadata, now }: Omit<Needs, 'config'>, token: string): Promise<boolean> {
  const sql = 'UPDATE sign_in_links SET used_at = $2 WHERE hash = $1 AND used_at IS NULL AND expires_at > $2'
  return (await metadata.query(sql, [hashSecret(token), new Date(now())])).rowCount === 1
}
