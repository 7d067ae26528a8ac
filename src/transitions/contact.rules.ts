import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { ContactEntry } from './contact.ts'

const NAME_LENGTH_MAX = 200
const PHONE = /^\+?[0-9][0-9 ]{3,38}$/
const EMAIL = /^[^\s@]+@[^\s@]+$/
const EMAIL_LENGTH_MAX = 200

/** Everything that is wrong with a contact by itself. */
export function contactRefusals({ name, phone, email }: ContactEntry): readonly Refusal[] {
  return [
    ...(name.length > NAME_LENGTH_MAX ? [nameTooLong] : []),
    ...(phone === null && email === null ? [contactUnreachable] : []),
    ...(phone === null || PHONE.test(phone) ? [] : [phoneMalformed]),
    ...(email === null || (EMAIL.test(email) && email.length <= EMAIL_LENGTH_MAX) ? [] : [emailMalformed]),
  ]
}

/** What of a contact's days lies within the tenancy's; null when none does. */
export function daysWithin(
  { from, until }: Pick<ContactEntry, 'from' | 'until'>,
  tenancy: { readonly from: LocalDate; readonly until: LocalDate | null },
): Pick<ContactEntry, 'from' | 'until'> | null {
  const first = from > tenancy.from ? from : tenancy.from
  const [end = null] = [until, tenancy.until].filter((day) => day !== null).sort()
  return end !== null && end <= first ? null : { from: first, until: end }
}

const nameTooLong: Refusal = {
  code: 'NAME_TOO_LONG',
  path: 'input.name',
  text: {
    da: `Navnet er på højst ${NAME_LENGTH_MAX} tegn.`,
    en: `The name has ${NAME_LENGTH_MAX} characters at most.`,
  },
}

const contactUnreachable: Refusal = {
  code: 'CONTACT_UNREACHABLE',
  path: 'input.phone',
  text: {
    da: 'Angiv et telefonnummer eller en e-mailadresse, helst begge.',
    en: 'Give a telephone number or an e-mail address, better both.',
  },
}

const phoneMalformed: Refusal = {
  code: 'PHONE_MALFORMED',
  path: 'input.phone',
  text: {
    da: 'Telefonnummeret skrives med cifre og mellemrum, f.eks. »+45 70 10 20 30«.',
    en: 'The telephone number is written in digits and spaces, such as "+45 70 10 20 30".',
  },
}

const emailMalformed: Refusal = {
  code: 'EMAIL_MALFORMED',
  path: 'input.email',
  text: {
    da: 'E-mailadressen har et »@« og ingen mellemrum.',
    en: 'The e-mail address has one "@" and no spaces.',
  },
}
