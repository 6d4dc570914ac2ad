import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { change, type Problem } from '../ui/client.ts'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'

/** Address and password, then the code where the account asks for one. */
export function PasswordForm({ onDone }: { onDone: () => Promise<void> }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const signIn = useMutation<unknown, Problem>({
    mutationFn: () => change('POST', '/v1/sessions/password', { email, password, ...(code !== '' && { code }) }),
    onSuccess: onDone,
  })
  const [asksCode, setAsksCode] = useState(false)
  const codeIsMissing = signIn.error?.code === 'second_factor_required'
  if (codeIsMissing && !asksCode) setAsksCode(true)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      {asksCode ? (
        <>
          <p className="text-14 text-muted">Your account asks for a second factor.</p>
          <TextField
            label="Code"
            value={code}
            required
            autoFocus
            autoComplete="one-time-code"
            maxLength={40}
            hint="Six digits of your authenticator app, or a recovery code"
            onChange={(event) => setCode(event.target.value)}
          />
        </>
      ) : (
        <>
          <TextField
            label="E-mail address"
            type="email"
            value={email}
            required
            autoFocus
            autoComplete="username"
            maxLength={254}
            onChange={(event) => setEmail(event.target.value)}
          />
          <TextField
            label="Password"
            type="password"
            value={password}
            required
            autoComplete="current-password"
            maxLength={256}
            onChange={(event) => setPassword(event.target.value)}
          />
        </>
      )}
      <FormError error={codeIsMissing ? null : signIn.error} />
      <Button type="submit" look="primary" className="w-full" disabled={signIn.isPending}>
        Sign in
      </Button>
      {asksCode && (
        <Button
          look="quiet"
          className="w-full"
          onClick={() => {
            signIn.reset()
            setCode('')
            setAsksCode(false)
          }}
        >
          Use another account
        </Button>
      )}
    </form>
  )
}
