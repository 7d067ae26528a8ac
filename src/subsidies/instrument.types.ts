import { registerEnumType } from 'type-graphql'
import { enumOf } from '../platform/graphql/enum.ts'
import {
  ANSWER_KINDS,
  BASES,
  CONDITION_KINDS,
  CORRECTED_ENTITIES,
  END_RULES,
  INDEXATIONS,
  INPUT_KINDS,
  INSTRUMENTS,
  MONTH_DAYS,
  PARTIAL_MONTHS,
  PAYEES,
  PAYERS,
  PAYMENT_CALENDARS,
  PREVIOUS_SITUATIONS,
  RATE_KINDS,
  ROUNDINGS,
  SEVERITIES,
  SIDES,
  STATEMENT_KINDS,
  TARGET_GROUP_BASES,
} from './instrument.ts'
import { FINDING_CODES } from './subsidy-audit.ts'

/** Registers a GraphQL enum whose values are described one by one. */
function described<Value extends string>(
  name: string,
  description: string,
  values: readonly Value[],
  descriptions: Readonly<Record<Value, string>>,
): { readonly [Key in Value]: Key } {
  const enumeration = enumOf(...values)
  registerEnumType(enumeration, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      values.map((value) => [value, { description: descriptions[value] }]),
    ) as never,
  })
  return enumeration
}

export const InstrumentEnum = described(
  'SubsidyInstrument',
  'By which clause a subsidy is given (hjemmel). Boligstøtte is none of them.',
  INSTRUMENTS,
  {
    SECTION_98_F: 'Temporary rent cut, paid by the state (midlertidigt tilskud, almenboligloven § 98 f).',
    SECTION_98_E:
      'One-off for new, especially cheap family dwellings (engangstilskud, almenboligloven § 98 e).',
    SECTION_163_A: 'Refund to the tenant of a transitional dwelling (refusion, serviceloven § 163 a).',
    SECTION_91_A_5: 'Landsbyggefonden’s rent cut (huslejenedsættelse, almenboligloven § 91 a stk. 5).',
    MUNICIPAL_2026: 'The municipality’s temporary subsidy of 2026 (midlertidigt boligtilskud).',
  },
)

export const PayerEnum = described('SubsidyPayer', 'Who pays (betaler).', PAYERS, {
  STATE: 'The state (staten).',
  LANDSBYGGEFONDEN: 'Landsbyggefonden.',
  MUNICIPALITY: 'The municipality (kommunen).',
})

export const BaseEnum = described('SubsidyBase', 'What the amount is (beregningsgrundlag).', BASES, {
  YEARLY_RATE: 'A rate per dwelling and year (årlig sats).',
  ONE_OFF_RATE: 'A rate per dwelling, once (engangssats).',
  RENT_CUT: 'The cut as it was granted (bevilget nedsættelse).',
  FORMULA: 'A formula over the tenant’s costs (formel).',
  DECIDED: 'What the municipality decided (besluttet beløb).',
})

export const PayeeEnum = described('SubsidyPayee', 'Who gets the money (modtager).', PAYEES, {
  ORGANISATION: 'The housing organisation, which lowers the rent (boligorganisationen).',
  TENANT: 'The tenant (lejeren).',
})

export const EndRuleEnum = described('SubsidyEndRule', 'When a commitment ends (ophør).', END_RULES, {
  WITH_TENANCY: 'When the tenant moves out, even if days are left (ved fraflytning).',
  WITH_COMMITMENT: 'With its own last day; the next tenant goes on with it (ved tilsagnets udløb).',
})

export const IndexationEnum = described(
  'SubsidyIndexation',
  'Whether amounts are regulated (regulering).',
  INDEXATIONS,
  {
    NONE: 'Never (ingen).',
    YEARLY: 'Each year by a factor (årlig pristalsregulering).',
  },
)

export const PartialMonthsEnum = described(
  'PartialMonths',
  'What a month that is covered in part comes to (delvise måneder).',
  PARTIAL_MONTHS,
  {
    STARTED: 'The whole amount for a month that was begun (påbegyndt måned).',
    WHOLE: 'The whole amount for whole months, nothing for others (hele måneder).',
    BY_DAYS: 'Its days of the month’s days, rounded (dage).',
  },
)

export const PaymentCalendarEnum = described(
  'PaymentCalendar',
  'When a month is to be paid (udbetalingskalender).',
  PAYMENT_CALENDARS,
  {
    MONTHLY_IN_ADVANCE: 'In the month itself (månedligt forud).',
    MONTHLY_IN_ARREARS: 'In the next month (månedligt bagud).',
    QUARTERLY_IN_ARREARS: 'In the month after the quarter (kvartalsvis bagud).',
    YEARLY_IN_ARREARS: 'In the January after the year (årligt bagud).',
    ONCE: 'Once, and no month by itself (én gang).',
  },
)

