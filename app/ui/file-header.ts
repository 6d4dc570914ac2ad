const PEEK_BYTES = 65_536

/** Column names of a CSV file, gzip or not, read from its beginning; nothing when it is no CSV. */
export async function columnsOf(file: File): Promise<string[]> {
  if (!/\.(csv|tsv|txt)(\.gz)?$/i.test(file.name)) return []
  const text = await beginningOf(file)
  const line = /^(?:[^"\r\n]|"(?:[^"]|"")*")*/.exec(text.replace(/^\uFEFF/, ''))?.[0] ?? ''
  const separator = line.includes('\t') && !line.includes(',') ? '\t' : ','
  const cells = line.match(separator === '\t' ? /("(?:[^"]|"")*"|[^\t]*)(?:\t|$)/g : /("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? []
  return cells
    .map((cell) =>
      cell
        .replace(/[,\t]$/, '')
        .replace(/^"([\s\S]*)"$/, '$1')
        .replaceAll('""', '"')
        .trim(),
    )
    .filter((cell) => cell !== '')
}

async function beginningOf(file: File): Promise<string> {
  const magic = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return file.slice(0, PEEK_BYTES).text()
  const reader = file
    .slice(0, PEEK_BYTES)
    .stream()
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let text = ''
  try {
    for (let part = await reader.read(); !part.done && text.length < PEEK_BYTES; part = await reader.read()) text += part.value
  } catch {
    // Only the beginning was given: the end of the gzip stream is missing.
  }
  void reader.cancel().catch(() => undefined)
  return text
}
