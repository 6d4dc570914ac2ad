import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ChdbConnection, createChdbConnection } from 'chdb/connection'

/** Settings of the HTTP layer that the engine itself does not have. */
const HTTP_ONLY = new Set(['query', 'query_id', 'database', 'session_id', 'wait_end_of_query', 'default_format', 'role'])

/**
 * The embedded engine behind ClickHouse’s HTTP protocol, so that the code path of a server (transport, parameters,
 * settings, errors) is run against the real engine where no server is installed. One request at a time.
 */
export async function startClickHouseOverHttp(path: string): Promise<{ url: string; close: () => Promise<void> }> {
  const connection = createChdbConnection({ path })
  const readOnly = createChdbConnection({ path })
  await readOnly.chdb.queryAsync('SET output_format_json_quote_64bit_integers = 1')
  await readOnly.chdb.queryAsync('SET readonly = 1')
  let turn = Promise.resolve()
  const server = createServer((request, response) => {
    turn = turn.then(async () => {
      try {
        const bytes = await run(request.url?.includes('readonly=1') ? readOnly : connection, request)
        response.writeHead(200, { 'content-type': 'application/octet-stream', 'x-clickhouse-summary': '{}' }).end(bytes)
      } catch (error) {
        const code = String((error as { clickhouseCode?: number }).clickhouseCode ?? 1002)
        response.writeHead(500, { 'x-clickhouse-exception-code': code }).end(`${String((error as Error).message)}\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/default`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await turn
      await readOnly.close()
      await connection.close()
    },
  }
}

async function run(connection: ChdbConnection, request: IncomingMessage): Promise<Uint8Array> {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost')
  if (request.url?.startsWith('/ping')) return Buffer.from('Ok.\n')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const insert = /^INSERT INTO (\S+) \(([^)]*)\) FORMAT (\w+)/i.exec(searchParams.get('query') ?? '')
  const settings = Object.fromEntries([...searchParams].filter(([name]) => !HTTP_ONLY.has(name) && !name.startsWith('param_')))
  if (insert !== null) {
    const columns = (insert[2] ?? '').split(',').map((name) => name.trim().replaceAll('`', ''))
    await connection.chdb.rawInsert({ table: insert[1] ?? '', columns, values: body, format: insert[3] as 'TabSeparated', settings })
    return Buffer.alloc(0)
  }
  const sets = [...searchParams]
    .filter(([name]) => settings.readonly === undefined && (name.startsWith('param_') || name in settings))
    .map(([name, value]) => `SET ${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}';`)
  const query = [searchParams.get('query') ?? '', body.toString('utf8')].filter((part) => part.trim() !== '').join('\n')
  const result = await connection.chdb.queryAsync(`${sets.join(' ')} ${query}`)
  return result.bytes()
}
