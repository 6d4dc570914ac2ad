/** The part of cli-progress that is used; the package brings no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: Readonly<Record<string, unknown>>, preset: object)
    start(total: number, start: number, payload: object): void
    update(value: number, payload: object): void
    setTotal(total: number): void
    stop(): void
  }
  export const Presets: { readonly shades_classic: object }
}
