/**
 * A random UUID, version 4. `crypto.randomUUID` is absent on pages served over plain HTTP, so it is drawn here.
 * @param random a number in [0, 1) with at least 16 random bits
 */
export function uuid(random: () => number): string {
  const digits = () => (65_536 + Math.floor(random() * 65_536)).toString(16).slice(1)
  return `${digits()}${digits()}-${digits()}-4${digits().slice(1)}-8${digits().slice(1)}-${digits()}${digits()}${digits()}`
}
