import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { referenceFault } from '../kernel/reference.ts'
import type { AnswerEntry, ApplicantEntry, AskedQuestion, ConsentEntry, QuestionEntry } from './criterion.ts'

/** Everything that is wrong with a question before it is known whether the agreement has its criterion. */
export function questionRefusals(
  { applicant, consent }: QuestionEntry,
  today: LocalDate,
): readonly Refusal[] {
  return [
    ...applicantRefusals(applicant, today),
    ...(consent === null ? [consentMissing] : consentRefusals(consent, today)),
  ]
}

function applicantRefusals({ name, cpr, birthDate }: ApplicantEntry, today: LocalDate): readonly Refusal[] {
  const identified = cpr !== null || (name !== null && birthDate !== null)
  return [
    ...(identified ? [] : [applicantUnidentified]),
    ...(cpr !== null && birthDate !== null ? [applicantIdentifiedTwice] : []),
    ...(birthDate !== null && birthDate > today ? [birthDateInFuture] : []),
  ]
}

function consentRefusals(
  { reference, version, givenOn }: ConsentEntry,
  today: LocalDate,
): readonly Refusal[] {
  return [
    ...textRefusals(reference, 'input.consent.reference'),
    ...textRefusals(version, 'input.consent.version'),
    ...(givenOn > today ? [consentInFuture] : []),
  ]
}

function textRefusals(text: string, path: string): readonly Refusal[] {
  const fault = referenceFault(text)
  if (fault === null) return []
  return [{ ...(fault === 'HOLDS_CPR' ? consentHoldsCpr : consentMalformed), path }]
}

/** Why a question cannot be answered like this on a day; null when it can. */
export function answerRefusal(
  question: AskedQuestion,
  { answer, correctionReason }: Pick<AnswerEntry, 'answer' | 'correctionReason'>,
  today: LocalDate,
): Refusal | null {
  const { erased, answerUntil, standing } = question
  if (erased) return checkClosed
  if (standing === null) {
    if (correctionReason !== null) return nothingToCorrect
    return answerUntil <= today ? checkExpired : null
  }
  if (correctionReason === null) return alreadyAnswered
  return standing === answer ? correctionChangesNothing : null
}

/** Why consent given on a day cannot be withdrawn on another; null when it can. */
export function withdrawalRefusal(
  givenOn: LocalDate,
  withdrawnOn: LocalDate,
  today: LocalDate,
): Refusal | null {
  if (withdrawnOn > today) return withdrawalInFuture
  return withdrawnOn < givenOn ? withdrawalBeforeConsent : null
}

const CONSENT_LAW = 'GDPR art. 6(1)(a), art. 7'
const CPR_LAW = 'databeskyttelsesloven § 11'

const consentMissing: Refusal = {
  code: 'CONSENT_MISSING',
  path: 'input.consent',
  law: CONSENT_LAW,
  text: {
    da: 'Samtykket mangler. Spørgsmålet kan først stilles, når ansøgeren har samtykket; angiv samtykkets reference, version, dag og kanal.',
    en: 'The consent is missing. The question can be asked once the applicant has consented; give the consent’s reference, version, day and channel.',
  },
}

const consentMalformed: Refusal = {
  code: 'CONSENT_REFERENCE_MALFORMED',
  text: {
    da: 'Samtykkets reference og version skal være 1–40 bogstaver, cifre, punktummer, skråstreger og bindestreger og begynde med et bogstav eller ciffer.',
    en: 'The consent’s reference and version must be 1–40 letters, digits, points, slashes and hyphens, and begin with a letter or digit.',
  },
}

const consentHoldsCpr: Refusal = {
  code: 'CONSENT_REFERENCE_HOLDS_CPR',
  law: CPR_LAW,
  text: {
    da: 'Samtykkets reference ligner et CPR-nummer. Brug organisationens eget sagsnummer eller et andet pseudonym.',
    en: 'The consent’s reference looks like a CPR number. Use the organisation’s own case number or another pseudonym.',
  },
}

