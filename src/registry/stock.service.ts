import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import type { DwellingType } from './registry.ts'

/** Which of two records about one thing is the newer: sequence, then source time, then hash. Never the arrival. */
export interface SourceVersion {
  /** The source's own running number; 0 when it has none. */
  readonly sequence: string
  readonly time: string
  /** Fingerprint of the content, a UUID; decides between two records with one sequence and time. */
  readonly hash: string
}

const FRACTION = /\.(\d{1,6})/

/** True when `a` is the newer of two records about one thing; of equal ones neither is. */
export function isNewer(a: SourceVersion, b: SourceVersion): boolean {
  if (a.sequence !== b.sequence) return BigInt(a.sequence) > BigInt(b.sequence)
  const later = microsecondsOf(a.time) - microsecondsOf(b.time)
  return later === 0 ? a.hash > b.hash : later > 0
}

/** Microseconds since 1970, which is as fine as the database keeps a time. */
export function microsecondsOf(time: string): number {
  const finer = (FRACTION.exec(time)?.[1] ?? '').padEnd(6, '0').slice(3)
  return Date.parse(time) * 1_000 + Number(finer)
}

/** One dwelling as a source describes it. */
export interface DwellingRecord {
  readonly estateId: string
  readonly municipalityCode: string
  readonly tenancyNumber: string
  readonly buildingSectionId: string | null
  readonly bbrUnitId: string | null
  readonly darAddressId: string | null
  readonly street: string | null
  readonly floorDoor: string | null
  readonly postalCode: string | null
  readonly city: string | null
  readonly dwellingType: DwellingType | null
  readonly dwellingTypeText: string | null
  readonly rooms: number | null
  readonly areaM2: string | null
  readonly accessible: boolean | null
  readonly version: SourceVersion
}

/** An estate that records can be filed under. */
export interface KnownEstate {
  readonly id: string
  readonly number: string
  readonly municipalityCode: string
  /** The estate that has taken over from it, at the end of the line of mergers; null when it still stands. */
  readonly successorId: string | null
}

const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Lets one change of an organisation's stock and vacancies run at a time, until the change ends.
 *
 * **Refuses:** ORGANISATION_BUSY when another one takes too long to wait for.
 */
export async function lockOrganisation(change: Change, organisationId: string): Promise<void> {
  try {
    await change.sql('select pg_advisory_xact_lock(hashtextextended($1, 1))', [organisationId])
  } catch (error) {
    throw (error as { code?: string }).code === LOCK_NOT_AVAILABLE ? new Refused(organisationBusy) : error
  }
}

const organisationBusy: Refusal = {
  code: 'ORGANISATION_BUSY',
  text: {
    da: 'En anden levering fra boligorganisationen er i gang. Send den igen, når den er færdig.',
    en: 'Another delivery of the housing organisation is under way. Send this one again when it is done.',
  },
}

/**
 * Finds an organisation's estates by number, newest first where a number was used twice, and enters the missing
 * ones in the municipality given.
 */
export async function ensureEstates(
  change: Change,
  organisationId: string,
  wanted: ReadonlyMap<string, string>,
): Promise<KnownEstate[]> {
  const numbers = [...wanted.keys()]
  await change.sql(
    `insert into public.estate (organisation_id, number, municipality_code)
     select $1, w.number, w.municipality_code from unnest($2::text[], $3::text[]) w(number, municipality_code)
      where not exists (select 1 from public.estate e where e.organisation_id = $1 and e.number = w.number)`,
    [organisationId, numbers, numbers.map((number) => wanted.get(number))],
  )
  return change.sql<KnownEstate>(
    `with recursive found as (
       select distinct on (e.number) e.id, e.number, e.municipality_code
         from public.estate e where e.organisation_id = $1 and e.number = any ($2::text[])
        order by e.number, upper(e.valid) desc nulls first),
     line(id, heir) as (
       select s.predecessor_id, s.successor_id from public.estate_succession s join found f on f.id = s.predecessor_id
       union all
       select l.id, s.successor_id from line l join public.estate_succession s on s.predecessor_id = l.heir)
     select f.id, f.number, f.municipality_code as "municipalityCode",
            (select l.heir from line l where l.id = f.id
                and not exists (select 1 from public.estate_succession s where s.predecessor_id = l.heir)) as "successorId"
       from found f`,
    [organisationId, numbers],
  )
}

/** Finds building sections by estate and number and enters the missing ones; the key is `estateId/number`. */
export async function ensureBuildingSections(
  change: Change,
  organisationId: string,
  wanted: readonly {
    readonly estateId: string
    readonly municipalityCode: string
    readonly number: string
  }[],
): Promise<ReadonlyMap<string, string>> {
  const estateIds = wanted.map((section) => section.estateId)
  const numbers = wanted.map((section) => section.number)
  await change.sql(
    `insert into public.building_section (estate_id, organisation_id, municipality_code, number)
     select w.estate_id, $1, w.municipality_code, w.number
       from unnest($2::uuid[], $3::text[], $4::text[]) w(estate_id, municipality_code, number)
     on conflict do nothing`,
    [organisationId, estateIds, wanted.map((section) => section.municipalityCode), numbers],
  )
  const rows = await change.sql<{ key: string; id: string }>(
    `select estate_id || '/' || number as key, id from public.building_section
      where (estate_id, number) in (select * from unnest($1::uuid[], $2::text[]))`,
    [estateIds, numbers],
  )
  return new Map(rows.map((row) => [row.key, row.id]))
}

