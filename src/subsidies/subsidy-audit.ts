import type { Instant } from '../kernel/clock.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate, Period } from '../kernel/period.ts'
import type {
  ConditionKind,
  EndRule,
  Indexation,
  InputKind,
  Instrument,
  MonthDays,
  PaymentCalendar,
  PreviousSituation,
  RateKind,
  Rounding,
  Severity,
  Side,
  StatementKind,
  TargetGroupBasis,
} from './instrument.ts'
import type { StatedContent } from './statement.ts'

/** The version of the checks; a run keeps which one it was made with. */
export const RULE_SET = '2027-01'

/** A row as it was known: its id, and since when the hub knew it like this. */
export interface KnownRow {
  readonly id: string
  readonly recordedFrom: Instant
}

/** What a programme's sources say for some days. */
export interface TermFacts extends Period {
  readonly endRule: EndRule
  readonly indexation: Indexation
  readonly paymentCalendar: PaymentCalendar
  readonly rounding: Rounding
  readonly monthDays: MonthDays | null
  readonly monthsMax: number | null
  readonly rentBeforeMin: Oere | null
  readonly rentBeforeMax: Oere | null
  readonly rentAfterMax: Oere | null
}

export interface RateFacts extends Period {
  readonly kind: RateKind
  readonly amount: Oere
}

export interface FrameFacts extends KnownRow {
  /** What the parties call it between them. */
  readonly reference: string | null
  readonly dwellingsMax: number | null
  readonly amountMax: Oere | null
  readonly windowFrom: LocalDate
  readonly windowUntil: LocalDate
  readonly lapsesOn: LocalDate
}

export interface ConditionFacts extends KnownRow, Period {
  readonly frameId: string
  readonly kind: ConditionKind
  /** Null: every organisation. */
  readonly organisationId: string | null
  /** The numbers that a feed may name that organisation by. */
  readonly organisationNumbers: readonly string[] | null
  /** What the parties call it between them. */
  readonly reference: string | null
}

/** A letting agreement that the hub knows, whatever its frame says. */
export interface AgreementFacts extends Period {
  readonly organisationIds: readonly string[]
}

/** The decision to allocate that led to a tenancy, without the household. */
export interface DecisionFacts extends KnownRow {
  readonly decidedOn: LocalDate
  readonly legalBasis: string
}

export interface TenancyFacts extends KnownRow, Period {
  readonly dwellingId: string
  readonly allocated: boolean
  /** Null where the hub knows of none, such as of a tenancy from before it. */
  readonly decision: DecisionFacts | null
  readonly transitional: boolean
  readonly rent: Oere
}

/** A month of a period, and what is due for it. */
export interface MonthFacts {
  readonly month: LocalDate
  readonly due: Oere
}

export interface PeriodFacts extends KnownRow {
  /** What the parties call it between them. */
  readonly reference: string | null
  readonly from: LocalDate
  readonly until: LocalDate
  readonly tenancyId: string | null
  readonly monthly: Oere
  readonly base: Oere
  readonly indexFactor: string
  readonly rentBefore: Oere
  readonly rentAfter: Oere
  readonly months: readonly MonthFacts[]
}

export interface PaymentFacts extends KnownRow {
  readonly month: LocalDate
  readonly amount: Oere
  readonly paidOn: LocalDate
  readonly reference: string
}

/** A fact with the id of what it belongs to. */
export interface Of<Fact> {
  readonly of: string
  readonly fact: Fact
}

export interface CommitmentFacts extends KnownRow, Period {
  readonly frameId: string
  readonly organisationId: string
  readonly dwellingId: string
  readonly dwellingType: string | null
  /**
   * The dwelling's numbers as feeds name it, with the organisation's number in Landsbyggefonden's register and with its CVR;
   * none where no feed states anything of the commitment.
   */
  readonly dwellingNumbers: readonly string[]
  readonly reference: string | null
  readonly committedOn: LocalDate
  readonly granted: Oere
  readonly rentBefore: Oere | null
  readonly allocationDecidedOn: LocalDate | null
  readonly targetGroupRecordedOn: LocalDate | null
  readonly targetGroupBasis: readonly TargetGroupBasis[]
  /** Taken back; it counts for no frame, but what was paid for it was paid. */
  readonly withdrawn: boolean
  /** Its days or the day it was given on meet the audited period. */
  readonly audited: boolean
  readonly periods: readonly PeriodFacts[]
  /** The months of the audited period for which something else was paid than is due, each with what is due. */
  readonly unbalanced: readonly MonthFacts[]
  /**
   * For months of the audited period: all of a commitment that was paid more than it was granted, else all of an unbalanced
   * month and of one that another of the state's programmes paid for too.
   */
  readonly payments: readonly PaymentFacts[]
  /** For all months. */
  readonly paidInAll: Oere
  /** Payments by the state's other programmes for the same dwelling, as far as the actor may see them. */
  readonly otherStatePayments: readonly PaymentFacts[]
  /** Commitments of those programmes to the same dwelling that are in force on a day of the audit, as far as the actor may see them. */
  readonly otherStateCommitments: readonly OtherCommitmentFacts[]
}