const consentInFuture: Refusal = {
  code: 'CONSENT_IN_FUTURE',
  path: 'input.consent.givenOn',
  law: CONSENT_LAW,
  text: {
    da: 'Samtykket er givet efter i dag. Ret dagen, eller spørg, når samtykket er givet.',
    en: 'The consent is given after today. Correct the day, or ask once consent is given.',
  },
}

const applicantUnidentified: Refusal = {
  code: 'APPLICANT_UNIDENTIFIED',
  path: 'input.applicant',
  text: {
    da: 'Kommunen kan ikke vide, hvem ansøgeren er. Angiv CPR-nummer, eller navn og fødselsdag.',
    en: 'The municipality cannot tell who the applicant is. Give the CPR number, or name and day of birth.',
  },
}

const applicantIdentifiedTwice: Refusal = {
  code: 'APPLICANT_IDENTIFIED_TWICE',
  path: 'input.applicant.birthDate',
  law: 'GDPR art. 5(1)(c)',
  text: {
    da: 'Fødselsdagen står allerede i CPR-nummeret. Lad den ene af de to være tom.',
    en: 'The CPR number says the day of birth already. Leave one of the two out.',
  },
}

const birthDateInFuture: Refusal = {
  code: 'BIRTH_DATE_IN_FUTURE',
  path: 'input.applicant.birthDate',
  text: {
    da: 'Fødselsdagen ligger efter i dag. Ret den.',
    en: 'The day of birth lies after today. Correct it.',
  },
}

/** Nothing is answered any more about one whom nobody may know. */
export const checkClosed: Refusal = {
  code: 'CRITERION_CHECK_CLOSED',
  path: 'input.checkId',
  law: CONSENT_LAW,
  text: {
    da: 'Spørgsmålet er lukket: samtykket er trukket tilbage, eller ansøgeren er slettet. Det skal ikke besvares.',
    en: 'The question is closed: consent was withdrawn, or the applicant was erased. It is not to be answered.',
  },
}

const checkExpired: Refusal = {
  code: 'CRITERION_CHECK_EXPIRED',
  path: 'input.checkId',
  text: {
    da: 'Fristen for at svare er udløbet. Bed organisationen spørge igen, hvis svaret stadig er nødvendigt.',
    en: 'The time to answer is over. Have the organisation ask again if the answer is still needed.',
  },
}

/** There is an answer, and what was sent is no correction of it. */
export const alreadyAnswered: Refusal = {
  code: 'CRITERION_ALREADY_ANSWERED',
  path: 'input.checkId',
  text: {
    da: 'Spørgsmålet er besvaret. Angiv »correctionReason« for at rette det svar, der står.',
    en: 'The question is answered. Give "correctionReason" to correct the answer that stands.',
  },
}

const nothingToCorrect: Refusal = {
  code: 'NOTHING_TO_CORRECT',
  path: 'input.correctionReason',
  text: {
    da: 'Der er intet svar at rette endnu. Lad »correctionReason« være tom.',
    en: 'There is no answer to correct yet. Leave "correctionReason" out.',
  },
}

const correctionChangesNothing: Refusal = {
  code: 'CORRECTION_CHANGES_NOTHING',
  path: 'input.answer',
  text: {
    da: 'Det er det svar, der allerede står. En rettelse skal give et andet svar.',
    en: 'That is the answer that stands already. A correction must give another one.',
  },
}

const withdrawalInFuture: Refusal = {
  code: 'WITHDRAWAL_IN_FUTURE',
  path: 'input.withdrawnOn',
  text: {
    da: 'Dagen ligger efter i dag. Et samtykke trækkes tilbage den dag eller registreres bagefter.',
    en: 'That day lies after today. Consent is withdrawn on the day, or recorded afterwards.',
  },
}

const withdrawalBeforeConsent: Refusal = {
  code: 'WITHDRAWAL_BEFORE_CONSENT',
  path: 'input.withdrawnOn',
  text: {
    da: 'Dagen ligger før samtykket blev givet. Ret den.',
    en: 'That day lies before consent was given. Correct it.',
  },
}
