import { hash } from 'node:crypto'
import { holdOneOf } from '../households/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { isNewer, type SourceVersion } from '../registry/index.ts'
import type { AllocationRecord } from './allocation.record.ts'
import { lockedOffer } from './held-offer.service.ts'
import { type Course, followCourse } from './report-course.service.ts'
import {
  type EarlierReport,
  earlierReports,
  type FoundFor,
  findForRecords,
} from './report-look-up.service.ts'
import { inOrderOfReports } from './report-order.rules.ts'
import { dwellingChanged, dwellingNotOffered, hubKnowsLater, legalBasisDiffers } from './report-refusals.ts'

/** Where reports of allocations come from. */
export interface ReportSource {
  readonly feed: { readonly id: string; readonly code: string }
  readonly deliveryId: string
  readonly municipalityCode: string
}

export interface ReportedAllocation {
  readonly row: number
  readonly record: AllocationRecord
  /** From `versionOfReport`. */
  readonly version: SourceVersion
}

/** What became of a report. `refusal` says why it was not followed; `notes` are worth knowing and stop nothing. */
export interface AppliedReport {
  readonly row: number
  readonly outcome: 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED' | 'QUARANTINED'
  readonly vacancyId: string | null
  readonly householdId: string | null
  readonly refusal: Refusal | null
  readonly notes: readonly Refusal[]
}

/** Which version of its allocation a report is; the delivery's time stands in where it has none of its own. */
export function versionOfReport(record: AllocationRecord, deliveryTime: string): SourceVersion {
  const { sourceSequence, sourceTime, ...content } = record
  return {
    sequence: String(sourceSequence ?? 0n),
    time: sourceTime ?? deliveryTime,
    hash: hash('sha256', JSON.stringify(content)).slice(0, 32),
  }
}

/**
 * Follows what a case system reports of allocations, by the rules of the commands. A report wins by its source's
 * sequence, else by its source's time, never by its arrival. One that the rules refuse changes nothing and says why; one
 * that the hub's own later facts contradict is superseded by them. The caller lets one delivery of the municipality's run
 * at a time.
 */
export async function applyAllocationRecords(
  running: Change,
  clock: Clock,
  source: ReportSource,
  reports: readonly ReportedAllocation[],
): Promise<AppliedReport[]> {
  if (reports.length === 0) return []
  const found = await findForRecords(running, source.municipalityCode, reports)
  const known = await earlierReports(
    running,
    source.feed.id,
    reports.map(({ record }) => record.sourceId),
  )
  const applied: AppliedReport[] = []
  for (const place of inOrderOfReports(reports)) {
    const report = reports[place] as ReportedAllocation
    const follow = { running, clock, source, report, found: found[place] as FoundFor }
    applied.push(await applyReport(follow, known))
  }
  return applied
}

interface Follow {
  readonly running: Change
  readonly clock: Clock
  readonly source: ReportSource
  readonly report: ReportedAllocation
  readonly found: FoundFor
}

async function applyReport(follow: Follow, known: Map<string, EarlierReport>): Promise<AppliedReport> {
  const { running, source, report, found } = follow
  const { row, record, version } = report
  const earlier = known.get(record.sourceId) ?? null
  const about = {
    row,
    vacancyId: earlier?.vacancyId ?? found.vacancyId,
    householdId: found.householdIds.length === 1 ? (found.householdIds[0] ?? null) : null,
    refusal: null,
    notes: [],
  }
  if (earlier !== null && !isNewer(version, earlier)) {
    return { ...about, outcome: earlier.hash === version.hash ? 'UNCHANGED' : 'SUPERSEDED' }
  }
  if (earlier !== null && earlier.hash === version.hash) {
    await keepVersion(running, source, report)
    known.set(record.sourceId, { ...earlier, ...version })
    return { ...about, outcome: 'UNCHANGED' }
  }
  // A report is followed whole or not at all.
  const course: Pick<Course, 'at'> & Partial<Course> = { at: 'tenancyNumber' }
  try {
    const followed = await running.attempt(async () => {
      const followed = await begun(follow, earlier, course)
      await followCourse(followed)
      await keepReport(follow, followed)
      return followed
    })
    const { offer, nominationId, allocationId, household, changed, notes } = followed
    known.set(record.sourceId, {
      ...{ offerId: offer.id, vacancyId: offer.vacancyId, householdId: household?.id ?? null },
      ...{ nominationId, allocationId, ...version },
    })
    return { ...about, outcome: changed ? 'APPLIED' : 'UNCHANGED', vacancyId: offer.vacancyId, notes }
  } catch (error) {
    const refusal = error instanceof Refused ? error.refusals[0] : undefined
    if (refusal === undefined) throw error
    return { ...about, ...(await refused(follow, earlier, placed(refusal, course.at))) }
  }
}