/**
 * Where dwellings stand now that were known by other numbers before estates merged; the key is
 * `estateId/tenancyNumber` of the former number.
 */
export async function formerDwellings(
  change: Change,
  estateIds: readonly string[],
): Promise<ReadonlyMap<string, DwellingPlace>> {
  const rows = await change.sql<{ key: string; estateId: string; tenancyNumber: string }>(
    `select f.estate_id || '/' || f.tenancy_number as key, d.estate_id as "estateId", d.tenancy_number as "tenancyNumber"
       from public.dwelling_former_number f join public.dwelling d on d.id = f.dwelling_id
      where f.estate_id = any ($1::uuid[])`,
    [estateIds],
  )
  return new Map(rows.map(({ key, ...dwelling }) => [key, dwelling]))
}

/** A place a record can be filed at: one dwelling's number inside its estate. */
export interface DwellingPlace {
  readonly estateId: string
  readonly tenancyNumber: string
}

/** Which of the places hold a dwelling, as `estateId/tenancyNumber`. */
export async function dwellingsAt(
  change: Change,
  places: readonly DwellingPlace[],
): Promise<ReadonlySet<string>> {
  const rows = await change.sql<{ key: string }>(
    `select estate_id || '/' || tenancy_number as key from public.dwelling
      where (estate_id, tenancy_number) in (select * from unnest($1::uuid[], $2::text[]))`,
    [places.map((place) => place.estateId), places.map((place) => place.tenancyNumber)],
  )
  return new Set(rows.map((row) => row.key))
}

/** Keeps the numbers under which an estate that is no more has told of dwellings nobody had heard of before. */
export async function keepFormerNumbers(
  change: Change,
  numbers: readonly { readonly former: DwellingPlace; readonly dwellingId: string }[],
): Promise<void> {
  await change.sql(
    `insert into public.dwelling_former_number (estate_id, tenancy_number, dwelling_id, organisation_id, municipality_code, until)
     select n.estate_id, n.tenancy_number, d.id, d.organisation_id, d.municipality_code, upper(e.valid)
       from unnest($1::uuid[], $2::text[], $3::uuid[]) n(estate_id, tenancy_number, dwelling_id)
       join public.dwelling d on d.id = n.dwelling_id join public.estate e on e.id = n.estate_id`,
    [
      numbers.map(({ former }) => former.estateId),
      numbers.map(({ former }) => former.tenancyNumber),
      numbers.map(({ dwellingId }) => dwellingId),
    ],
  )
}

/**
 * Enters dwellings, each place once, and corrects them where a record is newer than what the row holds. Any order of
 * the same records gives the same rows. Answers the dwellings' ids in the order of the records. The caller holds
 * `lockOrganisation`.
 */
export async function applyDwellings(
  change: Change,
  organisationId: string,
  dwellings: readonly DwellingRecord[],
): Promise<string[]> {
  const of = <Value>(value: (dwelling: DwellingRecord) => Value): Value[] => dwellings.map(value)
  const found = await change.sql<{ id: string }>(APPLY_DWELLINGS_SQL, [
    organisationId,
    of((d) => d.estateId),
    of((d) => d.municipalityCode),
    of((d) => d.tenancyNumber),
    of((d) => d.buildingSectionId),
    of((d) => d.bbrUnitId),
    of((d) => d.darAddressId),
    of((d) => d.street),
    of((d) => d.floorDoor),
    of((d) => d.postalCode),
    of((d) => d.city),
    of((d) => d.dwellingType),
    of((d) => d.dwellingTypeText),
    of((d) => d.rooms),
    of((d) => d.areaM2),
    of((d) => d.accessible),
    of((d) => d.version.sequence),
    of((d) => d.version.time),
    of((d) => d.version.hash),
  ])
  return found.map((row) => row.id)
}

// Arrays, since the database reads them several times faster than JSON.
const APPLY_DWELLINGS_SQL = `
with input as materialized (
  select r.*, coalesce(d.id, uuidv7()) as id, d.id is null as unknown,
         (r.sq, r.tm, r.h) > (d.source_sequence, d.source_time, d.source_hash) as newer
    from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[],
      $10::text[], $11::text[], $12::text[], $13::text[], $14::smallint[], $15::numeric[], $16::boolean[],
      $17::numeric[], $18::timestamptz[], $19::uuid[]) with ordinality
      as r(e, m, t, s, b, a, st, f, p, c, ty, tt, r, m2, ac, sq, tm, h, n)
    left join public.dwelling d on d.estate_id = r.e and d.tenancy_number = r.t),
entered as (
  insert into public.dwelling (id, organisation_id, municipality_code, estate_id, building_section_id, tenancy_number,
    bbr_unit_id, dar_address_id, street, floor_door, postal_code, city, dwelling_type, dwelling_type_text, rooms,
    area_m2, accessible, source_sequence, source_time, source_hash)
  select id, $1, m, e, s, t, b, a, st, f, p, c, ty, tt, r, m2, ac, sq, tm, h from input where unknown),
corrected as (
  update public.dwelling d set
    building_section_id = i.s, bbr_unit_id = i.b, dar_address_id = i.a, street = i.st, floor_door = i.f,
    postal_code = i.p, city = i.c, dwelling_type = i.ty, dwelling_type_text = i.tt, rooms = i.r, area_m2 = i.m2,
    accessible = i.ac, source_sequence = i.sq, source_time = i.tm, source_hash = i.h
    from input i where d.id = i.id and i.newer)
select id from input order by n
`
