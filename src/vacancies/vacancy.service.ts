import { hash } from 'node:crypto'
import type { Change } from '../platform/change.ts'
import {
  applyDwellings,
  type DwellingPlace,
  dwellingsAt,
  ensureBuildingSections,
  ensureEstates,
  formerDwellings,
  isNewer,
  type KnownEstate,
  keepFormerNumbers,
  microsecondsOf,
  type SourceVersion,
} from '../registry/index.ts'
import type { VacancyRecord } from './vacancy.record.ts'

/** What became of a record that could be read. UNPLACEABLE: two dwellings may be meant, so it was not used. */
export type RecordOutcome = 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED' | 'UNPLACEABLE'

/** Where a batch of records comes from. */
export interface VacancySource {
  readonly organisationId: string
  readonly feedId: string
  readonly deliveryId: string
  readonly mode: 'DELTA' | 'SNAPSHOT'
  /** The moment the delivery speaks of, in the source's time; stands in where a record has no time of its own. */
  readonly sourceTime: string
  readonly municipalityOf: (estateNumber: string) => string
}

export interface VersionedRecord {
  readonly row: number
  readonly record: VacancyRecord
  /** From `versionOf`. */
  readonly version: SourceVersion
}

export interface AppliedRecord {
  readonly row: number
  readonly outcome: RecordOutcome
  /** Null when the record could not be placed. */
  readonly vacancyId: string | null
  /** True when the record names an estate that another took over. */
  readonly estateSucceeded: boolean
}

/** Keeps what one delivery has looked up of the registry, so that each batch asks only for what is new. */
export interface RegistryCache {
  readonly estates: Map<string, KnownEstate>
  readonly sections: Map<string, string>
  readonly former: Map<string, DwellingPlace>
}

/** An empty cache for one delivery. */
export function registryCache(): RegistryCache {
  return { estates: new Map(), sections: new Map(), former: new Map() }
}

/**
 * Applies records to dwellings and vacancies. A record wins by its source's sequence, else by its source's time,
 * never by its arrival, so that any order of the same records gives the same vacancies. The caller holds
 * `lockOrganisation`.
 */