export const RoundingEnum = described('SubsidyRounding', 'How amounts are rounded (afrunding).', ROUNDINGS, {
  OERE: 'To the nearest øre (nærmeste øre).',
  KRONE_NEAREST: 'To the nearest krone, a half up (nærmeste krone).',
  KRONE_DOWN: 'Down to a whole krone (ned).',
  KRONE_UP: 'Up to a whole krone (op).',
})

export const MonthDaysEnum = described(
  'MonthDays',
  'How many days a month in a place counts (omregning fra dag til måned).',
  MONTH_DAYS,
  {
    THIRTY: 'Always thirty (30 dage).',
    CALENDAR: 'As many as it has (kalenderdage).',
    YEAR_TWELFTH: 'A twelfth of the year’s days (1/12 år).',
  },
)

export const RateKindEnum = described('SubsidyRateKind', 'What a rate is for (sats).', RATE_KINDS, {
  YEARLY_PER_DWELLING: 'Per dwelling and year (årlig sats pr. bolig).',
  ONE_OFF_PER_DWELLING: 'Per dwelling, once (engangsbeløb pr. bolig).',
  SECTION_107_DAY: 'A day in a § 107 place (dagspris).',
  SECTION_109_DAY: 'A day in a § 109 place (kvindekrisecenter).',
  SECTION_110_DAY: 'A day in a § 110 place (herberg).',
})

export const ConditionKindEnum = described(
  'SubsidyConditionKind',
  'A condition of a frame (betingelse).',
  CONDITION_KINDS,
  {
    HOMELESSNESS_PLAN: 'A plan against homelessness (plan for bekæmpelse af hjemløshed).',
    LETTING_AGREEMENT: 'An agreement with the organisations to provide the dwellings (udlejningsaftale).',
  },
)

export const TargetGroupBasisEnum = described(
  'TargetGroupBasis',
  'By what a tenant belongs to the target group (målgruppens betingelser).',
  TARGET_GROUP_BASES,
  {
    ACUTE_HOUSING_NEED: 'An acute need of a dwelling (akut boligbehov).',
    LOW_ABILITY_TO_PAY: 'A low ability to pay (lav betalingsevne).',
  },
)

export const SideEnum = described('SubsidySide', 'Who states something (part).', SIDES, {
  FUND: 'Whoever gives the state’s or Landsbyggefonden’s money (fonden).',
  MUNICIPALITY: 'The municipality (kommunen).',
})

export const StatementKindEnum = described(
  'SubsidyStatementKind',
  'What a statement is about (oplysningens slags).',
  STATEMENT_KINDS,
  {
    FRAME: 'A frame (tilsagnsramme).',
    CONDITION: 'A condition of a frame (betingelse).',
    COMMITMENT: 'A commitment (tilsagn).',
    PERIOD: 'A period (tilskudsperiode).',
    PAYMENT: 'A payment (betaling).',
  },
)

export const PreviousSituationEnum = described(
  'PreviousSituation',
  'Where a tenant came from (tidligere situation).',
  PREVIOUS_SITUATIONS,
  {
    SECTION_107: 'A temporary place by serviceloven § 107 (midlertidigt botilbud).',
    SECTION_109: 'A shelter by serviceloven § 109 (kvindekrisecenter).',
    SECTION_110: 'A shelter by serviceloven § 110 (herberg).',
    OTHER: 'Elsewhere, such as the street: counted as § 110 (andet).',
  },
)

export const InputKindEnum = described(
  'TenantSubsidyInputKind',
  'What a tenant’s subsidy is computed from (beregningsgrundlag).',
  INPUT_KINDS,
  {
    RENT: 'Rent per month (leje).',
    OTHER_PAYMENTS: 'Other obligatory payments per month (andre pligtige pengeydelser).',
    HOUSING_BENEFIT: 'Calculated boligstøtte per month, also when less is paid out (beregnet boligstøtte).',
    ADULTS: 'Adults in the household (voksne, 18 år og derover).',
    PLACE_DAY_RATE: 'What a day in the place would have cost (opholdsbetaling pr. dag).',
    DECIDED_AMOUNT: 'What the municipality decided per month (besluttet beløb).',
  },
)

export const CorrectedEntityEnum = described(
  'CorrectedEntity',
  'What was corrected (rettet post).',
  CORRECTED_ENTITIES,
  {
    SubsidyFrame: 'A frame (tilsagnsramme).',
    SubsidyCondition: 'A condition of a frame (betingelse).',
    SubsidyCommitment: 'A commitment (tilsagn).',
    SubsidyPeriod: 'A period (tilskudsperiode).',
  },
)

export const SeverityEnum = described('FindingSeverity', 'How grave a finding is (alvor).', SEVERITIES, {
  ERROR: 'Money or a condition is wrong (fejl).',
  WARNING: 'To be looked at (advarsel).',
})

