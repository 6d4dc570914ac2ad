import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { notify } from '../../ui/notices.tsx'
import { useRead } from '../../ui/queries.ts'
import type { AccountResponse } from './contract.ts'
import { PasswordProof } from './password-proof.tsx'

/** One of the providers there are, as the API answers it. */
interface Provider {
  readonly name: string
  readonly label: string
  readonly is_configured: boolean
}

/** Others who can sign this person in. */
export function Providers({ account }: { account: AccountResponse }) {
  const providers = useRead<{ providers: readonly Provider[] }>('/v1/providers', {})
  const queries = useQueryClient()
  const connecting = useMutation<{ url: string }, Problem, { name: string; proof: object }>({
    mutationFn: ({ name, proof }) => change('POST', `/v1/providers/${name}/connections`, proof),
    onSuccess: ({ url }) => location.assign(url),
  })
  const disconnecting = useMutation<unknown, Problem, string>({
    mutationFn: (name) => change('DELETE', `/v1/account/identities/${name}`),
    onSuccess: async () => {
      await queries.invalidateQueries()
      notify('Disconnected')
    },
  })
  const [asking, setAsking] = useState<{ name: string; label: string }>()
  const ask = (provider: typeof asking) => {
    // What went wrong with one provider is not said of another, nor after the question was put away.
    connecting.reset()
    disconnecting.reset()
    setAsking(provider)
  }
  const connected = new Set(account.identities.map(({ provider }) => provider))
  return (
    <Card>
      <CardHeader title="Other ways to sign in" subtitle="The provider’s own second factor stands in for yours" />
      <ul className="divide-y px-5 pb-3">
        {(providers.data?.providers ?? []).map(({ name, label, is_configured: isConfigured }) => (
          <li key={name} className="flex min-h-12 items-center gap-3 py-2 text-14">
            <span className="mr-auto font-medium">{label}</span>
            {!isConfigured && <Badge>Not configured</Badge>}
            {connected.has(name) ? (
              <Button size="small" aria-label={`Disconnect ${label}`} onClick={() => disconnecting.mutate(name)}>
                Disconnect
              </Button>
            ) : (
              isConfigured && (
                <Button
                  size="small"
                  aria-label={`Connect ${label}`}
                  disabled={connecting.isPending}
                  onClick={() => (account.needs_password ? ask({ name, label }) : connecting.mutate({ name, proof: {} }))}
                >
                  Connect
                </Button>
              )
            )}
          </li>
        ))}
      </ul>
      <div className="px-5 pb-3 empty:hidden">
        <FormError error={asking === undefined ? (connecting.error ?? disconnecting.error) : null} />
      </div>
      {asking && (
        <Dialog open title={`Connect ${asking.label}`} about="From then on it signs you in here." onOpenChange={() => ask(undefined)}>
          <PasswordProof
            asks
            action={`Go on to ${asking.label}`}
            error={connecting.error}
            pending={connecting.isPending}
            onProof={(proof) => connecting.mutate({ name: asking.name, proof })}
          />
        </Dialog>
      )}
    </Card>
  )
}
