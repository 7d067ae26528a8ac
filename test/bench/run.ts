import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbeddedDatabase } from '../../src/demo/embedded-database.ts'
import { countryDatabase, SIZES } from './dataset.ts'
import { ingestBench } from './ingest-bench.ts'
import { benchIssuer } from './issuer.ts'
import { readBench } from './read-bench.ts'
import { table } from './report.ts'

/** `npm run bench`: measures, prints what it measured, judges nothing. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: 'full' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '8' },
      'ingest-rounds': { type: 'string', default: '3' },
      dir: { type: 'string', default: join(tmpdir(), 'boligbro-bench') },
      'hub-flags': { type: 'string', default: '' },
    },
  })
  const { rows, only } = values
  if (rows !== 'small' && rows !== 'full') throw new Error('--rows must be small or full')
  if (only !== undefined && only !== 'read' && only !== 'ingest')
    throw new Error('--only must be read or ingest')
  const size = SIZES[rows]
  const database = await startEmbeddedDatabase({ dataDir: values.dir })
  const issuer = await benchIssuer()
  try {
    print(await machineFacts(database.url))
    if (only !== 'ingest') {
      print(`## Nested read, ${size.dwellings} dwellings, ${size.vacancies} vacancies, 16 connections`)
      const databaseUrl = await countryDatabase(database.url, `bench_${rows}`, size)
      const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
      const hubFlags = values['hub-flags']
      print(await readBench({ databaseUrl, keysUrl: database.keysUrl, issuer, rounds, seconds, hubFlags }))
    }
    if (only !== 'read') {
      print(`## Ingest, ${size.dwellings} new rows`)
      print(
        await ingestBench({
          serverUrl: database.url,
          keysUrl: database.keysUrl,
          issuer,
          rows: size.dwellings,
          rounds: Number(values['ingest-rounds']),
        }),
      )
    }
  } finally {
    issuer.close()
    await database.stop()
  }
}

async function machineFacts(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string; setting: string }>(
    `select name, current_setting(name) as setting from unnest($1::text[]) name`,
    [['server_version', 'fsync', 'synchronous_commit', 'shared_buffers']],
  )
  const commits = 200
  const before = performance.now()
  // The smallest transaction that must wait for the disk.
  for (let made = 0; made < commits; made++)
    await client.query(`select pg_logical_emit_message(true, 'bench', '')`)
  const commitMicroseconds = ((performance.now() - before) * 1_000) / commits
  await client.end()
  return table(
    ['machine', ''],
    [
      [
        'processor',
        `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, shared by load, servers and PostgreSQL`,
      ],
      ['node', process.version],
      ...rows.map(({ name, setting }) => [name, setting]),
      ['smallest durable commit', `${commitMicroseconds.toFixed(0)} µs`],
    ],
  )
}

function print(text: string): void {
  process.stdout.write(`${text}\n\n`)
}

await main()