export const AnswerKindEnum = described('FindingAnswerKind', 'An answer to a finding (svar).', ANSWER_KINDS, {
  EXPLAINED: 'It is as it should be, and this is why (forklaret).',
  CORRECTED: 'The record was wrong and is corrected (rettet).',
  REPAID: 'The money was paid back (tilbagebetalt).',
})

export const AuditChangeKindEnum = described(
  'SubsidyAuditChangeKind',
  'How two runs differ (ændring).',
  ['NEW', 'GONE', 'CHANGED'],
  {
    NEW: 'Found now and not then (nyt).',
    GONE: 'Found then and not now (bortfaldet).',
    CHANGED: 'Found by both, with other months or another amount (ændret).',
  },
)

export const FindingCodeEnum = described('SubsidyFindingCode', 'What a check found (fund).', FINDING_CODES, {
  FRAME_EXCEEDED: 'More is committed than the frame has (ramme overskredet).',
  COMMITMENT_OUTSIDE_WINDOW: 'Committed outside the frame’s window (tilsagn uden for perioden).',
  FRAME_LAPSED: 'Committed when the frame had lapsed (bortfaldet ramme).',
  TERM_MISSING: 'Nobody has recorded what the sources said on the day (vilkår mangler).',
  DWELLING_TYPE_WRONG: 'No family dwelling (forkert boligtype).',
  RENT_OUTSIDE_INTERVAL: 'Rent before outside the interval of the day (husleje uden for interval).',
  RENT_ABOVE_CAP: 'Rent after above the cap (husleje over loft).',
  ALLOCATION_MISSING: 'No decision to allocate, or no allocated tenancy (anvisning mangler).',
  ALLOCATION_UNPROVEN:
    'The commitment states a decision to allocate, and the hub knows of none that led to the tenancy (anvisning ikke dokumenteret).',
  ALLOCATION_DAY_DIFFERS:
    'The decision that led to the tenancy has another day than the commitment states (anvisningsdato afviger).',
  TARGET_GROUP_MISSING:
    'It is not recorded that, and by which conditions, the target group is met (målgruppe mangler).',
  PLAN_MISSING: 'No plan against homelessness was in force (hjemløseplan mangler).',
  AGREEMENT_MISSING: 'No letting agreement was in force (udlejningsaftale mangler).',
  GRANT_NOT_RATE: 'The grant is not the rate of the day (tilsagn ulig sats).',
  COMMITMENT_EXCEEDED: 'More was paid than granted (tilsagn overskredet).',
  OVER_LONG: 'Longer than allowed (for lang periode).',
  CONTINUED_AFTER_TENANCY: 'Went on with another tenancy (fortsat efter fraflytning).',
  AMOUNT_NOT_RENT_DIFFERENCE: 'The amount is not the rent before less the rent after (beløb ulig forskel).',
  RENT_CHARGED_DIFFERS: 'The lease has another rent than the reduced one (opkrævet husleje afviger).',
  RATE_NOT_IN_FORCE: 'The amount is not the rate in force (sats ikke gældende).',
  INDEX_WRONG: 'The amount is not its base times the factor (regulering forkert).',
  GAP: 'Whole months without subsidy although the tenant lived there (hul).',
  DUE_TWICE: 'A month is due in full by two periods (dobbelt måned).',
  DOUBLE_MONTH: 'A month was paid twice (dobbeltbetalt måned).',
  PAID_AFTER_MOVE_OUT: 'Paid for a month after the tenant moved out (betalt efter fraflytning).',
  MONTH_WITHOUT_TENANCY: 'Paid for a month in which nobody lived there (måned uden lejemål).',
  PAID_TOO_MUCH: 'More was paid than due (betalt for meget).',
  PAID_TOO_LITTLE: 'Less was paid than due, and it is late (betalt for lidt).',
  STATE_SUBSIDIES_OVERLAP: 'A month was paid by two subsidies of the state (dobbelt statstilskud).',
  HOUSING_BENEFIT_NOT_APPLIED_FOR: 'Boligstøtte was not applied for (boligstøtte ikke søgt).',
  INPUT_MISSING: 'An input is missing (beregningsgrundlag mangler).',
  CALCULATION_STALE: 'The figure is not what its inputs come to (forældet beregning).',
  PLACE_RATE_NOT_IN_FORCE: 'Counted with another day rate than the one in force (dagssats ikke gældende).',
  TENANCY_NOT_TRANSITIONAL: 'The tenancy is not transitional (ikke udslusningsbolig).',
  STATEMENT_DIFFERS: 'What one side states is not what the books say (parternes oplysninger afviger).',
  STATEMENT_NOT_IN_BOOKS: 'One side states what the books do not hold (ikke i regnskabet).',
  STATEMENT_WITHDRAWN:
    'The full list of the feed that brought it holds it no longer, and the books still do (ikke længere meldt).',
})
