import { ChevronRight } from 'lucide-react'
import { SelectField, TextField } from '../../ui/field.tsx'
import { DELIMITERS } from '../../ui/file-beginning.ts'
import { type ChosenFile, type Faults, layoutOf, readAgain } from './chosen-file.tsx'

/** Encodings that files come in, by their WHATWG labels. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'windows-1252': 'Western (Windows-1252, Latin-1)',
  'utf-16le': 'UTF-16, little-endian',
  'utf-16be': 'UTF-16, big-endian',
  'iso-8859-2': 'Central European (ISO 8859-2)',
  'windows-1250': 'Central European (Windows-1250)',
  'windows-1251': 'Cyrillic (Windows-1251)',
  'windows-1254': 'Turkish (Windows-1254)',
  shift_jis: 'Japanese (Shift JIS)',
  gb18030: 'Chinese (GB 18030)',
  big5: 'Chinese (Big5)',
  'euc-kr': 'Korean (EUC-KR)',
}
const OTHER = 'other'

interface Props {
  readonly chosen: ChosenFile
  readonly faults: Faults
  readonly onChange: (chosen: ChosenFile) => void
}

/** How the file is read. Everything is proposed; what was found stands in the closed line. */
export function OptionFields({ chosen, faults, onChange }: Props) {
  const { encoding, delimiter, table, format } = chosen
  const isTable = table.columns.length > 0
  const hasCategory = format === 'youtube-trending' && (layoutOf(chosen).layout?.at.category ?? -1) >= 0
  const reread = async (how: Parameters<typeof readAgain>[1]) => onChange(await readAgain(chosen, how))
  return (
    <details className="group rounded-8 border" open={faults.delimiter !== undefined || undefined}>
      <summary className="flex cursor-pointer list-none items-center gap-1.5 rounded-8 px-3 py-2 text-14 [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-4 shrink-0 text-muted group-open:rotate-90" aria-hidden="true" />
        <span className="font-medium">Options</span>
        <span className="min-w-0 truncate text-12 text-muted">
          {[ENCODINGS[encoding] ?? encoding, ...(isTable ? [`${nameOf(delimiter)} between the values`] : [])].join(', ')}
        </span>
      </summary>
      <div className="grid grid-cols-1 gap-3 px-3 pt-1 pb-3 sm:grid-cols-2">
        <SelectField label="Encoding" value={encoding} onChange={(event) => void reread({ encoding: event.target.value })}>
          {Object.entries(ENCODINGS).map(([label, name]) => (
            <option key={label} value={label}>
              {name}
            </option>
          ))}
        </SelectField>
        {(isTable || delimiter === '') && (
          <DelimiterFields delimiter={delimiter} fault={faults.delimiter} onChange={(sign) => void reread({ delimiter: sign })} />
        )}
        {hasCategory && (
          <SelectField
            label="Category of a video"
            value={chosen.categoryFrom}
            className="sm:col-span-2"
            onChange={(event) => onChange({ ...chosen, categoryFrom: event.target.value === 'column' ? 'column' : 'id' })}
          >
            <option value="id">The name of its number (recommended)</option>
            <option value="column">The word in the column “category”</option>
          </SelectField>
        )}
      </div>
    </details>
  )
}

interface DelimiterProps {
  readonly delimiter: string
  readonly fault: string | undefined
  readonly onChange: (sign: string) => void
}

function DelimiterFields({ delimiter, fault, onChange }: DelimiterProps) {
  const isKnown = Object.hasOwn(DELIMITERS, delimiter)
  return (
    <>
      <SelectField
        label="Between the values"
        value={isKnown ? delimiter : OTHER}
        onChange={(event) => onChange(event.target.value === OTHER ? '' : event.target.value)}
      >
        {Object.entries(DELIMITERS).map(([sign, name]) => (
          <option key={sign} value={sign}>
            {name}
          </option>
        ))}
        <option value={OTHER}>Another sign</option>
      </SelectField>
      {!isKnown && (
        <TextField label="The sign" value={delimiter} maxLength={1} error={fault} onChange={(event) => onChange(event.target.value)} />
      )}
    </>
  )
}

function nameOf(delimiter: string): string {
  return DELIMITERS[delimiter as keyof typeof DELIMITERS]?.toLowerCase() ?? `“${delimiter}”`
}
