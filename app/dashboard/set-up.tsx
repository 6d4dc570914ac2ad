import { useMutation, useQueryClient } from '@tanstack/react-query'
import { PASSWORD_LENGTH_MIN } from '@trill/contract/passwords'
import { type FormEvent, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { change, type Problem } from '../ui/client.ts'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { Entrance, EntranceTitle } from './entrance.tsx'

/** Asks the owner, who came by the first link, for an address and a password. @param onLater absent where it cannot wait. */
export function SetUpPage({ onLater }: { onLater: (() => void) | undefined }) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const saving = useMutation<unknown, Problem>({
    mutationFn: () => change('PATCH', '/v1/account', { name, email, new_password: password }),
    onSuccess: () => queries.invalidateQueries(),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <Entrance title="Your account">
      <EntranceTitle about="You own this installation. With an address and a password you sign in from any browser, and can invite others.">
        Set up your account
      </EntranceTitle>
      <form onSubmit={submit} className="space-y-4">
        <TextField label="Your name" value={name} maxLength={100} autoComplete="name" onChange={(event) => setName(event.target.value)} />
        <TextField
          label="E-mail address"
          type="email"
          value={email}
          required
          maxLength={254}
          autoComplete="username"
          hint="You sign in with it. Trill sends no mail."
          onChange={(event) => setEmail(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          value={password}
          required
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={256}
          autoComplete="new-password"
          hint={`At least ${PASSWORD_LENGTH_MIN} characters; a few words are good.`}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormError error={saving.error} />
        <Button type="submit" look="primary" className="w-full" disabled={saving.isPending}>
          Save
        </Button>
        {onLater && (
          <Button look="quiet" className="w-full" onClick={onLater}>
            Later
          </Button>
        )}
      </form>
    </Entrance>
  )
}
