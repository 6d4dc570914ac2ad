/** A privacy loss: epsilon, and the probability delta that it is greater. */
export interface PrivacyLoss {
  /** ≥ 0. */
  readonly epsilon: number
  /** In [0, 1). */
  readonly delta: number
}

/** What was spent on what. */
export interface Expense extends PrivacyLoss {
  readonly label: string
}

/** What may be spent in all, and what was. Plain data, to be stored as it is. */
export interface BudgetLedger {
  readonly limit: PrivacyLoss
  readonly expenses: readonly Expense[]
}

export type Spending =
  | { readonly status: 'spent'; readonly ledger: BudgetLedger; readonly left: PrivacyLoss }
  | { readonly status: 'refused'; readonly needed: PrivacyLoss; readonly left: PrivacyLoss }

/** Sums of decimal fractions miss their mark by some 1e-16: ten times 0.1 must fit into 1. */
const ROUNDING = 1e-9

/**
 * Loss of several releases together: their sums.
 * @see Dwork and Roth, The algorithmic foundations of differential privacy (2014), theorem 3.16.
 */
export function basicComposition(losses: readonly PrivacyLoss[]): PrivacyLoss {
  return losses.reduce((sum, { epsilon, delta }) => ({ epsilon: sum.epsilon + epsilon, delta: sum.delta + delta }), {
    epsilon: 0,
    delta: 0,
  })
}

/**
 * Loss of several releases together at the price of some more delta: less than the sum when they are many and small.
 * Equal losses give the theorem of Dwork, Rothblum and Vadhan; unequal ones its extension.
 * @param slack The additional delta, in (0, 1).
 * @throws RangeError when the slack is out of range.
 * @see Dwork, Rothblum and Vadhan, Boosting and differential privacy (2010), theorem III.3; Rogers, Roth, Ullman and Vadhan,
 * Privacy odometers and filters (2016), theorem 5.1, for unequal losses fixed beforehand.
 */
export function advancedComposition(losses: readonly PrivacyLoss[], slack: number): PrivacyLoss {
  if (!(slack > 0 && slack < 1)) throw new RangeError(`advancedComposition requires slack in (0, 1), got ${slack}`)
  const squares = losses.reduce((sum, { epsilon }) => sum + epsilon * epsilon, 0)
  const drift = losses.reduce((sum, { epsilon }) => sum + epsilon * Math.expm1(epsilon), 0)
  return { epsilon: Math.sqrt(2 * squares * Math.log(1 / slack)) + drift, delta: basicComposition(losses).delta + slack }
}

/** What is left of a budget; never below 0. Losses are summed, which holds also when each is chosen after seeing the last result. */
export function remainingBudget({ limit, expenses }: BudgetLedger): PrivacyLoss {
  const spent = basicComposition(expenses)
  return { epsilon: Math.max(limit.epsilon - spent.epsilon, 0), delta: Math.max(limit.delta - spent.delta, 0) }
}

/**
 * Spends from a budget: the ledger with one more expense, or a refusal that leaves it as it is. To be called, and the new ledger
 * stored, before the noisy figure is shown.
 * @throws RangeError when the expense is not a privacy loss, or is none at all.
 */
export function spend(ledger: BudgetLedger, expense: Expense): Spending {
  requireLoss(expense)
  const left = remainingBudget(ledger)
  const fits = expense.epsilon <= left.epsilon + ROUNDING && expense.delta <= left.delta * (1 + ROUNDING)
  if (!fits) return { status: 'refused', needed: { epsilon: expense.epsilon, delta: expense.delta }, left }
  const after = { ...ledger, expenses: [...ledger.expenses, expense] }
  return { status: 'spent', ledger: after, left: remainingBudget(after) }
}

function requireLoss({ epsilon, delta }: PrivacyLoss): void {
  if (!(epsilon > 0 && epsilon < Infinity)) throw new RangeError(`spend requires finite epsilon > 0, got ${epsilon}`)
  if (!(delta >= 0 && delta < 1)) throw new RangeError(`spend requires delta in [0, 1), got ${delta}`)
}
