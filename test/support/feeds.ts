import { readFileSync } from 'node:fs'
import type { FeedFormatCode, FeedMapping, Problem, ReadRecord } from '../../src/ingest/feed-format.ts'
import { FEED_FORMATS } from '../../src/ingest/feed-formats.ts'
import type { VacancyRecord } from '../../src/vacancies/index.ts'

/** Settings of a source that most feed tests share. */
export const MAPPING: FeedMapping = {
  organisationCode: '0045',
  municipalityCode: '0169',
  leaseEnd: 'LAST_DAY',
}

/** Reads a whole delivery through the real format; `cuts` are the places where it arrives in another chunk. */
export async function readFeed(
  code: FeedFormatCode,
  content: string | Uint8Array,
  mapping: Partial<FeedMapping> = {},
  cuts: readonly number[] = [],
): Promise<ReadRecord[]> {
  const bytes = Buffer.from(content as Uint8Array)
  const records: ReadRecord[] = []
  for await (const record of FEED_FORMATS[code].read(chunked(bytes, cuts), { ...MAPPING, ...mapping })) {
    records.push(record)
  }
  return records
}

async function* chunked(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    if (cut > bytes.length) continue
    yield bytes.subarray(start, cut)
    start = cut
  }
}

/** A file of the repository, by its path from the root. */
export function repositoryFile(path: string): Buffer {
  return readFileSync(new URL(`../../${path}`, import.meta.url))
}

/** `ERROR MISSING @ Afdeling`: what a table of expectations can name. */
export function told(problems: readonly Problem[]): string[] {
  return problems.map(({ severity, code, path }) => `${severity} ${code} @ ${path}`)
}

/** The vacancy of a record that must have one. */
export function vacancyIn(read: ReadRecord | undefined): VacancyRecord {
  if (read?.record == null) throw new Error(`no vacancy: ${told(read?.problems ?? []).join(', ')}`)
  return read.record
}
