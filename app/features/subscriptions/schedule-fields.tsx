import { SelectField, TextField } from '../../ui/field.tsx'
import type { SubscriptionBody } from './contract.ts'
import { WEEKDAYS } from './local-time.ts'

type Schedule = SubscriptionBody['schedule']
const MONTH_DAYS = Array.from({ length: 31 }, (_, index) => index + 1)

interface Props {
  readonly schedule: Schedule
  readonly timeZone: string
  readonly onChange: (schedule: Schedule) => void
}

/** Each day, week or month, and the time on the clocks of the workspace. */
export function ScheduleFields({ schedule, timeZone, onChange }: Props) {
  const { time } = schedule
  return (
    <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
      <SelectField
        label="How often"
        value={schedule.every}
        onChange={({ target }) => onChange(begun(target.value as Schedule['every'], time))}
      >
        <option value="day">Daily</option>
        <option value="week">Weekly</option>
        <option value="month">Monthly</option>
      </SelectField>
      {schedule.every === 'week' && (
        <SelectField
          label="Weekday"
          value={schedule.weekday}
          onChange={({ target }) => onChange({ ...schedule, weekday: Number(target.value) })}
        >
          {WEEKDAYS.map((name, index) => (
            <option key={name} value={index + 1}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {schedule.every === 'month' && (
        <SelectField
          label="Day of the month"
          value={schedule.day}
          onChange={({ target }) => onChange({ ...schedule, day: Number(target.value) })}
        >
          {MONTH_DAYS.map((day) => (
            <option key={day} value={day}>
              {day === 31 ? 'The last' : day}
            </option>
          ))}
        </SelectField>
      )}
      <TextField
        label="Time"
        hint={timeZone}
        type="time"
        required
        value={time}
        onChange={({ target }) => onChange({ ...schedule, time: target.value.slice(0, 5) })}
      />
    </div>
  )
}

function begun(every: Schedule['every'], time: string): Schedule {
  if (every === 'day') return { every, time }
  return every === 'week' ? { every, weekday: 1, time } : { every, day: 1, time }
}
