import type { FastifyInstance } from 'fastify'
import type { Trainer } from './models/trainer.ts'
import type { Platform } from './platform.ts'
import type { ReportDocument } from './report/document.ts'
import type { ReportSection } from './report/section.ts'

/** One capability of the product: a folder under `app/features`. */
export interface Feature {
  /** Folder, table prefix, route and page share this word. */
  readonly name: string
  /** The question it answers, in one sentence. */
  readonly about: string
  /** Registers its HTTP routes. */
  readonly routes?: (http: FastifyInstance, platform: Platform) => void
  /** Models that it predicts with: how each is trained. */
  readonly trainers?: readonly Trainer[]
  /** What it brings to the executive report. */
  readonly reportSections?: readonly ReportSection[]
  /** Documents that it makes for a period. */
  readonly documents?: readonly ReportDocument[]
  /** Starts its background work; the returned function stops it and waits for it. */
  readonly start?: (platform: Platform) => Promise<() => Promise<void>> | (() => Promise<void>)
}

/** Names a feature; a function so that the type is checked where it is written. */
export function defineFeature(feature: Feature): Feature {
  return feature
}
