import { PERMISSIONS, ROLES, rolesWith, scopesWith } from '@trill/contract/permissions'
import { RETENTION_CLASSES, type RetentionDays } from '@trill/contract/retention'
import type { WorkspacePrivacy } from '../../platform/privacy/verdict.ts'
import type { MappedGroup } from './contract.ts'
import { GROUPS } from './data-groups.ts'

type Group = (typeof GROUPS)[number][1]

/** What is held, why, for how long, who can read it and where it is, as a workspace has it. */
export function dataMapOf(days: RetentionDays, privacy: WorkspacePrivacy): MappedGroup[] {
  return GROUPS.map(([group, definition]) => ({
    group,
    label: definition.label,
    what: definition.what,
    privacy: definition.privacy,
    fields: [...definition.fields],
    why: definition.why,
    legal_basis: groundOf(definition.ground, privacy),
    ...keptOf(definition.kept, days),
    ...readersOf(definition.readers),
    places: placesOf(definition),
  }))
}

/** On what the workspace stands that measures people, as its settings have it. */
export function measuredOn({ peopleWithoutRecord, legitimateInterest }: WorkspacePrivacy): string {
  const interest = legitimateInterest ? ' Adults who were never asked: legitimate interest (GDPR Art. 6(1)(f)), unless they object.' : ''
  const others = {
    store: ' People of whom nothing is recorded are stored as they are: the controller has to name on what basis.',
    store_without_identity: ' Events of people of whom nothing is recorded are stored without identity.',
    suppress: ' Events of people of whom nothing is recorded are not stored.',
  }[peopleWithoutRecord]
  return `Consent (GDPR Art. 6(1)(a)); of children, a parent’s (Art. 8).${interest}${others}`
}

function groundOf(ground: Group['ground'], privacy: WorkspacePrivacy): string {
  return {
    measured: measuredOn(privacy),
    accountability: 'A legal obligation (GDPR Art. 6(1)(c)): to show that the rules are kept (Art. 5(2), 7(1), 12, 30).',
    accounts: 'Running the service for those who use it (GDPR Art. 6(1)(b) or (f)).',
    operation: 'Nothing about the people who are measured.',
  }[ground]
}

function keptOf(kept: Group['kept'], days: RetentionDays): Pick<MappedGroup, 'days' | 'kept'> {
  if (typeof kept !== 'string') return { days: kept.days ?? null, kept: kept.text }
  const ofMinors = { events: `; of minors ${days.events_of_minors} days`, figures: `; with minors in them ${days.figures_of_minors} days` }
  const minors = kept === 'events' || kept === 'figures' ? ofMinors[kept] : ''
  return { days: days[kept], kept: `${days[kept]} days from ${RETENTION_CLASSES[kept].from}${minors}.` }
}

function readersOf(readers: Group['readers']): Pick<MappedGroup, 'roles' | 'keys' | 'permissions'> {
  const roles = new Set(readers.flatMap((permission) => rolesWith(permission)))
  const isInstallations = readers.some((permission) => PERMISSIONS[permission].reach === 'installation')
  const isOwn = readers.length > 0 && readers.every((permission) => PERMISSIONS[permission].reach === 'account')
  const labels = isOwn ? ['Whoever it is about'] : [...roles].map((role) => ROLES[role].label)
  return {
    roles: [...labels, ...(isInstallations ? ['Owner of the installation'] : [])],
    keys: [...new Set(readers.flatMap((permission) => scopesWith(permission)))],
    permissions: [...readers],
  }
}

function placesOf({ eventStore = [], metadataStore = [], files = [] }: Group): MappedGroup['places'] {
  return [
    ...eventStore.map((name) => ({ store: 'event_store' as const, name })),
    ...metadataStore.map((name) => ({ store: 'metadata_store' as const, name })),
    ...files.map((name) => ({ store: 'data_directory' as const, name })),
  ]
}
