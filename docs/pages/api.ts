import { code, page, table } from './markdown.ts'

/** The part of an OpenAPI 3.1 document that the page shows. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths?: Readonly<Record<string, object | undefined>>
}

interface Schema {
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly format?: string
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly $ref?: string
}

interface Body {
  readonly description?: string
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

interface Operation {
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: Schema
  }[]
  readonly requestBody?: Body
  readonly responses?: Readonly<Record<string, Body>>
}

/** What Fastify writes where a route says nothing about an answer. */
const UNDESCRIBED = 'Default Response'
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Every operation of the API: parameters, body and answers. */
export function apiPage(document: OpenApi): string {
  const operations = everyOperation(document).map(({ name, operation }) => operationSection(name, operation))
  const intro = [
    'The running server gives the same as OpenAPI 3.1 at `/openapi.json` and as a page to try things on at `/docs`.',
    'Every other answer is a problem: `application/problem+json` as listed in [errors](errors.md).',
    'A question mark marks what may be left out.',
  ].join(' ')
  return page('HTTP API', 'the routes of `app/`', intro, ...operations)
}

/** Each operation under its name, `POST /v1/batch`, in the order of addresses. */
export function everyOperation({ paths = {} }: OpenApi): { name: string; operation: Operation }[] {
  return Object.entries(paths)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, item]) => {
      const operations = item as Partial<Record<(typeof METHODS)[number], Operation>>
      return METHODS.flatMap((method) => {
        const operation = operations[method]
        return operation === undefined ? [] : [{ name: `${method.toUpperCase()} ${path}`, operation }]
      })
    })
}

function operationSection(name: string, operation: Operation): string {
  const { summary, description, parameters = [], requestBody, responses = {} } = operation
  const parts = [`## ${code(name)}`, [summary, description].filter(Boolean).join('\n\n')]
  if (parameters.length > 0) {
    const rows = parameters.map(({ name, in: place, required, schema = {}, description = schema.description }) => [
      code(name) + (required ? ' (required)' : ''),
      place,
      typeOf(schema),
      description ?? '',
    ])
    parts.push(table(['Parameter', 'In', 'Form', 'What it says'], rows))
  }
  if (requestBody !== undefined) parts.push(`Body: ${bodyOf(requestBody)}`)
  const answers = Object.entries(responses)
    .filter(([status]) => status !== 'default')
    .map(([status, { description, ...answer }]) => [status, description === UNDESCRIBED ? '' : (description ?? ''), bodyOf(answer)])
  if (answers.length > 0) parts.push(table(['Status', 'Meaning', 'Answer'], answers))
  return parts.filter((part) => part !== '').join('\n\n')
}

function bodyOf({ content = {} }: Body): string {
  return Object.entries(content)
    .map(([mediaType, { schema }]) => (schema === undefined ? code(mediaType) : `${code(mediaType)} ${typeOf(schema)}`))
    .join(' or ')
}

/** A schema in one line: an object by its fields, optional ones with a question mark. */
function typeOf(schema: Schema): string {
  const { type, properties, required = [], items, $ref } = schema
  const alternatives = schema.anyOf ?? schema.oneOf
  if ($ref !== undefined) return code($ref.split('/').at(-1) ?? $ref)
  if (alternatives !== undefined) return [...new Set(alternatives.map(typeOf))].join(' or ')
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum !== undefined) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ')
  if (items !== undefined) return `list of ${typeOf(items)}`
  if (properties !== undefined)
    return `{ ${Object.keys(properties)
      .map((name) => code(required.includes(name) ? name : `${name}?`))
      .join(', ')} }`
  return schema.format ?? (Array.isArray(type) ? type.join(' or ') : String(type ?? 'any'))
}
