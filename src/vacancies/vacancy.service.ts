import { hash } from 'node:crypto'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import {
  applyDwellings,
  ensureBuildingSections,
  ensureEstates,
  formerDwellings,
  type KnownEstate,
  type SourceVersion,
} from '../registry/index.ts'
import type { VacancyRecord } from './vacancy.record.ts'

/** What became of a record that could be read. */
export type RecordOutcome = 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED'

/** Where a batch of records comes from. */
export interface VacancySource {
  readonly organisationId: string
  readonly feedId: string
  readonly deliveryId: string
  readonly mode: 'DELTA' | 'SNAPSHOT'
  /** The moment the delivery speaks of, in the source's time; stands in where a record has no time of its own. */
  readonly sourceTime: string
  readonly today: LocalDate
  readonly municipalityOf: (estateNumber: string) => string
}

export interface PlacedRecord {
  readonly row: number
  readonly record: VacancyRecord
}

export interface AppliedRecord {
  readonly row: number
  readonly outcome: RecordOutcome
  readonly vacancyId: string
  /** True when the record names an estate that another took over. */
  readonly estateSucceeded: boolean
}

/** Keeps what one delivery has looked up of the registry, so that each batch asks only for what is new. */
export interface RegistryCache {
  readonly estates: Map<string, KnownEstate>
  readonly sections: Map<string, string>
  readonly former: Map<string, { readonly estateId: string; readonly tenancyNumber: string }>
}

/** An empty cache for one delivery. */
export function registryCache(): RegistryCache {
  return { estates: new Map(), sections: new Map(), former: new Map() }
}

/**
 * Applies records to dwellings and vacancies. A record wins by its source's sequence, else by its source's time,
 * never by its arrival, so that any order of the same records gives the same vacancies. The caller holds the lock on
 * the organisation's feeds.
 */
export async function applyVacancies(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly PlacedRecord[],
): Promise<AppliedRecord[]> {
  if (records.length === 0) return []
  await lookUpEstates(change, source, cache, records)
  await lookUpSections(change, source, cache, records)
  const placed = records.map((one) => placeRecord(one, source, cache))
  await applyDwellings(
    change,
    source.organisationId,
    placed.map(({ record, place, municipalityCode, buildingSectionId, version }) => ({
      ...place,
      ...record,
      tenancyNumber: place.tenancyNumber,
      municipalityCode,
      buildingSectionId,
      version,
    })),
  )
  const rows = placed.map(({ row, record: r, place, version }) => ({
    n: row,
    e: place.estateId,
    t: place.tenancyNumber,
    x: r.sourceId ?? '',
    rs: r.state,
    al: r.vacantAtLoss,
    ty: r.dwellingType,
    re: String(r.rentOere),
    ac: r.acontoLines.map(({ kind, name, amountOere }) => ({ kind, name, amountOere: String(amountOere) })),
    de: r.depositOere === null ? null : String(r.depositOere),
    fp: r.firstPaymentOere === null ? null : String(r.firstPaymentOere),
    af: r.availableFrom,
    df: r.atDisposalFrom,
    lf: r.letFrom,
    sq: version.sequence,
    tm: version.time,
    h: version.hash,
    se: source.mode === 'SNAPSHOT' ? source.sourceTime : version.time,
  }))
  const outcomes = await change.sql<{ row: number; outcome: RecordOutcome; vacancyId: string }>(
    APPLY_VACANCIES_SQL,
    [source.organisationId, source.feedId, source.deliveryId, JSON.stringify(rows)],
  )
  const succeeded = new Set(placed.filter((one) => one.succeeded).map((one) => one.row))
  return outcomes.map((outcome) => ({ ...outcome, estateSucceeded: succeeded.has(outcome.row) }))
}

async function lookUpEstates(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly PlacedRecord[],
): Promise<void> {
  const unknown = new Map<string, string>()
  for (const { record } of records) {
    if (!cache.estates.has(record.estateNumber)) {
      unknown.set(record.estateNumber, source.municipalityOf(record.estateNumber))
    }
  }
  if (unknown.size === 0) return
  const estates = await ensureEstates(change, source.organisationId, unknown, source.today)
  for (const estate of estates) cache.estates.set(estate.number, estate)
  const ended = estates.filter((estate) => estate.successorId !== null).map((estate) => estate.id)
  if (ended.length === 0) return
  for (const [key, dwelling] of await formerDwellings(change, ended)) cache.former.set(key, dwelling)
}

