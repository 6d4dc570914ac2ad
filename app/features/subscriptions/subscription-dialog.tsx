import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { FormProblem } from '../../ui/form-error.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { ChangedSubscription, Channel, SubscriptionBody, SubscriptionState, SubscriptionsResponse } from './contract.ts'
import { SUBSCRIPTIONS } from './paths.ts'
import { ScheduleFields } from './schedule-fields.tsx'

interface Form {
  readonly name: string
  readonly document: string
  readonly paper: 'A4' | 'Letter'
  readonly schedule: SubscriptionBody['schedule']
  readonly channel: Channel
  /** Addresses, one a line. */
  readonly recipients: string
  readonly url: string
}

interface Props {
  readonly data: SubscriptionsResponse
  /** Undefined for a new one. */
  readonly before: SubscriptionState | undefined
  /** Takes the secret of a new webhook, null where there is none. */
  readonly onSaved: (secret: string | null) => void
  readonly onClose: () => void
}

/** What is sent, when, and to whom. */
export function SubscriptionDialog({ data, before, onSaved, onClose }: Props) {
  const { id: workspace_id } = useWorkspace()
  const queries = useQueryClient()
  const [form, setForm] = useState<Form>(() => formOf(before, data))
  const set = (fields: Partial<Form>) => setForm({ ...form, ...fields })
  const saving = useMutation<ChangedSubscription, Problem>({
    gcTime: 0,
    mutationFn: () => {
      const body = bodyOf(form, workspace_id)
      return before === undefined ? change('POST', SUBSCRIPTIONS, body) : change('PUT', `${SUBSCRIPTIONS}/${before.id}`, body)
    },
    onSuccess: async ({ signing_secret }) => {
      await queries.invalidateQueries({ queryKey: [SUBSCRIPTIONS] })
      onSaved(signing_secret)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  const hasPdf = data.documents.some(({ id, has_pdf }) => has_pdf && id === form.document)
  const lacksMail = form.channel === 'email' && !data.email.is_set_up
  return (
    <Dialog
      open
      title={before === undefined ? 'New subscription' : `Change ${before.name}`}
      about="A report that goes out by itself."
      onOpenChange={onClose}
    >
      <form onSubmit={submit} autoComplete="off" className="space-y-4">
        <TextField
          label="Name"
          required
          autoFocus
          maxLength={100}
          value={form.name}
          onChange={({ target }) => set({ name: target.value })}
        />
        <SelectField label="What is sent" value={form.document} onChange={({ target }) => set({ document: target.value })}>
          {data.documents.map(({ id, title, has_pdf }) => (
            <option key={id} value={id}>
              {title} {has_pdf ? '(PDF)' : '(figures, posts and drift; no PDF)'}
            </option>
          ))}
        </SelectField>
        {hasPdf && (
          <SelectField label="Paper" value={form.paper} onChange={({ target }) => set({ paper: target.value as Form['paper'] })}>
            <option value="A4">A4</option>
            <option value="Letter">US Letter</option>
          </SelectField>
        )}
        <ScheduleFields schedule={form.schedule} timeZone={data.time_zone} onChange={(schedule) => set({ schedule })} />
        <Segmented
          label="Where to"
          value={form.channel}
          choices={[
            { value: 'email', label: 'E-mail' },
            { value: 'slack', label: 'Slack' },
            { value: 'webhook', label: 'Webhook' },
          ]}
          onChange={(channel) => set({ channel })}
        />
        <TargetFields form={form} isKnown={before?.channel === form.channel} lacksMail={lacksMail} onChange={set} />
        {saving.error && <FormProblem what="The subscription was not saved" error={saving.error} />}
        <Button type="submit" look="primary" className="w-full" disabled={saving.isPending || lacksMail}>
          {saving.isPending ? 'Saving…' : before === undefined ? 'Subscribe' : 'Save'}
        </Button>
      </form>
    </Dialog>
  )
}

interface TargetProps {
  readonly form: Form
  /** An address of this channel is stored. */
  readonly isKnown: boolean
  readonly lacksMail: boolean
  readonly onChange: (fields: Partial<Form>) => void
}

function TargetFields({ form, isKnown, lacksMail, onChange }: TargetProps) {
  if (lacksMail) return <MailHelp />
  if (form.channel === 'email')
    return (
      <TextArea
        label="Recipients"
        hint="E-mail addresses, one a line, at most 20. Each gets a message of their own, with a link to unsubscribe."
        required
        spellCheck={false}
        value={form.recipients}
        onChange={({ target }) => onChange({ recipients: target.value })}
      />
    )
  const hint =
    form.channel === 'slack' ? 'Address of an incoming webhook of Slack.' : 'Gets signed JSON (Standard Webhooks), the PDF in it.'
  return (
    <TextField
      label="Address"
      hint={`${hint} It is stored sealed and never shown again.`}
      type="url"
      required={!isKnown}
      placeholder={isKnown ? 'Stored; leave empty to keep it' : 'https://'}
      value={form.url}
      onChange={({ target }) => onChange({ url: target.value })}
    />
  )
}

/** What is missing before e-mail can be sent. */
export function MailHelp() {
  return (
    <p className="rounded-8 bg-sunken px-3 py-2 text-14">
      E-mail is not set up. Set <code className="font-mono text-12">TRILL_SMTP_URL</code> and{' '}
      <code className="font-mono text-12">TRILL_SMTP_FROM</code> to a mail server that sends for you, and start Trill again. Slack and
      webhooks need nothing.
    </p>
  )
}

function formOf(before: SubscriptionState | undefined, data: SubscriptionsResponse): Form {
  const start: Form = {
    name: '',
    document: data.documents[0]?.id ?? '',
    paper: 'A4',
    schedule: { every: 'week', weekday: 1, time: '08:00' },
    channel: data.email.is_set_up ? 'email' : 'slack',
    recipients: '',
    url: '',
  }
  if (before === undefined) return start
  const { name, document, paper, schedule, channel, recipients } = before
  const active = recipients.filter(({ unsubscribed_at }) => unsubscribed_at === null)
  return { ...start, name, document, paper, schedule, channel, recipients: active.map(({ address }) => address).join('\n') }
}

function bodyOf({ name, document, paper, schedule, channel, recipients, url }: Form, workspace_id: string): SubscriptionBody {
  const common = { workspace_id, name: name.trim(), document, paper, schedule }
  if (channel !== 'email') return { ...common, target: { channel, ...(url !== '' && { url }) } }
  const addresses = recipients.split(/[\s,;]+/).filter((address) => address !== '')
  return { ...common, target: { channel, recipients: addresses } }
}
