import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { hasLength, NAME_LENGTH_MAX, nameLengthWrong, SOURCE_LENGTH_MAX } from './name-length.rules.ts'
import type { AreaStatusKind } from './registry.ts'

/** An area's status from a published list. */
export interface AreaListEntry {
  readonly municipalityCode: string
  readonly areaName: string
  readonly kind: AreaStatusKind
  /** The estates the area covers, by the numbers of Landsbyggefonden's register. */
  readonly estates: readonly { readonly lbfNumber: string; readonly estateNumber: string }[]
}

/** A published list: the statuses that hold from its day until the next list. */
export interface AreaList {
  readonly publishedOn: LocalDate
  readonly source: string
  readonly entries: readonly AreaListEntry[]
}

/**
 * Enters the list of one day. Each entry holds from that day; a status that the day before had and the list does
 * not name again ends on it, and so does an estate's part in a named area that the list does not repeat. Entering
 * the list of the same day again corrects its source and adds what was left out; the same list changes nothing.
 *
 * **Refuses:** NOT_ALLOWED, AREA_LIST_NOT_NEWEST, NAME_LENGTH_WRONG, MUNICIPALITY_NOT_FOUND, AREA_LIST_INCOMPLETE.
 * @law almenboligloven § 61 a stk. 5: the minister publishes the areas each 1 December.
 */
export function recordAreaList(database: Database, origin: RequestOrigin, list: AreaList): Promise<void> {
  return change(
    database,
    origin,
    { action: 'area:record' },
    (running) => enterAreaList(running, list),
    async () => undefined,
  )
}

async function enterAreaList(running: Change, { publishedOn, source, entries }: AreaList): Promise<null> {
  // Two lists at once would each miss what the other enters.
  await running.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', ['area list'])
  const [newer] = await running.sql(
    'select 1 from public.area_status where lower(valid) > $1::date limit 1',
    [publishedOn],
  )
  if (newer !== undefined) throw new Refused(areaListNotNewest)
  if (
    !hasLength(source, SOURCE_LENGTH_MAX) ||
    !entries.every((one) => hasLength(one.areaName, NAME_LENGTH_MAX))
  )
    throw new Refused({ ...nameLengthWrong, path: 'input' })
  await assertMunicipalities(
    running,
    entries.map((entry) => entry.municipalityCode),
  )
  const held: { areaId: string; kind: string }[] = []
  for (const entry of entries) {
    const areaId = await enterArea(running, entry, publishedOn)
    held.push({ areaId, kind: entry.kind })
    await running.sql(
      `insert into public.area_status (area_id, kind, valid, source) select $1, $2, daterange($3::date, null), $4
        where not exists (select 1 from public.area_status s where s.area_id = $1 and s.kind = $2 and s.valid @> $3::date)`,
      [areaId, entry.kind, publishedOn, source],
    )
  }
  await endUnnamed(running, publishedOn, source, held)
  await endPartsOf(running, publishedOn, entries)
  return null
}

async function assertMunicipalities(running: Change, codes: readonly string[]): Promise<void> {
  const [unknown] = await running.sql(
    `select 1 from unnest($1::text[]) given(code)
      where not exists (select 1 from public.municipality m where m.code = given.code) limit 1`,
    [codes],
  )
  if (unknown !== undefined) throw new Refused(municipalityNotFound)
}

