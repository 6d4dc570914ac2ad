/** A figure by which forecasts are judged on rows that the model has not seen. */
export interface ModelFigure {
  readonly label: string
  /** What it says, in one sentence. */
  readonly about: string
  /** Null where neither is better: it describes the rows, not the model. */
  readonly better: 'higher' | 'lower' | null
  readonly unit: 'share' | 'number' | 'score'
}

/** Every figure of a model that is shown, by the name that `core/model-selection` gives it. */
export const MODEL_FIGURES = {
  baseRate: { label: 'Base rate', about: 'Share of rows for which it was true.', better: null, unit: 'share' },
  majorityAccuracy: {
    label: 'Accuracy of the majority guess',
    about: 'How often somebody is right who always says the more frequent.',
    better: null,
    unit: 'share',
  },
  accuracy: {
    label: 'Accuracy',
    about: 'How often the more probable answer is right; look at the majority guess beside it.',
    better: 'higher',
    unit: 'share',
  },
  rocAuc: {
    label: 'ROC-AUC',
    about: 'How often a row for which it was true is ranked above one for which it was not; 0.5 is guessing.',
    better: 'higher',
    unit: 'score',
  },
  averagePrecision: {
    label: 'Average precision',
    about: 'Area under precision over recall; guessing gets the base rate.',
    better: 'higher',
    unit: 'score',
  },
  brier: { label: 'Brier score', about: 'Mean squared distance of the probability from what happened.', better: 'lower', unit: 'score' },
  brierSkill: {
    label: 'Brier skill',
    about: 'Share of the base rate’s Brier score that the model takes away.',
    better: 'higher',
    unit: 'share',
  },
  logLoss: { label: 'Log loss', about: 'Mean surprise at what happened; sure and wrong costs most.', better: 'lower', unit: 'score' },
  calibrationError: {
    label: 'Calibration error',
    about: 'Mean distance of probabilities from the shares that came true; above 0 by chance, the more so with few rows.',
    better: 'lower',
    unit: 'share',
  },
  f1: { label: 'F1', about: 'Harmonic mean of precision and recall from probability 0.5 on.', better: 'higher', unit: 'score' },
  matthews: { label: 'Matthews correlation', about: 'Correlation of what was called with what happened.', better: 'higher', unit: 'score' },
  rSquared: { label: 'R²', about: 'Share of the variance that is foretold.', better: 'higher', unit: 'share' },
  meanAbsoluteError: {
    label: 'Mean absolute error',
    about: 'Mean distance of the forecast from what came.',
    better: 'lower',
    unit: 'number',
  },
  rootMeanSquaredError: {
    label: 'Root mean squared error',
    about: 'The same with great distances counted more.',
    better: 'lower',
    unit: 'number',
  },
  medianPercentageError: {
    label: 'Median percentage error',
    about: 'Middle distance of the forecast from what came, as a share of what came.',
    better: 'lower',
    unit: 'share',
  },
  meanLogError: {
    label: 'Mean log error',
    about: 'Mean distance of the logarithms: by which factor forecasts are off.',
    better: 'lower',
    unit: 'number',
  },
} as const satisfies Record<string, ModelFigure>
export type ModelFigureName = keyof typeof MODEL_FIGURES
export const MODEL_FIGURE_NAMES = Object.keys(MODEL_FIGURES) as [ModelFigureName, ...ModelFigureName[]]

/** The same by any name; undefined where there is none. */
export function modelFigure(name: string): ModelFigure | undefined {
  return (MODEL_FIGURES as Readonly<Record<string, ModelFigure>>)[name]
}

/** Figures in the order of the table; names that it lacks come last. */
export function inOrder<T>(figures: Readonly<Record<string, T>>): [name: string, figure: T][] {
  const place = (name: string) =>
    name in MODEL_FIGURES ? (MODEL_FIGURE_NAMES as readonly string[]).indexOf(name) : MODEL_FIGURE_NAMES.length
  return Object.entries(figures).sort(([one], [other]) => place(one) - place(other))
}
