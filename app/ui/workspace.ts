import type { Permission, Role } from '@trill/contract/permissions'
import { createContext, use } from 'react'

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly time_zone: string
  readonly provenance: 'measured' | 'simulated'
  readonly created_at: string
  /** The reader’s role here. */
  readonly role: Role | null
  /** What the reader may do here. */
  readonly permissions: readonly Permission[]
}

export interface Session {
  readonly workspaces: readonly Workspace[]
  /** What the reader may do beyond one workspace. */
  readonly permissions: readonly Permission[]
  readonly person: {
    readonly id: string
    readonly email: string | null
    readonly name: string
    readonly owns_installation: boolean
    readonly has_second_factor: boolean
  } | null
  /** Whether the account still lacks an address and a password, and whether that can wait. */
  readonly set_up: 'done' | 'optional' | 'required'
  readonly version: string
}

/** The signed-in reader’s workspaces and the one being looked at. */
export interface Place {
  readonly session: Session
  readonly workspace: Workspace
}

export const PlaceContext = createContext<Place | undefined>(undefined)

export function usePlace(): Place {
  const place = use(PlaceContext)
  if (place === undefined) throw new Error('usePlace is used outside the frame')
  return place
}

export function useWorkspace(): Workspace {
  return usePlace().workspace
}

/** Whether the reader has a permission, in the workspace being looked at or beyond. */
export function useMay(): (permission: Permission) => boolean {
  const { session, workspace } = usePlace()
  return (permission) => workspace.permissions.includes(permission) || session.permissions.includes(permission)
}
