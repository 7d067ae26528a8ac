import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { lockOrganisation } from './stock.service.ts'

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
  show: (change: Change, estateId: string) => Promise<Shown>,
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
    [uuidOf(estateId, 'Estate')],
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
    [uuidOf(globalId, 'Estate'), day],
  )
  if (estate === undefined) throw new Refused({ ...estateNotFound, path: `input.${path}` })
  if (estate.ended) throw new Refused({ ...estateEnded, path: `input.${path}` })
  return estate
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
