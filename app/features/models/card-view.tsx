import type { ReactNode } from 'react'

/** The Markdown that cards are written in: headings, paragraphs, lists, tables and code, nothing else. */
export function CardView({ text }: { text: string }) {
  return <div className="space-y-3 px-5 pb-5 text-14">{text.split('\n\n').map((block, index) => blockOf(block, String(index)))}</div>
}

function blockOf(block: string, key: string): ReactNode {
  if (block.startsWith('# ')) return null
  if (block.startsWith('## '))
    return (
      <h3 key={key} className="pt-2 font-semibold">
        {block.slice(3)}
      </h3>
    )
  const lines = block.split('\n')
  if (block.startsWith('- ')) return <List key={key} lines={lines} />
  if (block.startsWith('| ')) return <Rows key={key} lines={lines} />
  return (
    <p key={key} className="max-w-[78ch]">
      {withCode(block)}
    </p>
  )
}

function List({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="max-w-[78ch] list-disc space-y-1 pl-5">
      {lines.map((line) => (
        <li key={line} className="break-words">
          {withCode(line.slice(2))}
        </li>
      ))}
    </ul>
  )
}

function Rows({ lines }: { lines: readonly string[] }) {
  const [header = [], , ...rows] = lines.map(cellsOf)
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
      tabIndex={0}
      aria-label={header.join(', ')}
      className="scroll-quiet overflow-x-auto"
    >
      <table className="text-12">
        <thead>
          <tr>
            {header.map((cell) => (
              <th key={cell} scope="col" className="border-b py-1 pr-6 text-left font-medium whitespace-nowrap text-muted">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr key={cells[0]}>
              {cells.map((cell, index) => (
                <td key={header[index]} className="border-b py-1 pr-6 whitespace-nowrap figures">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function cellsOf(line: string): string[] {
  return line
    .slice(2, -2)
    .split(/(?<!\\)\| | \|(?= )/)
    .map((cell) => cell.replaceAll('\\|', '|').trim())
}

function withCode(text: string): ReactNode[] {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      <code key={part} className="font-mono text-12 break-all">
        {part}
      </code>
    ) : (
      part
    ),
  )
}
