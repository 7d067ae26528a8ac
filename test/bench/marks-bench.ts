import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { migrate } from '../../src/platform/migrate.ts'
import { emptyDatabase } from './dataset.ts'
import { csv, INGEST_FLAGS } from './ingest-bench.ts'
import type { FileIngest } from './ingest-process.ts'
import { finishedProcess } from './measured-process.ts'
import { median, range, table } from './report.ts'

export interface MarksBenchOptions {
  /** The owner's connection to the server. */
  readonly serverUrl: string
  readonly rows: number
  readonly rounds: number
}

const TRIGGERS = ['mark_entered_vacancies', 'mark_changed_vacancies']

/**
 * Measures what marking the ledgers costs a large file: the same file delivered to organisations with an agreement,
 * once with the triggers that leave marks and once without, in turn; then the same file a day later, which changes
 * nothing but when each vacancy was seen.
 */
export async function marksBench({ serverUrl, rows, rounds }: MarksBenchOptions): Promise<string> {
  const databaseUrl = await emptyDatabase(serverUrl, 'bench_marks')
  await migrate({ url: databaseUrl })
  const folder = await mkdtemp(join(tmpdir(), 'boligbro-bench-marks-'))
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  const taken: Record<'marked' | 'unmarked', FileIngest[]> = { marked: [], unmarked: [] }
  try {
    for (let round = 0; round < rounds; round++) {
      const order = ['marked', 'unmarked'] as const
      for (const variant of round % 2 === 0 ? order : [...order].reverse()) {
        const lbfNumber = String(8_000 + 2 * round + order.indexOf(variant))
        for (const trigger of TRIGGERS) {
          const state = variant === 'marked' ? 'enable' : 'disable'
          await owner.query(`alter table public.vacancy ${state} trigger ${trigger}`)
        }
        taken[variant].push(await deliveredTwice(owner, databaseUrl, folder, lbfNumber, rows))
      }
    }
    const marks = await owner.query('select 1 from public.quota_stale')
    if (marks.rowCount === 0) throw new Error('No delivery left a mark')
    return report(taken, rows)
  } finally {
    await owner.end()
    await rm(folder, { recursive: true, force: true })
  }
}

async function deliveredTwice(
  owner: pg.Client,
  databaseUrl: string,
  folder: string,
  lbfNumber: string,
  rows: number,
): Promise<FileIngest> {
  await owner.query(`with entered as (
      insert into public.change (subject, client_id, action, request_id) values ('bench', 'bench', 'bench', 'bench') returning id),
    party as (
      insert into public.housing_organisation (lbf_number, name, change_id) select '${lbfNumber}', 'Bench', id from entered
      returning id, change_id)
    insert into public.agreement (municipality_code, organisation_ids, name, legal_bases, valid, source, change_id)
    select '0169', array[id], 'Hver fjerde', '{SECTION_59_1}', daterange('2020-01-01', null), 'Bench', change_id from party`)
  const [file, again] = [join(folder, `${lbfNumber}.csv`), join(folder, `${lbfNumber}-again.csv`)]
  await pipeline(Readable.from(csv(lbfNumber, rows)), createWriteStream(file))
  await pipeline(Readable.from(csv(lbfNumber, rows, '2026-11-02')), createWriteStream(again))
  const ingested = await finishedProcess<FileIngest>('ingest-process.ts', {
    DATABASE_URL: databaseUrl,
    FILE: file,
    FILE_AGAIN: again,
    LBF_NUMBER: lbfNumber,
    NODE_FLAGS: INGEST_FLAGS,
  })
  await Promise.all([rm(file), rm(again)])
  if (ingested.applied !== rows) throw new Error(`${ingested.applied} of ${rows} records were applied`)
  return ingested
}

function report(taken: Readonly<Record<'marked' | 'unmarked', readonly FileIngest[]>>, rows: number): string {
  const line = (name: string, secondsOf: (file: FileIngest) => number) => {
    const [marked, unmarked] = [taken.marked.map(secondsOf), taken.unmarked.map(secondsOf)]
    const ratios = marked.map((seconds, round) => (unmarked[round] ?? Number.NaN) / seconds)
    const rates = (seconds: readonly number[]) => seconds.map((one) => rows / one)
    return [
      name,
      `${median(rates(marked)).toFixed(0)} (${range(rates(marked), 0)})`,
      `${median(rates(unmarked)).toFixed(0)} (${range(rates(unmarked), 0)})`,
      `${median(ratios).toFixed(3)} (${range(ratios, 3)})`,
    ]
  }
  return table(
    ['', 'rows/s with marks', 'without', 'with v. without (range)'],
    [
      line('new vacancies', ({ seconds }) => seconds),
      line('the same a day later', ({ againSeconds }) => againSeconds ?? Number.NaN),
    ],
  )
}