/** A commitment to the same dwelling by another programme of the state. */
export interface OtherCommitmentFacts extends KnownRow, Period {
  readonly instrument: Instrument
  readonly granted: Oere
  /** Each with its months of the audited period. */
  readonly periods: readonly (KnownRow & Pick<PeriodFacts, 'from' | 'until' | 'months'>)[]
}

export interface InputFacts extends KnownRow, Period {
  readonly kind: InputKind
  readonly value: bigint
}

export interface CalculationFacts extends KnownRow {
  readonly month: LocalDate
  readonly amount: Oere
}

export interface TenantSubsidyFacts extends KnownRow, Period {
  readonly frameId: string | null
  readonly householdId: string
  readonly caseScope: string
  readonly dwellingId: string
  readonly tenancyId: string
  readonly committedOn: LocalDate
  readonly granted: Oere
  readonly previousSituation: PreviousSituation | null
  readonly housingBenefitAppliedOn: LocalDate | null
  readonly rounding: Rounding
  readonly monthDays: MonthDays | null
  readonly inputs: readonly InputFacts[]
  /** The latest figure of each month. */
  readonly calculations: readonly CalculationFacts[]
  /** The months of its days, each with the part of it that is covered, such as 16 of 31 days. */
  readonly months: readonly CoveredMonth[]
  readonly payments: readonly PaymentFacts[]
  readonly paidInAll: Oere
  /** Taken back; it counts for no frame, but what was paid for it was paid. */
  readonly withdrawn: boolean
  /** It is in force and has a day in the audited period. */
  readonly audited: boolean
}

/** What a feed states of a row of the books. */
export interface StatementFacts extends KnownRow {
  readonly side: Side
  readonly kind: StatementKind
  readonly reference: string
  readonly content: StatedContent
  readonly keeps: boolean
  readonly withdrawn: boolean
}

/** What a month should come to, and the inputs that are missing to say so. */
export interface ExpectedMonth {
  readonly month: LocalDate
  readonly amount: Oere
  readonly missing: readonly InputKind[]
}

/** A month of a tenant's subsidy: `numerator` of `denominator` of the full amount are due. */
export interface CoveredMonth {
  readonly month: LocalDate
  /** The first day of the month that is covered: the inputs of that day count. */
  readonly from: LocalDate
  readonly numerator: number
  readonly denominator: number
}

/** Everything that the checks judge, as it was known at one moment. */
export interface AuditFacts {
  readonly instrument: Instrument
  readonly period: { readonly from: LocalDate; readonly until: LocalDate }
  /** The day of that moment in Denmark: nothing later can be late yet. */
  readonly knownOn: LocalDate
  readonly terms: readonly TermFacts[]
  readonly rates: readonly RateFacts[]
  readonly frames: readonly FrameFacts[]
  readonly conditions: readonly ConditionFacts[]
  readonly agreements: readonly AgreementFacts[]
  readonly tenancies: readonly TenancyFacts[]
  readonly commitments: readonly CommitmentFacts[]
  readonly tenantSubsidies: readonly TenantSubsidyFacts[]
  /** What feeds state, but for what they state of a payment and the books have word for word. */
  readonly statements: readonly StatementFacts[]
  /** The payments that those are about, of whatever month, each with the id of its commitment. */
  readonly statedPayments: readonly Of<PaymentFacts>[]
}

export type EvidenceType =
  | 'SubsidyFrame'
  | 'SubsidyCommitment'
  | 'SubsidyPeriod'
  | 'SubsidyPayment'
  | 'SubsidyCondition'
  | 'SubsidyStatement'
  | 'Tenancy'
  | 'AllocationDecision'
  | 'TenantSubsidy'
  | 'TenantSubsidyPayment'
  | 'TenantSubsidyInput'
  | 'TenantSubsidyCalculation'

export interface Evidence extends KnownRow {
  readonly type: EvidenceType
}

/** Something that a check finds wrong. */
export interface Finding {
  readonly code: FindingCode
  /** What it is about: with the code, it says whether two runs found the same. */
  readonly about: Evidence
  readonly dwellingId: string | null
  readonly household: { readonly id: string; readonly caseScope: string } | null
  readonly months: readonly LocalDate[]
  readonly atStake: Oere
  readonly figures: Readonly<Record<string, string | number | null>>
  /** Further rows that prove it. */
  readonly evidence: readonly Evidence[]
}

