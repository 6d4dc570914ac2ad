import { EVENT_TYPE_PATTERN } from '@trill/contract/event'
import { type Static, Type } from 'typebox'
import { PLAN_PROPERTIES_MAX, PROPERTY_NAME_MAX } from '../../platform/privacy/tracking-plan.ts'

const Mode = Type.Union([Type.Literal('off'), Type.Literal('learning'), Type.Literal('enforced')], {
  description: '`off`: nothing is looked at; `learning`: what comes is noted and kept; `enforced`: only allowed properties are kept.',
})
const Decision = Type.Union([Type.Literal('allow'), Type.Literal('drop')])
const EventType = Type.String({ pattern: EVENT_TYPE_PATTERN })
const Property = Type.String({ minLength: 1, maxLength: PROPERTY_NAME_MAX })

export const TrackingPlanQuery = Type.Object({ workspace_id: Type.Optional(Type.String()) }, { additionalProperties: false })

export const TrackingPlanBody = Type.Object(
  {
    workspace_id: Type.Optional(Type.String()),
    mode: Type.Optional(Mode),
    properties: Type.Optional(
      Type.Array(Type.Object({ event_type: EventType, property: Property, decision: Decision }, { additionalProperties: false }), {
        maxItems: PLAN_PROPERTIES_MAX,
        description: 'What is decided on single properties; `drop` holds while the plan learns, too.',
      }),
    ),
    allow_seen: Type.Optional(Type.Boolean({ description: 'Allows every property that was seen and nobody decided on.' })),
  },
  { additionalProperties: false },
)

export const TrackingPlanResponse = Type.Object({
  workspace_id: Type.String(),
  mode: Mode,
  /** No further property can be noted. */
  is_full: Type.Boolean(),
  /** Most frequent first. */
  properties: Type.Array(
    Type.Object({
      event_type: Type.String(),
      property: Type.String(),
      decision: Type.Union([Decision, Type.Null()], { description: 'Null while nobody decided.' }),
      events: Type.Integer({ description: 'Events that carried it since the plan began to learn.' }),
      first_seen: Type.String({ format: 'date-time' }),
      last_seen: Type.String({ format: 'date-time' }),
    }),
  ),
})
export type TrackingPlanResponse = Static<typeof TrackingPlanResponse>
