import { readFile } from 'node:fs/promises'
import { documentOfLightGbm, isLightGbm } from '@trill/core/tabular/lightgbm-document'
import { type ModelDocument, readDocument } from '@trill/core/tabular/model-document'
import { requireFile } from './input-file.ts'

/**
 * A model that `trill train` wrote, or one of LightGBM’s text format.
 * @throws Failure when there is no such file, UnusableTable when it is neither.
 */
export async function readModel(path: string): Promise<ModelDocument> {
  await requireFile(path)
  const text = await readFile(path, 'utf8')
  return isLightGbm(text) ? documentOfLightGbm(text) : readDocument(text)
}