async function endUnnamed(
  running: Change,
  publishedOn: LocalDate,
  source: string,
  held: readonly { readonly areaId: string; readonly kind: string }[],
): Promise<void> {
  const areaIds = held.map((one) => one.areaId)
  const kinds = held.map((one) => one.kind)
  const unnamed = `not exists (select 1 from unnest($2::uuid[], $3::text[]) held(area_id, kind)
                                where held.area_id = s.area_id and held.kind = s.kind)`
  const [missing] = await running.sql(
    `select 1 from public.area_status s where lower(s.valid) = $1::date and ${unnamed} limit 1`,
    [publishedOn, areaIds, kinds],
  )
  // What was never true cannot be ended; only what has held can.
  if (missing !== undefined) throw new Refused(areaListIncomplete)
  await running.sql(
    `update public.area_status s set valid = daterange(lower(s.valid), $1::date)
      where upper_inf(s.valid) and lower(s.valid) < $1::date and ${unnamed}`,
    [publishedOn, areaIds, kinds],
  )
  await running.sql(
    'update public.area_status set source = $2 where lower(valid) = $1::date and source <> $2',
    [publishedOn, source],
  )
}

async function endPartsOf(
  running: Change,
  publishedOn: LocalDate,
  entries: readonly AreaListEntry[],
): Promise<void> {
  const parts = entries.flatMap(({ municipalityCode, areaName, estates }) =>
    estates.map(({ lbfNumber, estateNumber }) => ({ municipalityCode, areaName, lbfNumber, estateNumber })),
  )
  await running.sql(
    `update public.area_estate p set valid = daterange(lower(p.valid), $1::date)
       from public.area a
      where a.id = p.area_id and upper_inf(p.valid) and lower(p.valid) < $1::date
        and (a.municipality_code, a.name) in (select * from unnest($2::text[], $3::text[]))
        and (a.municipality_code, a.name, p.organisation_lbf_number, p.estate_number)
            not in (select * from unnest($4::text[], $5::text[], $6::text[], $7::text[]))`,
    [
      publishedOn,
      entries.map((one) => one.municipalityCode),
      entries.map((one) => one.areaName),
      parts.map((one) => one.municipalityCode),
      parts.map((one) => one.areaName),
      parts.map((one) => one.lbfNumber),
      parts.map((one) => one.estateNumber),
    ],
  )
}

async function enterArea(running: Change, entry: AreaListEntry, from: LocalDate): Promise<string> {
  await running.sql(
    'insert into public.area (municipality_code, name) values ($1, $2) on conflict do nothing',
    [entry.municipalityCode, entry.areaName],
  )
  const [area] = await running.sql<{ id: string }>(
    'select id from public.area where municipality_code = $1 and name = $2',
    [entry.municipalityCode, entry.areaName],
  )
  const id = area?.id ?? ''
  await running.sql(
    `insert into public.area_estate (area_id, organisation_lbf_number, estate_number, valid)
     select $1, e.*, daterange($2::date, null) from unnest($3::text[], $4::text[]) e(lbf, number)
      where not exists (select 1 from public.area_estate a where a.area_id = $1 and a.organisation_lbf_number = e.lbf
                           and a.estate_number = e.number and a.valid @> $2::date)`,
    [id, from, entry.estates.map((one) => one.lbfNumber), entry.estates.map((one) => one.estateNumber)],
  )
  return id
}

const municipalityNotFound: Refusal = {
  code: 'MUNICIPALITY_NOT_FOUND',
  path: 'input.entries',
  text: {
    da: 'Der er ingen kommune med en af koderne. Se dem med forespørgslen »municipalities«.',
    en: 'There is no municipality with one of the codes. The query "municipalities" lists them.',
  },
}

const areaListIncomplete: Refusal = {
  code: 'AREA_LIST_INCOMPLETE',
  path: 'input.entries',
  text: {
    da: 'Listen for denne dag er allerede indlæst med flere områder. Tag dem med, eller ret datoen.',
    en: 'The list of this day has been entered with more areas. Include them, or correct the day.',
  },
}

const areaListNotNewest: Refusal = {
  code: 'AREA_LIST_NOT_NEWEST',
  path: 'input.publishedOn',
  law: 'almenboligloven § 61 a stk. 5',
  text: {
    da: 'Der findes allerede en nyere liste. Indlæs listerne i den rækkefølge, de er offentliggjort.',
    en: 'A newer list is there already. Enter the lists in the order they were published.',
  },
}
