import 'reflect-metadata'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startEmbeddedDatabase } from '../../src/demo/embedded-database.ts'
import { allocateBench, OFFERS } from './allocate-bench.ts'
import { countryDatabase, SIZES } from './dataset.ts'
import { ingestBench } from './ingest-bench.ts'
import { benchIssuer } from './issuer.ts'
import { LOOKS, logBench, logDatabase } from './log-bench.ts'
import { marksBench } from './marks-bench.ts'
import { matchBench, matchDatabase, OPEN_CASES } from './match-bench.ts'
import { CASES, personalBench, personalDatabase } from './personal-bench.ts'
import { quotaBench } from './quota-bench.ts'
import { readBench } from './read-bench.ts'
import { remindersBench, remindersDatabase, TRANSITIONS } from './reminders-bench.ts'
import { table } from './report.ts'
import { SUBSIDISED, subsidiesBench, subsidyDatabase } from './subsidies-bench.ts'
import { TIMELINES, transitionBench, transitionDatabase } from './transition-bench.ts'

const PARTS = [
  'read',
  'personal',
  'match',
  'ingest',
  'log',
  'quota',
  'marks',
  'allocate',
  'transitions',
  'reminders',
  'subsidies',
] as const

/** `npm run bench`: measures, prints what it measured, judges nothing. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: 'full' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '8' },
      'ingest-rounds': { type: 'string', default: '3' },
      'log-rounds': { type: 'string', default: '20' },
      'quota-rounds': { type: 'string', default: '10' },
      'match-rounds': { type: 'string', default: '200' },
      'subsidy-rounds': { type: 'string', default: '100' },
      dir: { type: 'string', default: join(tmpdir(), 'boligbro-bench') },
      'hub-flags': { type: 'string', default: '' },
    },
  })
  const { rows, only } = values
  if (rows !== 'small' && rows !== 'full') throw new Error('--rows must be small or full')
  if (only !== undefined && !PARTS.some((part) => part === only))
    throw new Error(`--only must be one of ${PARTS.join(', ')}`)
  const wanted = (part: (typeof PARTS)[number]) => only === undefined || only === part
  const size = SIZES[rows]
  const hubFlags = values['hub-flags']
  const database = await startEmbeddedDatabase({ dataDir: values.dir })
  const issuer = await benchIssuer()
  try {
    print(await machineFacts(database.url))
    if (wanted('read')) {
      print(`## Nested read, ${size.dwellings} dwellings, ${size.vacancies} vacancies, 16 connections`)
      const databaseUrl = await countryDatabase(database.url, `bench_${rows}`, size)
      const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
      print(await readBench({ databaseUrl, keysUrl: database.keysUrl, issuer, rounds, seconds, hubFlags }))
    }
    if (wanted('personal')) {
      print(`## Nested read of personal rows, ${CASES[rows]} households, 16 connections`)
      const databaseUrl = await personalDatabase(database, `bench_personal_${rows}`, CASES[rows])
      const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)]
      print(await personalBench({ databaseUrl, keysUrl: database.keysUrl, issuer, rounds, seconds }))
    }
    if (wanted('match')) {
      print(`## Matching, ${OPEN_CASES[rows]} open cases`)
      const databaseUrl = await matchDatabase(database.url, `bench_match_${rows}`, OPEN_CASES[rows])
      print(await matchBench({ databaseUrl, rounds: Number(values['match-rounds']) }))
    }
    if (wanted('ingest')) {
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
    if (wanted('log')) {
      print(`## Access log, ${LOOKS[rows]} looks`)
      const databaseUrl = await logDatabase(database.url, `bench_log_${rows}`, LOOKS[rows])
      print(await logBench({ databaseUrl, rounds: Number(values['log-rounds']) }))
    }
    if (wanted('quota')) {
      print(`## Quota ledgers, ${size.vacancies} vacancies`)
      const databaseUrl = await countryDatabase(database.url, `bench_quota_${rows}`, size)
      print(await quotaBench({ databaseUrl, rounds: Number(values['quota-rounds']) }))
    }
    if (wanted('marks')) {
      print(`## Marks of the ledgers, ${size.dwellings} rows`)
      const rounds = Number(values['ingest-rounds'])
      print(await marksBench({ serverUrl: database.url, rows: size.dwellings, rounds }))
    }
    if (wanted('allocate')) {
      print(`## Allocations, ${OFFERS[rows]} offers, 16 connections`)
      print(
        await allocateBench({
          ...{ serverUrl: database.url, keysUrl: database.keysUrl, issuer, offers: OFFERS[rows] },
          ...{ rounds: Number(values.rounds), seconds: Number(values.seconds), hubFlags },
        }),
      )
    }
    if (wanted('reminders')) {
      print(`## Reminders, ${TRANSITIONS[rows]} transitions`)
      const databaseUrl = await remindersDatabase(database.url, `bench_reminders_${rows}`, TRANSITIONS[rows])
      print(await remindersBench({ databaseUrl, rounds: Number(values.rounds) }))
    }
    if (wanted('transitions')) {
      print(`## Transitions, ${TIMELINES[rows]} timelines`)
      const databaseUrl = await transitionDatabase(database.url, `bench_transitions_${rows}`, TIMELINES[rows])
      print(await transitionBench({ databaseUrl, rounds: Number(values['match-rounds']) }))
    }
    if (wanted('subsidies')) {
      print(
        `## Subsidies, ${SUBSIDISED[rows].SECTION_98_F} dwellings of § 98 f, ${SUBSIDISED[rows].SECTION_91_A_5} of § 91 a`,
      )
      const databaseUrl = await subsidyDatabase(database.url, `bench_subsidies_${rows}`, SUBSIDISED[rows])
      print(await subsidiesBench({ databaseUrl, rounds: Number(values['subsidy-rounds']) }))
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
