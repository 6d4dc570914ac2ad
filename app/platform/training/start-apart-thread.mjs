// A new thread starts without the loader of its parent; sources are TypeScript.
import { register } from 'tsx/esm/api'

register()
await import('./apart-thread.ts')
