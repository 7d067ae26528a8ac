/**
 * What an agreement rests on. `SECTION_59_1` and `SECTION_59_3` are the municipality's own decision of up to every
 * fourth dwelling; the others take an agreement.
 * @law almenboligloven §§ 59, 60, 60 a, 60 b, 63
 */
export const LEGAL_BASES = [
  'SECTION_59_1',
  'SECTION_59_2',
  'SECTION_59_3',
  'SECTION_59_4',
  'SECTION_60',
  'SECTION_60_A',
  'SECTION_60_B',
  'SECTION_63',
] as const
export type LegalBasis = (typeof LEGAL_BASES)[number]

/** SQL of whether the agreement `a` has turns to give: one on transitional dwellings alone (§ 63) has none. */
export const givesTurnsSql = (a: string) => `not ${a}.legal_bases <@ array['SECTION_63']`

/** What one sequence of turns counts: all that the organisation lets, each estate, or each dwelling type by itself. */
export const QUOTA_LEVELS = ['ORGANISATION', 'ESTATE', 'DWELLING_TYPE'] as const
export type QuotaLevel = (typeof QUOTA_LEVELS)[number]

/** Which vacancies the municipal share is a share of. */
export const QUOTA_BASES = [
  'ALL',
  'AFTER_INTERNAL_TRANSFER',
  'AFTER_FLEXIBLE_LETTING',
  'BY_DWELLING_TYPE',
] as const
export type QuotaBase = (typeof QUOTA_BASES)[number]

/** When the turns are settled: in one running sequence, or afresh each quarter or calendar year. */
export const SETTLEMENTS = ['EVERY_NTH', 'PER_QUARTER', 'PER_YEAR'] as const
export type Settlement = (typeof SETTLEMENTS)[number]

/** What becomes of the part of a turn that is left when a quarter or year ends. */
export const REMAINDERS = ['CARRIED', 'DROPPED'] as const
export type Remainder = (typeof REMAINDERS)[number]

/** Whether "every third" gives the municipality the third dwelling or the first. */
export const FIRST_TURNS = ['AT_END', 'AT_START'] as const
export type FirstTurn = (typeof FIRST_TURNS)[number]

/** What the flexible share is a share of. */
export const FLEXIBLE_BASES = ['ALL', 'AFTER_MUNICIPAL'] as const
export type FlexibleBase = (typeof FLEXIBLE_BASES)[number]

/** Where a vacant dwelling goes. */
export const CHANNELS = [
  'INTERNAL_TRANSFER',
  'MUNICIPAL',
  'FLEXIBLE',
  'WAITING_LIST',
  'REHOUSING',
  'BLOCKED',
] as const
export type Channel = (typeof CHANNELS)[number]

/** The channels of which an agreement may give parts to named groups. */
export const SHARED_CHANNELS = ['INTERNAL_TRANSFER', 'MUNICIPAL', 'FLEXIBLE', 'WAITING_LIST'] as const
export type SharedChannel = (typeof SHARED_CHANNELS)[number]

/** Why the municipality gives a dwelling back. */
export const RETURN_REASONS = [
  'RENT_TOO_HIGH',
  'DEPOSIT_TOO_HIGH',
  'SIZE',
  'LOCATION',
  'ACCESSIBILITY',
  'CONDITION',
  'AREA_RESTRICTION',
  'NO_FITTING_CITIZEN',
  'DEADLINE_PASSED',
  'CITIZEN_DECLINED',
] as const
export type ReturnReason = (typeof RETURN_REASONS)[number]

/** The criteria for flexible letting that agreements use, and the parameters that each takes. */
export const FLEXIBLE_CRITERIA = {
  EMPLOYMENT: ['hoursPerWeekMin', 'incomeMonthlyMin', 'yearsMin'],
  EDUCATION: [],
  COMMUTER: [],
  SEPARATION: ['yearsMax', 'jointAddressYearsMin'],
  SENIOR: ['ageMin'],
  FAMILY_WITH_CHILDREN: ['childAgeMax'],
  YOUTH: ['ageMax'],
  CLEAN_CRIMINAL_RECORD: ['ageMin'],
  EDUCATION_LEVEL: [],
  YOUTH_DWELLING_TENANT: ['yearsMin'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type FlexibleCriterion = keyof typeof FLEXIBLE_CRITERIA

/** What a term is about; the first that fits a dwelling wins. */
export const TERM_SCOPES = [
  'ESTATE_AND_TYPE',
  'ESTATE',
  'STEP_AND_TYPE',
  'STEP',
  'DWELLING_TYPE',
  'ORGANISATION',
] as const
export type TermScope = (typeof TERM_SCOPES)[number]

/** Where an agreement's version stands. */
export const VERSION_STATUSES = ['PROPOSED', 'IN_FORCE'] as const
export type VersionStatus = (typeof VERSION_STATUSES)[number]