async function lookUpSections(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly PlacedRecord[],
): Promise<void> {
  const unknown = new Map<string, { estateId: string; municipalityCode: string; number: string }>()
  for (const { record } of records) {
    const number = record.buildingSectionNumber
    const estate = cache.estates.get(record.estateNumber)
    if (number === null || estate === undefined || estate.successorId !== null) continue
    const key = `${estate.id}/${number}`
    if (cache.sections.has(key)) continue
    unknown.set(key, { estateId: estate.id, municipalityCode: estate.municipalityCode, number })
  }
  if (unknown.size === 0) return
  const sections = await ensureBuildingSections(change, source.organisationId, [...unknown.values()])
  for (const [key, id] of sections) cache.sections.set(key, id)
}

function placeRecord({ row, record }: PlacedRecord, source: VacancySource, cache: RegistryCache) {
  const estate = cache.estates.get(record.estateNumber)
  if (estate === undefined) throw new Error(`The estate of row ${row} was not entered`)
  const succeeded = estate.successorId !== null
  const place = (succeeded && cache.former.get(`${estate.id}/${record.tenancyNumber}`)) || {
    estateId: estate.successorId ?? estate.id,
    tenancyNumber: record.tenancyNumber,
  }
  const section =
    record.buildingSectionNumber === null
      ? undefined
      : cache.sections.get(`${estate.id}/${record.buildingSectionNumber}`)
  return {
    row,
    record,
    place,
    succeeded,
    municipalityCode: estate.municipalityCode,
    buildingSectionId: section ?? null,
    version: versionOf(record, source.sourceTime),
  }
}

