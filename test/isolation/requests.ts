import type { RoutePermission } from '../../app/platform/http/access.ts'

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly permission: RoutePermission
  readonly query: readonly Parameter[]
  readonly body: Schema | undefined
  /** True when what it is about is named in the request: by an id in the address, or as a workspace. */
  readonly namesTarget: boolean
}

interface Schema {
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minLength?: number
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: Schema
}

interface Document {
  readonly paths?: Readonly<Record<string, unknown>>
}

type Described = {
  readonly 'x-permission'?: RoutePermission
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
}

/** Every operation that the document describes. */
export function operationsOf({ paths = {} }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Described>).map(([method, described]) => operation(path, method, described)),
  )
}

function operation(path: string, method: string, described: Described): Operation {
  const { parameters = [], requestBody, 'x-permission': permission } = described
  if (permission === undefined) throw new Error(`${method} ${path} does not say which permission it needs`)
  const body = requestBody?.content?.['application/json']?.schema
  const query = parameters.filter((parameter) => parameter.in === 'query')
  return {
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase() as Operation['method'],
    path,
    permission,
    query,
    body,
    namesTarget: path.includes('{') || query.some(({ name }) => name === 'workspace_id') || body?.properties?.workspace_id !== undefined,
  }
}

/** What a request is about. */
export interface Target {
  readonly workspaceId: string
  /** Ids by the part of the address that says what they are of: `keys`, `imports` … */
  readonly ids: Readonly<Record<string, string>>
}

/** A request with everything that the operation requires, about a target. */
export function requestFor({ method, path, query, body }: Operation, { workspaceId, ids }: Target) {
  const parts = path.split('/')
  const address = parts
    .map((part, index) => (part.startsWith('{') ? encodeURIComponent(ids[idName(parts, index)] ?? UNKNOWN) : part))
    .join('/')
  const search = new URLSearchParams()
  for (const { name, required = false, schema = {} } of query) {
    if (!required && name !== 'workspace_id') continue
    search.set(name, name === 'content_id' && ids.contents !== undefined ? ids.contents : String(sample(name, schema, workspaceId)))
  }
  const url = search.size === 0 ? address : `${address}?${search}`
  return body === undefined ? { method, url } : { method, url, payload: sampleBody(body, workspaceId) }
}

const UNKNOWN = '6f1c2e1e-3b1c-4f5e-9b5a-0d6c7e8f9a0b'

/** `/v1/people/invitations/{id}` is about `invitations`. */
function idName(parts: readonly string[], index: number): string {
  return parts[index - 1] ?? ''
}

function sampleBody({ properties = {}, required = [] }: Schema, workspaceId: string): Record<string, unknown> {
  const names = Object.keys(properties).filter((name) => required.includes(name) || name === 'workspace_id')
  // What changes something needs something to change.
  const filled = names.length === 0 ? Object.keys(properties).slice(0, 1) : names
  return Object.fromEntries(filled.map((name) => [name, sample(name, properties[name] ?? {}, workspaceId)]))
}

function sample(name: string, { type, format, enum: allowed, minLength = 1 }: Schema, workspaceId: string): unknown {
  if (name === 'workspace_id') return workspaceId
  if (name === 'role') return 'viewer'
  if (name === 'from') return '2026-02-01'
  if (name === 'to') return '2026-02-28'
  if (name === 'period') return '2026-02'
  if (name === 'time_zone') return 'UTC'
  if (name === 'email') return 'somebody@sample.example'
  if (name === 'sql') return 'SELECT * FROM events'
  if (allowed !== undefined) return allowed[0]
  if (format === 'date-time') return '2030-01-01T00:00:00Z'
  if (format === 'uuid') return UNKNOWN
  if (type === 'integer' || type === 'number') return 1
  if (type === 'boolean') return true
  if (type === 'array') return []
  return 'sample'.padEnd(minLength, 'x')
}
