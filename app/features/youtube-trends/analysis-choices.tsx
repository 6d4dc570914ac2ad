import { Radar, SlidersHorizontal } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'
import { useView } from '../../ui/view.ts'
import { useTrendRuns } from './run-progress.tsx'
import { ANALYSIS_CHOICES, type AnalysisChoices } from './words.ts'

interface Props {
  /** The video to ask about; the best of all when absent. */
  readonly contentId?: string
  /** How its last analysis was made: another one is made alike unless something else is chosen. */
  readonly last?: AnalysisChoices | null
  readonly look?: 'primary'
  readonly disabled: boolean
  readonly children: ReactNode
}

/** Begins an analysis, and beside it how it is made: which posts match, which weights and caps hold. The choice stands in the address. */
export function AnalysisButton({ contentId, last, look, disabled, children }: Props) {
  const { words, workspace, change } = useView()
  const { begin } = useTrendRuns()
  const chosen = Object.fromEntries(
    ANALYSIS_CHOICES.map(({ name, values }) => {
      const asked = [words[name], last?.[name]].find((value) => values.some((known) => known.value === value))
      return [name, asked ?? values[0].value]
    }),
  )
  const body = { workspace_id: workspace, ...(contentId !== undefined && { content_id: contentId }), ...chosen }
  return (
    <>
      <Button {...(look && { look })} onClick={() => begin('analyses', body)} disabled={disabled}>
        <Radar aria-hidden="true" /> {children}
      </Button>
      <Popover
        label="How it is analysed"
        align="end"
        className="w-80 space-y-3 p-4"
        trigger={
          <IconButton label="How it is analysed">
            <SlidersHorizontal aria-hidden="true" />
          </IconButton>
        }
      >
        {ANALYSIS_CHOICES.map(({ name, label, values }) => (
          <SelectField
            key={name}
            label={label}
            value={chosen[name]}
            hint={values.find(({ value }) => value === chosen[name])?.about}
            onChange={({ target }) => change({ [name]: target.value }, { replace: true })}
          >
            {values.map(({ value, label: shown }) => (
              <option key={value} value={value}>
                {shown}
              </option>
            ))}
          </SelectField>
        ))}
        <p className="text-12 text-muted">It holds for the next analysis; what is shown says how it was made.</p>
      </Popover>
    </>
  )
}
