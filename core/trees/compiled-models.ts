import type { Table } from '../estimator.ts'
import { type CompiledTrees, compileTrees } from './compiled-trees.ts'
import { predictTrees } from './predictions.ts'
import type { TreeModel } from './tree.ts'

/** Flat forms of the models in use, gone with them: a served model is compiled once, not for each question. */
const COMPILED = new WeakMap<TreeModel, CompiledTrees>()

/** As `predictTrees`, without compiling a model again that was seen before. */
export function predictSeen(model: TreeModel, table: Table): Float64Array {
  let compiled = COMPILED.get(model)
  if (compiled === undefined) {
    compiled = compileTrees(model)
    COMPILED.set(model, compiled)
  }
  return predictTrees(model, table, compiled)
}
