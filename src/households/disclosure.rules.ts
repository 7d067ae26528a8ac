import type { Refusal } from '../kernel/errors.ts'
import { daysBetween, type LocalDate } from '../kernel/period.ts'
import { amountNegative } from './case.rules.ts'
import type { DisclosureEntry } from './household.ts'

const CONTACT_LENGTH_MAX = 200

/** Everything that is wrong with a disclosure before it is known whether household and dwelling are there. */
export function disclosureRefusals(
  entry: DisclosureEntry,
  today: LocalDate,
  daysMax: number,
): readonly Refusal[] {
  const { from, until, municipalContact, guaranteeOere } = entry
  return [
    ...(from < today ? [disclosureInPast] : []),
    ...(until <= from ? [disclosureEmpty] : []),
    ...(daysBetween(from, until) > daysMax ? [disclosureTooLong(daysMax)] : []),
    ...(municipalContact.length > CONTACT_LENGTH_MAX ? [contactTooLong] : []),
    ...(guaranteeOere !== null && guaranteeOere < 0n ? [{ ...amountNegative, path: 'input.guarantee' }] : []),
  ]
}

/** Why a disclosure whose last day is the one before `endsOn` cannot end on `until`; null when it can. */
export function endingRefusal(endsOn: LocalDate, until: LocalDate, today: LocalDate): Refusal | null {
  if (until < today) return { ...disclosureInPast, path: 'until' }
  return until > endsOn ? disclosureNotShortened : null
}

const disclosureInPast: Refusal = {
  code: 'DISCLOSURE_IN_PAST',
  path: 'input.from',
  text: {
    da: 'Dagen er forbi. En videregivelse kan hverken begynde eller ende før i dag.',
    en: 'That day is over. A disclosure can neither begin nor end before today.',
  },
}

const disclosureEmpty: Refusal = {
  code: 'DISCLOSURE_EMPTY',
  path: 'input.until',
  text: {
    da: 'Perioden har ingen dage: »until« er den første dag, der ikke længere er med, og ligger efter »from«.',
    en: 'The period has no days: "until" is the first day that is no longer included, and lies after "from".',
  },
}

const disclosureTooLong = (daysMax: number): Refusal => ({
  code: 'DISCLOSURE_TOO_LONG',
  path: 'input.until',
  law: 'GDPR art. 5(1)(e)',
  text: {
    da: `En videregivelse varer højst ${daysMax} dage her. Forkort den, eller giv en ny, når den er forbi.`,
    en: `A disclosure lasts ${daysMax} days at most here. Shorten it, or give a new one when it is over.`,
  },
})

const disclosureNotShortened: Refusal = {
  code: 'DISCLOSURE_NOT_SHORTENED',
  path: 'until',
  text: {
    da: 'Videregivelsen ender tidligere end det. Den kan kun forkortes; giv en ny for flere dage.',
    en: 'The disclosure ends earlier than that. It can only be shortened; give a new one for more days.',
  },
}

const contactTooLong: Refusal = {
  code: 'TEXT_TOO_LONG',
  path: 'input.municipalContact',
  text: {
    da: `Kontakten er længere end ${CONTACT_LENGTH_MAX} tegn. Forkort den.`,
    en: `The contact is longer than ${CONTACT_LENGTH_MAX} characters. Shorten it.`,
  },
}
