import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { Problem } from './problem.ts'

type Schema = TSchema & {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly default?: unknown
}

const PLACES = { body: 'the body', querystring: 'the query', params: 'the address', headers: 'the headers' } as const

/**
 * Checks a request against its route’s schema. A body must have the types of the schema as they stand;
 * a query or an address is text, so whole numbers, numbers and booleans are read from it.
 * @throws Problem invalid_request naming the field and its limit.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const place = PLACES[(httpPart ?? 'body') as keyof typeof PLACES] ?? PLACES.body
  const isText = httpPart !== 'body'
  const checker = Compile(asSchema(schema, httpPart === 'querystring'))
  return (input: unknown) => {
    const value = isText ? readTexts(schema as Schema, input) : input
    if (checker.Check(value)) return { value }
    return { error: new Problem('invalid_request', describe(checker.Errors(value), schema as Schema, place)) }
  }
}

/** A misspelt parameter would silently select something else, so a query is closed unless its schema opens it. */
function asSchema(schema: TSchema, closed: boolean): TSchema {
  return closed && !('additionalProperties' in schema) ? { ...schema, additionalProperties: false } : schema
}

function readTexts({ properties = {} }: Schema, input: unknown): unknown {
  const read: Record<string, unknown> = { ...(input as Record<string, unknown>) }
  for (const [name, schema] of Object.entries(properties)) {
    const text = read[name]
    if (text === undefined && schema.default !== undefined) read[name] = schema.default
    if (typeof text === 'string') read[name] = readText(schema, text)
  }
  return read
}

function readText({ type }: Schema, text: string): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text
}

/** The first thing that is wrong, in words. */
function describe(errors: readonly TLocalizedValidationError[], schema: Schema, place: string): string {
  const summary = errors.find(({ keyword }) => keyword === 'additionalProperties' || keyword === 'anyOf')
  const first = errors[0]
  if (first === undefined) return `${place} does not have the expected form`
  const inner = first.keyword === 'boolean' || first.schemaPath.includes('/anyOf/')
  const { instancePath, keyword, params, message } = inner && summary !== undefined ? summary : first
  const parts = instancePath.split('/').slice(1)
  const name = parts.length === 0 ? place : `${parts.join('.')} in ${place}`
  if (keyword === 'additionalProperties') return unknownField(params, schema, parts, name)
  if (keyword === 'required') return `${name} lacks ${(params as { requiredProperties: string[] }).requiredProperties.join(', ')}`
  return `${name} ${mustBe(keyword, params, message, at(schema, parts))}`
}

function unknownField(params: object, schema: Schema, parts: string[], name: string): string {
  const unknown = (params as { additionalProperties: string[] }).additionalProperties.map((field) => JSON.stringify(field)).join(', ')
  const known = Object.keys(at(schema, parts)?.properties ?? {})
  return `${name} holds ${unknown}, which is not known here; known are ${known.join(', ') || 'none'}`
}

function mustBe(keyword: string, params: object, message: string, schema: Schema | undefined): string {
  const allowed = schema?.enum ?? schema?.anyOf?.map((option) => option.const)
  if (allowed?.every((value) => value !== undefined)) return `must be one of ${allowed.join(', ')}`
  if (keyword === 'anyOf') return `must be ${schema?.anyOf?.map(({ type }) => type).join(' or ')}`
  if (keyword === 'type') return `must be of type ${(params as { type: string | string[] }).type}`
  return message
}

/** The schema of a field, followed through objects and lists. */
function at(schema: Schema, parts: readonly string[]): Schema | undefined {
  return parts.reduce<Schema | undefined>((found, part) => found?.properties?.[part] ?? found?.items, schema)
}
