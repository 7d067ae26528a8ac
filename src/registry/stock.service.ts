import { type Refusal, Refused } from '../kernel/errors.ts'
import { type BulkColumn, columnNames } from '../platform/bulk-rows.ts'
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

/** What a source says of a dwelling. */
export interface DwellingDescription {
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
}

/** A source's record of one dwelling, and where that is. */
export interface DwellingRecord {
  readonly record: DwellingDescription
  readonly place: DwellingPlace
  readonly municipalityCode: string
  readonly buildingSectionId: string | null
  readonly version: SourceVersion
  /** The dwelling's id, should it be new. */
  readonly newId: string | undefined
  /** Whether this is the record that speaks for its dwelling: the newest of those given. */
  readonly leads: boolean
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
  await lockFor(change, organisationId, organisationBusy)
}

/** Lets one change that names `key` run at a time, until it ends; the next one waits, at last `busy` refuses it. */
export async function lockFor(change: Change, key: string, busy: Refusal): Promise<void> {
  try {
    await change.sql('select pg_advisory_xact_lock(hashtextextended($1, 1))', [key])
  } catch (error) {
    throw (error as { code?: string }).code === LOCK_NOT_AVAILABLE ? new Refused(busy) : error
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
  const entering = change.sql(
    `insert into public.estate (organisation_id, number, municipality_code)
     select $1, w.number, w.municipality_code from unnest($2::text[], $3::text[]) w(number, municipality_code)
      where not exists (select 1 from public.estate e where e.organisation_id = $1 and e.number = w.number)`,
    [organisationId, numbers, numbers.map((number) => wanted.get(number))],
  )
  // Sent at once: the database does one after the other.
  const finding = change.sql<KnownEstate>(
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
  return (await Promise.all([finding, entering]))[0]
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
  numbers: readonly { readonly former: DwellingPlace; readonly place: DwellingPlace }[],
): Promise<void> {
  await change.sql(
    `insert into public.dwelling_former_number (estate_id, tenancy_number, dwelling_id, organisation_id, municipality_code, until)
     select n.estate_id, n.tenancy_number, d.id, d.organisation_id, d.municipality_code, upper(e.valid)
       from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) n(estate_id, tenancy_number, at_estate_id, at_number)
       join public.dwelling d on d.estate_id = n.at_estate_id and d.tenancy_number = n.at_number
       join public.estate e on e.id = n.estate_id`,
    [
      numbers.map(({ former }) => former.estateId),
      numbers.map(({ former }) => former.tenancyNumber),
      numbers.map(({ place }) => place.estateId),
      numbers.map(({ place }) => place.tenancyNumber),
    ],
  )
}

const DWELLING_KEY: readonly BulkColumn<DwellingRecord>[] = [
  { name: 'estate_id', type: 'uuid', of: (d) => d.place.estateId },
  { name: 'municipality_code', type: 'text', of: (d) => d.municipalityCode },
  { name: 'tenancy_number', type: 'text', of: (d) => d.place.tenancyNumber },
]

const DWELLING_CONTENT: readonly BulkColumn<DwellingRecord>[] = [
  { name: 'building_section_id', type: 'uuid', of: (d) => d.buildingSectionId },
  { name: 'bbr_unit_id', type: 'uuid', of: (d) => d.record.bbrUnitId },
  { name: 'dar_address_id', type: 'uuid', of: (d) => d.record.darAddressId },
  { name: 'street', type: 'text', of: (d) => d.record.street },
  { name: 'floor_door', type: 'text', of: (d) => d.record.floorDoor },
  { name: 'postal_code', type: 'text', of: (d) => d.record.postalCode },
  { name: 'city', type: 'text', of: (d) => d.record.city },
  { name: 'dwelling_type', type: 'text', of: (d) => d.record.dwellingType },
  { name: 'dwelling_type_text', type: 'text', of: (d) => d.record.dwellingTypeText },
  { name: 'rooms', type: 'smallint', of: (d) => d.record.rooms },
  { name: 'area_m2', type: 'numeric', of: (d) => d.record.areaM2 },
  { name: 'accessible', type: 'boolean', of: (d) => d.record.accessible },
  { name: 'source_sequence', type: 'numeric', of: (d) => d.version.sequence },
  { name: 'source_time', type: 'timestamptz', of: (d) => d.version.time },
  { name: 'source_hash', type: 'uuid', of: (d) => d.version.hash },
]

const WRITTEN_COLUMNS = [...DWELLING_KEY, ...DWELLING_CONTENT]

/** What `APPLY_DWELLINGS_SQL` reads of each record. */
export const DWELLING_COLUMNS: readonly BulkColumn<DwellingRecord>[] = [
  ...WRITTEN_COLUMNS,
  { name: 'new_id', type: 'uuid', of: (d) => d.newId },
  { name: 'leads', type: 'boolean', of: (d) => d.leads },
]

/**
 * The CTEs by which a statement enters dwellings and corrects them where a record is newer than what the row holds, so
 * that any order of the same records gives the same rows. They read a CTE `given` of `DWELLING_COLUMNS` and
 * `DWELLING_FOUND`; `$1` is the organisation, on which the caller holds `lockOrganisation`. `dwellings_done` has one row.
 * @why Part of the statement that writes what hangs on the dwellings: so their ids need not travel to the hub and back.
 */
export const APPLY_DWELLINGS_SQL = `
entered_dwelling as (
  insert into public.dwelling (id, organisation_id, ${columnNames(WRITTEN_COLUMNS)})
  select dwelling_id, $1, ${columnNames(WRITTEN_COLUMNS)} from given where leads and not is_known returning 1),
corrected_dwelling as (
  update public.dwelling d set (${columnNames(DWELLING_CONTENT)}) = row(${columnNames(DWELLING_CONTENT, 'g.')})
    from given g where d.id = g.dwelling_id and g.leads and g.corrects returning 1),
-- Whoever waits for this comes after both: at the instant from which a thing is recorded, its dwelling is too.
dwellings_done as (
  select (select count(*) from entered_dwelling) + (select count(*) from corrected_dwelling) as written)`

/** What `APPLY_DWELLINGS_SQL` wants to know of a record `r` and the `dwelling d` at its place, if there is one. */
export const DWELLING_FOUND = `coalesce(d.id, r.new_id) as dwelling_id, d.id is not null as is_known,
  (r.source_sequence, r.source_time, r.source_hash) > (d.source_sequence, d.source_time, d.source_hash) as corrects`
