import { useMutation, useQueryClient } from '@tanstack/react-query'
import { FolderInput, KeyRound, Plug, Send } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Platforms } from '../../features/connections/platforms.tsx'
import type { CreatedKey } from '../../features/keys/contract.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { CodeBlock } from '../../ui/copy.tsx'
import type { Page } from '../../ui/page.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { PageLink } from '../../ui/page-link.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { useWorkspace } from '../../ui/workspace.ts'

const PLACEHOLDER = 'YOUR_WRITE_KEY'

function ConnectionsPage() {
  const workspace = useWorkspace()
  return (
    <>
      <PageHeader title="Connections">
        <p>
          Three ways to get real data into <strong className="font-semibold text-text">{workspace.name}</strong>
          {workspace.provenance === 'simulated' && '. This is the simulated demo: for data of your own, switch to another workspace first'}.
        </p>
      </PageHeader>
      <Platforms key={workspace.id} />
      <div className="mt-4 grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <SendEvents key={workspace.id} />
        <div className="space-y-4">
          <Way
            icon={FolderInput}
            title="Import a file"
            about="Exports of YouTube Studio, TikTok, Meta and X, events as CSV or NDJSON, tables of customers, or the public YouTube trending files. Rows that cannot be read are listed with the reason; the others go in."
          >
            <PageLink to="/imports" className={buttonClass({ look: 'primary' })}>
              Choose a file
            </PageLink>
          </Way>
        </div>
      </div>
    </>
  )
}

function Way({ icon: Icon, title, about, children }: { icon: typeof Plug; title: string; about: string; children: ReactNode }) {
  return (
    <Card className="p-5">
      <span className="mb-3 flex size-9 items-center justify-center rounded-8 bg-accent-soft text-accent">
        <Icon className="size-5" aria-hidden="true" />
      </span>
      <h2 className="text-16 font-semibold">{title}</h2>
      <p className="mt-1 mb-4 text-14 text-muted">{about}</p>
      {children}
    </Card>
  )
}

const LANGUAGES = [
  { value: 'browser', label: 'Browser' },
  { value: 'node', label: 'Node' },
  { value: 'segment', label: 'Segment client' },
  { value: 'curl', label: 'curl' },
] as const
type Language = (typeof LANGUAGES)[number]['value']

function SendEvents() {
  const workspace = useWorkspace()
  const queries = useQueryClient()
  const [language, setLanguage] = useState<Language>('browser')
  const creation = useMutation<CreatedKey, Problem>({
    mutationFn: () => change('POST', '/v1/keys', { name: 'First write key', scope: 'write', workspace_id: workspace.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['/v1/keys'] }),
  })
  const key = creation.data?.key
  return (
    <Card className="p-5">
      <span className="mb-3 flex size-9 items-center justify-center rounded-8 bg-accent-soft text-accent">
        <Send className="size-5" aria-hidden="true" />
      </span>
      <h2 className="text-16 font-semibold">Send events</h2>
      <p className="mt-1 mb-4 text-14 text-muted">
        From a page, an app or a server. Trill understands its own short form and everything a Segment client sends.
      </p>
      <Step number={1} title="Make a write key">
        {key === undefined ? (
          <Button look="primary" onClick={() => creation.mutate()} disabled={creation.isPending}>
            <KeyRound aria-hidden="true" /> {creation.isPending ? 'Making a key…' : 'Make a write key'}
          </Button>
        ) : (
          <>
            <CodeBlock code={key} what="the write key" />
            <p className="mt-1.5 text-12 text-muted">Shown this once. It can only send events, and stands in the snippet below.</p>
          </>
        )}
        {creation.error && <ErrorState what="No key was made" error={creation.error} className="!items-start !px-0 !py-3 !text-left" />}
      </Step>
      <Step number={2} title="Put this where things happen">
        <div className="mb-2 flex">
          <Segmented label="Language of the snippet" value={language} choices={LANGUAGES} onChange={setLanguage} />
        </div>
        <CodeBlock code={snippet(language, location.origin, key ?? PLACEHOLDER)} what="the snippet" />
      </Step>
      <Step number={3} title="Watch them arrive">
        <PageLink to="/live" className={buttonClass()}>
          Open Live
        </PageLink>
      </Step>
    </Card>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section className="flex gap-3 pb-5 last:pb-0">
      <span
        aria-hidden="true"
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-sunken text-12 font-semibold figures"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className="mb-2 text-14 font-medium leading-6">{title}</h3>
        {children}
      </div>
    </section>
  )
}

function snippet(language: Language, host: string, key: string): string {
  if (language === 'browser') {
    return `<script src="${host}/trill.global.js"></script>
<script>
  const trill = Trill.createTrill({ writeKey: '${key}', host: '${host}' })
  trill.page()
  trill.track('like', { content_id: 'video-7' })
</script>`
  }
  if (language === 'node') {
    return `import { createTrill } from '@trill/sdk'

const trill = createTrill({ writeKey: '${key}', host: '${host}', defaults: { platform: 'server' } })
trill.track('purchase', { actor_id: 'reader-1', value: 12.5, currency: 'EUR' })
await trill.close()`
  }
  if (language === 'segment') {
    return `import { Analytics } from '@segment/analytics-node'

const analytics = new Analytics({ writeKey: '${key}', host: '${host}' })
analytics.track({ userId: 'reader-1', event: 'Quiz Completed', properties: { content_id: 'quiz-3' } })
await analytics.closeAndFlush()`
  }
  return `curl ${host}/v1/events -u ${key}: -H 'content-type: application/json' \\
  -d '[{ "message_id": "first-1", "type": "view", "actor_id": "reader-1", "content_id": "video-7", "platform": "web" }]'`
}

export const page = {
  path: '/connections',
  title: 'Connections',
  group: 'Data',
  order: 1,
  needs: 'manage_keys',
  icon: Plug,
  component: ConnectionsPage,
} satisfies Page
