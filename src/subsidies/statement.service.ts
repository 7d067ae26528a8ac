import { hash } from 'node:crypto'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { isNewer, lockFor, type SourceVersion } from '../registry/index.ts'
import { INSTRUMENT_FACTS, type Side, STATEMENT_KINDS } from './instrument.ts'
import { differencesFrom, type SubsidyRecord } from './statement.ts'
import { enterStated, maintains } from './statement-books.service.ts'
import { type Found, findFor } from './statement-look-up.service.ts'
import {
  booksDiffer,
  notInBooks,
  paidToTenantByFeed,
  programmeNotFunded,
  programmeUnknown,
  subsidiesBusy,
} from './statement-refusals.ts'

/** Where statements come from. */
export interface StatementSource {
  readonly feed: { readonly id: string; readonly code: string }
  readonly deliveryId: string
  readonly side: Side
  /** The moment the delivery speaks of. */
  readonly sourceTime: string
}

/** A record with its place in the delivery. */
export interface Stated {
  readonly row: number
  readonly record: SubsidyRecord
  /** From `versionOfStatement`. */
  readonly version: SourceVersion
}

/** What became of a statement. `refusal` says why it was not taken; `notes` are worth knowing and stop nothing. */
export interface AppliedStatement {
  readonly row: number
  readonly outcome: 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED' | 'QUARANTINED'
  readonly refusal: Refusal | null
  readonly notes: readonly Refusal[]
}

/** Which version of its statement a record is; the delivery's time stands in where it has none of its own. */
export function versionOfStatement(record: SubsidyRecord, deliveryTime: string): SourceVersion {
  const { sourceSequence, sourceTime, ...content } = record
  return {
    sequence: String(sourceSequence ?? 0n),
    time: sourceTime ?? deliveryTime,
    hash: hash('sha256', JSON.stringify(content)).slice(0, 32),
  }
}

/**
 * Keeps what a feed states, and brings the books up to date where they are the feed's own to keep: a row that they do not hold
 * and that the side may enter, or one that the same feed entered. What another has entered is never changed; that the words
 * differ is told, and the audit finds it. A statement wins by its source's sequence, else by its time, never by its arrival.
 * **Refuses:** SUBSIDIES_BUSY when another delivery for one of the municipalities takes too long to wait for.
 */
export async function applyStatements(
  running: Change,
  source: StatementSource,
  stated: readonly Stated[],
): Promise<readonly AppliedStatement[]> {
  // Both sides may deliver at once; who comes second is to see what the first has entered.
  const codes = [...new Set(stated.map(({ record }) => record.municipalityCode))].sort()
  for (const code of codes) await lockFor(running, `subsidies of ${code}`, subsidiesBusy)
  const applied: AppliedStatement[] = []
  for (const one of inOrder(stated)) applied.push(await applyStatement(running, source, one))
  return applied
}

/** Frames before what is committed within them, payments last; of one thing the older word first. */
function inOrder(stated: readonly Stated[]): readonly Stated[] {
  const place = ({ record }: Stated) => STATEMENT_KINDS.indexOf(record.kind)
  return [...stated].sort(
    (a, b) =>
      place(a) - place(b) || Number(isNewer(a.version, b.version)) - Number(isNewer(b.version, a.version)),
  )
}

async function applyStatement(
  running: Change,
  source: StatementSource,
  stated: Stated,
): Promise<AppliedStatement> {
  const { row, record, version } = stated
  const found = await findFor(running, source.feed.id, record)
  const standing = refusalOf(found, source.side, record)
  if (standing !== null) return { row, outcome: 'QUARANTINED', refusal: standing, notes: [] }
  const { earlier } = found
  const older = earlier !== null && !isNewer(version, earlier)
  const same = earlier !== null && earlier.hash === version.hash && !earlier.withdrawn
  if (older || same) {
    await keepSeen(running, source, stated, older ? null : version)
    return { row, outcome: same ? 'UNCHANGED' : 'SUPERSEDED', refusal: null, notes: [] }
  }
  try {
    const notes = await running.attempt(async () => {
      const keeps = maintains(source.side, record.kind, found)
      if (keeps) await enterStated(running, source, record, found)
      await keepStatement(running, source, stated, found, keeps || earlier?.keeps === true)
      return keeps ? [] : notesOn(record, found)
    })
    return { row, outcome: 'APPLIED', refusal: null, notes }
  } catch (error) {
    const refusal = error instanceof Refused ? error.refusals[0] : undefined
    if (refusal === undefined) throw error
    await keepSeen(running, source, stated, null)
    return { row, outcome: 'QUARANTINED', refusal: placed(refusal, record), notes: [] }
  }
}

