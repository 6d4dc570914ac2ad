import { Cable, FolderInput, Send } from 'lucide-react'
import { buttonClass } from './button.tsx'
import { Card } from './card.tsx'
import { PageLink } from './page-link.tsx'

const WAYS_IN = [
  {
    icon: Send,
    to: '/connections',
    title: 'Send events',
    about: 'From your page, app or server, with a ready snippet and a key.',
    action: 'Get the snippet',
  },
  {
    icon: FolderInput,
    to: '/imports',
    title: 'Import a file',
    about: 'Exports of YouTube Studio, TikTok, Meta and X, events, customers, or public YouTube trending files.',
    action: 'Choose a file',
  },
  {
    icon: Cable,
    to: '/connections',
    title: 'Connect a source',
    about: 'Platforms that report by themselves; what this version can do.',
    action: 'See connections',
  },
]

/** For an empty workspace: three ways to real data. */
export function WaysIn() {
  return (
    <div className="grid grid-cols-1 gap-4 md:grid-cols-3">
      {WAYS_IN.map(({ icon: Icon, to, title, about, action }) => (
        <Card key={title} className="flex flex-col p-5">
          <Icon className="mb-3 size-9 rounded-8 bg-accent-soft p-2 text-accent" aria-hidden="true" />
          <h2 className="text-16 font-semibold">{title}</h2>
          <p className="mt-1 mb-4 flex-1 text-14 text-muted">{about}</p>
          <PageLink to={to} className={buttonClass({}, 'self-start')}>
            {action}
          </PageLink>
        </Card>
      ))}
    </div>
  )
}
