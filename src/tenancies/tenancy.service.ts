import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { alreadyEnded, differenceOf, endingRefusal, rentStands, tenancyRefusals } from './tenancy.rules.ts'
import type { TenancyEnding, TenancyEntry, TenancyOutcome } from './tenancy.ts'

/** Reads back what the caller is to see of the tenancy with this key. */
type Show<Shown> = (change: Change, key: string) => Promise<Shown>

/**
 * Records a tenancy of one of the organisation's dwellings.
 *
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PART_TOO_LONG, PERIOD_EMPTY, TRANSITIONAL_NOT_ALLOCATED,
 * AMOUNT_NEGATIVE, DWELLING_NOT_FOUND, TENANCY_OVERLAPS.
 */
export function recordTenancy<Shown>(
  database: Database,
  origin: RequestOrigin,
  { dwellingId, ...entry }: TenancyEntry & { readonly dwellingId: string },
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const command = { action: 'tenancy:record', ...carrying } as const
  return change(
    database,
    origin,
    command,
    (running) => enterTenancy(running, uuidOf(dwellingId, 'Dwelling'), entry),
    show,
  )
}

const OVERLAPS = '23P01'

/**
 * Enters a tenancy of the dwelling with this key, in a change of the organisation's; answers the tenancy's key.
 *
 * **Refuses:** PART_TOO_LONG, PERIOD_EMPTY, TRANSITIONAL_NOT_ALLOCATED, AMOUNT_NEGATIVE, DWELLING_NOT_FOUND,
 * TENANCY_OVERLAPS.
 */
export async function enterTenancy(
  running: Change,
  dwellingKey: string | null,
  entry: TenancyEntry,
): Promise<string> {
  const refusals = tenancyRefusals(entry)
  if (refusals.length > 0) throw new Refused(...refusals)
  const { part, from, until, allocated, transitional, leaseSignedOn, rentOere } = entry
  // Who also acts for a municipality sees dwellings that are not its own.
  const [own] = await running.sql(
    `select 1 from public.dwelling where id = $1::uuid
        and organisation_id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])`,
    [dwellingKey],
  )
  if (own === undefined) throw new Refused(dwellingNotFound)
  try {
    const [entered] = await running.sql<{ id: string }>(
      `insert into public.tenancy (organisation_id, municipality_code, dwelling_id, part, valid, allocated, transitional,
         lease_signed_on, rent_oere)
       select organisation_id, municipality_code, id, $2, daterange($3::date, $4::date), $5, $6, $7::date, $8
         from public.dwelling where id = $1::uuid returning id`,
      [dwellingKey, part, from, until, allocated, transitional, leaseSignedOn, rentOere],
    )
    return entered?.id ?? ''
  } catch (error) {
    if ((error as { code?: string }).code === OVERLAPS) throw new Refused(tenancyOverlaps)
    throw error
  }
}

/** A tenancy that ends: how, and the first day on which it no longer holds. */
export interface TenancyEnded {
  /** Global id. */
  readonly tenancyId: string
  readonly until: LocalDate
  readonly ending: TenancyEnding
}

/**
 * Records how and when a tenancy ends.
 *
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, TENANCY_NOT_FOUND, TENANCY_ENDED, END_OUTSIDE_PERIOD.
 */
export function endTenancy<Shown>(
  database: Database,
  origin: RequestOrigin,
  { tenancyId, until, ending }: TenancyEnded,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const [tenancy] = await running.sql<EndableTenancy>(
      `select id, lower(valid)::text as "from", upper(valid)::text as until, ending is not null as ended
         from public.tenancy where id = $1::uuid for update`,
      [uuidOf(tenancyId, 'Tenancy')],
    )
    if (tenancy === undefined) throw new Refused(tenancyNotFound)
    await end(running, tenancy, until, ending)
    return tenancy.id
  }
  return change(database, origin, { action: 'tenancy:record', ...carrying }, work, show)
}

interface EndableTenancy {
  readonly id: string
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly ended: boolean
}

/** Ends a tenancy that is held, in a way or, where none is known yet, only on a day. */
async function end(
  running: Change,
  tenancy: EndableTenancy,
  until: LocalDate,
  ending: TenancyEnding | null,
): Promise<void> {
  const refusal = endingRefusal(tenancy, until)
  if (refusal !== null) throw new Refused(refusal)
  await running.sql(
    'update public.tenancy set valid = daterange(lower(valid), $2::date), ending = $3 where id = $1::uuid',
    [tenancy.id, until, ending],
  )
}

