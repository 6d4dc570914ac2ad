import { useMutation, useQuery } from '@tanstack/react-query'
import type { ProvidersResponse, VisitResponse } from '../features/providers/contract.ts'
import { Button } from '../ui/button.tsx'
import { change, type Problem, read } from '../ui/client.ts'
import { FormError } from '../ui/form-error.tsx'

/** Others who can say who the reader is. @param does what a button does, before the provider’s name. */
export function ProviderButtons({ does, invitation }: { does: string; invitation?: string }) {
  const providers = useQuery<ProvidersResponse, Problem>({
    queryKey: ['providers'],
    queryFn: ({ signal }) => read('/v1/providers', {}, signal),
  })
  const visiting = useMutation<VisitResponse, Problem, string>({
    mutationFn: (name) => change('POST', `/v1/providers/${name}/visits`, invitation === undefined ? {} : { invitation }),
    onSuccess: ({ url }) => location.assign(url),
  })
  const listed = providers.data?.providers ?? []
  const missing = listed.filter((provider) => !provider.is_configured).map(({ label }) => label)
  if (listed.length === 0) return null
  return (
    <section aria-label="Other ways" className="mt-4 space-y-2">
      {listed
        .filter((provider) => provider.is_configured)
        .map(({ name, label }) => (
          <Button key={name} className="w-full" disabled={visiting.isPending} onClick={() => visiting.mutate(name)}>
            {does} {label}
          </Button>
        ))}
      <FormError error={visiting.error} />
      {missing.length > 0 && <p className="text-12 text-muted">Not configured: {missing.join(', ')}.</p>}
    </section>
  )
}
