import { isCaseNamedSql } from '../households/index.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type BulkColumn, bulkParameters, bulkRowsSql } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import { namedDwellingSql } from '../registry/index.ts'
import type { AllocationRecord } from './allocation.record.ts'
import { offeredOnSql } from './offer.ts'

/** What an earlier report of the same allocation has become. */
export interface EarlierReport {
  readonly offerId: string
  readonly vacancyId: string
  readonly householdId: string | null
  readonly nominationId: string | null
  readonly allocationId: string | null
  readonly sequence: string
  readonly time: string
  readonly hash: string
}

/** What the hub finds for a record; of what the actor may not see it finds nothing. */
export interface FoundFor {
  /** The newest offer of the dwelling that is not younger than the record's first day. */
  readonly offerId: string | null
  readonly vacancyId: string | null
  readonly householdIds: readonly string[]
}

interface Asked {
  readonly record: AllocationRecord
}

const ASKED_COLUMNS: readonly BulkColumn<Asked>[] = [
  { name: 'organisation_code', type: 'text', of: ({ record }) => record.dwelling.organisationCode },
  { name: 'estate_number', type: 'text', of: ({ record }) => record.dwelling.estateNumber },
  { name: 'tenancy_number', type: 'text', of: ({ record }) => record.dwelling.tenancyNumber },
  { name: 'vacancy_source_id', type: 'text', of: ({ record }) => record.dwelling.vacancySourceId },
  { name: 'case_reference', type: 'text', of: ({ record }) => record.subject?.caseReference },
  { name: 'organisation_unit_id', type: 'uuid', of: ({ record }) => record.subject?.organisationUnitId },
  { name: 'kle_number', type: 'text', of: ({ record }) => record.subject?.kleNumber },
  { name: 'first_day', type: 'date', of: ({ record }) => firstDayOf(record) },
]

function firstDayOf({ nominatedOn, decidedOn, ending }: AllocationRecord): LocalDate | null {
  return nominatedOn ?? decidedOn ?? ending?.on ?? null
}

const FIND_SQL = `select o.id as "offerId", o.vacancy_id as "vacancyId", h.ids as "householdIds"
  from ${bulkRowsSql(ASKED_COLUMNS, 2, 'r')}
  left join lateral (
    select o.id, o.vacancy_id
      from ${namedDwellingSql('r')}
      join public.vacancy v on v.dwelling_id = named_dwelling.id
       and v.source_id = coalesce(r.vacancy_source_id, v.source_id)
      join public.municipal_offer o on o.vacancy_id = v.id and o.municipality_code = $1
     where ${offeredOnSql('o')} <= r.first_day
     order by o.offered_at desc, o.id desc limit 1) o on true
  left join lateral (
    select coalesce(json_agg(h.id), '[]') as ids from public.household h
     where ${isCaseNamedSql('h', 'r', '$1')}) h on true
 order by r.place`

/** Finds offer and household of each record, in their order. */
export async function findForRecords(
  running: Change,
  municipalityCode: string,
  records: readonly Asked[],
): Promise<readonly FoundFor[]> {
  return running.sql<FoundFor>(FIND_SQL, [municipalityCode, ...bulkParameters(ASKED_COLUMNS, records)])
}

/** The last reports of a feed's allocations, by the feed's own ids. */
export async function earlierReports(
  running: Change,
  feedId: string,
  sourceIds: readonly string[],
): Promise<Map<string, EarlierReport>> {
  const rows = await running.sql<EarlierReport & { readonly sourceId: string }>(
    `select p.source_id as "sourceId", p.offer_id as "offerId", o.vacancy_id as "vacancyId",
            p.household_id as "householdId", p.nomination_id as "nominationId", p.allocation_id as "allocationId",
            p.source_sequence::text as sequence, replace(p.source_hash::text, '-', '') as hash,
            to_char(p.source_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as time
       from public.allocation_report p join public.municipal_offer o on o.id = p.offer_id
      where p.feed_id = $1::uuid and p.source_id = any ($2::text[])`,
    [feedId, sourceIds],
  )
  return new Map(rows.map(({ sourceId, ...report }) => [sourceId, report]))
}
