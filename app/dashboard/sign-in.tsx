import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'
import { useEffect } from 'react'
import { change } from '../ui/client.ts'
import { CodeBlock } from '../ui/copy.tsx'
import { FormNote } from '../ui/form-error.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useSearchWords } from '../ui/view.ts'
import { Entrance, EntranceTitle } from './entrance.tsx'
import { PasswordForm } from './password-form.tsx'
import { ProviderButtons } from './provider-buttons.tsx'

const COMMAND = 'npx trill sign-in'

/** Exchanges a one-time link for a session, or asks for address and password. */
export function SignInPage() {
  const { token } = useSearchWords()
  return <Entrance title="Sign in">{token ? <Exchange token={token} /> : <Ways />}</Entrance>
}

function Exchange({ token }: { token: string }) {
  const enter = useEnter()
  const exchange = useMutation({ mutationFn: () => change('POST', '/v1/sessions', { token }), onSuccess: enter })
  const { mutate } = exchange
  // The link works once: a second call, as strict mode makes, would say that it is used up.
  useEffect(() => {
    const once = setTimeout(() => mutate())
    return () => clearTimeout(once)
  }, [mutate])
  if (exchange.isError) {
    return (
      <>
        <ErrorState what="This link does not sign you in" error={exchange.error} className="!p-0" />
        <div className="mt-5">
          <CodeBlock code={COMMAND} what="the command" />
        </div>
      </>
    )
  }
  return (
    <p role="status" className="flex items-center justify-center gap-2 text-muted">
      <LoaderCircle className="size-4 animate-spin" aria-hidden="true" /> Signing you in…
    </p>
  )
}

/** Why a provider signed nobody in, by the word in the address that it led back to. */
const REFUSALS: Readonly<Record<string, string>> = {
  unknown: 'No account here is connected to that one. Sign in by password and connect it under “Your account”, or use your invitation.',
  taken: 'That account is connected to another person here.',
  invitation_expired: 'The invitation was used before, withdrawn or is older than seven days.',
  other_address: 'The invitation is for another address than the one that the provider has verified.',
  account_exists: 'There is an account with that address; accept the invitation with its password.',
  failed: 'The provider did not sign you in. Try again.',
}

function Ways() {
  const enter = useEnter()
  const { provider } = useSearchWords()
  return (
    <>
      <EntranceTitle>Sign in</EntranceTitle>
      {provider !== undefined && (
        <div className="mb-4">
          <FormNote text={REFUSALS[provider] ?? REFUSALS.failed ?? ''} />
        </div>
      )}
      <PasswordForm onDone={enter} />
      <ProviderButtons does="Sign in with" />
      <section aria-label="By link" className="mt-6 border-t pt-4">
        <p className="mb-3 text-14 text-muted">
          No password yet, or lost it? Run this where Trill is installed; it prints a link that signs the owner in once, in this browser:
        </p>
        <CodeBlock code={COMMAND} what="the command" />
      </section>
    </>
  )
}

/** Into the dashboard, without anything that was read before. */
export function useEnter(): () => Promise<void> {
  const navigate = useNavigate()
  const queries = useQueryClient()
  return async () => {
    await queries.resetQueries()
    await navigate({ to: '/overview', search: {} as never, replace: true })
  }
}
