/** What is read again after a change. */
export const SUBSCRIPTIONS = '/v1/subscriptions'
