import { finiteNumbers, LineReader, wholeNumber } from './lightgbm-lines.ts'
import { readTree } from './lightgbm-tree-reader.ts'
import type { Tree, TreeModel } from './tree.ts'

const VERSIONS = ['v3', 'v4']
const CLASSES_MAX = 10_000

/**
 * A model from LightGBM’s text format, as `Booster.save_model` and `model_to_string` write it. Linear trees are refused.
 * @param text The whole file.
 * @throws RangeError naming the line and what is wrong there.
 * @see https://github.com/microsoft/LightGBM, version 4 of the format.
 */
export function readLightGbm(text: string): TreeModel {
  const lines = new LineReader(text)
  if (lines.take()?.text !== 'tree') lines.fail('“tree” as line 1', text.slice(0, 40))
  const header = readHeader(lines)
  const trees = readTrees(lines, header.columns.length)
  if (trees.length % header.classCount !== 0) lines.fail(`trees in rounds of ${header.classCount}`, trees.length)
  return { ...header, trees, ...readTrailer(lines) }
}

function readHeader(lines: LineReader): Omit<TreeModel, 'trees' | 'parameters' | 'pandasCategorical'> {
  const fields = lines.fields()
  const version = fields.required('version')
  if (!VERSIONS.includes(version.value)) lines.failAt(version, `version ${VERSIONS.join(' or ')}`, version.value)
  const columns = words(fields.required('feature_names').value)
  const last = fields.required('max_feature_idx')
  if (wholeNumber(lines, last) !== columns.length - 1) lines.failAt(last, `max_feature_idx ${columns.length - 1}`, last.value)
  if (new Set(columns).size !== columns.length) lines.failAt(fields.required('feature_names'), 'distinct feature_names', 'one twice')
  const perRound = fields.required('num_tree_per_iteration')
  const classCount = wholeNumber(lines, perRound)
  if (classCount < 1 || classCount > CLASSES_MAX) lines.failAt(perRound, `1 to ${CLASSES_MAX} trees a round`, classCount)
  const ranges = fields.required('feature_infos')
  const columnRanges = words(ranges.value)
  if (columnRanges.length !== columns.length) lines.failAt(ranges, `${columns.length} feature_infos`, columnRanges.length)
  const monotone = fields.optional('monotone_constraints')
  return {
    columns,
    objective: fields.optional('objective')?.value ?? null,
    classCount,
    averaged: fields.optional('average_output') !== undefined,
    columnRanges,
    monotoneConstraints: monotone === undefined ? [] : finiteNumbers(lines, monotone, columns.length),
  }
}

function readTrees(lines: LineReader, columns: number): Tree[] {
  const trees: Tree[] = []
  for (;;) {
    const line = lines.takeFilled()
    if (line === undefined) return lines.fail('“end of trees”', 'the end of the text')
    if (line.text === 'end of trees') return trees
    if (line.text !== `Tree=${trees.length}`) lines.failAt(line, `“Tree=${trees.length}” or “end of trees”`, line.text.slice(0, 40))
    trees.push(readTree(lines, columns))
  }
}

function readTrailer(lines: LineReader): Pick<TreeModel, 'parameters' | 'pandasCategorical'> {
  const parameters: Record<string, string> = {}
  let pandasCategorical: string | null = null
  for (let line = lines.take(); line !== undefined; line = lines.take()) {
    const [, name, value] = /^\[([^:\]]+): (.*)\]$/.exec(line.text) ?? []
    if (name !== undefined && value !== undefined) parameters[name] = value
    if (line.text.startsWith('pandas_categorical:')) pandasCategorical = line.text.slice('pandas_categorical:'.length)
  }
  return { parameters, pandasCategorical }
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ')
}
