/** Runs work one after the other, in the order asked for. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>

/**
 * @param patienceMilliseconds how long work may wait for its turn. Work that waits for itself, because it asks for a turn
 * within its own, would otherwise wait for ever.
 */
export function createTurns(patienceMilliseconds: number): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const { turn, waited } = waitFor(last, work, patienceMilliseconds)
    last = turn.catch(() => undefined)
    return Promise.race([turn, waited])
  }
}

function waitFor<T>(
  before: Promise<unknown>,
  work: () => Promise<T>,
  patienceMilliseconds: number,
): { turn: Promise<T>; waited: Promise<never> } {
  let timer: NodeJS.Timeout | undefined
  let gaveUp: Error | undefined
  const waited = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      gaveUp = new Error(
        `Waited ${patienceMilliseconds / 1000} s for the connection to PostgreSQL. Within a transaction, use the connection that it was given`,
      )
      reject(gaveUp)
    }, patienceMilliseconds)
  })
  const turn = before.then(() => {
    clearTimeout(timer)
    if (gaveUp !== undefined) throw gaveUp
    return work()
  })
  return { turn, waited }
}