/**
 * Lets the tenancy with this key never have begun, in a change of the organisation's: of its days the first is left, and another
 * tenancy may begin on it. Its subsidies and contacts go with it, by triggers.
 *
 * **Refuses:** TENANCY_ENDED.
 */
export async function undoTenancy(running: Change, tenancyKey: string): Promise<void> {
  const [undone] = await running.sql(
    `update public.tenancy set valid = daterange(lower(valid), lower(valid) + 1), ending = 'NEVER_BEGUN'
      where id = $1::uuid and ending is null returning id`,
    [tenancyKey],
  )
  if (undone === undefined) throw new Refused(alreadyEnded)
}

/** A tenancy as a landlord's system tells it. */
export interface ToldTenancy extends TenancyEntry {
  /** The row's key, where it was told before. */
  readonly tenancyKey: string | null
  readonly ending: TenancyEnding | null
}

interface KnownTenancy extends EndableTenancy, Omit<TenancyEntry, 'rentOere'> {
  readonly dwellingKey: string
  readonly rentOere: string
  readonly ending: TenancyOutcome | null
}

/**
 * Keeps a tenancy as the landlord's system tells it: the one that it told before, or that begins on the same day in the same
 * dwelling, otherwise a new one. What it leaves out is not undone. Answers the tenancy's key, whether anything is new, and what
 * is worth knowing.
 * **Refuses:** what `enterTenancy` and `endTenancy` refuse; TENANCY_DIFFERS where the hub has it otherwise.
 */
export async function keepTenancy(
  running: Change,
  dwellingKey: string,
  { tenancyKey, ending, ...told }: ToldTenancy,
): Promise<{ readonly id: string; readonly changed: boolean; readonly notes: readonly Refusal[] }> {
  const [known] = await running.sql<KnownTenancy>(
    `select id, dwelling_id as "dwellingKey", part, lower(valid)::text as "from", upper(valid)::text as until, allocated,
            transitional, lease_signed_on::text as "leaseSignedOn", rent_oere::text as "rentOere", ending,
            ending is not null as ended
       from public.tenancy
      where organisation_id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])
        and (id = $1::uuid or dwelling_id = $2::uuid and part = $3 and lower(valid) = $4::date
               and ending is distinct from 'NEVER_BEGUN')
      order by id = $1::uuid desc nulls last limit 1 for update`,
    [tenancyKey, dwellingKey, told.part, told.from],
  )
  if (known === undefined) {
    const id = await enterTenancy(running, dwellingKey, told)
    if (ending !== null)
      await running.sql('update public.tenancy set ending = $2 where id = $1::uuid', [id, ending])
    return { id, changed: true, notes: [] }
  }
  const refusal = differenceOf(known, { ...told, dwellingKey })
  if (refusal !== null) throw new Refused(refusal)
  const ends =
    told.until !== null && (told.until !== known.until || (ending !== null && ending !== known.ending))
  if (ends && told.until !== null) await end(running, known, told.until, ending)
  const notes = told.rentOere === BigInt(known.rentOere) ? [] : [rentStands]
  return { id: known.id, changed: ends, notes }
}

const dwellingNotFound: Refusal = {
  code: 'DWELLING_NOT_FOUND',
  path: 'input.dwellingId',
  text: {
    da: 'Der er ingen bolig med dette id i din boligorganisation.',
    en: 'There is no dwelling with this id in your organisation.',
  },
}

const tenancyOverlaps: Refusal = {
  code: 'TENANCY_OVERLAPS',
  path: 'input.from',
  text: {
    da: 'Boligen har allerede et lejemål i nogle af dagene. Afslut det først.',
    en: 'The dwelling has a tenancy on some of these days already. End that one first.',
  },
}

const tenancyNotFound: Refusal = {
  code: 'TENANCY_NOT_FOUND',
  path: 'input.tenancyId',
  text: {
    da: 'Der er intet lejemål med dette id i din boligorganisation.',
    en: 'There is no tenancy with this id in your organisation.',
  },
}
