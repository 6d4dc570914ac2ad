import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Radio } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { change, Problem } from '../../ui/client.ts'
import { TextField } from '../../ui/field.tsx'
import { platformLabel, sentence } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { PlatformConnection, PublicPostsResponse } from './contract.ts'
import { CONNECTIONS } from './paths.ts'

const FIRST_TOPICS = 'technology, science, climate'

/** From nothing to real posts by one button: the platforms that need no key. */
export function PublicPosts({ platforms }: { platforms: readonly PlatformConnection[] }) {
  const { id, provenance } = useWorkspace()
  const queries = useQueryClient()
  const [topics, setTopics] = useState(FIRST_TOPICS)
  const open = platforms.filter(({ needs_key }) => !needs_key).map(({ label }) => label)
  const asking = useMutation<PublicPostsResponse, Problem>({
    mutationFn: () => change('POST', CONNECTIONS, { workspace_id: id, topics: wordsOf(topics) }),
    onSuccess: async ({ unreachable }) => {
      await queries.invalidateQueries({ queryKey: [CONNECTIONS] })
      if (unreachable.length > 0) notify(`${unreachable.map(({ platform }) => platformLabel(platform)).join(', ')} cannot be reached`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    asking.mutate()
  }
  const isSimulated = provenance === 'simulated'
  return (
    <Card className="p-5">
      <span className="mb-3 flex size-9 items-center justify-center rounded-8 bg-accent-soft text-accent">
        <Radio className="size-5" aria-hidden="true" />
      </span>
      <h2 className="text-16 font-semibold">Get public posts</h2>
      <p className="mt-1 mb-4 max-w-[72ch] text-14 text-muted">
        Real posts within a minute, without an account: {open.join(', ')} are asked for what you name here, now and every hour. Only these
        words leave this machine.
      </p>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <TextField
          className="flex-[1_1_280px] sm:max-w-[480px]"
          label="Topics or hashtags"
          value={topics}
          disabled={isSimulated}
          onChange={({ target }) => setTopics(target.value)}
        />
        <Button type="submit" look="primary" disabled={isSimulated || asking.isPending || wordsOf(topics).length === 0}>
          {asking.isPending ? 'Looking for the platforms…' : 'Get public posts'}
        </Button>
      </form>
      {isSimulated && <p className="mt-2 text-12 text-muted">The data of this workspace is simulated: switch to one of your own first.</p>}
      {asking.error && (
        <p role="alert" className="mt-3 max-w-[72ch] text-14 text-negative">
          {sentence(asking.error.message)} {asking.error instanceof Problem && asking.error.remedy}
        </p>
      )}
    </Card>
  )
}

function wordsOf(topics: string): string[] {
  const words = topics.split(/[,\n]/).map((topic) => topic.trim())
  return [...new Set(words.filter((topic) => topic !== ''))].slice(0, 10)
}
