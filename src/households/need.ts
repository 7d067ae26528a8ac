import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { DwellingType } from '../registry/index.ts'

/** Why a household needs a dwelling. The hub's own list, after the need classes of one municipality (Egedal). */
export const NEED_CLASSES = [
  'WITHOUT_SHELTER',
  'LEAVING_INSTITUTION_OR_PRISON',
  'CRISIS_CENTRE',
  'HOMELESS',
  'SUPPORT_AS_IN_INSTITUTION',
  'FAMILY_WITHOUT_DWELLING',
  'YOUNG_PERSON',
  'OTHER',
] as const
export type NeedClass = (typeof NEED_CLASSES)[number]

/** Where a household comes from. The hub's own list, after the categories of the national count of homeless people. */
export const ORIGINS = [
  'STREET',
  'NIGHT_CAFE',
  'SHELTER',
  'CRISIS_CENTRE',
  'HOTEL',
  'FAMILY_OR_FRIENDS',
  'TRANSITIONAL_DWELLING',
  'INSTITUTION',
  'PRISON',
  'HOSPITAL',
  'OTHER',
] as const
export type Origin = (typeof ORIGINS)[number]

/** How a household is supported in its dwelling. The hub's own list, after methods that municipalities name. */
export const SUPPORT_METHODS = [
  'CTI',
  'ICM',
  'ACT',
  'SPIR',
  'HOUSING_FIRST',
  'HOUSING_SUPPORT',
  'CONTACT_PERSON',
  'SUBSTANCE_TREATMENT',
] as const
export type SupportMethod = (typeof SUPPORT_METHODS)[number]

/** Whether somebody in the household learns. */
export const EDUCATIONS = ['IN_EDUCATION', 'SOON_IN_EDUCATION', 'NOT_IN_EDUCATION'] as const
export type Education = (typeof EDUCATIONS)[number]

/** Bands of age. The hub's own, with borders at the ages that law and agreements ask for. */
export const AGE_BANDS = {
  AGE_0_5: { from: 0, below: 6 },
  AGE_6_12: { from: 6, below: 13 },
  AGE_13_17: { from: 13, below: 18 },
  AGE_18_24: { from: 18, below: 25 },
  AGE_25_29: { from: 25, below: 30 },
  AGE_30_49: { from: 30, below: 50 },
  AGE_50_64: { from: 50, below: 65 },
  AGE_65_AND_OVER: { from: 65, below: Number.POSITIVE_INFINITY },
} as const
export type AgeBand = keyof typeof AGE_BANDS

/** How many of a household are in one band. */
export interface AgeCount {
  readonly band: AgeBand
  readonly persons: number
}

/** Classes of the highest rent that a household can pay, by their upper border in whole kroner a month. */
export const RENT_CLASSES = {
  UP_TO_3000: 3_000,
  UP_TO_3500: 3_500,
  UP_TO_4000: 4_000,
  UP_TO_4500: 4_500,
  UP_TO_5000: 5_000,
  UP_TO_6500: 6_500,
  OVER_6500: null,
} as const
export type RentClass = keyof typeof RENT_CLASSES

/** Within how many days somebody in a shelter is to have a dwelling: København's goal for its herberger. */
export const SHELTER_CLOCK_DAYS = 90

/** Why a household needs a dwelling, and which: the municipality's own, never an organisation's. */
export interface NeedEntry {
  readonly needClass: NeedClass
  readonly origin: Origin | null
  readonly supportMethods: readonly SupportMethod[]
  /** The highest rent per month that it can pay, without consumption. */
  readonly rentMaxOere: Oere | null
  /** Empty: any. */
  readonly wantedDwellingTypes: readonly DwellingType[]
  /** Global ids. A dwelling is wanted in one of the estates or at one of the postal codes; both empty: anywhere. */
  readonly wantedEstateIds: readonly string[]
  readonly wantedPostalCodes: readonly string[]
  readonly excludedEstateIds: readonly string[]
  readonly excludedPostalCodes: readonly string[]
  readonly accessibilityNeeded: boolean
  /** A special need of a dwelling for the elderly or disabled, as the municipality has found. */
  readonly elderlyNeed: boolean
  readonly education: Education | null
  /** The municipality answers for it that a young person may stay without being in education yet. */
  readonly municipalityVouches: boolean
  /** Names the support plan where it is kept; nothing of its content. */
  readonly supportPlanReference: string | null
  /** Where the household is at home, when another municipality handles it. */
  readonly homeMunicipalityCode: string | null
  /** From a crisis centre for women, to be housed whatever its home municipality. */
  readonly crisisCentrePriority: boolean
  /** For statistics, which leave refugees out. */
  readonly refugee: boolean
  /** The pilots and studies that it is part of. */
  readonly cohorts: readonly string[]
  /** Its first day in the shelter that it comes from. */
  readonly shelterEnteredOn: LocalDate | null
}
