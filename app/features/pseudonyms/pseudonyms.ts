import type { KeyVersion } from '../../platform/privacy/pseudonym-keys.ts'
import type { PseudonymKeysResponse } from './contract.ts'

interface Facts {
  readonly keys: readonly KeyVersion[]
  readonly isOn: boolean
  readonly waiting: number
  readonly trouble: string
}

/** What is told of keys: never the keys. */
export function keysAnswer(workspaceId: string, { keys, isOn, waiting, trouble }: Facts): PseudonymKeysResponse {
  return {
    workspace_id: workspaceId,
    pseudonymous_ids: isOn,
    waiting,
    trouble,
    keys: keys.map(({ version, madeAt, retiredAt, destroyAt, destroyedAt, relinked }) => ({
      version,
      state: destroyedAt !== null ? 'destroyed' : retiredAt !== null ? 're_linking' : 'present',
      made_at: iso(madeAt),
      retired_at: retiredAt === null ? null : iso(retiredAt),
      destroy_at: destroyAt === null ? null : iso(destroyAt),
      destroyed_at: destroyedAt === null ? null : iso(destroyedAt),
      relinked,
    })),
  }
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
