import { useMutation, useQuery } from '@tanstack/react-query'
import { PASSWORD_LENGTH_MIN } from '@trill/contract/passwords'
import { ROLES } from '@trill/contract/permissions'
import { type FormEvent, useState } from 'react'
import type { OpenInvitation } from '../features/people/contract.ts'
import { Button } from '../ui/button.tsx'
import { change, type Problem } from '../ui/client.ts'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { ErrorState, Loading, Skeleton } from '../ui/states.tsx'
import { useSearchWords } from '../ui/view.ts'
import { Entrance, EntranceTitle } from './entrance.tsx'
import { ProviderButtons } from './provider-buttons.tsx'
import { useEnter } from './sign-in.tsx'

/** Where an invitation’s link leads: says to what, and asks for a password. */
export function InvitationPage() {
  const { token = '' } = useSearchWords()
  const invitation = useQuery<OpenInvitation, Problem>({
    queryKey: ['invitation', token],
    queryFn: () => change('POST', '/v1/invitations/look', { token }),
    retry: false,
  })
  return (
    <Entrance title="Invitation">
      {invitation.error ? (
        <ErrorState what="This invitation does not open" error={invitation.error} className="!p-0" />
      ) : invitation.data === undefined ? (
        <Loading what="the invitation">
          <Skeleton className="h-40" />
        </Loading>
      ) : (
        <Accept token={token} invitation={invitation.data} />
      )}
    </Entrance>
  )
}

function Accept({ token, invitation }: { token: string; invitation: OpenInvitation }) {
  const enter = useEnter()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const { has_account: hasAccount, email, role, workspace } = invitation
  const accepting = useMutation<unknown, Problem>({
    mutationFn: () => change('POST', '/v1/invitations/accept', { token, password, ...(name && { name }), ...(code && { code }) }),
    onSuccess: enter,
  })
  const codeIsMissing = accepting.error?.code === 'second_factor_required'
  const submit = (event: FormEvent) => {
    event.preventDefault()
    accepting.mutate()
  }
  return (
    <>
      <EntranceTitle about={`As ${email}. ${ROLES[role].label}: ${ROLES[role].about}`}>Join {workspace}</EntranceTitle>
      <form onSubmit={submit} className="space-y-4">
        <input type="hidden" autoComplete="username" value={email} readOnly />
        {!hasAccount && (
          <TextField
            label="Your name"
            value={name}
            maxLength={100}
            autoComplete="name"
            autoFocus
            onChange={(event) => setName(event.target.value)}
          />
        )}
        <TextField
          label={hasAccount ? 'Password of your account' : 'Choose a password'}
          type="password"
          value={password}
          required
          minLength={hasAccount ? 1 : PASSWORD_LENGTH_MIN}
          maxLength={256}
          autoComplete={hasAccount ? 'current-password' : 'new-password'}
          hint={
            hasAccount
              ? 'You have an account here already; it gets this workspace too.'
              : `At least ${PASSWORD_LENGTH_MIN} characters; a few words are good.`
          }
          onChange={(event) => setPassword(event.target.value)}
        />
        {(codeIsMissing || code !== '') && (
          <TextField
            label="Code"
            value={code}
            autoComplete="one-time-code"
            maxLength={40}
            autoFocus
            hint="Six digits of your authenticator app, or a recovery code"
            onChange={(event) => setCode(event.target.value)}
          />
        )}
        <FormError error={codeIsMissing ? null : accepting.error} />
        <Button type="submit" look="primary" className="w-full" disabled={accepting.isPending}>
          Accept and sign in
        </Button>
      </form>
      {!hasAccount && <ProviderButtons does="Accept with" invitation={token} />}
    </>
  )
}
