import { expect, test } from 'vitest'
import { createdTables, namedTables } from './table-names.ts'

test('a table is named after FROM, JOIN, INTO and in a list', () => {
  expect(namedTables('SELECT 1 FROM events AS e LEFT JOIN content c USING (content_id)')).toEqual(['events', 'content'])
  expect(namedTables('INSERT INTO retention_cohorts (day, people) SELECT * FROM actor_daily, content')).toEqual([
    'retention_cohorts',
    'actor_daily',
    'content',
  ])
})

test('WITH names, table functions, text, comments and arrays are no tables', () => {
  expect(namedTables('WITH first_seen AS (SELECT actor_id FROM events) SELECT * FROM first_seen')).toEqual(['events'])
  expect(namedTables("SELECT number FROM numbers(10) WHERE 'x FROM y' != '' -- FROM nowhere")).toEqual([])
  expect(namedTables('SELECT tag FROM content ARRAY JOIN tags AS tag ORDER BY tag WITH FILL FROM 1 TO 3')).toEqual(['content'])
  expect(namedTables('SELECT EXTRACT(day FROM created_at) FROM keys')).toEqual(['keys'])
})

test('created tables and views are found', () => {
  const sql = 'CREATE TABLE IF NOT EXISTS a (x Int8); CREATE MATERIALIZED VIEW b TO a AS SELECT x FROM c'
  expect(createdTables(sql)).toEqual(['a', 'b'])
  expect(namedTables(sql)).toEqual(['a', 'b', 'c'])
})
