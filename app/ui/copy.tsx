import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { notify } from './notices.tsx'

/** Puts text on the clipboard, also where the page came over plain http and the browser withholds its clipboard. */
export async function copyText(text: string): Promise<boolean> {
  if (
    navigator.clipboard !== undefined &&
    (await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    ))
  )
    return true
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  const copied = document.execCommand('copy')
  field.remove()
  return copied
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState(false)
  const copy = async () => {
    if (!(await copyText(text))) return notify('The browser refused; select the text and copy it.')
    setDone(true)
    setTimeout(() => setDone(false), 2000)
  }
  return (
    <Button size="small" onClick={copy} aria-label={`Copy ${what}`}>
      {done ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite">{done ? 'Copied' : 'Copy'}</span>
    </Button>
  )
}

/** Text to be copied as it stands: a command, a key, a snippet. What is read and typed may be `shown` in groups. */
export function CodeBlock({ code, what, shown }: { code: string; what: string; shown?: string }) {
  const short = !code.includes('\n')
  return (
    <div className={classNames('overflow-hidden rounded-8 border bg-sunken', short && 'flex items-center')}>
      <div className={short ? 'order-last p-1.5' : 'flex items-center justify-between border-b py-1.5 pr-1.5 pl-3'}>
        {!short && <span className="text-12 text-muted first-letter:uppercase">{what}</span>}
        <CopyButton text={code} what={what} />
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard.
        tabIndex={0}
        aria-label={what}
        className="scroll-quiet min-w-0 flex-1 overflow-x-auto px-3 py-2.5 font-mono text-12 leading-[1.6] -outline-offset-2"
      >
        <pre className={classNames('font-mono', shown !== undefined && 'whitespace-pre-wrap')}>
          <code>{shown ?? code}</code>
        </pre>
      </section>
    </div>
  )
}
