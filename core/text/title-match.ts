import { type TitleTerms, titleTerms } from './terms.ts'
import { FEATURES, type TitleFeatures, titleFeatures } from './title-features.ts'

/** From this similarity on two titles are taken to be about the same. */
export const TITLE_MATCH_FROM = 0.5

/** Version of the words and coefficients; stored with what was matched by them. */
export const TITLE_MATCH_VERSION = '1.0'

/**
 * Logistic regression of “the same story” on the features, fitted to the tuning part of `title-stories.cases.json` with a penalty of 1;
 * a test fits it again.
 */
export const TITLE_MATCH_COEFFICIENTS = {
  intercept: -4.67,
  contained: 1.26,
  shared: 2.46,
  letters: 3.31,
  evidence: 1.64,
  telling: 0.47,
  apart: -0.97,
  sameNumber: 0.72,
  otherNumber: -0.52,
  otherScript: 3.33,
} as const satisfies Readonly<Record<'intercept' | (typeof FEATURES)[number], number>>

/** Two episodes of a series are two stories, however alike their titles: what is left of their similarity. */
const OTHER_EPISODE = 0.25

/** How alike two titles are, and why. */
export interface TitleMatch {
  /** Probability that both are about the same story, 0 – 1, where one in five candidates is. */
  readonly similarity: number
  readonly isMatch: boolean
  readonly features: TitleFeatures
}

/** A title as it is given to be compared. */
export interface ComparedTitle {
  readonly title: string
  /** Who published it; its name in the title says nothing about the subject. */
  readonly channel?: string
}

/**
 * Prepares one title to be compared with many. Two titles match when they are likely to be about the same story: words are weighed by how
 * much they say, compared by form, letters and, over scripts, by consonants; nothing is learned about meaning, so that two languages
 * agree in names and numbers only. A title without any word, such as one of emoji alone, matches nothing.
 * @see docs/methods/title-matching.md, for how often it is right.
 */
export function titleMatcher(title: ComparedTitle): (other: ComparedTitle) => TitleMatch {
  const own = parsed(title)
  return (other) => {
    const terms = parsed(other)
    const features = titleFeatures(own, terms)
    const isEmpty = own.terms.length === 0 || terms.terms.length === 0
    const isOtherEpisode = own.episode !== '' && terms.episode !== '' && own.episode !== terms.episode
    const similarity = isEmpty ? 0 : probability(features) * (isOtherEpisode ? OTHER_EPISODE : 1)
    return { similarity, isMatch: similarity >= TITLE_MATCH_FROM, features }
  }
}

function parsed({ title, channel = '' }: ComparedTitle): TitleTerms {
  return titleTerms(title, { channel })
}

function probability(features: TitleFeatures): number {
  const { intercept, ...coefficients } = TITLE_MATCH_COEFFICIENTS
  const score = FEATURES.reduce<number>((sum, name) => sum + coefficients[name] * features[name], intercept)
  return 1 / (1 + Math.exp(-score))
}
