import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'

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

/** On what basis a dwelling was allocated. */
export const DISCLOSURE_BASES = ['MUNICIPAL_ALLOCATION', 'TRANSITIONAL_DWELLING'] as const
export type DisclosureBasis = (typeof DISCLOSURE_BASES)[number]

/** Who pays the rent. */
export const PAYERS = ['TENANT', 'MUNICIPALITY'] as const
export type Payer = (typeof PAYERS)[number]

/** A household as a municipality's case. */
export interface CaseEntry {
  /** The municipality's own pseudonym; never a CPR number. */
  readonly caseReference: string
  readonly organisationUnitId: string | null
  /** KLE number: main group, group or subject, `27`, `27.35`, `27.35.12`. */
  readonly kleNumber: string | null
  readonly adults: number
  readonly children: number
}

/** Why a household needs a dwelling: the municipality's own, never an organisation's. */
export interface NeedEntry {
  readonly needClass: NeedClass
  readonly origin: Origin | null
  readonly supportMethods: readonly SupportMethod[]
  /** The highest rent per month that it can pay, without consumption. */
  readonly rentMaxOere: Oere | null
}

/** Who a person is. The homeless may have no CPR number. */
export interface IdentityEntry {
  readonly name: string
  /** Ten digits. */
  readonly cpr: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly address: string | null
}

/** A member of a household. */
export interface PersonEntry {
  readonly leaseParty: boolean
  /** Name and address protection (CPR-loven § 28). */
  readonly addressProtected: boolean
  /** Null: nothing is known of it, or what is known stays. */
  readonly identity: IdentityEntry | null
}

/** What the organisation of an allocated dwelling is to know, beside the dwelling and the tenants. */
export interface DisclosureEntry {
  /** The days on which the organisation may see it: from the first, up to the day after the last. */
  readonly from: LocalDate
  readonly until: LocalDate
  readonly basis: DisclosureBasis
  readonly moveInOn: LocalDate | null
  /** How the lease derogates from the usual (fravigelser). */
  readonly derogations: string | null
  readonly municipalContact: string
  readonly payer: Payer
  readonly guaranteeOere: Oere | null
}

/** How a command was sent. */
export interface CommandOptions {
  readonly idempotencyKey: string
  /** Do everything, answer, and leave no trace. */
  readonly dryRun: boolean
}
