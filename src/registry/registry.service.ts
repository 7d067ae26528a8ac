import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { isUuid, parseGlobalId } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import type { AreaStatusKind } from './registry.ts'
import { lockOrganisation } from './stock.service.ts'

/** Shows the row that a command has written. */
type Show<Shown> = (change: Change, key: string) => Promise<Shown>

/** A housing organisation to enter; at least one of the two numbers names it. */
export interface OrganisationRegistration {
  readonly lbfNumber: string | null
  readonly cvr: string | null
  readonly name: string
  /** Global id of the organisation that administers it. */
  readonly administratorId: string | null
}

/**
 * Enters a housing organisation, or corrects the one with the same number.
 *
 * **Refuses:** NOT_ALLOWED, NUMBER_MISSING, LBF_NUMBER_MALFORMED, CVR_MALFORMED, NAME_LENGTH_WRONG,
 * ADMINISTRATOR_NOT_FOUND, NUMBERS_OF_TWO_ORGANISATIONS.
 */
export function registerHousingOrganisation<Shown>(
  database: Database,
  origin: RequestOrigin,
  registration: OrganisationRegistration,
  show: Show<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    { action: 'organisation:register' },
    (running) => enterOrganisation(running, registration),
    show,
  )
}

async function enterOrganisation(running: Change, registration: OrganisationRegistration): Promise<string> {
  const { lbfNumber, cvr, name } = registration
  if (lbfNumber === null && cvr === null) throw new Refused(numberMissing)
  if (lbfNumber !== null && !/^\d{4}$/.test(lbfNumber)) throw new Refused(lbfNumberMalformed)
  if (cvr !== null && !/^\d{8}$/.test(cvr)) throw new Refused(cvrMalformed)
  if (!hasLength(name, NAME_LENGTH_MAX)) throw new Refused({ ...nameLengthWrong, path: 'input.name' })
  const administratorId = await administratorOf(running, registration.administratorId)
  const known = await running.sql<{ id: string }>(
    'select id from public.housing_organisation where lbf_number = $1 or cvr = $2 for update',
    [lbfNumber, cvr],
  )
  if (known.length > 1) throw new Refused(numbersOfTwo)
  const [row] =
    known[0] === undefined
      ? await running.sql<{ id: string }>(
          `insert into public.housing_organisation (lbf_number, cvr, name, administrator_id)
           values ($1, $2, $3, $4) returning id`,
          [lbfNumber, cvr, name, administratorId],
        )
      : await running.sql<{ id: string }>(
          `update public.housing_organisation
              set lbf_number = coalesce($2, lbf_number), cvr = coalesce($3, cvr), name = $4, administrator_id = $5
            where id = $1 returning id`,
          [known[0].id, lbfNumber, cvr, name, administratorId],
        )
  return row?.id ?? ''
}

const NAME_LENGTH_MAX = 200
const SOURCE_LENGTH_MAX = 500

function hasLength(text: string, max: number): boolean {
  return text.trim() !== '' && [...text].length <= max
}

async function administratorOf(running: Change, globalId: string | null): Promise<string | null> {
  if (globalId === null) return null
  const id = keyOf(globalId, 'HousingOrganisation')
  const [row] = await running.sql<{ id: string }>(
    'select id from public.housing_organisation where id = $1::uuid',
    [id],
  )
  if (row === undefined) throw new Refused(administratorNotFound)
  return row.id
}

