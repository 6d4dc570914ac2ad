import type { Table } from '../estimator.ts'
import { type CompiledTrees, compileTrees } from '../trees/compiled-trees.ts'
import { predictTrees } from '../trees/predictions.ts'
import type { TreeModel } from '../trees/tree.ts'

/** Flat forms of the models in use, gone with them: a served model is compiled once, not for each post. */
const COMPILED = new WeakMap<TreeModel, CompiledTrees>()

/** Predictions of trees whose model was seen before, without compiling it again. */
export function predictSeen(model: TreeModel, table: Table): Float64Array {
  let compiled = COMPILED.get(model)
  if (compiled === undefined) {
    compiled = compileTrees(model)
    COMPILED.set(model, compiled)
  }
  return predictTrees(model, table, compiled)
}
