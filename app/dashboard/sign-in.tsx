import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'
import { useEffect } from 'react'
import { change } from '../ui/client.ts'
import { CodeBlock } from '../ui/copy.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useSearchWords } from '../ui/view.ts'
import { Entrance, EntranceTitle } from './entrance.tsx'
import { PasswordForm } from './password-form.tsx'

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

function Ways() {
  const enter = useEnter()
  return (
    <>
      <EntranceTitle>Sign in</EntranceTitle>
      <PasswordForm onDone={enter} />
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
