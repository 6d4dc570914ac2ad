import { useMutation, useQueryClient } from '@tanstack/react-query'
import { PASSWORD_LENGTH_MIN } from '@trill/contract/passwords'
import { UserRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { TextField } from '../../ui/field.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notify } from '../../ui/notices.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { useRead } from '../../ui/queries.ts'
import { ErrorState, Loading, Skeleton } from '../../ui/states.tsx'
import type { AccountChange, AccountResponse } from './contract.ts'
import { Providers } from './providers.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

const ACCOUNT = '/v1/account'

function AccountPage() {
  const account = useRead<AccountResponse>(ACCOUNT, {})
  return (
    <>
      <PageHeader title="Your account">
        <p>How you prove who you are, and where you are signed in.</p>
      </PageHeader>
      {account.error && !account.data ? (
        <ErrorState what="Your account could not be read" error={account.error} onRetry={() => account.refetch()} />
      ) : !account.data ? (
        <Loading what="your account">
          <Skeleton className="h-64" />
        </Loading>
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[380px_minmax(0,1fr)]">
          <div className="space-y-4">
            <Profile account={account.data} />
            <Password account={account.data} />
          </div>
          <div className="space-y-4">
            <SecondFactor account={account.data} />
            <Providers account={account.data} />
            <Sessions />
          </div>
        </div>
      )}
    </>
  )
}

function useSaving(done: string, onDone: () => void) {
  const queries = useQueryClient()
  return useMutation<unknown, Problem, AccountChange>({
    mutationFn: (body) => change('PATCH', ACCOUNT, body),
    onSuccess: async () => {
      onDone()
      notify(done)
      await queries.invalidateQueries()
    },
  })
}

function Profile({ account }: { account: AccountResponse }) {
  const [name, setName] = useState(account.name)
  const [email, setEmail] = useState(account.email ?? '')
  const [password, setPassword] = useState('')
  const saving = useSaving('Account saved', () => setPassword(''))
  const emailChanged = email.trim().toLowerCase() !== (account.email ?? '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ name, ...(emailChanged && { email, ...(account.needs_password && { password }) }) })
  }
  return (
    <Card>
      <CardHeader title="Name and address" />
      <form onSubmit={submit} className="space-y-4 px-5 pb-5">
        <TextField label="Name" value={name} maxLength={100} autoComplete="name" onChange={(event) => setName(event.target.value)} />
        <TextField
          label="E-mail address"
          type="email"
          value={email}
          required={account.email !== null}
          maxLength={254}
          autoComplete="username"
          hint="You sign in with it. Trill sends no mail."
          onChange={(event) => setEmail(event.target.value)}
        />
        {emailChanged && account.needs_password && <PresentPassword value={password} onChange={setPassword} />}
        <FormError error={saving.error} />
        <Button type="submit" look="primary" disabled={saving.isPending || (!emailChanged && name === account.name)}>
          Save
        </Button>
      </form>
    </Card>
  )
}

function Password({ account }: { account: AccountResponse }) {
  const [password, setPassword] = useState('')
  const [next, setNext] = useState('')
  const saving = useSaving('Password changed; all other sessions have ended', () => {
    setPassword('')
    setNext('')
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate({ new_password: next, ...(account.needs_password && { password }) })
  }
  const isEarly = account.email === null
  return (
    <Card>
      <CardHeader
        title="Password"
        subtitle={isEarly ? 'Save an e-mail address first' : account.has_password ? 'A new one ends all your other sessions' : 'None yet'}
      />
      <form onSubmit={submit} className="space-y-4 px-5 pb-5">
        {account.needs_password && <PresentPassword value={password} onChange={setPassword} />}
        <TextField
          label="New password"
          type="password"
          value={next}
          required
          disabled={isEarly}
          minLength={PASSWORD_LENGTH_MIN}
          maxLength={256}
          autoComplete="new-password"
          hint={`At least ${PASSWORD_LENGTH_MIN} characters; a few words are good.`}
          onChange={(event) => setNext(event.target.value)}
        />
        <FormError error={saving.error} />
        <Button type="submit" look="primary" disabled={isEarly || saving.isPending || next === ''}>
          {account.has_password ? 'Change the password' : 'Set the password'}
        </Button>
      </form>
    </Card>
  )
}

function PresentPassword({ value, onChange }: { value: string; onChange: (password: string) => void }) {
  return (
    <TextField
      label="Present password"
      type="password"
      value={value}
      required
      maxLength={256}
      autoComplete="current-password"
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

export const page = {
  path: '/account',
  title: 'Your account',
  group: 'Settings',
  order: 3,
  icon: UserRound,
  component: AccountPage,
} satisfies Page
