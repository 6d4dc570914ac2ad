import { FileUp, X } from 'lucide-react'
import { type DragEvent, useId, useRef, useState } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { counted, sizeLabel } from '../../ui/format.ts'
import { type Categories, categoriesOf } from './chosen-file.tsx'
import { UnusableImport } from './rejections.ts'

interface Props {
  readonly file: File | undefined
  readonly onChoose: (file: File) => void
  readonly disabled: boolean
}

/** The file itself: dropped, or chosen. */
export function FileChoice({ file, onChoose, disabled }: Props) {
  const [over, setOver] = useState(false)
  const take = (files: FileList | null) => files?.[0] && onChoose(files[0])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    if (!disabled) take(event.dataTransfer.files)
  }
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(inside)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same.
    <div
      onDrop={drop}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      className={classNames(
        'flex flex-col items-center gap-2 rounded-12 border border-dashed border-border-strong px-4 py-6 text-center',
        over && 'border-accent bg-accent-soft',
      )}
    >
      <FileUp className="size-5 text-muted" aria-hidden="true" />
      <p className="text-14 break-all">{file ? `${file.name} · ${sizeLabel(file.size)}` : 'Drop a file here'}</p>
      <FileButton label="File to import" text={file ? 'Choose another' : 'Choose a file'} disabled={disabled} onChoose={onChoose} />
    </div>
  )
}

interface CategoriesProps {
  readonly categories: Categories | undefined
  readonly onChange: (categories: Categories | undefined) => void
}

/** The JSON of category names that is published beside each trending list. */
export function CategoriesChoice({ categories, onChange }: CategoriesProps) {
  const id = useId()
  const [fault, setFault] = useState<string | undefined>()
  const choose = async (file: File) => {
    try {
      onChange(await categoriesOf(file))
      setFault(undefined)
    } catch (error) {
      setFault(error instanceof UnusableImport ? `${file.name}: ${error.message}` : `${file.name} could not be read.`)
    }
  }
  return (
    <div>
      <p className="mb-1 text-12 font-medium">Names of the categories</p>
      <div className="flex flex-wrap items-center gap-2 text-14">
        <p id={id} className="mr-auto min-w-0 break-words text-muted">
          {categories
            ? `${counted(Object.keys(categories.names).length, 'name')} from ${categories.fileName}`
            : 'YouTube’s own, unless you give the JSON that came with the file.'}
        </p>
        {categories && (
          <IconButton label="Use YouTube’s own names" size="icon-small" onClick={() => onChange(undefined)}>
            <X aria-hidden="true" />
          </IconButton>
        )}
        <FileButton
          label="File of category names"
          text="Choose a JSON file"
          accept=".json,application/json"
          describedBy={id}
          onChoose={choose}
        />
      </div>
      {fault !== undefined && (
        <p role="alert" className="mt-1 text-12 break-words text-negative">
          {fault}
        </p>
      )}
    </div>
  )
}

interface FileButtonProps {
  readonly label: string
  readonly text: string
  readonly accept?: string
  readonly describedBy?: string
  readonly disabled?: boolean
  readonly onChoose: (file: File) => void
}

function FileButton({ label, text, accept, describedBy, disabled = false, onChoose }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        aria-label={label}
        className="sr-only"
        tabIndex={-1}
        disabled={disabled}
        {...(accept !== undefined && { accept })}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          // The same file chosen again, perhaps mended meanwhile, is to be read again.
          target.value = ''
          if (file) onChoose(file)
        }}
      />
      <Button size="small" disabled={disabled} aria-describedby={describedBy} onClick={() => input.current?.click()}>
        {text}
      </Button>
    </>
  )
}
