import type { LocalDate } from '../kernel/period.ts'
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
  /** The estate that took over from it, when it is no more on the day that was asked about. */
  readonly successorId: string | null
}

/**
 * Finds an organisation's estates by number, newest first where a number was used twice, and enters the missing
 * ones in the municipality given.
 */
export async function ensureEstates(
  change: Change,
  organisationId: string,
  wanted: ReadonlyMap<string, string>,
  today: LocalDate,
): Promise<KnownEstate[]> {
  const numbers = [...wanted.keys()]
  await change.sql(
    `insert into public.estate (organisation_id, number, municipality_code)
     select $1, w.number, w.municipality_code from unnest($2::text[], $3::text[]) w(number, municipality_code)
      where not exists (select 1 from public.estate e where e.organisation_id = $1 and e.number = w.number)
     on conflict do nothing`,
    [organisationId, numbers, numbers.map((number) => wanted.get(number))],
  )
  return change.sql<KnownEstate>(
    `select distinct on (e.number) e.id, e.number, e.municipality_code as "municipalityCode",
            case when e.valid << daterange($3::date, null) then s.successor_id end as "successorId"
       from public.estate e left join public.estate_succession s on s.predecessor_id = e.id
      where e.organisation_id = $1 and e.number = any ($2::text[])
      order by e.number, upper(e.valid) desc nulls first`,
    [organisationId, numbers, today],
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
): Promise<ReadonlyMap<string, { readonly estateId: string; readonly tenancyNumber: string }>> {
  const rows = await change.sql<{ key: string; estateId: string; tenancyNumber: string }>(
    `select f.estate_id || '/' || f.tenancy_number as key, d.estate_id as "estateId", d.tenancy_number as "tenancyNumber"
       from public.dwelling_former_number f join public.dwelling d on d.id = f.dwelling_id
      where f.estate_id = any ($1::uuid[])`,
    [estateIds],
  )
  return new Map(rows.map(({ key, ...dwelling }) => [key, dwelling]))
}

/** Enters dwellings and corrects them where a record is newer than what the row holds. Any order gives the same rows. */
export async function applyDwellings(
  change: Change,
  organisationId: string,
  dwellings: readonly DwellingRecord[],
): Promise<void> {
  const rows = dwellings.map((d) => ({
    e: d.estateId,
    m: d.municipalityCode,
    t: d.tenancyNumber,
    s: d.buildingSectionId,
    b: d.bbrUnitId,
    a: d.darAddressId,
    st: d.street,
    f: d.floorDoor,
    p: d.postalCode,
    c: d.city,
    ty: d.dwellingType,
    tt: d.dwellingTypeText,
    r: d.rooms,
    m2: d.areaM2,
    ac: d.accessible,
    sq: d.version.sequence,
    tm: d.version.time,
    h: d.version.hash,
  }))
  await change.sql(APPLY_DWELLINGS_SQL, [organisationId, JSON.stringify(rows)])
}

const APPLY_DWELLINGS_SQL = `
with input as (
  select distinct on (e, t) *
    from json_to_recordset($2::json) as r(e uuid, m text, t text, s uuid, b uuid, a uuid, st text, f text, p text,
      c text, ty text, tt text, r smallint, m2 numeric, ac boolean, sq numeric, tm timestamptz, h uuid)
   order by e, t, sq desc, tm desc, h desc)
insert into public.dwelling as d (organisation_id, municipality_code, estate_id, building_section_id, tenancy_number,
  bbr_unit_id, dar_address_id, street, floor_door, postal_code, city, dwelling_type, dwelling_type_text, rooms, area_m2,
  accessible, source_sequence, source_time, source_hash)
select $1, m, e, s, t, b, a, st, f, p, c, ty, tt, r, m2, ac, sq, tm, h from input
on conflict (estate_id, tenancy_number) do update set
  building_section_id = excluded.building_section_id, bbr_unit_id = excluded.bbr_unit_id,
  dar_address_id = excluded.dar_address_id, street = excluded.street, floor_door = excluded.floor_door,
  postal_code = excluded.postal_code, city = excluded.city, dwelling_type = excluded.dwelling_type,
  dwelling_type_text = excluded.dwelling_type_text, rooms = excluded.rooms, area_m2 = excluded.area_m2,
  accessible = excluded.accessible, source_sequence = excluded.source_sequence, source_time = excluded.source_time,
  source_hash = excluded.source_hash
where (excluded.source_sequence, excluded.source_time, excluded.source_hash)
    > (d.source_sequence, d.source_time, d.source_hash)`
