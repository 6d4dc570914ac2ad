import { general } from './general-notation.ts'
import type { Tree, TreeModel } from './tree.ts'

/**
 * A model in LightGBM’s text format: Python’s `lightgbm.Booster(model_str=…)` reads it and predicts the same. White space in names of
 * columns becomes `_`, as LightGBM does itself.
 * @throws RangeError when two names become the same by that.
 */
export function writeLightGbm(model: TreeModel): string {
  const names = model.columns.map((name) => name.replaceAll(/\s/g, '_'))
  if (new Set(names).size !== names.length)
    throw new RangeError('writeLightGbm requires names of columns that differ without white space, got one twice')
  const trees = model.trees.map((tree, index) => `Tree=${index}\n${treeText(tree)}\n`)
  return [
    ...headerLines(model, names),
    `tree_sizes=${trees.map(utf8Length).join(' ')}`,
    '',
    `${trees.join('')}end of trees`,
    '',
    'feature_importances:',
    ...importanceLines(model, names),
    ...parameterLines(model),
    '',
  ].join('\n')
}

function headerLines(model: TreeModel, names: readonly string[]): string[] {
  return [
    'tree',
    'version=v4',
    `num_class=${model.classCount}`,
    `num_tree_per_iteration=${model.classCount}`,
    'label_index=0',
    `max_feature_idx=${names.length - 1}`,
    ...(model.objective === null ? [] : [`objective=${model.objective}`]),
    ...(model.averaged ? ['average_output'] : []),
    `feature_names=${names.join(' ')}`,
    ...(model.monotoneConstraints.length > 0 ? [`monotone_constraints=${model.monotoneConstraints.join(' ')}`] : []),
    `feature_infos=${model.columnRanges.join(' ')}`,
  ]
}

function treeText(tree: Tree): string {
  const exact = (values: readonly number[]) => values.map((value) => general(value, 17)).join(' ')
  const short = (values: readonly number[]) => values.map((value) => general(value, 6)).join(' ')
  const sets = tree.categoryBoundaries.length - 1
  return [
    `num_leaves=${tree.leafValue.length}`,
    `num_cat=${Math.max(0, sets)}`,
    `split_feature=${tree.splitFeature.join(' ')}`,
    `split_gain=${short(tree.splitGain)}`,
    `threshold=${exact(tree.threshold)}`,
    `decision_type=${tree.decisionType.join(' ')}`,
    `left_child=${tree.leftChild.join(' ')}`,
    `right_child=${tree.rightChild.join(' ')}`,
    `leaf_value=${exact(tree.leafValue)}`,
    `leaf_weight=${tree.splitFeature.length > 0 ? exact(tree.leafWeight) : ''}`,
    `leaf_count=${tree.leafCount.join(' ')}`,
    `internal_value=${short(tree.internalValue)}`,
    `internal_weight=${short(tree.internalWeight)}`,
    `internal_count=${tree.internalCount.join(' ')}`,
    ...(sets > 0 ? [`cat_boundaries=${tree.categoryBoundaries.join(' ')}`, `cat_threshold=${tree.categoryWords.join(' ')}`] : []),
    'is_linear=0',
    `shrinkage=${general(tree.shrinkage, 6)}`,
    '\n',
  ].join('\n')
}

/** How often each column is asked for, the most used first. */
function importanceLines({ trees }: TreeModel, names: readonly string[]): string[] {
  const counts = new Map<number, number>()
  for (const { splitFeature, splitGain } of trees) {
    for (const [node, column] of splitFeature.entries()) {
      if ((splitGain[node] as number) > 0) counts.set(column, (counts.get(column) ?? 0) + 1)
    }
  }
  const ordered = [...counts].sort(([one, times], [other, otherTimes]) => otherTimes - times || one - other)
  return ordered.map(([column, times]) => `${names[column]}=${times}`)
}

function parameterLines({ parameters, pandasCategorical }: TreeModel): string[] {
  const settings = Object.entries(parameters).map(([name, value]) => `[${name}: ${value}]`)
  const listed = settings.length > 0 ? ['', 'parameters:', ...settings, '', 'end of parameters'] : []
  return [...listed, ...(pandasCategorical === null ? [] : ['', `pandas_categorical:${pandasCategorical}`])]
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) as number
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
