import { describingNumbers, finiteNumbers, type LineReader, wholeNumber, wholeNumbers } from './lightgbm-lines.ts'
import { CATEGORICAL, type Tree, treeDepth } from './tree.ts'

/** Way beyond any tree of use; explanations walk down a tree step by step. */
const DEPTH_MAX = 1000
const WORD = 2 ** 32

/**
 * The tree whose head line was taken, up to the empty line behind it.
 * @throws RangeError naming the line and what is wrong: a count of values, a column that is not there, a child that has two parents or
 * cannot be reached from the root, a set of categories out of bounds.
 */
export function readTree(lines: LineReader, columns: number): Tree {
  const fields = lines.fields()
  const leavesField = fields.required('num_leaves')
  const leaves = wholeNumber(lines, leavesField)
  if (leaves < 1) lines.failAt(leavesField, 'num_leaves ≥ 1', leaves)
  const linear = fields.optional('is_linear')
  if (linear !== undefined && linear.value !== '0') lines.failAt(linear, 'is_linear=0, as linear trees are not supported', linear.value)
  const inner = leaves - 1
  const numbers = (name: string, count = inner) => finiteNumbers(lines, fields.required(name), count)
  const about = (name: string, count = inner) => describingNumbers(lines, fields.optional(name), count)
  const tree: Tree = {
    splitFeature: wholeNumbers(lines, fields.required('split_feature'), inner),
    splitGain: about('split_gain'),
    threshold: numbers('threshold'),
    decisionType: wholeNumbers(lines, fields.required('decision_type'), inner),
    leftChild: wholeNumbers(lines, fields.required('left_child'), inner, -leaves),
    rightChild: wholeNumbers(lines, fields.required('right_child'), inner, -leaves),
    leafValue: numbers('leaf_value', leaves),
    leafWeight: about('leaf_weight', leaves),
    leafCount: about('leaf_count', leaves),
    internalValue: about('internal_value'),
    internalWeight: about('internal_weight'),
    internalCount: about('internal_count'),
    ...readCategories(lines, fields),
    shrinkage: fields.optional('shrinkage') === undefined ? 1 : (numbers('shrinkage', 1)[0] as number),
  }
  const column = tree.splitFeature.find((index) => index >= columns)
  if (column !== undefined) lines.failAt(fields.required('split_feature'), `columns 0 … ${columns - 1} as split_feature`, column)
  checkCategories(lines, fields, tree)
  checkChildren(lines, fields, tree)
  return tree
}

type Fields = ReturnType<LineReader['fields']>

function readCategories(lines: LineReader, fields: Fields): Pick<Tree, 'categoryBoundaries' | 'categoryWords'> {
  const sets = wholeNumber(lines, fields.required('num_cat'))
  if (sets === 0) return { categoryBoundaries: [], categoryWords: [] }
  const boundaries = fields.required('cat_boundaries')
  const categoryBoundaries = wholeNumbers(lines, boundaries, sets + 1)
  const falling = categoryBoundaries.some((end, index) => index > 0 && end < (categoryBoundaries[index - 1] as number))
  if (falling || categoryBoundaries[0] !== 0) lines.failAt(boundaries, 'cat_boundaries that rise from 0', boundaries.value.slice(0, 40))
  const words = fields.required('cat_threshold')
  const categoryWords = wholeNumbers(lines, words, categoryBoundaries[sets] as number)
  const wide = categoryWords.find((word) => word >= WORD)
  if (wide !== undefined) lines.failAt(words, 'words of 32 bits as cat_threshold', wide)
  return { categoryBoundaries, categoryWords }
}

function checkCategories(lines: LineReader, fields: Fields, { decisionType, threshold, categoryBoundaries }: Tree): void {
  const sets = categoryBoundaries.length - 1
  const wrong = threshold.find(
    (set, node) => ((decisionType[node] as number) & CATEGORICAL) !== 0 && !(Number.isInteger(set) && set >= 0 && set < sets),
  )
  if (wrong !== undefined)
    lines.failAt(fields.required('threshold'), 'the index of a set of num_cat as threshold of a categorical node', wrong)
}

function checkChildren(lines: LineReader, fields: Fields, tree: Tree): void {
  const { leftChild, rightChild, leafValue } = tree
  const parents = new Map<number, number>([[0, -1]])
  for (const [name, children] of [
    ['left_child', leftChild],
    ['right_child', rightChild],
  ] as const) {
    for (const [node, child] of children.entries()) {
      if (child >= leftChild.length) lines.failAt(fields.required(name), `inner nodes 0 … ${leftChild.length - 1} as ${name}`, child)
      if (parents.has(child))
        lines.failAt(fields.required(name), `one parent for each child`, `${child} below nodes ${parents.get(child)} and ${node}`)
      parents.set(child, node)
    }
  }
  const reached = reachable(tree)
  const nodes = leftChild.length + leafValue.length
  if (reached !== nodes) lines.failAt(fields.required('left_child'), `all ${nodes} nodes below the root`, `${reached} of them`)
  const depth = treeDepth(tree)
  if (depth > DEPTH_MAX) lines.failAt(fields.required('left_child'), `a depth of at most ${DEPTH_MAX}`, depth)
}

/** Nodes and leaves at or below the root; ends, because no child has two parents and the root is nobody’s child. */
function reachable({ leftChild, rightChild }: Tree): number {
  if (leftChild.length === 0) return 1
  let count = 0
  const waiting = [0]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    count += 1
    if (node >= 0) waiting.push(leftChild[node] as number, rightChild[node] as number)
  }
  return count
}