/** What a record calls the places that the refusals of commands name. */
const PLACES: Readonly<Record<string, string>> = {
  dwelling: 'tenancyNumber',
  dwellingId: 'tenancyNumber',
  commitments: 'reference',
  payments: 'reference',
  frameId: 'frame',
  commitmentId: 'commitment',
  organisation: 'organisationCode',
  organisationId: 'organisationCode',
}

const PLACED: ReadonlySet<string> = new Set([...Object.values(PLACES), 'programme'])

function placed(refusal: Refusal, { content }: SubsidyRecord): Refusal {
  const given = (refusal.path ?? '').replace(/^input\.?/, '')
  const path = PLACES[given] ?? given
  const known = path in content || PLACED.has(path)
  return { ...refusal, path: known ? path : '$' }
}

function refusalOf(found: Found, side: Side, { kind }: SubsidyRecord): Refusal | null {
  if (found.programme === null) return programmeUnknown
  const { payer, toTenant } = INSTRUMENT_FACTS[found.programme.instrument]
  if (side === 'FUND' && payer === 'MUNICIPALITY') return programmeNotFunded
  if (found.programme.instrument === 'SECTION_163_A' || (toTenant && kind !== 'FRAME'))
    return paidToTenantByFeed
  return null
}

function notesOn({ kind, content }: SubsidyRecord, { book }: Found): readonly Refusal[] {
  if (book === null || book.withdrawn) return [notInBooks]
  return differencesFrom(kind, content, book.content).map(({ name }) => booksDiffer(PLACES[name] ?? name))
}

async function keepStatement(
  running: Change,
  source: StatementSource,
  { record, version }: Stated,
  { programme }: Found,
  keeps: boolean,
): Promise<void> {
  await running.sql(
    `insert into public.subsidy_statement (feed_id, side, kind, municipality_code, programme, instrument, reference, valid, content,
       keeps, delivery_id, source_sequence, source_time, source_hash, seen_at)
     values ($1::uuid, $2, $3, $4, $5, $6, $7, daterange($8::date, $9::date), $10::jsonb, $11, $12::uuid, $13, $14, $15, $16)
     on conflict on constraint stated_once do update set valid = excluded.valid, content = excluded.content, keeps = excluded.keeps,
       withdrawn = false, delivery_id = excluded.delivery_id, source_sequence = excluded.source_sequence,
       source_time = excluded.source_time, source_hash = excluded.source_hash,
       seen_at = greatest(subsidy_statement.seen_at, excluded.seen_at)`,
    [
      ...[source.feed.id, source.side, record.kind, record.municipalityCode, record.programme],
      ...[programme?.instrument, record.reference, record.from, record.until, JSON.stringify(record.content)],
      ...[keeps, source.deliveryId, version.sequence, version.time, version.hash, source.sourceTime],
    ],
  )
}

/** The same said again, perhaps later: its source still holds it. */
async function keepSeen(
  running: Change,
  { feed, sourceTime }: StatementSource,
  { record }: Stated,
  version: SourceVersion | null,
): Promise<void> {
  await running.sql(
    `update public.subsidy_statement set seen_at = greatest(seen_at, $6::timestamptz),
       source_sequence = coalesce($7, source_sequence), source_time = coalesce($8::timestamptz, source_time)
      where feed_id = $1::uuid and kind = $2 and municipality_code = $3 and programme = $4 and reference = $5`,
    [
      ...[feed.id, record.kind, record.municipalityCode, record.programme, record.reference, sourceTime],
      ...[version?.sequence ?? null, version?.time ?? null],
    ],
  )
}

/** How many of a feed's statements stand. */
export function countStatements(running: Change, feedId: string): Promise<number> {
  return counted(running, feedId, null)
}

/** How many of them a full list of this moment lacks. */
export function countStatementsUnseenSince(running: Change, feedId: string, moment: string): Promise<number> {
  return counted(running, feedId, moment)
}

async function counted(running: Change, feedId: string, moment: string | null): Promise<number> {
  const [row] = await running.sql<{ count: number }>(
    `select count(*)::int as count from public.subsidy_statement
      where feed_id = $1::uuid and not withdrawn and ($2::timestamptz is null or seen_at < $2::timestamptz)`,
    [feedId, moment],
  )
  return row?.count ?? 0
}

/** Marks those as no longer stated, and tells how many; the books stay, and the audit asks why. */
export async function withdrawStatementsUnseenSince(
  running: Change,
  feedId: string,
  moment: string,
): Promise<number> {
  const withdrawn = await running.sql(
    `update public.subsidy_statement set withdrawn = true
      where feed_id = $1::uuid and not withdrawn and seen_at < $2::timestamptz returning id`,
    [feedId, moment],
  )
  return withdrawn.length
}
