import type { ClosingDay } from '../agreements/index.ts'
import type { Clock, Instant } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { addJob } from '../platform/jobs.ts'
import { enterStepInLedger } from './ledger-step.service.ts'
import { type OfferStep, stepRefusal } from './offer.rules.ts'
import {
  type HeldOffer,
  type LiabilityTerms,
  type OfferEventKind,
  type OfferState,
  offeredOnSql,
  type Party,
} from './offer.ts'

/** What the commands over offers work with. */
export interface Offers {
  readonly database: Database
  readonly clock: Clock
  /** How many days one disclosure may last. */
  readonly disclosureDaysMax: number
}

/** The task that lets an offer lapse. */
export const LAPSE_OFFER = 'lapse-offer'

const OFFER_SQL = `select o.id, o.vacancy_id as "vacancyId", o.letting, o.dwelling_id as "dwellingId",
    o.organisation_id as "organisationId", o.municipality_code as "municipalityCode", o.state, o.legal_basis as "legalBasis",
    o.agreement_version_id as "agreementVersionId", o.agreement_term_id as "agreementTermId",
    to_json(o.answer_days) as "answerDays", to_char(o.deadline at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as deadline,
    o.paused_days as "pausedDays", o.at_disposal_from::text as "atDisposalFrom", o.rent_oere as "rentOere",
    ${offeredOnSql('o')}::text as "offeredOn", o.let_from::text as "letFrom", o.tenancy_id as "tenancyId",
    o.ended_on::text as "endedOn", o.liable_until::text as "liableUntil",
    json_build_object('noticeMonths', o.notice_months, 'noticeEffect', o.notice_effect, 'afterReturn', o.after_return,
      'afterExpiry', o.after_expiry, 'dayCount', o.day_count, 'source', o.liability_source) as liability
  from public.municipal_offer o where o.id = $1::uuid`

const HOLD_OFFER: PreparedStatement = { name: 'hold_offer', text: `${OFFER_SQL} for no key update` }

type OfferRow = Omit<HeldOffer, 'rentOere' | 'liability'> & {
  readonly rentOere: string
  readonly liability: LiabilityTerms
}

/**
 * Holds an offer for a step; a second command on it waits until this one has committed.
 * **Refuses:** OFFER_NOT_FOUND, and whatever stands in the way of the step.
 */
export async function holdOffer(
  running: Change,
  offerId: string,
  step: OfferStep,
  clock: Clock,
): Promise<HeldOffer> {
  return readyFor(step, await lockedOffer(running, uuidOf(offerId, 'MunicipalOffer')), clock)
}

/** The offer with this key, held until the change ends; null when the actor may not move one with it. */
export async function lockedOffer(running: Change, id: string | null): Promise<HeldOffer | null> {
  return offerOf(await running.prepared<OfferRow>(HOLD_OFFER, [id]))
}

/** The offer as it is, without a hold on it; **Refuses:** OFFER_NOT_FOUND, and what stands in the way of the step. */
export async function seenOffer(
  running: Change,
  offerId: string,
  step: OfferStep,
  clock: Clock,
): Promise<HeldOffer> {
  const rows = await running.sql<OfferRow>(OFFER_SQL, [uuidOf(offerId, 'MunicipalOffer')])
  return readyFor(step, offerOf(rows), clock)
}

function readyFor(step: OfferStep, offer: HeldOffer | null, clock: Clock): HeldOffer {
  if (offer === null) throw new Refused(offerNotFound)
  const refusal = stepRefusal(step, offer, clock.now())
  if (refusal !== null) throw new Refused(refusal)
  return offer
}

function offerOf([row]: readonly OfferRow[]): HeldOffer | null {
  return row === undefined ? null : ({ ...row, rentOere: BigInt(row.rentOere) } as HeldOffer)
}

/**
 * What a step writes; what is left out stays as it is, save `pausedDays`, which belongs to a pause alone, and the lease, which
 * belongs to what is let.
 */
export interface Move {
  readonly state: OfferState
  readonly kind: OfferEventKind
  readonly party: Party
  readonly at: Instant
  readonly reasonCode?: string | undefined
  readonly reason?: string | null | undefined
  readonly answerDays?: readonly LocalDate[]
  readonly deadline?: Instant
  readonly pausedDays?: number
  readonly ended?: { readonly on: LocalDate; readonly liableUntil: LocalDate }
  readonly lease?: { readonly from: LocalDate; readonly tenancyId: string }
  /** The day on which a lease came to nothing. */
  readonly unletOn?: LocalDate
  readonly movedInOn?: LocalDate
}

const MOVE_OFFER: PreparedStatement = {
  name: 'move_offer',
  text: `with moved as (
       update public.municipal_offer set state = $2, answer_days = coalesce($3::date[], answer_days),
              deadline = coalesce($4::timestamptz, deadline), paused_days = $5::smallint, ended_on = $6::date,
              liable_until = $7::date, let_from = case when $2 in ('LEASE_SIGNED', 'MOVED_IN') then coalesce($8::date, let_from) end,
              tenancy_id = case when $2 in ('LEASE_SIGNED', 'MOVED_IN') then coalesce($9::uuid, tenancy_id) end,
              moved_in_on = $10::date
        where id = $1::uuid returning *)
     insert into public.offer_event (offer_id, vacancy_id, letting, organisation_id, municipality_code, kind, party, at,
         reason_code, reason, deadline)
     select id, vacancy_id, letting, organisation_id, municipality_code, $11, $12, $13::timestamptz, $14, $15, deadline from moved`,
}

/** Moves a held offer on, writes the event and tells the quota ledger. */
export async function moveOffer(running: Change, offer: HeldOffer, move: Move): Promise<void> {
  await running.prepared(MOVE_OFFER, [
    ...[offer.id, move.state, move.answerDays ?? null, move.deadline ?? null, move.pausedDays ?? null],
    ...[move.ended?.on ?? null, move.ended?.liableUntil ?? null, move.lease?.from ?? null],
    ...[move.lease?.tenancyId ?? null, move.movedInOn ?? null],
    ...[move.kind, move.party, move.at, move.reasonCode ?? null, move.reason ?? null],
  ])
  await enterStepInLedger(running, offer, move)
}

/** Lets the hub look at the offer when its time is over; an earlier appointment is replaced. */
export async function lapseAt(
  running: Change,
  clock: Clock,
  offerId: string,
  deadline: Instant,
): Promise<void> {
  await addJob(running, clock, {
    task: LAPSE_OFFER,
    key: `${LAPSE_OFFER}:${offerId}`,
    payload: { offerId },
    at: deadline,
  })
}

/** The days on which the parties of an agreement's version count as closed. */
export async function closingDaysOf(running: Change, versionId: string): Promise<readonly ClosingDay[]> {
  const [version] = await running.sql<{ days: ClosingDay[] | null }>(
    `select (select json_agg(day ->> 'day') from jsonb_array_elements(closing_days) day) as days
       from public.agreement_version where id = $1::uuid`,
    [versionId],
  )
  return version?.days ?? []
}

const offerNotFound: Refusal = {
  code: 'OFFER_NOT_FOUND',
  path: 'input.offerId',
  text: {
    da: 'Der er intet tilbud med dette id, som du kan behandle.',
    en: 'There is no offer with this id that you may work on.',
  },
}
