import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { DwellingType } from '../registry/index.ts'
import { answerTime } from './deadline.ts'
import { lapseAt, type Offers } from './held-offer.service.ts'
import { enterOfferInLedger } from './ledger-step.service.ts'
import { liabilityRefusals } from './liability.rules.ts'
import type { LiabilityTerms, OfferBasis } from './offer.ts'
import { offerTerm } from './turn.service.ts'

/** A vacancy to put at the municipality's disposal. */
export interface OfferEntry {
  /** Global id. */
  readonly vacancyId: string
  readonly legalBasis: OfferBasis
  /** Null: the day that the vacancy names. */
  readonly atDisposalFrom: LocalDate | null
  /** The offer of the returned dwelling in whose place this one is given; null when it is given in no other's place. */
  readonly inPlaceOfOfferId: string | null
  readonly liability: LiabilityTerms
}

/** Reads back what the caller is to see of the row with this key. */
export type Show<Shown> = (change: Change, key: string) => Promise<Shown>

/**
 * Puts a vacancy at the municipality's disposal. The term in force decides until when the municipality is to answer, and
 * the hub lets the offer lapse then.
 *
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, NOTICE_OUT_OF_BOUNDS, SOURCE_MISSING, VACANCY_NOT_FOUND,
 * VACANCY_NOT_OPEN, DISPOSAL_DAY_MISSING, RENT_COUNTED_ALREADY, NO_TERM_IN_FORCE, LEGAL_BASIS_NOT_AGREED, VACANCY_ALREADY_OFFERED,
 * REPLACED_OFFER_NOT_RETURNED.
 * @law almenboligloven §§ 59, 63
 */
export function offerVacancy<Shown>(
  { database, clock }: Offers,
  origin: RequestOrigin,
  entry: OfferEntry,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const work = async (running: Change) => {
    const refusals = liabilityRefusals(entry.liability)
    if (refusals.length > 0) throw new Refused(...refusals)
    const vacancy = await heldVacancy(running, entry.vacancyId)
    if (!['ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL'].includes(vacancy.state)) throw new Refused(vacancyNotOpen)
    const today = clock.today()
    const atDisposalFrom = disposalDay(entry.atDisposalFrom, vacancy, today)
    const term = await offerTerm(running, vacancy, entry.legalBasis, today)
    const { answerDays, deadline } = answerTime(today, term.answerBusinessDays, term.closingDays)
    const { liability } = entry
    const id = await once(() =>
      running.sql<{ id: string }>(
        `with offered as (
           insert into public.municipal_offer (organisation_id, municipality_code, dwelling_id, vacancy_id, letting, state,
             legal_basis, agreement_version_id, agreement_term_id, offered_at, answer_days, deadline, at_disposal_from,
             rent_oere, notice_months, notice_effect, after_return, after_expiry, day_count, liability_source)
           select organisation_id, municipality_code, dwelling_id, id, letting, 'OFFERED', $2, $3::uuid, $4::uuid,
                  $5::timestamptz, $6::date[], $7::timestamptz, $8::date, rent_oere, $9, $10, $11, $12, $13, $14
             from public.vacancy where id = $1::uuid returning *)
         insert into public.offer_event (offer_id, vacancy_id, letting, organisation_id, municipality_code, kind, party, at, deadline)
         select id, vacancy_id, letting, organisation_id, municipality_code, 'OFFERED', 'ORGANISATION', offered_at, deadline
           from offered returning offer_id as id`,
        [
          ...[vacancy.id, entry.legalBasis, term.versionId, term.termId, clock.now(), answerDays, deadline],
          ...[atDisposalFrom, liability.noticeMonths, liability.noticeEffect, liability.afterReturn],
          ...[liability.afterExpiry, liability.dayCount, liability.source],
        ],
      ),
    )
    const replacing = await replacesReturned(running, vacancy, entry.inPlaceOfOfferId)
    const again = await wasOffered(running, id)
    await enterOfferInLedger(running, {
      vacancyId: vacancy.id,
      letting: vacancy.letting,
      on: today,
      again,
      replacing,
    })
    await lapseAt(running, clock, id, deadline)
    return id
  }
  return change(database, origin, { action: 'offer:make', ...carrying }, work, show)
}

/**
 * From which day the municipality pays. Of a letting that was offered before: no day for which it paid by an earlier offer, and
 * none on which the dwelling was back with the organisation, unless the parties say otherwise.
 */
function disposalDay(
  given: LocalDate | null,
  { atDisposalFrom, paidUntil }: HeldVacancy,
  today: LocalDate,
): LocalDate {
  const again = paidUntil === null ? null : later(paidUntil, today)
  const from = given ?? again ?? atDisposalFrom
  if (from === null) throw new Refused(disposalDayMissing)
  if (paidUntil !== null && from < paidUntil) throw new Refused(rentCountedAlready(paidUntil))
  return from
}

const later = (one: LocalDate, other: LocalDate) => (one < other ? other : one)

