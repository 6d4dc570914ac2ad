import type { ReportDocument } from './document.ts'

/** Documents that features can make for a period. */
export class Documents {
  readonly #documents = new Map<string, ReportDocument>()

  /** @throws RangeError when another feature has one of the same id. */
  offer(documents: readonly ReportDocument[]): void {
    for (const document of documents) {
      if (this.#documents.has(document.id) && this.#documents.get(document.id) !== document)
        throw new RangeError(`There are two documents ${document.id}`)
      this.#documents.set(document.id, document)
    }
  }

  get all(): readonly ReportDocument[] {
    return [...this.#documents.values()]
  }

  find(id: string): ReportDocument | undefined {
    return this.#documents.get(id)
  }
}
