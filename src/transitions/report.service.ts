import { hash } from 'node:crypto'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { isNewer, type SourceVersion } from '../registry/index.ts'
import { KEEPERS, type Kept, type ReportSource } from './report-keeping.service.ts'
import { inOrderOfRecords } from './report-order.rules.ts'
import type { TransitionRecordKind, TransitionRecords } from './transition.record.ts'

/** A record on its way, with which version of its thing it is. */
export interface ReportedRecord<Kind extends TransitionRecordKind> {
  readonly row: number
  readonly record: TransitionRecords[Kind]
  /** From `versionOfRecord`. */
  readonly version: SourceVersion
}

/** What became of a record. `refusal` says why it was not followed; `notes` are worth knowing and stop nothing. */
export interface AppliedRecord {
  readonly row: number
  readonly outcome: 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED' | 'QUARANTINED'
  readonly householdId: string | null
  readonly refusal: Refusal | null
  readonly notes: readonly Refusal[]
}

/** Which version of its thing a record is; the delivery's time stands in where it has none of its own. */
export function versionOfRecord(
  record: TransitionRecords[TransitionRecordKind],
  deliveryTime: string,
): SourceVersion {
  const { sourceSequence, sourceTime, ...content } = record
  const text = JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
  return {
    sequence: String(sourceSequence ?? 0n),
    time: sourceTime ?? deliveryTime,
    hash: hash('sha256', text).slice(0, 32),
  }
}

/** Records of a delivery may rest on each other; so often those that were refused are tried once more. */
const PASSES_MAX = 5

/**
 * Follows what a source tells of tenancies, arrears, stays or support, by the rules of the commands. A record wins by its
 * source's sequence, else by its source's time, never by its arrival; one that the rules refuse changes nothing and says why.
 * The caller lets one delivery of the owner's run at a time.
 */
export async function applyTransitionRecords<Kind extends TransitionRecordKind>(
  running: Change,
  clock: Clock,
  source: ReportSource,
  kind: Kind,
  reports: readonly ReportedRecord<Kind>[],
): Promise<AppliedRecord[]> {
  if (reports.length === 0) return []
  const known = await earlierReports(running, source, reports)
  const follow: Follow<Kind> = { running, clock, source, kind, known }
  const applied = new Map<number, AppliedRecord>()
  let waiting: readonly ReportedRecord<Kind>[] = inOrderOfRecords(kind, reports)
  for (let pass = 1; pass <= PASSES_MAX && waiting.length > 0; pass++) {
    const refused: ReportedRecord<Kind>[] = []
    for (const report of waiting) {
      const outcome = await applyRecord(follow, report)
      applied.set(report.row, outcome)
      if (outcome.refusal !== null) refused.push(report)
    }
    if (refused.length === waiting.length) break
    waiting = refused
  }
  return [...applied.values()]
}

interface EarlierReport extends SourceVersion {
  readonly subjectId: string
}

interface Follow<Kind extends TransitionRecordKind> {
  readonly running: Change
  readonly clock: Clock
  readonly source: ReportSource
  readonly kind: Kind
  readonly known: Map<string, EarlierReport>
}

async function applyRecord<Kind extends TransitionRecordKind>(
  { running, clock, source, kind, known }: Follow<Kind>,
  report: ReportedRecord<Kind>,
): Promise<AppliedRecord> {
  const { row, record, version } = report
  const about = { row, householdId: null, refusal: null, notes: [] }
  const earlier = known.get(record.sourceId)
  if (earlier !== undefined && !isNewer(version, earlier))
    return { ...about, outcome: earlier.hash === version.hash ? 'UNCHANGED' : 'SUPERSEDED' }
  const same = earlier?.hash === version.hash
  let householdId: string | null = null
  try {
    const kept = await running.attempt(async (): Promise<Kept> => {
      const keep = KEEPERS[kind]
      const seen = (id: string) => {
        householdId = id
      }
      const subjectId = earlier?.subjectId ?? null
      const kept = same
        ? { id: subjectId ?? '', changed: false, notes: [] }
        : await keep({ running, source, subjectId, today: clock.today(), seen }, record)
      await keepReport(running, source, report, kept.id)
      return kept
    })
    known.set(record.sourceId, { ...version, subjectId: kept.id })
    return { ...about, outcome: kept.changed ? 'APPLIED' : 'UNCHANGED', householdId, notes: kept.notes }
  } catch (error) {
    const refusal = error instanceof Refused ? error.refusals[0] : undefined
    if (refusal === undefined) throw error
    return { ...about, outcome: 'QUARANTINED', householdId, refusal: inRecord(refusal) }
  }
}

/** What a record calls what a command's input names otherwise. */
const PATHS: Readonly<Record<string, string>> = {
  dwellingId: 'tenancyNumber',
  tenancyId: 'tenancyNumber',
  stepId: 'sourceId',
  reference: 'sourceId',
}

function inRecord(refusal: Refusal): Refusal {
  const path = refusal.path?.replace(/^input\./, '') ?? 'sourceId'
  return { ...refusal, path: PATHS[path] ?? path }
}

/** The last reports of a feed's things, by the feed's own ids. */
async function earlierReports(
  running: Change,
  { feed }: ReportSource,
  reports: readonly { readonly record: { readonly sourceId: string } }[],
): Promise<Map<string, EarlierReport>> {
  const rows = await running.sql<EarlierReport & { readonly sourceId: string }>(
    `select source_id as "sourceId", subject_id as "subjectId", source_sequence::text as sequence,
            replace(source_hash::text, '-', '') as hash,
            to_char(source_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time
       from public.transition_report where feed_id = $1::uuid and source_id = any ($2::text[])`,
    [feed.id, reports.map(({ record }) => record.sourceId)],
  )
  return new Map(rows.map(({ sourceId, ...report }) => [sourceId, report]))
}

async function keepReport<Kind extends TransitionRecordKind>(
  running: Change,
  { feed, deliveryId }: ReportSource,
  { record, version }: ReportedRecord<Kind>,
  subjectId: string,
): Promise<void> {
  await running.sql(
    `insert into public.transition_report (feed_id, source_id, organisation_id, municipality_code, delivery_id, subject_id,
       source_sequence, source_time, source_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (feed_id, source_id) do update set delivery_id = excluded.delivery_id, subject_id = excluded.subject_id,
       source_sequence = excluded.source_sequence, source_time = excluded.source_time, source_hash = excluded.source_hash,
       change_id = excluded.change_id`,
    [
      ...[feed.id, record.sourceId, feed.organisationId, feed.municipalityCode, deliveryId, subjectId],
      ...[version.sequence, version.time, version.hash],
    ],
  )
}