interface HeldVacancy {
  readonly id: string
  readonly letting: number
  readonly state: string
  readonly municipalityCode: string
  readonly organisationId: string
  readonly estateId: string
  readonly dwellingType: DwellingType | null
  readonly atDisposalFrom: LocalDate | null
  /** Until when earlier offers of the same letting cost rent; null when there is none. */
  readonly paidUntil: LocalDate | null
}

/** Held, so that no delivery changes it meanwhile. */
async function heldVacancy(running: Change, globalId: string): Promise<HeldVacancy> {
  const [vacancy] = await running.sql<HeldVacancy>(
    `select v.id, v.letting, v.state, v.municipality_code as "municipalityCode", v.organisation_id as "organisationId",
            d.estate_id as "estateId", v.dwelling_type as "dwellingType", v.at_disposal_from::text as "atDisposalFrom",
            (select max(o.liable_until)::text from public.municipal_offer o
              where o.vacancy_id = v.id and o.letting = v.letting and o.municipality_code = v.municipality_code) as "paidUntil"
       from public.vacancy v join public.dwelling d on d.id = v.dwelling_id where v.id = $1::uuid for no key update of v`,
    [uuidOf(globalId, 'Vacancy')],
  )
  if (vacancy === undefined) throw new Refused(vacancyNotFound)
  return vacancy
}

/**
 * True when the offer is made in the place of one that the municipality gave back; false when in no other's place.
 * **Refuses:** REPLACED_OFFER_NOT_RETURNED.
 */
async function replacesReturned(
  running: Change,
  { municipalityCode, organisationId }: HeldVacancy,
  offerId: string | null,
): Promise<boolean> {
  if (offerId === null) return false
  const [returned] = await running.sql(
    `select 1 from public.municipal_offer where id = $1::uuid and municipality_code = $2 and organisation_id = $3::uuid
        and state in ('RETURNED', 'GIVEN_UP', 'EXPIRED')`,
    [uuidOf(offerId, 'MunicipalOffer'), municipalityCode, organisationId],
  )
  if (returned === undefined) throw new Refused(replacedOfferNotReturned)
  return true
}

/** True when there is an earlier offer of the same letting. */
async function wasOffered(running: Change, offerId: string): Promise<boolean> {
  const [earlier] = await running.sql(
    `select 1 from public.municipal_offer o join public.municipal_offer e using (vacancy_id, letting, municipality_code)
      where o.id = $1::uuid and e.id <> o.id limit 1`,
    [offerId],
  )
  return earlier !== undefined
}

const TAKEN = '23505'

async function once(insert: () => Promise<{ id: string }[]>): Promise<string> {
  try {
    const [row] = await insert()
    return row?.id ?? ''
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    if (code === TAKEN && constraint === 'one_live_offer') throw new Refused(alreadyOffered)
    throw error
  }
}

const vacancyNotFound: Refusal = {
  code: 'VACANCY_NOT_FOUND',
  path: 'input.vacancyId',
  text: {
    da: 'Der er ingen ledig bolig med dette id i din boligorganisation.',
    en: 'There is no vacancy with this id in your organisation.',
  },
}

const vacancyNotOpen: Refusal = {
  code: 'VACANCY_NOT_OPEN',
  path: 'input.vacancyId',
  text: {
    da: 'Boligen er udlejet eller trukket tilbage. Kun en bolig, der er ledig til genudlejning, kan stilles til rådighed.',
    en: 'The dwelling is let or withdrawn. Only one that is vacant for re-letting can be offered.',
  },
}

const rentCountedAlready = (until: LocalDate): Refusal => ({
  code: 'RENT_COUNTED_ALREADY',
  path: 'input.atDisposalFrom',
  law: 'almenboligloven § 59 stk. 1',
  text: {
    da: `Kommunen betaler allerede lejen til ${until} efter et tidligere tilbud af samme bolig. Angiv den dag eller en senere.`,
    en: `The municipality pays the rent until ${until} already, by an earlier offer of the same dwelling. Give that day or a later one.`,
  },
})

const disposalDayMissing: Refusal = {
  code: 'DISPOSAL_DAY_MISSING',
  path: 'input.atDisposalFrom',
  law: 'almenboligloven § 59 stk. 1',
  text: {
    da: 'Angiv den dag, boligen er til rådighed fra: kommunen betaler lejen derfra, og kilden har ikke oplyst den.',
    en: 'Give the day from which it is at the municipality’s disposal: rent is due from then, and the source does not say.',
  },
}

const alreadyOffered: Refusal = {
  code: 'VACANCY_ALREADY_OFFERED',
  path: 'input.vacancyId',
  text: {
    da: 'Den ledige bolig er allerede stillet til kommunens rådighed. Se dens tilbud.',
    en: 'The vacancy is at the municipality’s disposal already. See its offers.',
  },
}

const replacedOfferNotReturned: Refusal = {
  code: 'REPLACED_OFFER_NOT_RETURNED',
  path: 'input.inPlaceOfOfferId',
  text: {
    da: 'Der er intet returneret, opgivet eller udløbet tilbud med dette id mellem de samme parter.',
    en: 'There is no returned, given up or expired offer with this id between the same parties.',
  },
}
