import { stat } from 'node:fs/promises'
import { Failure } from './failure.ts'

/** @throws Failure when a file that was named cannot be read. */
export async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    const detail = error.code === 'ENOENT' ? `There is no file ${file}` : error.message
    throw new Failure({ title: 'The file cannot be read', detail, remedy: 'Check the path.' })
  })
  if (!found.isFile())
    throw new Failure({
      title: 'The file cannot be read',
      detail: `${file} is no file`,
      remedy: 'Name the files in the directory, for example with *.',
    })
}