function keyOf(globalId: string, type: string): string | null {
  const key = parseGlobalId(globalId)
  return key?.type === type && isUuid(key.key) ? key.key : null
}

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
  if (!hasLength(source, SOURCE_LENGTH_MAX) || !entries.every((one) => hasLength(one.areaName, NAME_LENGTH_MAX)))
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
    `update public.area_estate p set valid = daterange(lower(p.valid), $1::date), change_id = public.current_change_id()
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

/** One estate that is merged into another. */
export interface EstateMerger {
  /** Global ids. */
  readonly predecessorId: string
  readonly successorId: string
  readonly effectiveFrom: LocalDate
  /** New tenancy numbers, where the predecessor's cannot be kept. */
  readonly renumberings: readonly { readonly from: string; readonly to: string }[]
}

/**
 * Merges an estate into another of the same organisation and municipality: it ends, its dwellings go over, and
 * their former numbers still find them, since feeds go on using them for a while.
 *
 * **Refuses:** NOT_ALLOWED, MERGER_IN_FUTURE, ESTATE_NOT_FOUND, ESTATE_ENDED, ESTATES_NOT_OF_ONE_PLACE,
 * ORGANISATION_BUSY, RENUMBERING_UNCLEAR, TENANCY_NUMBER_TAKEN.
 */
export function recordEstateMerger<Shown>(
  database: Database,
  origin: RequestOrigin,
  merger: EstateMerger,
  today: LocalDate,
  show: Show<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    { action: 'stock:register' },
    (running) => {
      // Feeds find the dwellings under the new numbers at once, so the merger must have taken place.
      if (merger.effectiveFrom > today) throw new Refused(mergerInFuture)
      return mergeEstates(running, merger)
    },
    show,
  )
}

interface MergingEstate {
  readonly id: string
  readonly organisationId: string
  readonly municipalityCode: string
  readonly ended: boolean
}

async function mergeEstates(running: Change, merger: EstateMerger): Promise<string> {
  await lockOrganisation(running, await organisationOf(running, merger.predecessorId))
  const predecessor = await ownEstate(running, merger.predecessorId, 'predecessorId', merger.effectiveFrom)
  const successor = await ownEstate(running, merger.successorId, 'successorId', merger.effectiveFrom)
  const apart =
    predecessor.id === successor.id ||
    predecessor.organisationId !== successor.organisationId ||
    predecessor.municipalityCode !== successor.municipalityCode
  if (apart) throw new Refused(estatesApart)
  const froms = merger.renumberings.map((one) => one.from)
  const tos = merger.renumberings.map((one) => one.to)
  const [unclear] = await running.sql(
    `select 1 from unnest($2::text[], $3::text[]) r(old, new)
       left join public.dwelling d on d.estate_id = $1 and d.tenancy_number = r.old
      group by r.old having count(d.id) <> 1 or bool_or(r.new !~ '^[0-9A-Za-z._-]{1,36}$') limit 1`,
    [predecessor.id, froms, tos],
  )
  if (unclear !== undefined) throw new Refused(renumberingUnclear)
  const [taken] = await running.sql(
    `with moving as (
       select coalesce(r.new, d.tenancy_number) as number from public.dwelling d
         left join unnest($3::text[], $4::text[]) r(old, new) on r.old = d.tenancy_number
        where d.estate_id = $1)
     select 1 from moving group by number having count(*) > 1
     union all
     select 1 from moving join public.dwelling d on d.estate_id = $2 and d.tenancy_number = moving.number limit 1`,
    [predecessor.id, successor.id, froms, tos],
  )
  if (taken !== undefined) throw new Refused(tenancyNumberTaken)
  await running.sql(
    `insert into public.dwelling_former_number (estate_id, tenancy_number, dwelling_id, organisation_id, municipality_code, until)
     select estate_id, tenancy_number, id, organisation_id, municipality_code, $2::date from public.dwelling where estate_id = $1`,
    [predecessor.id, merger.effectiveFrom],
  )
  await running.sql(
    `update public.dwelling d set estate_id = $2, building_section_id = null,
            tenancy_number = coalesce((select r.new from unnest($3::text[], $4::text[]) r(old, new) where r.old = d.tenancy_number), d.tenancy_number)
      where d.estate_id = $1`,
    [predecessor.id, successor.id, froms, tos],
  )
  await running.sql('update public.estate set valid = daterange(lower(valid), $2::date) where id = $1', [
    predecessor.id,
    merger.effectiveFrom,
  ])
  await running.sql(
    `insert into public.estate_succession (predecessor_id, successor_id, organisation_id, municipality_code, effective_from)
     values ($1, $2, $3, $4, $5)`,
    [
      predecessor.id,
      successor.id,
      successor.organisationId,
      successor.municipalityCode,
      merger.effectiveFrom,
    ],
  )
  return predecessor.id
}

async function organisationOf(running: Change, estateId: string): Promise<string> {
  const [estate] = await running.sql<{ organisationId: string }>(
    'select organisation_id as "organisationId" from public.estate where id = $1::uuid',
    [keyOf(estateId, 'Estate')],
  )
  if (estate === undefined) throw new Refused({ ...estateNotFound, path: 'input.predecessorId' })
  return estate.organisationId
}

async function ownEstate(
  running: Change,
  globalId: string,
  path: string,
  day: LocalDate,
): Promise<MergingEstate> {
  const [estate] = await running.sql<MergingEstate>(
    `select id, organisation_id as "organisationId", municipality_code as "municipalityCode",
            not (upper_inf(valid) and coalesce(lower(valid) < $2::date, true)) as ended
       from public.estate where id = $1::uuid for update`,
    [keyOf(globalId, 'Estate'), day],
  )
  if (estate === undefined) throw new Refused({ ...estateNotFound, path: `input.${path}` })
  if (estate.ended) throw new Refused({ ...estateEnded, path: `input.${path}` })
  return estate
}

const nameLengthWrong: Refusal = {
  code: 'NAME_LENGTH_WRONG',
  text: {
    da: 'Et navn skal have 1 til 200 tegn og en kilde 1 til 500.',
    en: 'A name must have 1 to 200 characters and a source 1 to 500.',
  },
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
const mergerInFuture: Refusal = {
  code: 'MERGER_IN_FUTURE',
  path: 'input.effectiveFrom',
  text: {
    da: 'Dagen ligger i fremtiden. Registrér sammenlægningen, når den er sket.',
    en: 'The day lies in the future. Record the merger when it has taken place.',
  },
}
const renumberingUnclear: Refusal = {
  code: 'RENUMBERING_UNCLEAR',
  path: 'input.renumberings',
  text: {
    da: 'Hvert gammelt nummer skal findes i den ophørte afdeling og nævnes én gang; hvert nyt skal være 1-36 bogstaver (a-z), cifre, punktum, bindestreg eller understreg.',
    en: 'Each old number must exist in the ended estate and be named once; each new one must be 1-36 letters (a-z), digits, dots, hyphens or underscores.',
  },
}
const numberMissing: Refusal = {
  code: 'NUMBER_MISSING',
  path: 'input',
  text: {
    da: 'Angiv LBF-nummer, CVR-nummer eller begge.',
    en: 'Give the LBF number, the CVR number or both.',
  },
}
const lbfNumberMalformed: Refusal = {
  code: 'LBF_NUMBER_MALFORMED',
  path: 'input.lbfNumber',
  text: {
    da: 'LBF-nummeret har fire cifre; behold nuller foran.',
    en: 'The LBF number has four digits; keep leading zeros.',
  },
}
const cvrMalformed: Refusal = {
  code: 'CVR_MALFORMED',
  path: 'input.cvr',
  text: { da: 'CVR-nummeret har otte cifre.', en: 'The CVR number has eight digits.' },
}
const administratorNotFound: Refusal = {
  code: 'ADMINISTRATOR_NOT_FOUND',
  path: 'input.administratorId',
  text: {
    da: 'Der er ingen boligorganisation med dette id.',
    en: 'There is no housing organisation with this id.',
  },
}
const numbersOfTwo: Refusal = {
  code: 'NUMBERS_OF_TWO_ORGANISATIONS',
  path: 'input',
  text: {
    da: 'LBF-nummeret og CVR-nummeret hører til to forskellige boligorganisationer i registret.',
    en: 'The LBF number and the CVR number belong to two different organisations in the registry.',
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
const estateNotFound: Refusal = {
  code: 'ESTATE_NOT_FOUND',
  text: {
    da: 'Der er ingen afdeling med dette id, som du må ændre.',
    en: 'There is no estate with this id that you may change.',
  },
}
const estateEnded: Refusal = {
  code: 'ESTATE_ENDED',
  text: { da: 'Afdelingen findes ikke på denne dag.', en: 'The estate does not exist on this day.' },
}
const estatesApart: Refusal = {
  code: 'ESTATES_NOT_OF_ONE_PLACE',
  path: 'input.successorId',
  text: {
    da: 'De to afdelinger skal være forskellige og høre til samme boligorganisation og kommune.',
    en: 'The two estates must differ and belong to the same organisation and municipality.',
  },
}
const tenancyNumberTaken: Refusal = {
  code: 'TENANCY_NUMBER_TAKEN',
  path: 'input.renumberings',
  text: {
    da: 'Et lejemålsnummer findes i begge afdelinger. Angiv et nyt nummer for det.',
    en: 'A tenancy number exists in both estates. Give a new number for it.',
  },
}
