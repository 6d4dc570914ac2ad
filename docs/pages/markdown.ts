/** A Markdown table. A cell may hold anything but a line break, which becomes a space. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** Inline code. */
export function code(text: string): string {
  return text === '' ? '' : `\`${text}\``
}

/** A generated page: its title, where it comes from, its parts. */
export function page(title: string, source: string, ...parts: readonly string[]): string {
  const note = `Generated from ${source} by \`npm run docs\`; do not edit.`
  return `${[`# ${title}`, note, ...parts].join('\n\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')
}
