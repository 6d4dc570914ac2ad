import { describe, expect, test } from 'vitest'
import { KEY_PERMISSIONS, PERMISSION_NAMES, PERMISSIONS, ROLE_NAMES, ROLE_PERMISSIONS, rolesWith, scopesWith } from './permissions.ts'

const among = (permissions: ReadonlySet<string>) => PERMISSION_NAMES.filter((permission) => permissions.has(permission))

describe('the table of permissions', () => {
  test('gives every permission within a workspace to its owners, but what only a key can do', () => {
    const within = PERMISSION_NAMES.filter((permission) => PERMISSIONS[permission].reach !== 'installation')
    expect(within.filter((permission) => !ROLE_PERMISSIONS.owner.has(permission))).toEqual(['exchange_tokens'])
    expect(among(ROLE_PERMISSIONS.owner).filter((permission) => !within.includes(permission))).toEqual([])
  })

  test('gives what concerns the whole installation to no role and no key', () => {
    const beyond = PERMISSION_NAMES.filter((permission) => PERMISSIONS[permission].reach === 'installation')
    expect(beyond.flatMap((permission) => [...rolesWith(permission), ...scopesWith(permission)])).toEqual([])
  })

  test('gives no role more than an owner, and every other role more than nothing', () => {
    for (const role of ROLE_NAMES) {
      expect(among(ROLE_PERMISSIONS[role]).filter((permission) => !ROLE_PERMISSIONS.owner.has(permission))).toEqual([])
      expect(ROLE_PERMISSIONS[role].has('read_figures')).toBe(true)
    }
  })

  test('lets a key for writing, which stands in web pages, send events and read nothing', () => {
    expect(among(KEY_PERMISSIONS.write).filter((permission) => /^(read|see|manage|query)_/.test(permission))).toEqual([])
    expect(KEY_PERMISSIONS.write.has('send_events')).toBe(true)
  })

  test('lets a key for reading change nothing', () => {
    expect(among(KEY_PERMISSIONS.read).filter((permission) => /^(send|manage|replay|add|make)_/.test(permission))).toEqual([])
  })

  test('keeps single events and refused payloads from viewers', () => {
    expect(among(ROLE_PERMISSIONS.viewer)).not.toEqual(expect.arrayContaining(['read_events']))
    expect(ROLE_PERMISSIONS.analyst.has('read_quarantine')).toBe(false)
  })
})
