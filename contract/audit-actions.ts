/** One thing that is written into the audit log. */
interface AuditActionDefinition {
  readonly label: string
  /** What somebody did or tried to do, in one sentence. */
  readonly about: string
}

/** Everything that the audit log records: a route names one of these in its `audit`, everything else in `audit.record`. */
export const AUDIT_ACTIONS = {
  server_start: { label: 'Server started', about: 'The server began to answer requests.' },
  sign_in: { label: 'Sign-in', about: 'Somebody signed in by a link or a password, or tried to.' },
  sign_out: { label: 'Sign-out', about: 'Somebody ended the session of the browser they used.' },
  session_end: { label: 'Session ended', about: 'Somebody ended sessions of theirs in other browsers.' },
  sign_in_link_create: { label: 'Sign-in link made', about: 'A link was made that signs somebody in without a password.' },
  account_change: { label: 'Account changed', about: 'Somebody changed the name, address or password of their account.' },
  provider_visit: { label: 'Sent to a provider', about: 'Somebody went to a provider such as Google to sign in there.' },
  provider_return: { label: 'Back from a provider', about: 'Somebody came back from a provider, and was signed in or connected, or not.' },
  identity_connect: { label: 'Provider connection begun', about: 'Somebody went to a provider to let it sign them in from now on.' },
  identity_remove: { label: 'Provider disconnected', about: 'Somebody took the right to sign them in from a provider.' },
  second_factor_begin: { label: 'Second factor begun', about: 'Somebody was shown a new secret for an authenticator app.' },
  second_factor_confirm: { label: 'Second factor on', about: 'Somebody turned their second factor on.' },
  second_factor_end: { label: 'Second factor off', about: 'Somebody turned their second factor off.' },
  recovery_codes_renew: { label: 'Recovery codes renewed', about: 'Somebody replaced the recovery codes of their second factor.' },
  invitation_create: { label: 'Invitation made', about: 'Somebody was invited to a workspace with a role.' },
  invitation_withdraw: { label: 'Invitation withdrawn', about: 'An invitation that nobody had accepted was withdrawn.' },
  invitation_look: { label: 'Invitation opened', about: 'Somebody looked at what an invitation invites to.' },
  invitation_accept: { label: 'Invitation accepted', about: 'Somebody joined a workspace by an invitation.' },
  role_change: { label: 'Role changed', about: 'A person was given another role in a workspace.' },
  person_remove: { label: 'Person removed', about: 'A person was taken out of a workspace.' },
  key_create: { label: 'Key made', about: 'A key to the API was made.' },
  key_revoke: { label: 'Key revoked', about: 'A key to the API was revoked.' },
  token_issue: { label: 'Access token issued', about: 'A key was exchanged for a short-lived access token.' },
  workspace_add: { label: 'Workspace added', about: 'A workspace was added.' },
  workspace_change: { label: 'Workspace changed', about: 'The name or the time zone of a workspace was changed.' },
  import_begin: { label: 'Import begun', about: 'A file of events or figures was imported.' },
  import_cancel: { label: 'Import stopped', about: 'A running import was stopped.' },
  public_posts_connect: {
    label: 'Public posts asked for',
    about: 'The platforms that need no key were connected for some topics.',
  },
  connection_change: {
    label: 'Platform connected',
    about: 'A platform was connected, or how it is connected was changed; the record holds no credential.',
  },
  connection_test: { label: 'Connection tried', about: 'It was tried whether a platform answers with the credentials at hand.' },
  connection_remove: { label: 'Platform disconnected', about: 'A platform was disconnected, and its credentials were deleted.' },
  sync_begin: { label: 'Platform read', about: 'Somebody had a platform read at once.' },
  sync_cancel: { label: 'Reading stopped', about: 'Somebody stopped the reading of a platform.' },
  rejects_export: { label: 'Refused rows exported', about: 'The rows that an import refused were downloaded as they came.' },
  trend_run_begin: { label: 'Trends looked for', about: 'Videos were scored, or platforms were asked about their subjects.' },
  trend_run_cancel: { label: 'Search for trends stopped', about: 'Scoring videos, or asking platforms about them, was stopped.' },
  model_train: { label: 'Model trained', about: 'Somebody asked that a model learn anew.' },
  model_train_cancel: { label: 'Training stopped', about: 'Somebody stopped a model’s training.' },
  model_promote: {
    label: 'Model promoted',
    about: 'A version of a model went live, because it was better or because somebody said so; the record names the version before.',
  },
  model_roll_back: { label: 'Model rolled back', about: 'The version of a model that was live before went live again.' },
  model_retire: { label: 'Model retired', about: 'A version of a model was taken out of use.' },
  model_export: { label: 'Model exported', about: 'A version of a model was downloaded.' },
  quarantine_read: { label: 'Quarantine read', about: 'Refused events were read as they came, before anything personal was taken out.' },
  quarantine_replay: { label: 'Quarantine replayed', about: 'Refused events were judged again.' },
  events_query: { label: 'Events queried', about: 'SQL was run over the events; the record holds the hash of the text, not the text.' },
  person_look_up: { label: 'Person looked up', about: 'Somebody counted what is held of a person; nothing was changed.' },
  person_attributes_read: {
    label: 'Attributes of a person read',
    about: 'Somebody read what senders said about one person; neither the person nor the values are recorded.',
  },
  erasure_ask: { label: 'Erasure asked for', about: 'Somebody asked that a person be erased.' },
  erasure_prove: { label: 'Erasure proven', about: 'A person was erased, and a search found nothing left.' },
  person_export_ask: { label: 'Archive of a person asked for', about: 'Somebody asked for an archive of everything held of one person.' },
  person_export: { label: 'Archive of a person downloaded', about: 'The archive of everything held of one person was downloaded.' },
  person_rectify: {
    label: 'Person rectified',
    about: 'A field in the events of one person, or an attribute, was corrected; neither the person nor the values are recorded.',
  },
  personal_data_change: { label: 'Personal data policy changed', about: 'What becomes of personal data in events was changed.' },
  tracking_plan_change: { label: 'Tracking plan changed', about: 'Which properties of events are kept was changed.' },
  consent_record: { label: 'Consent recorded', about: 'An administrator recorded what people said about the use of data about them.' },
  consent_read: { label: 'Consent read', about: 'Somebody read what a person said about the use of data about them.' },
  privacy_settings_change: {
    label: 'Privacy settings changed',
    about: 'What becomes of events of people who may not be stored was changed; the record holds the basis.',
  },
  pseudonym_key_rotate: {
    label: 'Pseudonym key changed',
    about: 'People are stored under a new key; the record names the days in which who is seen again is re-linked, and the basis.',
  },
  pseudonym_key_destroy: {
    label: 'Pseudonym key destroyed',
    about: 'The time of an older key was over: what is still stored under it cannot be linked to anybody any more.',
  },
  retention_change: { label: 'Retention changed', about: 'How long data is kept was changed; the record names the days and the basis.' },
  metrics_change: { label: 'Metrics changed', about: 'How virality is weighed was changed; the record names the weights.' },
  figures_share: {
    label: 'Figures shared',
    about: 'Figures with noise were opened to whoever has their address, and the privacy budget paid.',
  },
  figures_withdraw: { label: 'Shared figures withdrawn', about: 'The address of shared figures was closed.' },
  privacy_budget_change: {
    label: 'Privacy budget changed',
    about: 'How much shared figures may give away was changed; the record holds the basis.',
  },
  privacy_review_record: {
    label: 'Privacy review recorded',
    about: 'Somebody looked through what the Privacy page shows, and recorded that with a note; the record does not hold the note.',
  },
  impact_assessment_export: {
    label: 'Impact assessment exported',
    about: 'The draft of a data protection impact assessment was downloaded.',
  },
  customers_read: {
    label: 'Customers read',
    about: 'Somebody read a list of single customers; neither they nor the values are recorded.',
  },
  customer_read: { label: 'Customer read', about: 'Somebody read what is known of one customer; the record does not say of whom.' },
  customers_simulate: { label: 'Customers simulated', about: 'Customers that are nobody were made and put into the workspace.' },
  customers_simulate_cancel: {
    label: 'Simulation of customers cancelled',
    about: 'Making customers was stopped; what had been made went.',
  },
  customers_remove: { label: 'Customers removed', about: 'The customers of a file or a simulation were deleted.' },
  behaviour_features_read: {
    label: 'Features of people read',
    about: 'Somebody read how single people behave, in features; neither the people nor the values are recorded.',
  },
  content_features_read: { label: 'Features of posts read', about: 'Somebody read how single posts fare, in features.' },
  at_risk_read: {
    label: 'Customers at risk read',
    about: 'Somebody read the list of customers who may leave; the record says how many were named, not who.',
  },
  behaviour_features_export: {
    label: 'Features exported',
    about: 'Features of everybody who consented to profiling, or of all posts, were downloaded.',
  },
  engagement_predict: {
    label: 'Engagement of people predicted',
    about:
      'Somebody asked how probably single people come back: the first question of a minute, then how many were alike; neither the people nor the values are recorded.',
  },
  customers_predict: {
    label: 'Customers predicted',
    about:
      'Somebody read of which customers a model says the most: the first question of a minute, then how many were alike; neither the customers nor the values are recorded.',
  },
  subscription_change: {
    label: 'Subscription changed',
    about: 'A report was subscribed to, or a subscription was changed; the record holds no address.',
  },
  subscription_pause: { label: 'Subscription paused', about: 'A subscription was paused, or goes on.' },
  subscription_remove: { label: 'Subscription removed', about: 'A subscription was deleted with its log of deliveries.' },
  subscription_test: { label: 'Test sent', about: 'A subscription was sent at once, marked as a test.' },
  subscription_secret_rotate: {
    label: 'Signing secret changed',
    about: 'The secret that signs a webhook was replaced; the one before signs a day longer.',
  },
  subscription_unsubscribe: {
    label: 'Unsubscribed',
    about: 'Somebody who gets a report by e-mail unsubscribed with the link in it; the record does not hold who.',
  },
  content_export: { label: 'Content exported', about: 'The list of content was downloaded.' },
  export_ask: { label: 'Export asked for', about: 'Somebody asked for a whole table as a file; the record names which and the form.' },
  export: {
    label: 'Export downloaded',
    about: 'A whole table was downloaded as a file; the record names which, the form and how many rows.',
  },
  export_cancel: { label: 'Export stopped', about: 'A running download of a whole table was stopped.' },
  report_export: { label: 'Report downloaded', about: 'A report of a period was downloaded as PDF.' },
  audit_export: { label: 'Audit log exported', about: 'Records of the audit log were downloaded.' },
} as const satisfies Record<string, AuditActionDefinition>
export type AuditAction = keyof typeof AUDIT_ACTIONS
export const AUDIT_ACTION_NAMES = Object.keys(AUDIT_ACTIONS) as [AuditAction, ...AuditAction[]]

