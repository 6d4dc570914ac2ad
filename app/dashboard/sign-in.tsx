import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { buttonClass } from '../ui/button.tsx'
import { change } from '../ui/client.ts'
import { CodeBlock } from '../ui/copy.tsx'
import { PageLink } from '../ui/page-link.tsx'
import { ErrorState } from '../ui/states.tsx'
import { useSearchWords } from '../ui/view.ts'
import { Mark } from './brand.tsx'

const COMMAND = 'npx trill sign-in'

/** Exchanges the one-time link for a session; without a link says where to get one. */
export function SignInPage() {
  const { token } = useSearchWords()
  useEffect(() => {
    document.title = 'Sign in · Trill'
  }, [])
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-12">
      <div className="mb-6 flex items-center gap-3">
        <Mark className="size-9" />
        <span className="text-20 font-semibold tracking-[-0.01em]">Trill</span>
      </div>
      <div className="w-full max-w-[420px] rounded-12 border bg-raised p-6">{token ? <Exchange token={token} /> : <Explanation />}</div>
    </main>
  )
}

function Exchange({ token }: { token: string }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const exchange = useMutation({
    mutationFn: () => change('POST', '/v1/sessions', { token }),
    onSuccess: async () => {
      await queries.resetQueries()
      await navigate({ to: '/overview', search: {} as never, replace: true })
    },
  })
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

function Explanation() {
  return (
    <>
      <h1 className="text-16 font-semibold">Sign in</h1>
      <Step>Trill has no passwords. Run this where Trill is installed; it prints a link that signs you in once, in this browser:</Step>
      <CodeBlock code={COMMAND} what="the command" />
      <Step>The first start of Trill prints such a link, too. A link is good for one use.</Step>
      <PageLink to="/overview" className={buttonClass({}, 'mt-2 w-full')}>
        I am already signed in
      </PageLink>
    </>
  )
}

function Step({ children }: { children: ReactNode }) {
  return <p className="my-3 text-14 text-muted">{children}</p>
}