export const FINDING_CODES = [
  'FRAME_EXCEEDED',
  'COMMITMENT_OUTSIDE_WINDOW',
  'FRAME_LAPSED',
  'TERM_MISSING',
  'DWELLING_TYPE_WRONG',
  'RENT_OUTSIDE_INTERVAL',
  'RENT_ABOVE_CAP',
  'ALLOCATION_MISSING',
  'ALLOCATION_UNPROVEN',
  'ALLOCATION_DAY_DIFFERS',
  'TARGET_GROUP_MISSING',
  'PLAN_MISSING',
  'AGREEMENT_MISSING',
  'GRANT_NOT_RATE',
  'COMMITMENT_EXCEEDED',
  'OVER_LONG',
  'CONTINUED_AFTER_TENANCY',
  'AMOUNT_NOT_RENT_DIFFERENCE',
  'RENT_CHARGED_DIFFERS',
  'RATE_NOT_IN_FORCE',
  'INDEX_WRONG',
  'GAP',
  'DUE_TWICE',
  'DOUBLE_MONTH',
  'PAID_AFTER_MOVE_OUT',
  'MONTH_WITHOUT_TENANCY',
  'PAID_TOO_MUCH',
  'PAID_TOO_LITTLE',
  'STATE_SUBSIDIES_OVERLAP',
  'HOUSING_BENEFIT_NOT_APPLIED_FOR',
  'INPUT_MISSING',
  'CALCULATION_STALE',
  'PLACE_RATE_NOT_IN_FORCE',
  'TENANCY_NOT_TRANSITIONAL',
  'STATEMENT_DIFFERS',
  'STATEMENT_NOT_IN_BOOKS',
  'STATEMENT_WITHDRAWN',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

/** How grave a finding is and the clause behind it; without one it is the instrument's own. */
export const FINDING_FACTS: Readonly<
  Record<FindingCode, { readonly severity: Severity; readonly law?: string }>
> = {
  FRAME_EXCEEDED: { severity: 'ERROR' },
  COMMITMENT_OUTSIDE_WINDOW: { severity: 'ERROR' },
  FRAME_LAPSED: { severity: 'ERROR' },
  TERM_MISSING: { severity: 'WARNING' },
  DWELLING_TYPE_WRONG: { severity: 'ERROR' },
  RENT_OUTSIDE_INTERVAL: { severity: 'ERROR' },
  RENT_ABOVE_CAP: { severity: 'ERROR' },
  ALLOCATION_MISSING: { severity: 'ERROR', law: 'almenboligloven §§ 59, 98 f' },
  ALLOCATION_UNPROVEN: { severity: 'WARNING', law: 'almenboligloven §§ 59, 98 f' },
  ALLOCATION_DAY_DIFFERS: { severity: 'WARNING', law: 'almenboligloven §§ 59, 98 f' },
  TARGET_GROUP_MISSING: { severity: 'ERROR' },
  PLAN_MISSING: { severity: 'ERROR' },
  AGREEMENT_MISSING: { severity: 'ERROR' },
  GRANT_NOT_RATE: { severity: 'ERROR' },
  COMMITMENT_EXCEEDED: { severity: 'ERROR' },
  OVER_LONG: { severity: 'ERROR' },
  CONTINUED_AFTER_TENANCY: { severity: 'ERROR' },
  AMOUNT_NOT_RENT_DIFFERENCE: { severity: 'ERROR' },
  RENT_CHARGED_DIFFERS: { severity: 'WARNING' },
  RATE_NOT_IN_FORCE: { severity: 'ERROR' },
  INDEX_WRONG: { severity: 'ERROR' },
  GAP: { severity: 'WARNING' },
  DUE_TWICE: { severity: 'ERROR' },
  DOUBLE_MONTH: { severity: 'ERROR' },
  PAID_AFTER_MOVE_OUT: { severity: 'ERROR' },
  MONTH_WITHOUT_TENANCY: { severity: 'ERROR' },
  PAID_TOO_MUCH: { severity: 'ERROR' },
  PAID_TOO_LITTLE: { severity: 'WARNING' },
  STATE_SUBSIDIES_OVERLAP: { severity: 'ERROR', law: 'almenboligloven §§ 98 e, 98 f' },
  HOUSING_BENEFIT_NOT_APPLIED_FOR: { severity: 'ERROR', law: 'BEK nr. 718 of 19 June 2013 § 1' },
  INPUT_MISSING: { severity: 'ERROR', law: 'BEK nr. 718 of 19 June 2013 §§ 2, 3' },
  CALCULATION_STALE: { severity: 'ERROR' },
  PLACE_RATE_NOT_IN_FORCE: {
    severity: 'ERROR',
    law: 'serviceloven § 163 stk. 2; BEK nr. 718 of 19 June 2013 § 2',
  },
  TENANCY_NOT_TRANSITIONAL: { severity: 'ERROR', law: 'almenboligloven § 63; serviceloven § 163 a' },
  STATEMENT_DIFFERS: { severity: 'ERROR' },
  STATEMENT_NOT_IN_BOOKS: { severity: 'ERROR' },
  STATEMENT_WITHDRAWN: { severity: 'WARNING' },
}
