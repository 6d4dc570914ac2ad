import type { Leak } from './leaks.ts'

const FIGURES = { rocAuc: 'ROC-AUC', rSquared: 'R²', share: 'share of rows' } as const

/** A leak in a sentence, with its evidence and its formula. @param target Name of the target. */
export function leakText(leak: Leak, target: string): string {
  const names = leak.columns.map((name) => `“${name}”`)
  const listed = names.length === 1 ? names[0] : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return `${listed} ${saidOf(leak, target)} (${FIGURES[leak.figure]} ${leak.told.toFixed(4)}).`
}

function saidOf({ kind, columns, formula }: Leak, target: string): string {
  const [one, with_] = columns.length === 1 ? ['', 's'] : [' together', '']
  if (kind === 'copy') return `is “${target}”, value by value`
  if (kind === 'monotone') return `rises or falls with “${target}” wherever it does`
  if (formula === null) return `tell${with_} “${target}”${columns.length === 1 ? ' alone' : one}`
  return `make${with_} up “${target}”: ${formulaText(columns, formula, kind === 'product')}`
}

function formulaText(columns: readonly string[], { factors, constant }: NonNullable<Leak['formula']>, isProduct: boolean): string {
  const parts = columns.map((name, index) => part(name, short(factors[index] as number), isProduct))
  if (isProduct) return [...(short(constant) === '1' ? [] : [short(constant)]), ...parts].join(' × ')
  const scale = Math.max(...factors.map(Math.abs))
  const all = [...parts, ...(Math.abs(constant) < 1e-6 * scale ? [] : [short(constant)])]
  return all.join(' + ').replaceAll('+ −', '− ')
}

function part(name: string, factor: string, isProduct: boolean): string {
  if (factor === '1') return name
  return isProduct ? `${name}^${factor}` : `${factor} × ${name}`
}

function short(value: number): string {
  const whole = Math.round(value)
  return String(Math.abs(value - whole) < 0.003 * Math.max(1, Math.abs(whole)) ? whole : Number(value.toPrecision(3))).replace('-', '−')
}
