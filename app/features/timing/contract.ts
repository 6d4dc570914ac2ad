import { Passport } from '@trill/contract/passport-schema'
import { type Static, Type } from 'typebox'

export const TimingQuery = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    platform: Type.Optional(Type.String({ maxLength: 64, description: 'One platform; that with most posts when absent.' })),
    creator_id: Type.Optional(Type.String({ maxLength: 256, description: 'An account; all of the platform when absent.' })),
    time_zone: Type.Optional(
      Type.String({
        maxLength: 64,
        description: 'Where the audience lives, as a name of the IANA database; that of the workspace when absent.',
      }),
    ),
    days: Type.Optional(Type.Integer({ minimum: 7, maximum: 366, default: 180, description: 'Days of posts that are looked at.' })),
  },
  { additionalProperties: false },
)
export type TimingQuery = Static<typeof TimingQuery>

const Estimate = {
  posts: Type.Integer({ description: 'Posts at this very time.' }),
  nearby: Type.Number({ description: 'Posts the estimate rests on; those of neighbouring hours count in part.' }),
  lift: Type.Number({ description: 'Engagement in relation to what is usual for account and format: 1 is as usual.' }),
  lower: Type.Number(),
  upper: Type.Number({ description: 'Nine in ten such intervals hold the truth, if posts are independent.' }),
  stands: Type.Boolean({ description: 'Rests on five posts or more, and the whole interval is above the usual.' }),
}

const Account = Type.Object({ creator_id: Type.String(), creator_name: Type.String(), platform: Type.String(), posts: Type.Integer() })

export const TimingResponse = Type.Object({
  time_zone: Type.String(),
  days: Type.Integer(),
  platform: Type.String({ description: 'Empty when no post is there.' }),
  creator_id: Type.String({ description: 'Empty for all accounts of the platform.' }),
  creator_name: Type.String(),
  accounts: Type.Array(Account),
  platforms: Type.Array(Type.String()),
  passport: Passport,
  status: Type.Union([Type.Literal('ranked'), Type.Literal('insufficient_data')]),
  posts: Type.Integer({ description: 'Posts whose views and interactions are known, a day old or more.' }),
  needed: Type.Integer(),
  withheld: Type.Integer({ description: 'Posts about too few people for the caller.' }),
  platform_posts: Type.Integer({ description: 'Posts of all accounts of the platform, towards which an account is drawn.' }),
  hours: Type.Array(Type.Object({ weekday: Type.Integer(), hour: Type.Integer(), ...Estimate })),
  by_hour: Type.Array(Type.Object({ hour: Type.Integer(), ...Estimate })),
  by_weekday: Type.Array(Type.Object({ weekday: Type.Integer(), ...Estimate })),
})
export type TimingResponse = Static<typeof TimingResponse>
