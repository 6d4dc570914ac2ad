import { CalendarDays, Check } from 'lucide-react'
import { Switch } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { TextField } from '../ui/field.tsx'
import { rangeLabel } from '../ui/format.ts'
import { DEFAULT_PRESET, isDay, PRESETS, type Preset } from '../ui/period.ts'
import { Popover } from '../ui/popover.tsx'
import { useView } from '../ui/view.ts'

export function PeriodPicker() {
  const [open, setOpen] = useState(false)
  const { period, preset, compare, change } = useView()
  const choosePreset = (next: Preset) => {
    change({ period: next === DEFAULT_PRESET ? undefined : next, from: undefined, to: undefined, page: undefined })
    setOpen(false)
  }
  const label = preset === 'custom' ? rangeLabel(period.from, period.to) : PRESETS[preset]
  const trigger = (
    <Button aria-label={`Period: ${label}`} className="min-w-0 shrink">
      <CalendarDays className="text-muted" aria-hidden="true" />
      <span className="truncate">{label}</span>
    </Button>
  )
  return (
    <Popover trigger={trigger} label="Period" open={open} onOpenChange={setOpen} className="w-72">
      <div className="p-1">
        {Object.entries(PRESETS).map(([key, text]) => (
          <button
            key={key}
            type="button"
            aria-pressed={key === preset}
            onClick={() => choosePreset(key as Preset)}
            className={classNames(
              'flex h-8 w-full items-center justify-between rounded-8 px-2.5 text-14 hover:bg-sunken',
              key === preset && 'font-medium text-accent',
            )}
          >
            {text}
            {key === preset && <Check className="size-4" aria-hidden="true" />}
          </button>
        ))}
      </div>
      <CustomPeriod
        key={`${period.from}${period.to}`}
        from={period.from}
        to={period.to}
        onChoose={(from, to) => {
          change({ from, to, period: undefined, page: undefined })
          setOpen(false)
        }}
      />
      <label htmlFor="compare" className="flex items-center justify-between gap-3 border-t px-3.5 py-3 text-14">
        Compare with the period before
        <Switch.Root
          id="compare"
          checked={compare}
          onCheckedChange={(on) => change({ compare: on ? undefined : 'off' })}
          className="h-5 w-9 shrink-0 rounded-full bg-border-strong p-0.5 data-[state=checked]:bg-accent"
        >
          <Switch.Thumb className="block size-4 rounded-full bg-raised transition-transform data-[state=checked]:translate-x-4" />
        </Switch.Root>
      </label>
    </Popover>
  )
}

function CustomPeriod({ from, to, onChoose }: { from: string; to: string; onChoose: (from: string, to: string) => void }) {
  const [start, setStart] = useState(from)
  const [end, setEnd] = useState(to)
  const usable = isDay(start) && isDay(end) && start <= end
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (usable) onChoose(start, end)
  }
  return (
    <form onSubmit={submit} className="space-y-2 border-t px-3.5 py-3">
      <div className="grid grid-cols-2 gap-2">
        <TextField label="From" type="date" value={start} max={end} onChange={(event) => setStart(event.target.value)} />
        <TextField label="To, included" type="date" value={end} min={start} onChange={(event) => setEnd(event.target.value)} />
      </div>
      <Button type="submit" className="w-full" disabled={!usable || (start === from && end === to)}>
        Show these days
      </Button>
    </form>
  )
}
