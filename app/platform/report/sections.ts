import type { ReportSection } from './section.ts'

/** What features bring to the executive report. */
export class ReportSections {
  readonly #sections: ReportSection[] = []

  /** Taken once each, in the order of the features. */
  offer(sections: readonly ReportSection[]): void {
    for (const section of sections) if (!this.#sections.includes(section)) this.#sections.push(section)
  }

  get all(): readonly ReportSection[] {
    return this.#sections
  }
}
