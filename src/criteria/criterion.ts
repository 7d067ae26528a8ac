import type { FlexibleCriterion } from '../agreements/index.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { DwellingType } from '../registry/index.ts'

/** What a municipality may answer; never why. */
export const CRITERION_ANSWERS = ['YES', 'NO', 'CANNOT_BE_ANSWERED'] as const
export type CriterionAnswerValue = (typeof CRITERION_ANSWERS)[number]

/** Why an answer is corrected. A text would tell what the answer may not. The hub's own list. */
export const CORRECTION_REASONS = ['ENTERED_WRONGLY', 'OTHER_PERSON', 'KNOWN_LATER'] as const
export type CorrectionReason = (typeof CORRECTION_REASONS)[number]

/** How the applicant gave consent. The hub's own list. */
export const CONSENT_CHANNELS = ['ONLINE', 'PAPER', 'IN_PERSON', 'TELEPHONE'] as const
export type ConsentChannel = (typeof CONSENT_CHANNELS)[number]

/** Where a question stands. */
export const CHECK_STATES = ['OPEN', 'ANSWERED', 'EXPIRED', 'WITHDRAWN', 'ERASED'] as const
export type CheckState = (typeof CHECK_STATES)[number]

/** Who a question is about: by CPR number, or by name and day of birth. */
export interface ApplicantEntry {
  readonly name: string | null
  /** Ten digits. */
  readonly cpr: string | null
  readonly birthDate: LocalDate | null
}

/** The consent that a question rests on, as the organisation keeps it. */
export interface ConsentEntry {
  readonly reference: string
  /** Of the text that was consented to. */
  readonly version: string
  readonly givenOn: LocalDate
  readonly channel: ConsentChannel
}

/** A question to a municipality. */
export interface QuestionEntry {
  /** Global id. */
  readonly estateId: string
  readonly dwellingType: DwellingType
  readonly criterion: FlexibleCriterion
  readonly applicant: ApplicantEntry
  readonly consent: ConsentEntry | null
}

/** An answer to a question; `correctionReason` where there is one already. */
export interface AnswerEntry {
  /** Global id. */
  readonly checkId: string
  readonly answer: CriterionAnswerValue
  readonly correctionReason: CorrectionReason | null
}

/** For how many days a question is answered, and kept with its applicant, and where that is decided. */
export interface CriterionPeriods {
  readonly answerDays: number
  readonly keptDays: number
  readonly source: string
}

/** A question as the rules for answers see it. */
export interface AskedQuestion {
  readonly erased: boolean
  readonly answerUntil: LocalDate
  /** The answer that stands; null when there is none. */
  readonly standing: CriterionAnswerValue | null
}
