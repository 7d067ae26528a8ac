import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type {
  AnswerKind,
  ConditionKind,
  EndRule,
  Indexation,
  InputKind,
  Instrument,
  MonthDays,
  PartialMonths,
  Payee,
  PaymentCalendar,
  PreviousSituation,
  RateKind,
  Rounding,
  TargetGroupBasis,
} from './instrument.ts'

/** What comes in with the commands; ids are global ids, `until` null is without an end. */

export interface ProgrammeRecord {
  readonly code: string
  readonly instrument: Instrument
  /** Null: a national programme. */
  readonly municipalityCode: string | null
  readonly name: string
  readonly source: string
}

export interface TermRecord {
  readonly programmeId: string
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly payee: Payee
  readonly endRule: EndRule
  readonly indexation: Indexation
  readonly partialMonths: PartialMonths
  readonly paymentCalendar: PaymentCalendar
  readonly rounding: Rounding
  readonly monthDays: MonthDays | null
  readonly monthsMax: number | null
  readonly rentBeforeMin: Oere | null
  readonly rentBeforeMax: Oere | null
  readonly rentAfterMax: Oere | null
  readonly repayAbove: Oere | null
  readonly source: string
}

export interface RateRecord {
  readonly programmeId: string
  readonly kind: RateKind
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly amount: Oere
  readonly source: string
}

export interface FrameSize {
  readonly dwellingsMax: number | null
  readonly amountMax: Oere | null
  readonly windowFrom: LocalDate
  readonly windowUntil: LocalDate
  readonly lapsesOn: LocalDate
  readonly source: string
}

export interface FrameRecord extends FrameSize {
  /** What the parties call it between them. */
  readonly reference: string | null
  readonly programmeId: string
  readonly municipalityCode: string
}

export interface FrameRestatement extends FrameSize {
  readonly frameId: string
  readonly reason: string
}

export interface ConditionRecord {
  readonly frameId: string
  readonly kind: ConditionKind
  readonly organisationId: string | null
  readonly from: LocalDate
  readonly until: LocalDate | null
  /** What the parties call it between them. */
  readonly reference: string | null
  readonly source: string
}

/** What of a condition can be corrected. */
export interface ConditionContent {
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly source: string
  readonly withdrawn: boolean
}

export interface ConditionCorrection extends ConditionContent {
  readonly conditionId: string
  readonly reason: string
}

export interface CommitmentRecord {
  readonly dwellingId: string
  readonly committedOn: LocalDate
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly granted: Oere
  readonly rentBefore: Oere | null
  readonly allocationDecidedOn: LocalDate | null
  readonly targetGroupRecordedOn: LocalDate | null
  readonly targetGroupBasis: readonly TargetGroupBasis[]
  /** What the parties call it between them. */
  readonly reference: string | null
  readonly source: string
}

export interface PeriodAmounts {
  readonly from: LocalDate
  readonly until: LocalDate
  readonly monthly: Oere
  readonly base: Oere
  readonly indexFactor: string
  readonly rentBefore: Oere
  readonly rentAfter: Oere
}

export interface PeriodRecord extends PeriodAmounts {
  readonly commitmentId: string
  readonly tenancyId: string | null
  /** What the parties call it between them. */
  readonly reference: string | null
  readonly source: string
}

/** What of a period can be corrected; where nobody says where it is written, that stays. */
export interface PeriodContent extends PeriodAmounts {
  readonly withdrawn: boolean
  readonly source: string | null
}

export interface PeriodCorrection extends PeriodContent {
  readonly periodId: string
  readonly reason: string
}

export interface PaymentRecord {
  readonly commitmentId: string
  readonly month: LocalDate
  readonly amount: Oere
  readonly paidOn: LocalDate
  readonly reference: string
}

/** A payment to a tenant, without what it is for. */
export type TenantPaymentRecord = Omit<PaymentRecord, 'commitmentId'>

export interface TenantSubsidyRecord {
  readonly programmeId: string
  readonly householdId: string
  readonly tenancyId: string
  readonly frameId: string | null
  readonly committedOn: LocalDate
  readonly granted: Oere
  readonly from: LocalDate
  readonly until: LocalDate
  readonly previousSituation: PreviousSituation | null
  readonly housingBenefitAppliedOn: LocalDate | null
  readonly source: string
}

export interface InputRecord {
  readonly kind: InputKind
  readonly from: LocalDate
  /** Øre, or a number of adults. */
  readonly value: bigint
  readonly source: string
}

export interface AuditRequest {
  readonly municipalityCode: string
  readonly programme: string
  readonly from: LocalDate
  readonly until: LocalDate
  readonly knownAt: string | null
}

export interface AnswerRecord {
  readonly findingId: string
  readonly kind: AnswerKind
  readonly explanation: string
  readonly amount: Oere | null
}
