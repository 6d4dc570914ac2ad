import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useMemo, useState } from 'react'
import { renderSVG } from 'uqr'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { CodeBlock } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import type { AccountResponse, RecoveryCodesResponse, SecondFactorResponse } from './contract.ts'
import { PasswordProof, useRetyping } from './password-proof.tsx'

const PATH = '/v1/account/second-factor'

/** An authenticator app beside the password. */
export function SecondFactor({ account }: { account: AccountResponse }) {
  const { is_on: isOn, recovery_codes_left: left } = account.second_factor
  const [asking, setAsking] = useState<'begin' | 'renew' | 'end'>()
  const close = () => setAsking(undefined)
  const isEarly = account.email === null || !account.has_password
  return (
    <Card>
      <CardHeader title="Second factor" subtitle="A code of an authenticator app, asked for after the password">
        <Badge tone={isOn ? 'positive' : 'neutral'}>{isOn ? 'On' : 'Off'}</Badge>
      </CardHeader>
      <div className="flex flex-wrap items-center gap-2 px-5 pb-5">
        {isOn ? (
          <>
            <p className="mr-auto text-14 text-muted">{counted(left, 'recovery code')} left.</p>
            <Button onClick={() => setAsking('renew')}>New recovery codes</Button>
            <Button look="danger" onClick={() => setAsking('end')}>
              Turn off
            </Button>
          </>
        ) : (
          <>
            <p className="mr-auto text-14 text-muted">
              {isEarly ? 'Set an e-mail address and a password first.' : 'A stolen password alone then opens nothing.'}
            </p>
            <Button look="primary" disabled={isEarly} onClick={() => setAsking('begin')}>
              Set up
            </Button>
          </>
        )}
      </div>
      {asking === 'begin' && <Begin asksPassword={account.needs_password} onClose={close} />}
      {asking === 'renew' && <Renew onClose={close} />}
      {asking === 'end' && <End onClose={close} />}
    </Card>
  )
}

function Begin({ asksPassword, onClose }: { asksPassword: boolean; onClose: () => void }) {
  const begin = useMutation<SecondFactorResponse, Problem, object>({ mutationFn: (proof) => change('POST', PATH, proof) })
  const confirm = useMutation<RecoveryCodesResponse, Problem, string>({ mutationFn: (code) => change('POST', `${PATH}/confirm`, { code }) })
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recovery_codes} onClose={onClose} />
  if (!begin.data) {
    return (
      <Dialog
        open
        title="Set up the second factor"
        about="You need an authenticator app on your telephone or computer."
        onOpenChange={onClose}
      >
        <PasswordProof
          asks={asksPassword}
          action="Show the QR code"
          error={begin.error}
          pending={begin.isPending}
          onProof={(proof) => begin.mutate(proof)}
        />
      </Dialog>
    )
  }
  const { uri, secret } = begin.data
  return (
    <Dialog open title="Scan and confirm" about="Scan this with the authenticator app, then type the code it shows." onOpenChange={onClose}>
      <QrCode text={uri} />
      <p className="mt-3 mb-1 text-12 text-muted">Or type this into the app:</p>
      <CodeBlock code={secret} shown={secret.replace(/(.{4})(?=.)/g, '$1 ')} what="the secret" />
      <CodeForm action="Turn on" error={confirm.error} pending={confirm.isPending} onCode={(code) => confirm.mutate(code)} />
    </Dialog>
  )
}

/** Black on white in any theme: cameras expect it. Made here, so that the secret goes nowhere. */
function QrCode({ text }: { text: string }) {
  const address = useMemo(() => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(text, { border: 2, ecc: 'M' }))}`, [text])
  return <img src={address} alt="QR code for an authenticator app" className="mx-auto size-52 rounded-8" />
}

function Renew({ onClose }: { onClose: () => void }) {
  const renew = useMutation<RecoveryCodesResponse, Problem, string>({
    mutationFn: (code) => change('POST', '/v1/account/recovery-codes', { code }),
  })
  if (renew.data) return <RecoveryCodes codes={renew.data.recovery_codes} onClose={onClose} />
  return (
    <Dialog open title="New recovery codes" about="The old ones stop working." onOpenChange={onClose}>
      <CodeForm action="Make new codes" error={renew.error} pending={renew.isPending} onCode={(code) => renew.mutate(code)} />
    </Dialog>
  )
}

function End({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const end = useMutation<unknown, Problem, string>({
    mutationFn: (code) => change('POST', `${PATH}/end`, { code }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      onClose()
      notify('The second factor is off')
    },
  })
  return (
    <Dialog open title="Turn the second factor off?" about="From then on the password alone signs you in." onOpenChange={onClose}>
      <CodeForm action="Turn off" error={end.error} pending={end.isPending} onCode={(code) => end.mutate(code)} />
    </Dialog>
  )
}

function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const queries = useQueryClient()
  const done = async () => {
    onClose()
    await queries.invalidateQueries()
  }
  return (
    <Dialog
      open
      title="Your recovery codes"
      about="Keep them where you keep what must not be lost. Each opens once, when the authenticator is away. They are not shown again."
      onOpenChange={done}
      staysOpen
    >
      <CodeBlock code={codes.join('\n')} what="recovery codes" />
      <Button look="primary" className="mt-4 w-full" onClick={done}>
        I have kept them
      </Button>
    </Dialog>
  )
}

function CodeForm(props: { action: string; error: Problem | null; pending: boolean; onCode: (code: string) => void }) {
  const [code, setCode] = useState('')
  const field = useRetyping(props.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onCode(code)
  }
  return (
    <form onSubmit={submit} className="mt-4 space-y-4">
      <TextField
        ref={field}
        label="Code of the authenticator app"
        value={code}
        required
        autoFocus
        autoComplete="one-time-code"
        maxLength={40}
        onChange={(event) => setCode(event.target.value)}
      />
      <FormError error={props.error} />
      <Button type="submit" look="primary" className="w-full" disabled={props.pending || code.trim() === ''}>
        {props.action}
      </Button>
    </form>
  )
}
