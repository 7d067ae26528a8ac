import type { Refusal } from '../kernel/errors.ts'
import { addMonths, firstOfMonthFrom, type LocalDate } from '../kernel/period.ts'
import type { LiabilityTerms } from './offer.ts'

/** How an offer can come to nothing. */
export type OfferEnding = 'RETURNED' | 'GIVEN_UP' | 'WITHDRAWN' | 'EXPIRED'

const NOTICE_MONTHS_MAX = 12

/** Everything that is wrong with the agreed terms of the liability for rent. */
export function liabilityRefusals({ noticeMonths, source }: LiabilityTerms): readonly Refusal[] {
  const fits = Number.isInteger(noticeMonths) && noticeMonths >= 0 && noticeMonths <= NOTICE_MONTHS_MAX
  return [...(fits ? [] : [noticeOutOfBounds]), ...(source.trim() === '' ? [sourceMissing] : [])]
}

/** The day on which a notice given on `day` takes effect. */
export function noticeEffectOn(
  day: LocalDate,
  { noticeMonths, noticeEffect }: Pick<LiabilityTerms, 'noticeMonths' | 'noticeEffect'>,
): LocalDate {
  const over = addMonths(day, noticeMonths)
  return noticeEffect === 'FIRST_OF_MONTH' ? firstOfMonthFrom(over) : over
}

/**
 * The first day on which the municipality pays no more for a dwelling that was not let meanwhile. One that it gives up
 * costs rent until a notice would have taken effect; one that the organisation takes back, no longer.
 * @law almenboligloven § 59 stk. 1, § 63 stk. 4
 */
export function liableUntil(
  ending: OfferEnding,
  day: LocalDate,
  atDisposalFrom: LocalDate,
  terms: Omit<LiabilityTerms, 'source' | 'dayCount'>,
): LocalDate {
  const until = endOfLiability(ending, terms) === 'ON_THE_DAY' ? day : noticeEffectOn(day, terms)
  return until < atDisposalFrom ? atDisposalFrom : until
}

function endOfLiability(ending: OfferEnding, terms: Pick<LiabilityTerms, 'afterReturn' | 'afterExpiry'>) {
  switch (ending) {
    case 'RETURNED':
      return terms.afterReturn
    case 'EXPIRED':
      return terms.afterExpiry
    case 'GIVEN_UP':
      return 'AT_NOTICE_EFFECT'
    case 'WITHDRAWN':
      return 'ON_THE_DAY'
  }
}

const noticeOutOfBounds: Refusal = {
  code: 'NOTICE_OUT_OF_BOUNDS',
  path: 'input.liability.noticeMonths',
  text: {
    da: `Et opsigelsesvarsel er 0–${NOTICE_MONTHS_MAX} hele måneder.`,
    en: `A period of notice is 0–${NOTICE_MONTHS_MAX} whole months.`,
  },
}

const sourceMissing: Refusal = {
  code: 'SOURCE_MISSING',
  path: 'input.liability.source',
  text: {
    da: 'Angiv, hvor vilkårene for tomgangsleje er skrevet, fx et aftalenummer.',
    en: 'Say where the terms of the liability for rent are written, such as an agreement’s number.',
  },
}
