/** The five instruments that are all called "huslejetilskud". Boligstøtte is an input to one of them, never a sixth. */
export const INSTRUMENTS = [
  'SECTION_98_F',
  'SECTION_98_E',
  'SECTION_163_A',
  'SECTION_91_A_5',
  'MUNICIPAL_2026',
] as const
export type Instrument = (typeof INSTRUMENTS)[number]

export const PAYERS = ['STATE', 'LANDSBYGGEFONDEN', 'MUNICIPALITY'] as const
export type Payer = (typeof PAYERS)[number]

/** What the amount is: a rate per year, a rate once, a rent cut as granted, a formula, or what was decided. */
export const BASES = ['YEARLY_RATE', 'ONE_OFF_RATE', 'RENT_CUT', 'FORMULA', 'DECIDED'] as const
export type Base = (typeof BASES)[number]

/** What holds of an instrument wherever it is used. */
export interface InstrumentFacts {
  readonly payer: Payer
  readonly base: Base
  readonly law: string
  /** Paid to the tenant, and so about a person. */
  readonly toTenant: boolean
}

export const INSTRUMENT_FACTS: Readonly<Record<Instrument, InstrumentFacts>> = {
  SECTION_98_F: { payer: 'STATE', base: 'YEARLY_RATE', law: 'almenboligloven § 98 f', toTenant: false },
  SECTION_98_E: { payer: 'STATE', base: 'ONE_OFF_RATE', law: 'almenboligloven § 98 e', toTenant: false },
  SECTION_163_A: { payer: 'MUNICIPALITY', base: 'FORMULA', law: 'serviceloven § 163 a', toTenant: true },
  SECTION_91_A_5: {
    payer: 'LANDSBYGGEFONDEN',
    base: 'RENT_CUT',
    law: 'almenboligloven § 91 a stk. 5',
    toTenant: false,
  },
  MUNICIPAL_2026: {
    payer: 'MUNICIPALITY',
    base: 'DECIDED',
    law: 'serviceloven, midlertidigt boligtilskud 2026',
    toTenant: true,
  },
}

export const PAYEES = ['ORGANISATION', 'TENANT'] as const
export type Payee = (typeof PAYEES)[number]
export const END_RULES = ['WITH_TENANCY', 'WITH_COMMITMENT'] as const
export type EndRule = (typeof END_RULES)[number]
export const INDEXATIONS = ['NONE', 'YEARLY'] as const
export type Indexation = (typeof INDEXATIONS)[number]
export const PARTIAL_MONTHS = ['STARTED', 'WHOLE', 'BY_DAYS'] as const
export type PartialMonths = (typeof PARTIAL_MONTHS)[number]
export const PAYMENT_CALENDARS = [
  'MONTHLY_IN_ADVANCE',
  'MONTHLY_IN_ARREARS',
  'QUARTERLY_IN_ARREARS',
  'YEARLY_IN_ARREARS',
  'ONCE',
] as const
export type PaymentCalendar = (typeof PAYMENT_CALENDARS)[number]
export const ROUNDINGS = ['OERE', 'KRONE_NEAREST', 'KRONE_DOWN', 'KRONE_UP'] as const
export type Rounding = (typeof ROUNDINGS)[number]
export const MONTH_DAYS = ['THIRTY', 'CALENDAR', 'YEAR_TWELFTH'] as const
export type MonthDays = (typeof MONTH_DAYS)[number]
export const RATE_KINDS = [
  'YEARLY_PER_DWELLING',
  'ONE_OFF_PER_DWELLING',
  'SECTION_107_DAY',
  'SECTION_109_DAY',
  'SECTION_110_DAY',
] as const
export type RateKind = (typeof RATE_KINDS)[number]
export const CONDITION_KINDS = ['HOMELESSNESS_PLAN', 'LETTING_AGREEMENT'] as const
export type ConditionKind = (typeof CONDITION_KINDS)[number]
/** By what a tenant belongs to the target group of § 98 f; it asks for both. */
export const TARGET_GROUP_BASES = ['ACUTE_HOUSING_NEED', 'LOW_ABILITY_TO_PAY'] as const
export type TargetGroupBasis = (typeof TARGET_GROUP_BASES)[number]
export const PREVIOUS_SITUATIONS = ['SECTION_107', 'SECTION_109', 'SECTION_110', 'OTHER'] as const
export type PreviousSituation = (typeof PREVIOUS_SITUATIONS)[number]
export const INPUT_KINDS = [
  'RENT',
  'OTHER_PAYMENTS',
  'HOUSING_BENEFIT',
  'ADULTS',
  'PLACE_DAY_RATE',
  'DECIDED_AMOUNT',
] as const
export type InputKind = (typeof INPUT_KINDS)[number]
export const CORRECTED_ENTITIES = [
  'SubsidyFrame',
  'SubsidyCondition',
  'SubsidyCommitment',
  'SubsidyPeriod',
] as const
export type CorrectedEntity = (typeof CORRECTED_ENTITIES)[number]
export const SEVERITIES = ['ERROR', 'WARNING'] as const
export type Severity = (typeof SEVERITIES)[number]
export const ANSWER_KINDS = ['EXPLAINED', 'CORRECTED', 'REPAID'] as const
export type AnswerKind = (typeof ANSWER_KINDS)[number]
/** Who states something of a subsidy: whoever gives the money, or whoever spends it. */
export const SIDES = ['FUND', 'MUNICIPALITY'] as const
export type Side = (typeof SIDES)[number]
/** In the order in which each can name those before it. */
export const STATEMENT_KINDS = ['FRAME', 'CONDITION', 'COMMITMENT', 'PERIOD', 'PAYMENT'] as const
export type StatementKind = (typeof STATEMENT_KINDS)[number]
