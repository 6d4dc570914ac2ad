export const CONNECTIONS = '/v1/connections'