function versionOf(record: VacancyRecord, deliveryTime: string): SourceVersion {
  const { sourceSequence, sourceTime, ...content } = record
  const text = JSON.stringify(content, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
  return {
    sequence: String(sourceSequence ?? 0n),
    time: sourceTime ?? deliveryTime,
    hash: hash('sha256', text).slice(0, 32),
  }
}

const APPLY_VACANCIES_SQL = `
with input as (
  select r.*, row_number() over newest as place,
         h = first_value(h) over newest as same_as_newest
    from json_to_recordset($4::json) as r(n integer, e uuid, t text, x text, rs text, al boolean, ty text, re bigint,
      ac jsonb, de bigint, fp bigint, af date, df date, lf date, sq numeric, tm timestamptz, h uuid, se timestamptz)
  window newest as (partition by e, t, x order by sq desc, tm desc, h desc, n)),
known as (
  select i.*, d.id as dwelling_id, d.municipality_code, v.id as vacancy_id, v.seen_at,
         coalesce(v.absent_at, case when v.id is null and f.snapshot_at > i.se then f.snapshot_at end) as absent_at,
         v.source_hash = i.h as same_content,
         coalesce((i.sq, i.tm, i.h) > (v.source_sequence, v.source_time, v.source_hash), true) as newer,
         coalesce(v.absent_at > v.seen_at and i.se > v.absent_at, false) as reopened
    from input i
    join public.dwelling d on d.estate_id = i.e and d.tenancy_number = i.t
    join public.feed f on f.id = $2
    left join public.vacancy v on v.dwelling_id = d.id and v.source_id = i.x),
judged as (
  select k.*, case
      when place > 1 then case when same_as_newest then 'UNCHANGED' else 'SUPERSEDED' end
      when vacancy_id is null or reopened then 'APPLIED'
      when same_content then 'UNCHANGED'
      when newer then 'APPLIED'
      else 'SUPERSEDED' end as outcome,
    case when rs not in ('LET', 'WITHDRAWN') and absent_at > greatest(seen_at, se) then 'WITHDRAWN' else rs end as state,
    case when rs = 'WITHDRAWN' then 'BY_SOURCE'
         when rs <> 'LET' and absent_at > greatest(seen_at, se) then 'ABSENT_FROM_SNAPSHOT' end as withdrawal_reason
    from known k),
written as (
  insert into public.vacancy (organisation_id, municipality_code, dwelling_id, source_id, feed_id, delivery_id, state,
    reported_state, withdrawal_reason, vacant_at_loss, dwelling_type, rent_oere, aconto_lines, deposit_oere,
    first_payment_oere, available_from, at_disposal_from, let_from, source_sequence, source_time, source_hash, seen_at,
    absent_at)
  select $1, municipality_code, dwelling_id, x, $2, $3, state, rs, withdrawal_reason, al, ty, re, ac, de, fp, af, df, lf,
    sq, tm, h, greatest(seen_at, se), absent_at
    from judged where place = 1 and newer and not coalesce(same_content, false)
  on conflict (dwelling_id, source_id) do update set
    municipality_code = excluded.municipality_code, feed_id = excluded.feed_id, delivery_id = excluded.delivery_id,
    state = excluded.state, reported_state = excluded.reported_state, withdrawal_reason = excluded.withdrawal_reason,
    vacant_at_loss = excluded.vacant_at_loss, dwelling_type = excluded.dwelling_type, rent_oere = excluded.rent_oere,
    aconto_lines = excluded.aconto_lines, deposit_oere = excluded.deposit_oere,
    first_payment_oere = excluded.first_payment_oere, available_from = excluded.available_from,
    at_disposal_from = excluded.at_disposal_from, let_from = excluded.let_from,
    source_sequence = excluded.source_sequence, source_time = excluded.source_time, source_hash = excluded.source_hash,
    seen_at = excluded.seen_at
  returning id, dwelling_id, source_id),
-- The same content said again later, or content that is back in the source's list: no new description.
touched as (
  update public.vacancy v set
    source_sequence = case when j.newer then j.sq else v.source_sequence end,
    source_time = case when j.newer then j.tm else v.source_time end,
    seen_at = greatest(v.seen_at, j.se),
    state = case when j.reopened then v.reported_state else v.state end,
    withdrawal_reason = case when not j.reopened then v.withdrawal_reason
                             when v.reported_state = 'WITHDRAWN' then 'BY_SOURCE' end
    from judged j
   where v.id = j.vacancy_id and j.place = 1 and (j.reopened or j.newer) and not (j.newer and not j.same_content)
  returning v.id)
select j.n as row, j.outcome, coalesce(j.vacancy_id, w.id) as "vacancyId"
  from judged j left join written w on w.dwelling_id = j.dwelling_id and w.source_id = j.x`

/** The vacancies that keys name, for records that could not be read further; null where there is none. */
export async function vacanciesByKey(
  change: Change,
  organisationId: string,
  keys: readonly {
    readonly row: number
    readonly estateNumber: string
    readonly tenancyNumber: string
    readonly sourceId: string | null
  }[],
): Promise<ReadonlyMap<number, string>> {
  if (keys.length === 0) return new Map()
  const rows = await change.sql<{ row: number; id: string }>(
    `select k.row, v.id
       from unnest($2::int[], $3::text[], $4::text[], $5::text[]) k(row, estate_number, tenancy_number, source_id)
       join public.estate e on e.organisation_id = $1 and e.number = k.estate_number
       join public.dwelling d on d.estate_id = e.id and d.tenancy_number = k.tenancy_number
       join public.vacancy v on v.dwelling_id = d.id and v.source_id = k.source_id`,
    [
      organisationId,
      keys.map((key) => key.row),
      keys.map((key) => key.estateNumber),
      keys.map((key) => key.tenancyNumber),
      keys.map((key) => key.sourceId ?? ''),
    ],
  )
  return new Map(rows.map(({ row, id }) => [row, id]))
}

/** Withdraws vacancies that a snapshot of this moment no longer holds. */
export async function withdrawAbsent(
  change: Change,
  vacancyIds: readonly string[],
  absentAt: string,
): Promise<void> {
  await change.sql(
    `update public.vacancy set state = 'WITHDRAWN', withdrawal_reason = 'ABSENT_FROM_SNAPSHOT', absent_at = $2
      where id = any ($1::uuid[])`,
    [vacancyIds, absentAt],
  )
}
