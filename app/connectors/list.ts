import type { ConnectorKind } from './connector.ts'
import { hackernews } from './hackernews/hackernews.ts'

/** Every platform that can be connected, in the order in which they are shown. */
export const CONNECTORS: readonly ConnectorKind[] = [hackernews]
