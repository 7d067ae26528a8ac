import { hash, randomUUIDv7 } from 'node:crypto'
import { type BulkColumn, bulkParameters, bulkRowsSql, columnNames } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import {
  APPLY_DWELLINGS_SQL,
  DWELLING_COLUMNS,
  DWELLING_FOUND,
  type DwellingRecord,
  keepFormerNumbers,
  type SourceVersion,
} from '../registry/index.ts'
import type { PlacedRecords, VacancySource } from './placement.service.ts'
import type { AcontoLine, VacancyRecord } from './vacancy.record.ts'

/** What became of a record that could be read. UNPLACEABLE: two dwellings may be meant, so it was not used. */
export type RecordOutcome = 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED' | 'UNPLACEABLE'

export interface AppliedRecord {
  readonly row: number
  readonly outcome: RecordOutcome
  /** Null when the record could not be placed. */
  readonly vacancyId: string | null
  /** True when the record names an estate that another took over. */
  readonly estateSucceeded: boolean
}

/**
 * Applies placed records to dwellings and vacancies. A record wins by its source's sequence, else by its source's time,
 * never by its arrival, so that any order of the same records gives the same vacancies. Its statement is on its way
 * before it first waits.
 */
export async function applyVacancies(
  change: Change,
  { organisationId, feedId, deliveryId }: VacancySource,
  { vacancies, leads, heardOf, unplaceable }: PlacedRecords,
): Promise<AppliedRecord[]> {
  const applied: AppliedRecord[] = unplaceable.map((row) => ({
    row,
    outcome: 'UNPLACEABLE',
    vacancyId: null,
    estateSucceeded: true,
  }))
  if (vacancies.length === 0) return applied
  // Sorted, for an index grows best at its end and those of one millisecond are in no order.
  const ids = Array.from(leads, () => randomUUIDv7()).sort()
  const newIds = new Map([...leads.keys()].map((dwelling, index) => [dwelling, ids[index]]))
  const given = vacancies.map((vacancy): GivenRecord => {
    const { record, place, dwelling, municipalityCode, buildingSectionId, version } = vacancy.newest
    return {
      record,
      place,
      municipalityCode,
      buildingSectionId,
      version,
      newId: newIds.get(dwelling),
      leads: leads.get(dwelling) === vacancy,
      seenAt: vacancy.seenAt,
    }
  })
  const written = await change.sql<{ outcome: RecordOutcome; vacancyId: string }>(APPLY_VACANCIES_SQL, [
    organisationId,
    feedId,
    deliveryId,
    ...bulkParameters(GIVEN_COLUMNS, given),
  ])
  if (heardOf.length > 0) await keepFormerNumbers(change, heardOf)
  for (const [index, { newest, records }] of vacancies.entries()) {
    const { outcome, vacancyId } = written[index] ?? missingAnswer()
    for (const one of records) {
      const behind = one.version.hash === newest.version.hash ? 'UNCHANGED' : 'SUPERSEDED'
      applied.push({
        row: one.row,
        outcome: one === newest ? outcome : behind,
        vacancyId,
        estateSucceeded: one.succeeded,
      })
    }
  }
  return applied
}

function missingAnswer(): never {
  throw new Error('The database answered for fewer vacancies than it was given')
}

/** Which version of its vacancy a record is; the delivery's time stands in where it has none of its own. */
export function versionOf(record: VacancyRecord, deliveryTime: string): SourceVersion {
  const { sourceSequence, sourceTime, rentOere, depositOere, firstPaymentOere, acontoLines, ...content } =
    record
  const oere = [rentOere, depositOere, firstPaymentOere, ...acontoLines.map((line) => line.amountOere)]
  const lines = acontoLines.flatMap(({ kind, name }) => [kind, name])
  const text = JSON.stringify([Object.values(content), oere.join(), lines])
  return {
    sequence: String(sourceSequence ?? 0n),
    time: sourceTime ?? deliveryTime,
    hash: hash('sha256', text).slice(0, 32),
  }
}

/** The newest record of a vacancy, with what else is known of it. */
interface GivenRecord extends DwellingRecord {
  readonly record: VacancyRecord
  readonly seenAt: string
}

const DWELLING_DESCRIBES_VACANCY = ['dwelling_type', 'source_sequence', 'source_time', 'source_hash']

const VACANCY_COLUMNS: readonly BulkColumn<GivenRecord>[] = [
  { name: 'source_id', type: 'text', of: (r) => r.record.sourceId ?? '' },
  { name: 'reported_state', type: 'text', of: (r) => r.record.state },
  { name: 'vacant_at_loss', type: 'boolean', of: (r) => r.record.vacantAtLoss },
  { name: 'rent_oere', type: 'bigint', of: (r) => r.record.rentOere },
  { name: 'aconto_lines', type: 'jsonb', of: (r) => acontoJson(r.record.acontoLines) },
  { name: 'deposit_oere', type: 'bigint', of: (r) => r.record.depositOere },
  { name: 'first_payment_oere', type: 'bigint', of: (r) => r.record.firstPaymentOere },
  { name: 'available_from', type: 'date', of: (r) => r.record.availableFrom },
  { name: 'at_disposal_from', type: 'date', of: (r) => r.record.atDisposalFrom },
  { name: 'let_from', type: 'date', of: (r) => r.record.letFrom },
]