/** Who did it. */
export const AUDIT_ACTORS = {
  user: { label: 'Person', about: 'Somebody with an account; the id is the person’s.' },
  key: { label: 'Key', about: 'A key to the API, or an access token that stands for it; the id is the key’s.' },
  local: { label: 'Command line', about: 'The command line on the machine that holds the data directory.' },
  system: { label: 'Trill', about: 'Trill by itself.' },
  unknown: { label: 'Unknown', about: 'Somebody who did not prove who they are.' },
} as const satisfies Record<string, { label: string; about: string }>
export type AuditActor = keyof typeof AUDIT_ACTORS
export const AUDIT_ACTOR_NAMES = Object.keys(AUDIT_ACTORS) as [AuditActor, ...AuditActor[]]

/** How it ended. */
export const AUDIT_OUTCOMES = {
  success: { label: 'Done', about: 'It was done.' },
  refused: { label: 'Refused', about: 'Whoever asked was not let in, or may not do that (HTTP status 401 or 403).' },
  failed: { label: 'Failed', about: 'It was not done for another reason, which `problem` in the details names.' },
} as const satisfies Record<string, { label: string; about: string }>
export type AuditOutcome = keyof typeof AUDIT_OUTCOMES
export const AUDIT_OUTCOME_NAMES = Object.keys(AUDIT_OUTCOMES) as [AuditOutcome, ...AuditOutcome[]]

/** What the verification of the log can find, each at the first record that it is seen at. */
export const AUDIT_BREAKS = {
  missing: 'The record of this sequence is not there: it was deleted.',
  changed: 'The record does not have the hash that was computed when it was written: it was changed, or another was put in its place.',
  unlinked: 'The record does not continue the one before it: one of the two was replaced.',
  forged:
    'The record was not sealed with the key of this installation: it was written or rewritten by something else, or `audit.key` was replaced.',
  cut: 'The log ends before the newest record that was sealed: its end was cut off.',
  head_changed: 'The file `audit.head` was changed by something that does not have the key.',
  head_missing: 'The file `audit.head`, which says where the log ends, is gone: a cut end would not be seen.',
} as const
export type AuditBreak = keyof typeof AUDIT_BREAKS
export const AUDIT_BREAK_NAMES = Object.keys(AUDIT_BREAKS) as [AuditBreak, ...AuditBreak[]]
