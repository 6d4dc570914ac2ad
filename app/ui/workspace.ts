import { createContext, use } from 'react'

export interface Workspace {
  readonly id: string
  readonly name: string
  readonly time_zone: string
  readonly provenance: 'measured' | 'simulated'
  readonly created_at: string
}

export interface Session {
  readonly workspaces: readonly Workspace[]
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