export async function applyVacancies(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
): Promise<AppliedRecord[]> {
  if (records.length === 0) return []
  await lookUpEstates(change, source, cache, records)
  await lookUpSections(change, source, cache, records)
  const all = records.map((one) => placeRecord(one, source, cache))
  const unplaceable = await unplaceableRows(change, all)
  const placed = unplaceable.size === 0 ? all : all.filter((one) => !unplaceable.has(one.row))
  const entering = enterDwellings(change, source, cache, placed)
  // Meanwhile, for the database is at work.
  const vacancies = newestOf(placed, (one) => `${one.dwelling}/${one.record.sourceId ?? ''}`)
  const dwellingIds = await entering
  const written = await writeVacancies(change, source, [...vacancies.values()], dwellingIds)
  const applied: AppliedRecord[] = all
    .filter((one) => unplaceable.has(one.row))
    .map(({ row }) => ({ row, outcome: 'UNPLACEABLE', vacancyId: null, estateSucceeded: true }))
  for (const [place, { newest, records: same }] of [...vacancies.values()].entries()) {
    const { outcome, vacancyId } = written[place] ?? missingAnswer()
    for (const one of same) {
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

interface Placed extends VersionedRecord {
  readonly place: DwellingPlace
  /** The place as one text. */
  readonly dwelling: string
  /** Where the source files it, when that estate is no more. */
  readonly former: DwellingPlace | null
  readonly succeeded: boolean
  readonly municipalityCode: string
  readonly buildingSectionId: string | null
  readonly version: SourceVersion
  /** Source time at which this record shows that its source holds the vacancy. */
  readonly seenAt: string
}

interface Contenders {
  newest: Placed
  seenAt: string
  readonly records: Placed[]
}

/** The records of each thing, with the newest of them and the latest moment at which the source held it. */
function newestOf(
  records: readonly Placed[],
  keyOf: (record: Placed) => string,
): ReadonlyMap<string, Contenders> {
  const groups = new Map<string, Contenders>()
  for (const record of records) {
    const key = keyOf(record)
    const group = groups.get(key)
    if (group === undefined) {
      groups.set(key, { newest: record, seenAt: record.seenAt, records: [record] })
      continue
    }
    group.records.push(record)
    if (isNewer(record.version, group.newest.version)) group.newest = record
    if (microsecondsOf(record.seenAt) > microsecondsOf(group.seenAt)) group.seenAt = record.seenAt
  }
  return groups
}

async function enterDwellings(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  placed: readonly Placed[],
): Promise<ReadonlyMap<string, string>> {
  const groups = newestOf(placed, (one) => one.dwelling)
  const newest = [...groups.values()].map((group) => group.newest)
  const ids = await applyDwellings(
    change,
    source.organisationId,
    newest.map(({ record, place, municipalityCode, buildingSectionId, version }) => ({
      ...record,
      ...place,
      municipalityCode,
      buildingSectionId,
      version,
    })),
  )
  const idOf = new Map([...groups.keys()].map((dwelling, n) => [dwelling, ids[n] ?? missingAnswer()]))
  const heardOf = newest.flatMap(({ former, place, dwelling }) => {
    if (former === null) return []
    cache.former.set(placeKey(former), place)
    return [{ former, dwellingId: idOf.get(dwelling) ?? missingAnswer() }]
  })
  if (heardOf.length > 0) await keepFormerNumbers(change, heardOf)
  return idOf
}

function writeVacancies(
  change: Change,
  { organisationId, feedId, deliveryId }: VacancySource,
  vacancies: readonly Contenders[],
  dwellingIds: ReadonlyMap<string, string>,
): Promise<{ outcome: RecordOutcome; vacancyId: string }[]> {
  const of = <Value>(value: (one: Placed, record: VacancyRecord) => Value): Value[] =>
    vacancies.map(({ newest }) => value(newest, newest.record))
  return change.sql(APPLY_VACANCIES_SQL, [
    organisationId,
    feedId,
    deliveryId,
    of((one) => dwellingIds.get(one.dwelling)),
    of((one) => one.municipalityCode),
    of((_, r) => r.sourceId ?? ''),
    of((_, r) => r.state),
    of((_, r) => r.vacantAtLoss),
    of((_, r) => r.dwellingType),
    of((_, r) => String(r.rentOere)),
    of((_, r) => JSON.stringify(r.acontoLines, bigintsAsText)),
    of((_, r) => r.depositOere?.toString()),
    of((_, r) => r.firstPaymentOere?.toString()),
    of((_, r) => r.availableFrom),
    of((_, r) => r.atDisposalFrom),
    of((_, r) => r.letFrom),
    of((one) => one.version.sequence),
    of((one) => one.version.time),
    of((one) => one.version.hash),
    vacancies.map((one) => one.seenAt),
  ])
}

function bigintsAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

async function lookUpEstates(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
): Promise<void> {
  const unknown = new Map<string, string>()
  for (const { record } of records) {
    if (!cache.estates.has(record.estateNumber)) {
      unknown.set(record.estateNumber, source.municipalityOf(record.estateNumber))
    }
  }
  if (unknown.size === 0) return
  const estates = await ensureEstates(change, source.organisationId, unknown)
  for (const estate of estates) cache.estates.set(estate.number, estate)
  const ended = estates.filter((estate) => estate.successorId !== null).map((estate) => estate.id)
  if (ended.length === 0) return
  for (const [key, dwelling] of await formerDwellings(change, ended)) cache.former.set(key, dwelling)
}

async function lookUpSections(
  change: Change,
  source: VacancySource,
  cache: RegistryCache,
  records: readonly VersionedRecord[],
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

function placeKey({ estateId, tenancyNumber }: DwellingPlace): string {
  return `${estateId}/${tenancyNumber}`
}

function placeRecord(
  { row, record, version }: VersionedRecord,
  source: VacancySource,
  cache: RegistryCache,
): Placed {
  const estate = cache.estates.get(record.estateNumber)
  if (estate === undefined) throw new Error(`The estate of row ${row} was not entered`)
  const { tenancyNumber, buildingSectionNumber } = record
  const given = { estateId: estate.id, tenancyNumber }
  const known = estate.successorId === null ? given : cache.former.get(placeKey(given))
  const place = known ?? { estateId: estate.successorId ?? estate.id, tenancyNumber }
  const section =
    buildingSectionNumber === null ? undefined : cache.sections.get(`${estate.id}/${buildingSectionNumber}`)
  return {
    row,
    record,
    place,
    dwelling: placeKey(place),
    former: known === undefined ? given : null,
    succeeded: estate.successorId !== null,
    municipalityCode: estate.municipalityCode,
    buildingSectionId: section ?? null,
    version,
    seenAt: source.mode === 'SNAPSHOT' ? source.sourceTime : version.time,
  }
}

/**
 * Rows that name, in an estate that is no more, a dwelling nobody had heard of, where the successor has one with that
 * number, or where another estate that is no more names one too: whether they are one dwelling, nobody can tell.
 */
async function unplaceableRows(change: Change, placed: readonly Placed[]): Promise<ReadonlySet<number>> {
  const unheard = placed.filter((one) => one.former !== null)
  if (unheard.length === 0) return new Set()
  const taken = await dwellingsAt(
    change,
    unheard.map((one) => one.place),
  )
  const meant = new Set(placed.filter((one) => one.former === null).map((one) => one.dwelling))
  const named = new Map<string, Set<string>>()
  for (const { dwelling, former } of unheard) {
    if (former !== null) named.set(dwelling, (named.get(dwelling) ?? new Set()).add(placeKey(former)))
  }
  const unclear = (dwelling: string) =>
    taken.has(dwelling) || meant.has(dwelling) || (named.get(dwelling)?.size ?? 0) > 1
  return new Set(unheard.filter(({ dwelling }) => unclear(dwelling)).map(({ row }) => row))
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

/*
 * The description of a vacancy is that of its newest record. Whether its source still holds it follows from two
 * moments: when the source was last seen to hold it, and the feed's newest full list; an open vacancy not seen since
 * that list is withdrawn. Both only grow, so the order in which records come does not matter.
 */
const APPLY_VACANCIES_SQL = `
with known as (
  select r.*, v.id as vacancy_id, v.state as state_before, v.seen_at as seen_before, v.source_hash,
         greatest(v.seen_at, r.se) as seen, v.reported_state,
         coalesce((r.sq, r.tm, r.h, $2::uuid) > (v.source_sequence, v.source_time, v.source_hash, v.feed_id), true) as newer,
         coalesce(v.source_hash = r.h, false) as same_content, v.feed_id as feed_before
    from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::boolean[], $9::text[], $10::bigint[], $11::jsonb[],
      $12::bigint[], $13::bigint[], $14::date[], $15::date[], $16::date[], $17::numeric[], $18::timestamptz[],
      $19::uuid[], $20::timestamptz[]) with ordinality
      as r(d, m, x, rs, al, ty, re, ac, de, fp, af, df, lf, sq, tm, h, se, n)
    left join public.vacancy v on v.dwelling_id = r.d and v.source_id = r.x),
judged as materialized (
  select k.*, s.*, coalesce(k.vacancy_id, uuidv7()) as id
    from known k
    join public.feed f on f.id = case when k.newer then $2 else k.feed_before end
   cross join lateral (select case when k.newer then k.rs else k.reported_state end as reported,
                              coalesce(f.snapshot_at > k.seen, false) as absent) p
   cross join lateral (select case when p.reported in ('LET', 'WITHDRAWN') then p.reported
                                   when p.absent then 'WITHDRAWN' else p.reported end as state,
                              case when p.reported = 'WITHDRAWN' then 'BY_SOURCE'
                                   when p.reported <> 'LET' and p.absent then 'ABSENT_FROM_SNAPSHOT' end as reason) s),
entered as (
  insert into public.vacancy (id, organisation_id, municipality_code, dwelling_id, source_id, feed_id, delivery_id, state,
    reported_state, withdrawal_reason, vacant_at_loss, dwelling_type, rent_oere, aconto_lines, deposit_oere,
    first_payment_oere, available_from, at_disposal_from, let_from, source_sequence, source_time, source_hash, seen_at)
  select id, $1, m, d, x, $2, $3, state, rs, reason, al, ty, re, ac, de, fp, af, df, lf, sq, tm, h, seen
    from judged where vacancy_id is null),
described as (
  update public.vacancy v set
    municipality_code = m, feed_id = $2, delivery_id = $3, state = j.state, reported_state = rs,
    withdrawal_reason = reason, vacant_at_loss = al, dwelling_type = ty, rent_oere = re, aconto_lines = ac,
    deposit_oere = de, first_payment_oere = fp, available_from = af, at_disposal_from = df, let_from = lf,
    source_sequence = sq, source_time = tm, source_hash = h, seen_at = seen
    from judged j where v.id = j.vacancy_id and newer and not same_content),
-- The same said again, or a sign of life: no new description.
touched as (
  update public.vacancy v set
    feed_id = case when newer then $2 else v.feed_id end,
    source_sequence = case when newer then sq else v.source_sequence end,
    source_time = case when newer then tm else v.source_time end,
    seen_at = seen, state = j.state, withdrawal_reason = reason
    from judged j
   where v.id = j.vacancy_id and (newer and same_content or not newer and seen > seen_before))
select case when vacancy_id is null or j.state <> state_before then 'APPLIED'
            when same_content then 'UNCHANGED'
            when newer then 'APPLIED'
            else 'SUPERSEDED' end as outcome,
       id as "vacancyId"
  from judged j order by n`
