import { accuracy, confusion, f1Score, macroF1 } from '@trill/core/model-selection/class-metrics'
import { fitTextClassifier, LANGUAGE_CHARACTERS, textJudge } from '@trill/core/text/text-classifier'
import { linesOf, type Measured, measure } from './measured.ts'

const LANGUAGES = { english: 0.514, french: 0.596, portuguese: 0.6, spanish: 0.544 }

interface Labelled {
  readonly texts: string[]
  readonly labels: string[]
}

/** Moods, irony and sentiment of tweets, and languages, learned on the training part and judged on the test part as they are split. */
export function measureTexts(folder: string): Measured[] {
  const tweets = (name: string, part: string) => labelled(folder, ['sentiment_tweeteval', 'datasets', name], part)
  return [
    measure('tweeteval emotion', 'TF-IDF + logistic', { macro_f1: 0.664 }, () =>
      judged(tweets('emotion', 'train'), tweets('emotion', 'test')),
    ),
    measure('tweeteval irony', 'TF-IDF + logistic', { f1_of_1: 0.605 }, () => judged(tweets('irony', 'train'), tweets('irony', 'test'))),
    ...Object.entries(LANGUAGES).map(([language, macro_f1]) =>
      measure(`umsab ${language}`, 'TF-IDF + logistic', { macro_f1 }, () =>
        judged(part(folder, language, 'train'), part(folder, language, 'test')),
      ),
    ),
    measure('umsab languages', 'characters 1–4 + logistic', { accuracy: 0.972 }, () => {
      const [train, test] = ['train', 'test'].map((name) => byLanguage(folder, name)) as [Labelled, Labelled]
      return judged(train, test, { terms: LANGUAGE_CHARACTERS })
    }),
  ]
}

function judged(train: Labelled, test: Labelled, options = {}): Record<string, number | null> {
  const classifier = fitTextClassifier(train.texts, train.labels, options)
  const numberOf = (label: string) => classifier.classes.indexOf(label)
  const called = textJudge(classifier)(test.texts).map(({ probabilities }) => probabilities.indexOf(Math.max(...probabilities)))
  const table = confusion(test.labels.map(numberOf), called)
  return { macro_f1: macroF1(table), accuracy: accuracy(table), f1_of_1: f1Score(table, 1) }
}

function part(folder: string, language: string, name: string): Labelled {
  return labelled(folder, ['sentiment_umsab', 'data', 'sentiment', language], name)
}

function byLanguage(folder: string, name: string): Labelled {
  const parts = Object.keys(LANGUAGES).map((language) => ({ language, texts: part(folder, language, name).texts }))
  return { texts: parts.flatMap(({ texts }) => texts), labels: parts.flatMap(({ language, texts }) => texts.map(() => language)) }
}

function labelled(folder: string, path: readonly string[], name: string): Labelled {
  return { texts: linesOf(folder, ...path, `${name}_text.txt`), labels: linesOf(folder, ...path, `${name}_labels.txt`) }
}
