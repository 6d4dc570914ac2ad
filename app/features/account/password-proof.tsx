import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { Problem } from '../../ui/client.ts'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'

interface Props {
  /** False where the account has no password, or the reader came by a link. */
  readonly asks: boolean
  readonly action: string
  readonly error: Problem | null
  readonly pending: boolean
  readonly onProof: (proof: { password?: string }) => void
}

/** Asks for the present password before something that would outlast the session. */
export function PasswordProof({ asks, action, error, pending, onProof }: Props) {
  const [password, setPassword] = useState('')
  const field = useRetyping(error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onProof(asks ? { password } : {})
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      {asks && (
        <TextField
          ref={field}
          label="Present password"
          type="password"
          value={password}
          required
          autoFocus
          maxLength={256}
          autoComplete="current-password"
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      <FormError error={error} />
      <Button type="submit" look="primary" className="w-full" disabled={pending}>
        {action}
      </Button>
    </form>
  )
}

/** What was refused stands ready to be typed anew. */
export function useRetyping(error: Problem | null) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (error !== null) field.current?.select()
  }, [error])
  return field
}
