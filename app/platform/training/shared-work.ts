import { fillHistograms } from '@trill/core/trees/histograms'

/**
 * Memory through which threads share out the groups of columns of one leaf. The claim holds the number of the turn above 16 bits and the
 * groups that nobody has taken yet below: a thread that read the task of an earlier turn fails to claim, since the turn has moved on.
 */
export interface SharedWork {
  readonly control: Int32Array
  /** Of each group its number and the buffer of its bins. */
  readonly groups: Int32Array
}

/** Places in `control`. */
export const AT = { claim: 0, done: 1, stopped: 2, total: 3, start: 4, end: 5, rows: 6, gradients: 7, hessians: 8, histogram: 9 } as const
export const GROUPS_MAX = 0xffff

/** New, with nothing to do. */
export function sharedWork(): SharedWork {
  return { control: new Int32Array(new SharedArrayBuffer(4 * 16)), groups: new Int32Array(new SharedArrayBuffer(8 * GROUPS_MAX)) }
}

/**
 * Takes groups of the present turn and fills them until none is left.
 * @param bufferOf Memory by its number.
 * @returns the claim that had nothing left, to wait for another.
 */
export function fillClaimed({ control, groups }: SharedWork, bufferOf: (index: number) => ArrayBufferLike): number {
  for (;;) {
    const claim = Atomics.load(control, AT.claim)
    const left = claim & GROUPS_MAX
    if (left === 0) return claim
    const task = control.slice()
    const [group, words] = [groups[2 * left - 2] as number, groups[2 * left - 1] as number]
    if (Atomics.compareExchange(control, AT.claim, claim, claim - 1) !== claim) continue
    fillOne(task, group, words, bufferOf)
    if (Atomics.add(control, AT.done, 1) + 1 === task[AT.total]) Atomics.notify(control, AT.done)
  }
}

function fillOne(task: Int32Array, group: number, words: number, bufferOf: (index: number) => ArrayBufferLike): void {
  const at = (place: number) => task[place] as number
  const leaf = {
    rows: new Int32Array(bufferOf(at(AT.rows))),
    start: at(AT.start),
    end: at(AT.end),
    gradients: new Float64Array(bufferOf(at(AT.gradients))),
    hessians: new Float64Array(bufferOf(at(AT.hessians))),
  }
  const groups: Int32Array[] = []
  groups[group] = new Int32Array(bufferOf(words))
  fillHistograms({ rows: 0, bins: [], groups }, leaf, new Float64Array(bufferOf(at(AT.histogram))), group, group + 1)
}
