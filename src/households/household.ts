import type { Clock } from '../kernel/clock.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import type { AgeCount } from './need.ts'
import type { PersonVault } from './vault/person-vault.ts'

/** What the commands over households work with. */
export interface Households {
  readonly database: Database
  readonly vault: PersonVault
  readonly clock: Clock
  /** How many days one disclosure may last. */
  readonly disclosureDaysMax: number
}

/** Reads back what the caller is to see of the row with this key. */
export type Show<Shown> = (change: Change, key: string) => Promise<Shown>

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
  /** How many are of which age; empty when not known. */
  readonly ages: readonly AgeCount[]
}

/** Where a case stands. */
export const CASE_STATUSES = ['OPEN', 'PARKED', 'REASSESS', 'HOUSED', 'CLOSED'] as const
export type CaseStatus = (typeof CASE_STATUSES)[number]

/** Where a case is to stand; only a parked one has a day from which it is open again. */
export interface CaseStanding {
  readonly status: CaseStatus
  readonly parkedUntil: LocalDate | null
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

/** What a lease of a transitional dwelling may derogate from, or may add (almenlejeloven § 4 stk. 3). */
export const DEROGATIONS = [
  'SECTION_39',
  'SECTION_40',
  'CHAPTER_12',
  'SECTION_79_2',
  'SECTION_85',
  'SECTION_88',
  'TERMINATION_ON_REQUEST',
  'SECTION_37_B_EXCLUDED',
] as const
export type Derogation = (typeof DEROGATIONS)[number]

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
  /** From what the lease derogates (fravigelser): by code, since a text could name somebody and would outlive the key. */
  readonly derogations: readonly Derogation[]
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
