import { Content, CREATOR_COUNTERS, SNAPSHOT_COUNTERS } from '@trill/contract/content'
import { EVENT_FIELDS, EVENT_SYSTEM_FIELDS } from '@trill/contract/event'
import type { Field, PrivacyClass } from '@trill/contract/fields'
import type { Permission } from '@trill/contract/permissions'
import type { RetentionClass } from '@trill/contract/retention'
import type { MappedGroup } from './contract.ts'

type MappedField = MappedGroup['fields'][number]

/** What makes it lawful to keep something: of `measured` the settings of a workspace say it. */
type Ground = 'measured' | 'accountability' | 'accounts' | 'operation'

/** One kind of what is stored: what, why, on which ground, for how long, who can read it, where. */
interface DataGroup {
  readonly label: string
  readonly what: string
  readonly privacy: PrivacyClass
  readonly fields: readonly MappedField[]
  readonly why: string
  readonly ground: Ground
  /** A class of retention, or in words where there is none. */
  readonly kept: RetentionClass | { readonly text: string; readonly days?: number }
  readonly readers: readonly Permission[]
  readonly eventStore?: readonly string[]
  readonly metadataStore?: readonly string[]
  /** Files and folders of the data directory. */
  readonly files?: readonly string[]
}

const EVENTS = 'Measuring what is used and how well content does, in figures about many.'
const eventFields = Object.entries({ ...EVENT_FIELDS, ...EVENT_SYSTEM_FIELDS } as Readonly<Record<string, Field>>)
const eventFieldsOf = (wanted: PrivacyClass): MappedField[] =>
  eventFields.filter(([, { privacy }]) => privacy === wanted).map(([name, { about, privacy }]) => ({ name, about, privacy }))
/** Who published something is named, by themselves; the rest describes the content. */
const CREATOR = /^creator_/
const contentFields = Object.entries(Content.properties as Readonly<Record<string, { readonly description?: string }>>).map(
  ([name, { description = '' }]) => ({
    name,
    about: description,
    privacy: CREATOR.test(name) ? ('personal' as const) : ('none' as const),
  }),
)