/** The refusals of commands name a place in a command's input. */
function placed(refusal: Refusal, path: string): Refusal {
  return refusal.path === undefined || refusal.path.startsWith('input.') ? { ...refusal, path } : refusal
}

async function begun(
  { running, clock, source, report, found }: Follow,
  earlier: EarlierReport | null,
  course: object,
): Promise<Course> {
  const { record } = report
  if (found.offerId === null) throw new Refused(dwellingNotOffered)
  if (earlier !== null && found.vacancyId !== earlier.vacancyId) throw new Refused(dwellingChanged)
  const offer = await lockedOffer(running, earlier?.offerId ?? found.offerId)
  if (offer === null) throw new Refused(dwellingNotOffered)
  const household = record.subject === null ? null : await holdOneOf(running, found.householdIds)
  if (offer.legalBasis !== record.legalBasis) throw new Refused(legalBasisDiffers)
  return Object.assign(course, {
    ...{ running, clock, feed: source.feed, record, household, earlier, offer },
    nominationId: earlier?.nominationId ?? null,
    allocationId: earlier?.allocationId ?? null,
    ...{ at: 'tenancyNumber', changed: false, notes: [] },
  }) as Course
}

/** What a report cannot change because something stands in its way that the hub may know better. */
const KNOWN_LATER: ReadonlySet<string> = new Set([
  'OFFER_ENDED',
  'OFFER_PAUSED',
  'OFFER_LEASE_SIGNED',
  'OFFER_NOT_ALLOCATED',
  'ALLOCATION_ANSWERED',
  'DECISION_DIFFERS',
  'DECISION_CLOSED',
])

async function refused(
  { running, source, report, found }: Follow,
  earlier: EarlierReport | null,
  refusal: Refusal,
): Promise<Pick<AppliedReport, 'outcome' | 'refusal' | 'notes'>> {
  const later =
    KNOWN_LATER.has(refusal.code) &&
    (await isMovedLater(running, source, earlier?.offerId ?? found.offerId, report.version.time))
  return later
    ? { outcome: 'SUPERSEDED', refusal: null, notes: [refusal, hubKnowsLater] }
    : { outcome: 'QUARANTINED', refusal, notes: [] }
}

/** Whether an offer has taken a step since a moment that no delivery of the feed told of. */
async function isMovedLater(
  running: Change,
  { feed }: ReportSource,
  offerId: string | null,
  moment: string,
): Promise<boolean> {
  const [later] = await running.sql(
    `select 1 from public.offer_event e where e.offer_id = $1::uuid and e.at > $2::timestamptz
        and not exists (select from public.delivery d where d.feed_id = $3::uuid and d.change_id = e.change_id) limit 1`,
    [offerId, moment, feed.id],
  )
  return later !== undefined
}

async function keepReport({ source, report, running }: Follow, course: Course): Promise<void> {
  const { record, version } = report
  await running.sql(
    `insert into public.allocation_report (feed_id, source_id, municipality_code, delivery_id, offer_id, household_id,
       nomination_id, allocation_id, lease_signed_on, moved_in_on, source_sequence, source_time, source_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
     on conflict (feed_id, source_id) do update set delivery_id = excluded.delivery_id, household_id = excluded.household_id,
       nomination_id = excluded.nomination_id, allocation_id = excluded.allocation_id,
       lease_signed_on = excluded.lease_signed_on, moved_in_on = excluded.moved_in_on,
       source_sequence = excluded.source_sequence, source_time = excluded.source_time, source_hash = excluded.source_hash,
       change_id = excluded.change_id`,
    [
      ...[source.feed.id, record.sourceId, source.municipalityCode, source.deliveryId, course.offer.id],
      ...[course.household?.id ?? null, course.nominationId, course.allocationId],
      ...[record.leaseSignedOn, record.movedInOn, version.sequence, version.time, version.hash],
    ],
  )
}

/** The same said again, later. */
async function keepVersion(
  running: Change,
  { feed }: ReportSource,
  { record, version }: ReportedAllocation,
): Promise<void> {
  await running.sql(
    'update public.allocation_report set source_sequence = $3, source_time = $4 where feed_id = $1 and source_id = $2',
    [feed.id, record.sourceId, version.sequence, version.time],
  )
}
