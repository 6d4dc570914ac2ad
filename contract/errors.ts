/** One error a client can meet: its HTTP status, what it means, and what to do about it. */
export interface ErrorDefinition {
  readonly status: number
  readonly title: string
  readonly remedy: string
}

/** Every problem the API answers with (RFC 9457). `type` is `/problems/<code>`. */
export const ERRORS = {
  invalid_json: {
    status: 400,
    title: 'The body is not valid JSON',
    remedy: 'Send UTF-8 JSON; check quotes, commas and that the body is complete.',
  },
  invalid_request: {
    status: 400,
    title: 'The request does not have the expected form',
    remedy: 'Correct the field named in `detail`; /docs shows the form.',
  },
  unusable_import: {
    status: 400,
    title: 'The file, or an option of its import, cannot be used as it is',
    remedy:
      'Put right what is named, in the options or in the file, and import the file again; rows that were stored before are not counted twice.',
  },
  interrupted_import: {
    status: 500,
    title: 'The import broke off',
    remedy: 'Import the same file again: it goes on where it stopped. If it breaks off again, look into the server’s log.',
  },
  invalid_events: {
    status: 400,
    title: 'No event in the request could be accepted',
    remedy: 'Correct the fields named in `errors`; each is in quarantine and can be replayed.',
  },
  invalid_encoding: {
    status: 400,
    title: 'The body could not be decompressed',
    remedy: 'Send gzip with Content-Encoding: gzip, or plain JSON.',
  },
  invalid_sql: {
    status: 400,
    title: 'The query could not be run',
    remedy: 'Correct the SQL named in `detail`; only one SELECT is allowed.',
  },
  unauthenticated: {
    status: 401,
    title: 'Who is asking is not known',
    remedy:
      'Send the key as the Basic user name or as a Bearer token; `trill keys create` makes one. In a browser, open the sign-in link printed by `trill start`.',
  },
  sign_in_failed: {
    status: 401,
    title: 'Signing in did not succeed',
    remedy:
      'Check the e-mail address, the password and the code. `trill sign-in`, where Trill is installed, makes a link that needs none of them.',
  },
  second_factor_required: {
    status: 401,
    title: 'A code is needed too',
    remedy: 'Send `code` with the six digits that the authenticator app shows, or one of the recovery codes.',
  },
  account_incomplete: {
    status: 403,
    title: 'The account is not set up',
    remedy: 'Set an e-mail address and a password first: PATCH /v1/account, or the page that opens after the sign-in link.',
  },
  link_expired: {
    status: 401,
    title: 'The sign-in link was used or has expired',
    remedy: 'Run `trill sign-in` in the repository for a new one.',
  },
  invitation_expired: {
    status: 401,
    title: 'The invitation was used or has expired',
    remedy: 'Ask whoever invited you for a new one; an invitation is good for seven days.',
  },
  forbidden: {
    status: 403,
    title: 'The caller may not do that',
    remedy:
      'Use a key whose scope allows it (`trill keys create --scope read|write|admin`), or ask an owner of the workspace for a role that does.',
  },
  not_found: { status: 404, title: 'There is nothing here', remedy: 'Check the address; /docs lists all of them.' },
  method_not_allowed: {
    status: 405,
    title: 'This address does not take that method',
    remedy: 'See /docs for the methods of each address.',
  },
  conflict: { status: 409, title: 'The request contradicts the present state', remedy: 'Read the state again and repeat.' },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send smaller batches: 500 KB for /v1/batch, 10 MB for /v1/events, before and after decompression.',
  },
  too_many_events: { status: 413, title: 'The batch holds too many events', remedy: 'Send at most 1,000 events in a batch.' },
  unsupported_media_type: {
    status: 415,
    title: 'The body has a type this address does not take',
    remedy: 'Send application/json or application/x-ndjson.',
  },
  cross_site_request: {
    status: 403,
    title: 'A page of another site asks',
    remedy: 'Open Trill at its own address; behind a proxy set TRILL_PUBLIC_URL to that address. Programs use a key instead of a cookie.',
  },
  privacy_budget_spent: {
    status: 409,
    title: 'The privacy budget does not suffice',
    remedy: 'Share with a smaller epsilon, wait until older shares are 365 days past, or raise the budget with its basis.',
  },
  email_not_set_up: {
    status: 409,
    title: 'E-mail is not set up',
    remedy: 'Set TRILL_SMTP_URL and TRILL_SMTP_FROM and start the server again, or choose Slack or a webhook.',
  },
  rate_limited: { status: 429, title: 'Too many requests', remedy: 'Wait for the seconds in Retry-After and repeat.' },
  internal: { status: 500, title: 'Something failed here', remedy: 'Repeat; if it stays, report the request id with the server’s log.' },
  overloaded: {
    status: 503,
    title: 'The server cannot store more at this moment',
    remedy: 'Wait for the seconds in Retry-After and repeat; no event of this request was kept.',
  },
  provider_unavailable: {
    status: 502,
    title: 'The provider does not answer',
    remedy: 'Try again later, or sign in by password; the server’s log names what failed.',
  },
  platform_unreachable: {
    status: 502,
    title: 'No platform can be reached',
    remedy:
      'Check the network of the machine that Trill runs on, then try again; files can be imported without a network, and the demo needs none.',
  },
  storage_full: {
    status: 503,
    title: 'The disk is full',
    remedy: 'Free disk space in the data directory; nothing of this request was kept.',
  },
  secret_key_missing: {
    status: 503,
    title: 'A stored secret cannot be opened',
    remedy:
      'Set the key that sealed it as TRILL_SECRET_KEY or in TRILL_SECRET_KEY_PREVIOUS and start again; for a sign-in a recovery code works without it.',
  },
  store_unavailable: {
    status: 503,
    title: 'A store does not answer',
    remedy: 'See /readyz and `trill doctor`; repeat after the seconds in Retry-After.',
  },
  too_many_streams: {
    status: 503,
    title: 'Too many live streams are open',
    remedy: 'Close live pages that nobody watches, and connect again after the seconds in Retry-After.',
  },
  too_many_exports: {
    status: 503,
    title: 'Another export is under way',
    remedy: 'Wait until it is over or cancel it, and download again after the seconds in Retry-After.',
  },
  not_built: {
    status: 503,
    title: 'What is asked for was not built',
    remedy: 'Run `npm run build` in the repository and start Trill again; `npm start` does both.',
  },
  shutting_down: { status: 503, title: 'The server is stopping', remedy: 'Repeat in a few seconds.' },
} as const satisfies Record<string, ErrorDefinition>
export type ErrorCode = keyof typeof ERRORS

/** Why one event was refused. The event is kept in quarantine under this reason. */
export const REJECTIONS = {
  not_json: 'The line is not valid JSON.',
  not_an_object: 'The event is not a JSON object.',
  missing_field: 'A required field is absent.',
  unknown_field: 'The field is not part of an event; put it into `properties`.',
  wrong_type: 'The field has the wrong JSON type.',
  too_long: 'The text is longer than the field allows.',
  too_deep: 'The JSON is nested too deeply.',
  too_large: 'The event is larger than 32 KB (Segment form), or its properties are, or an identify has more than 1,000 traits.',
  invalid_format: 'The text does not have the field’s form.',
  invalid_time: 'The time cannot be read; use ISO 8601 with a time zone.',
  time_too_early: 'The time lies before 1990.',
  time_too_late: 'The time lies more than 24 hours in the future.',
  invalid_text: 'The text holds a NUL character or half of a surrogate pair.',
  forbidden_key: 'A key is named __proto__, constructor or prototype.',
  unknown_message_type: 'Segment’s `type` is none of track, identify, page, screen, group, alias.',
  missing_identity: 'Neither an actor nor an anonymous id is given.',
} as const
export type RejectionReason = keyof typeof REJECTIONS