/** Everything that is stored. A test holds it against the definition of an event, both stores and the data directory. */
export const DATA_GROUPS = {
  event_identifiers: {
    label: 'Who: identifiers in events',
    what: 'Pseudonyms that senders give to people and visits. Those of minors are replaced by pseudonyms of the installation’s own.',
    privacy: 'pseudonym',
    fields: eventFieldsOf('pseudonym'),
    why: `${EVENTS} An identifier is needed to count a person once, and to find what is held of one who asks.`,
    ground: 'measured',
    kept: 'events',
    readers: ['read_events', 'query_events', 'manage_privacy'],
    eventStore: ['events', 'actor_daily', 'share_edges'],
    files: ['journal'],
  },
  event_words: {
    label: 'Words: texts and properties of events',
    what: 'What somebody wrote, where they came from, and whatever else a sender adds. Personal data that is found is masked before it is stored; of an identify only the names of the traits stay here.',
    privacy: 'personal',
    fields: eventFieldsOf('personal'),
    why: `${EVENTS} Texts show what a post is answered with; properties are what the sender chose to add.`,
    ground: 'measured',
    kept: 'events',
    readers: ['read_events', 'query_events', 'manage_privacy'],
    eventStore: ['events'],
    files: ['journal'],
  },
  attributes: {
    label: 'Attributes of people',
    what: 'What senders say about a person (traits of identify): sealed under a key of each person, under a keyed hash of the identifier. Personal data that is found is masked before.',
    privacy: 'personal',
    fields: [],
    why: 'Describing groups of people by what they are, and answering people who ask.',
    ground: 'measured',
    kept: 'events',
    readers: ['read_attributes', 'manage_privacy'],
    metadataStore: ['person_attributes', 'person_keys'],
  },
  event_facts: {
    label: 'What, when, where: facts of events',
    what: 'What happened to which content, when, on which platform and kind of device, in which country, after which campaign.',
    privacy: 'none',
    fields: eventFieldsOf('none'),
    why: EVENTS,
    ground: 'measured',
    kept: 'events',
    readers: ['read_events', 'query_events', 'manage_privacy'],
    eventStore: ['events'],
    files: ['journal'],
  },
  figures: {
    label: 'Figures',
    what: 'Sums of events by post, platform, hour and day, and sketches from which only the number of people can be read.',
    privacy: 'none',
    fields: [],
    why: EVENTS,
    ground: 'measured',
    kept: 'figures',
    readers: ['read_figures'],
    eventStore: ['content_hourly', 'content_daily', 'platform_quarter_hourly', 'uniques_hourly', 'content_people'],
  },
  shared_figures: {
    label: 'Shared figures',
    what: 'Figures with noise that are open to whoever has their address, and what they gave away of each person.',
    privacy: 'none',
    fields: [],
    why: 'Showing how many people there are to those without an account.',
    ground: 'measured',
    kept: { text: 'As long as the workspace; the address shows them until the day that was chosen.' },
    readers: ['manage_privacy'],
    metadataStore: ['shared_figures', 'privacy_expenses', 'privacy_budgets'],
  },
  counters: {
    label: 'Counters that platforms report',
    what: 'How often a post was shown, seen, liked, commented on and shared, as its platform says.',
    privacy: 'none',
    fields: [
      ...SNAPSHOT_COUNTERS.map((name) => ({ name, about: 'A platform’s cumulative counter of a post.', privacy: 'none' as const })),
      { name: 'upvote_ratio', about: 'Share of votes on a post that are up.', privacy: 'none' },
    ],
    why: EVENTS,
    ground: 'operation',
    kept: 'figures',
    readers: ['read_figures'],
    eventStore: ['content_snapshots'],
  },
  video_scores: {
    label: 'Scores and matches of videos',
    what: 'How videos score, what platforms were asked about their subjects, and which posts were found; named by their numbers. What posts say and who wrote them stands with the content.',
    privacy: 'none',
    fields: [],
    why: 'Showing which videos go viral, and whether their subject is alive elsewhere.',
    ground: 'operation',
    kept: 'figures',
    readers: ['read_figures'],
    eventStore: ['youtube_trends_scores', 'youtube_trends_analyses', 'youtube_trends_matches'],
    metadataStore: ['youtube_trends_runs'],
  },
  creator_counters: {
    label: 'Counters of creators',
    what: 'How many followers, posts and views a creator had, as the platform says. A creator may be a person.',
    privacy: 'personal',
    fields: [
      { name: 'creator_id', about: 'Who publishes, as the platform names them.', privacy: 'personal' },
      ...CREATOR_COUNTERS.map((name) => ({ name, about: 'A platform’s counter of a creator.', privacy: 'personal' as const })),
    ],
    why: `${EVENTS} How well a post does is judged by how many follow its creator.`,
    ground: 'measured',
    kept: 'figures',
    readers: ['read_figures'],
    eventStore: ['creator_snapshots'],
  },
  content: {
    label: 'Content',
    what: 'Posts, videos, quizzes and pages: their title, address, category, and who published them.',
    privacy: 'personal',
    fields: contentFields,
    why: 'Figures are about content, which has to be called something. A creator may be a person.',
    ground: 'measured',
    kept: { text: 'As long as figures may be about it; no time of its own.' },
    readers: ['read_figures'],
    eventStore: ['content', 'content_first_described'],
  },
  topics: {
    label: 'Hashtags and topics',
    what: 'Which post has which hashtags and words in its title, when it was published, and a hash of who published it; which descriptions of posts came when.',
    privacy: 'pseudonym',
    fields: [],
    why: 'Showing which topics come up. The hash tells whether many people use one or one repeats it.',
    ground: 'measured',
    kept: { text: 'Until 400 days after the post was published, or its description came.', days: 400 },
    readers: ['read_figures'],
    eventStore: ['trends_arrivals', 'trends_posts'],
    metadataStore: ['trends_cursors'],
  },
  models: {
    label: 'Models',
    what: 'What was learned of events and figures: versions of models, how good each is, samples of single columns, trainings and decisions. Whose rows they learned from is not kept, only from which tables and times.',
    privacy: 'none',
    fields: [],
    why: 'Foretelling how content does. Samples of columns show when the world has moved; places and times tell what an erasure concerns.',
    ground: 'measured',
    kept: {
      text: 'As long as the workspace. Of versions that are neither live nor among the last 20 only the description; samples of what is given to a model for 14 days.',
    },
    readers: ['read_figures', 'manage_models'],
    metadataStore: [
      'models',
      'models_decisions',
      'models_marks',
      'models_runs',
      'models_observations',
      'models_drift',
      'virality_resolved',
    ],
  },
  quarantine: {
    label: 'Quarantine',
    what: 'Events that were refused, as they came, without personal data that was found.',
    privacy: 'personal',
    fields: [],
    why: 'Showing whoever sends what is wrong, and judging again what was refused by mistake.',
    ground: 'measured',
    kept: 'quarantine',
    readers: ['read_quarantine', 'replay_quarantine', 'manage_privacy'],
    eventStore: ['quarantine'],
  },
  repeats: {
    label: 'Known messages',
    what: 'Two hashes of each message’s number, by which a repeat is noticed.',
    privacy: 'none',
    fields: [],
    why: 'Counting each message once.',
    ground: 'operation',
    kept: { text: 'As long as any event may be kept.', days: 1826 },
    readers: [],
    eventStore: ['event_ids'],
  },
  arrivals: {
    label: 'Ledger of arrivals',
    what: 'How many events were stored, repeated, refused and suppressed, by hour and reason.',
    privacy: 'none',
    fields: [],
    why: 'Nothing is dropped without being counted.',
    ground: 'operation',
    kept: 'ledger',
    readers: ['read_figures'],
    eventStore: ['ingest_ledger'],
  },
  imports: {
    label: 'Imports',
    what: 'Files that are being imported, the rows that were refused of them, and when which file came.',
    privacy: 'personal',
    fields: [],
    why: 'Taking in what was measured elsewhere, and saying what could not be taken.',
    ground: 'measured',
    kept: 'import_files',
    readers: ['manage_imports', 'manage_privacy'],
    metadataStore: ['imports'],
    files: ['imports'],
  },
  connections: {
    label: 'Connections',
    what: 'Platforms that are read from: what is looked for there, sealed credentials, how far each was read, and what was spent of its quota.',
    privacy: 'none',
    fields: [],
    why: 'Reading public posts and their counters where a workspace asked for it.',
    ground: 'operation',
    kept: { text: 'Until the platform is disconnected; quotas for 35 days.' },
    readers: ['manage_connections'],
    metadataStore: ['connections', 'connection_syncs', 'connector_quotas'],
  },
  subscriptions: {
    label: 'Subscriptions',
    what: 'Which report goes to whom and when: e-mail addresses of recipients, sealed addresses of Slack and webhooks, and what became of each attempt to send.',
    privacy: 'personal',
    fields: [{ name: 'address', about: 'E-mail address of a recipient.', privacy: 'personal' }],
    why: 'Sending a report to those who were subscribed to it, and to nobody who unsubscribed.',
    ground: 'operation',
    kept: {
      text: 'Until the subscription is deleted; the log for 90 days. The address of who unsubscribed stays with it, so that nobody adds it again.',
    },
    readers: ['manage_subscriptions'],
    metadataStore: ['subscriptions', 'subscription_recipients', 'subscription_deliveries', 'jobs', 'job_attempts'],
  },
  consents: {
    label: 'Consent',
    what: 'What people said to each purpose, when, to which wording, with which proof; age band, country and a parent’s consent. Under keyed pseudonyms.',
    privacy: 'pseudonym',
    fields: [],
    why: 'Deciding about each event, and showing that consent was given or refused.',
    ground: 'accountability',
    kept: { text: 'Without end: it is what shows that somebody agreed or refused.' },
    readers: ['manage_privacy'],
    metadataStore: ['consents', 'consent_standings'],
    files: ['consents.head'],
  },
  requests: {
    label: 'Requests of people',
    what: 'Erasures, archives and corrections with their deadlines and receipts. Whom one is about lies in a file until it is answered, an archive for 24 hours.',
    privacy: 'pseudonym',
    fields: [],
    why: 'Answering people in time, and showing that they were answered.',
    ground: 'accountability',
    kept: {
      text: 'The fact and the receipt as long as the workspace; identifiers until it is answered, hashes of erased people for 30 days more.',
    },
    readers: ['manage_privacy'],
    metadataStore: ['erasures', 'person_exports', 'person_rectifications', 'erased_people'],
    eventStore: ['erasures_subjects'],
    files: ['erasures', 'exports', 'receipt-key.pem'],
  },
  pseudonym_keys: {
    label: 'Keys of pseudonyms',
    what: 'Sealed keys under which people are stored where a workspace chose so, and pairs of an older and the present name until history is rewritten.',
    privacy: 'pseudonym',
    fields: [],
    why: 'Storing nobody’s identifier, and finding people who ask.',
    ground: 'accountability',
    kept: { text: 'An older key 0 to 90 days after its change, as chosen; the present one as long as the workspace.' },
    readers: ['manage_privacy'],
    metadataStore: ['pseudonym_keys'],
    eventStore: ['pseudonyms_links'],
    files: ['pseudonyms'],
  },
  accounts: {
    label: 'Accounts',
    what: 'Names, e-mail addresses, roles, hashes of passwords, second factors and providers of those who use Trill; invitations that are open.',
    privacy: 'personal',
    fields: [],
    why: 'Letting in who may come in, and nobody else.',
    ground: 'accounts',
    kept: { text: 'Until the person is taken out of the last workspace; invitations until the workspace goes.' },
    readers: ['manage_people', 'own_account'],
    metadataStore: ['people', 'memberships', 'invitations', 'identities', 'recovery_codes'],
  },
  sign_ins: {
    label: 'Sessions and sign-ins',
    what: 'Where somebody is signed in and with which browser, links that sign in, visits to providers, and failed attempts under hashes.',
    privacy: 'personal',
    fields: [],
    why: 'Keeping people signed in, and slowing down who guesses.',
    ground: 'accounts',
    kept: { text: 'Sessions 90 days at most, 30 without use; failed attempts a day; the others until they expire.' },
    readers: ['own_account'],
    metadataStore: ['sessions', 'sign_in_links', 'provider_visits', 'sign_in_failures'],
  },
  keys: {
    label: 'Keys of the API',
    what: 'Names, scopes and hashes of keys, and public halves of what signs access tokens.',
    privacy: 'none',
    fields: [],
    why: 'Letting programs in that send and read.',
    ground: 'operation',
    kept: { text: 'As long as the workspace, revoked ones too: the audit log names them.' },
    readers: ['manage_keys'],
    metadataStore: ['api_keys', 'token_keys'],
  },
  audit: {
    label: 'Audit log',
    what: 'Who did what in Trill, when, from which network address, and with which outcome.',
    privacy: 'personal',
    fields: [],
    why: 'Showing who read or changed what.',
    ground: 'accountability',
    kept: { text: 'Without end: records are added and never changed.' },
    readers: ['read_audit'],
    metadataStore: ['audit_log'],
    files: ['audit.head'],
  },
  reviews: {
    label: 'Privacy reviews',
    what: 'Who looked through the Privacy page, when, and what they noted; what the last search for overdue rows found.',
    privacy: 'personal',
    fields: [],
    why: 'Showing that somebody looks.',
    ground: 'accountability',
    kept: { text: 'As long as the workspace.' },
    readers: ['manage_privacy'],
    metadataStore: ['privacy_reviews', 'retention_checks'],
  },
  choices: {
    label: 'Settings',
    what: 'Workspaces and what was chosen for each: what is stored of whom, what is masked, which properties are kept, for how long.',
    privacy: 'none',
    fields: [],
    why: 'Doing what was chosen.',
    ground: 'operation',
    kept: { text: 'As long as the workspace.' },
    readers: ['see_workspaces', 'manage_privacy'],
    metadataStore: [
      'workspaces',
      'privacy_settings',
      'personal_data_policies',
      'retention_policies',
      'tracking_plans',
      'tracking_plan_properties',
      'demo_loads',
      'metrics_settings',
    ],
  },
  installation: {
    label: 'The installation itself',
    what: 'The stores’ own files, keys of the installation, which process runs it, and which changes of tables were made.',
    privacy: 'none',
    fields: [],
    why: 'Running the program.',
    ground: 'operation',
    kept: { text: 'As long as the installation.' },
    readers: [],
    eventStore: ['schema_migrations', 'event_store_owners'],
    metadataStore: ['schema_migrations'],
    files: ['clickhouse', 'postgres', 'id', 'format', 'lock', 'server.json', 'secret', 'secret.key', 'identity-key', 'audit.key'],
  },
} as const satisfies Record<string, DataGroup>

/** The same, in the form in which it is read. */
export const GROUPS: readonly (readonly [string, DataGroup])[] = Object.entries(DATA_GROUPS)