/** What a record says of its vacancy, by the names that vacancies have it by. */
const DESCRIPTION_COLUMNS: readonly BulkColumn<GivenRecord>[] = [
  ...VACANCY_COLUMNS,
  ...DWELLING_COLUMNS.filter(({ name }) => DWELLING_DESCRIBES_VACANCY.includes(name)),
]

const GIVEN_COLUMNS: readonly BulkColumn<GivenRecord>[] = [
  ...DWELLING_COLUMNS,
  ...VACANCY_COLUMNS,
  { name: 'seen_at', type: 'timestamptz', of: (r) => r.seenAt },
]

function acontoJson(lines: readonly AcontoLine[]): string {
  return JSON.stringify(
    lines.map(({ kind, name, amountOere }) => ({ kind, name, amountOere: `${amountOere}` })),
  )
}

/*
 * The description of a vacancy is that of its newest record. Whether its source still holds it follows from two
 * moments: when the source was last seen to hold it, and the feed's newest full list; an open vacancy not seen since
 * that list is withdrawn. Both only grow, so the order in which records come does not matter.
 */
const APPLY_VACANCIES_SQL = `
with given as materialized (
  select r.*, ${DWELLING_FOUND}
    from ${bulkRowsSql(GIVEN_COLUMNS, 4, 'r')}
    left join public.dwelling d on d.estate_id = r.estate_id and d.tenancy_number = r.tenancy_number),
${APPLY_DWELLINGS_SQL},
known as (
  select g.place, g.dwelling_id, g.municipality_code, ${columnNames(DESCRIPTION_COLUMNS, 'g.')},
         v.id as vacancy_id, v.state as state_before, v.seen_at as seen_before, v.feed_id as feed_before,
         v.reported_state as reported_before, greatest(v.seen_at, g.seen_at) as seen,
         coalesce((g.source_sequence, g.source_time, g.source_hash, $2::uuid)
                > (v.source_sequence, v.source_time, v.source_hash, v.feed_id), true) as newer,
         coalesce(v.source_hash = g.source_hash, false) as same_content
    from given g
    left join public.vacancy v on v.dwelling_id = g.dwelling_id and v.source_id = g.source_id
   where (select written >= 0 from dwellings_done)),
judged as materialized (
  select k.*, s.*, coalesce(k.vacancy_id, uuidv7()) as id
    from known k
    join public.feed f on f.id = case when k.newer then $2 else k.feed_before end
   cross join lateral (select case when k.newer then k.reported_state else k.reported_before end as reported,
                              coalesce(f.snapshot_at > k.seen, false) as absent) p
   cross join lateral (select case when p.reported in ('LET', 'WITHDRAWN') then p.reported
                                   when p.absent then 'WITHDRAWN' else p.reported end as state,
                              case when p.reported = 'WITHDRAWN' then 'BY_SOURCE'
                                   when p.reported <> 'LET' and p.absent then 'ABSENT_FROM_SNAPSHOT' end as reason) s),
entered as (
  insert into public.vacancy (id, organisation_id, municipality_code, dwelling_id, feed_id, delivery_id, state,
    withdrawal_reason, seen_at, ${columnNames(DESCRIPTION_COLUMNS)})
  select id, $1, municipality_code, dwelling_id, $2, $3, state, reason, seen, ${columnNames(DESCRIPTION_COLUMNS)}
    from judged where vacancy_id is null),
described as (
  update public.vacancy v set
    municipality_code = j.municipality_code, feed_id = $2, delivery_id = $3, state = j.state,
    withdrawal_reason = reason, seen_at = seen,
    (${columnNames(DESCRIPTION_COLUMNS)}) = row(${columnNames(DESCRIPTION_COLUMNS, 'j.')})
    from judged j where v.id = j.vacancy_id and newer and not same_content),
-- The same said again, or a sign of life: no new description.
touched as (
  update public.vacancy v set
    feed_id = case when newer then $2 else v.feed_id end,
    source_sequence = case when newer then j.source_sequence else v.source_sequence end,
    source_time = case when newer then j.source_time else v.source_time end,
    seen_at = seen, state = j.state, withdrawal_reason = reason
    from judged j
   where v.id = j.vacancy_id and (newer and same_content or not newer and seen > seen_before))
select case when vacancy_id is null or j.state <> state_before then 'APPLIED'
            when same_content then 'UNCHANGED'
            when newer then 'APPLIED'
            else 'SUPERSEDED' end as outcome,
       id as "vacancyId"
  from judged j order by place`
