import type { Instant } from '../kernel/clock.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { DwellingType } from '../registry/index.ts'

/** What a source can say about a vacancy; the hub's own states (offered, held, …) are never reported. */
export const REPORTED_STATES = ['ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL', 'LET', 'WITHDRAWN'] as const

export type ReportedState = VacancyStanding['state']

export const ACONTO_KINDS = ['HEAT', 'WATER', 'ELECTRICITY'] as const

export type AcontoKind = (typeof ACONTO_KINDS)[number]

/** One prepayment on account per month. An unknown name is kept as the source wrote it, with kind null. */
export interface AcontoLine {
  kind: AcontoKind | null
  name: string
  amountOere: Oere
}

/** Becoming free for re-letting; a day at the municipality's disposal may be settled already. */
export interface Announced {
  state: 'ANNOUNCED'
  /** First day a tenant can move in. */
  availableFrom: LocalDate | null
  atDisposalFrom: LocalDate | null
  letFrom: null
}

/** The municipality may assign it, and pays for it from a day that must be known. */
export interface AtMunicipalDisposal {
  state: 'AT_MUNICIPAL_DISPOSAL'
  availableFrom: LocalDate | null
  /**
   * First day at the municipality's disposal.
   * @law almenboligloven § 59: the municipality pays the rent from this day until it is let.
   */
  atDisposalFrom: LocalDate
  letFrom: null
}

/** Let again. */
export interface Let {
  state: 'LET'
  availableFrom: LocalDate | null
  atDisposalFrom: LocalDate | null
  /** First day of the new tenancy. */
  letFrom: LocalDate | null
}

/** No longer offered. */
export interface Withdrawn {
  state: 'WITHDRAWN'
  availableFrom: LocalDate | null
  atDisposalFrom: LocalDate | null
  letFrom: null
}

/** Where a vacancy stands, with the days that belong to it; a state without its day does not compile. */
export type VacancyStanding = Announced | AtMunicipalDisposal | Let | Withdrawn

/** One vacancy as a source reports it, whatever the format it came in. */
export type VacancyRecord = VacancyDescription & VacancyStanding

/** What a source says of the dwelling and the terms, in every state alike. */
export interface VacancyDescription {
  /** The three parts of the key as the source writes them, leading zeros kept. */
  organisationCode: string
  estateNumber: string
  tenancyNumber: string
  /** The source's own id of this vacancy, else null and the key alone names it. */
  sourceId: string | null
  /** The source's own running number: a higher one replaces a lower one. */
  sourceSequence: bigint | null
  /** When the source made the record, UTC with `Z`, its fraction of a second kept. */
  sourceTime: Instant | null
  buildingSectionNumber: string | null
  /** BBR id of the dwelling unit, a lower-case UUID. */
  bbrUnitId: string | null
  /** DAR id of the address, a lower-case UUID. */
  darAddressId: string | null
  street: string | null
  floorDoor: string | null
  postalCode: string | null
  city: string | null
  dwellingType: DwellingType | null
  /** The source's own word for the type, kept also when it is not understood. */
  dwellingTypeText: string | null
  rooms: number | null
  /** Square metres as a decimal with a point: `"87.4"`. */
  areaM2: string | null
  accessible: boolean | null
  /** Landsbyggefonden's `tomgangsledig`: vacant at a loss. It says nothing about being free for re-letting. */
  vacantAtLoss: boolean | null
  /** Rent per month without prepayments on account. */
  rentOere: Oere
  acontoLines: AcontoLine[]
  depositOere: Oere | null
  firstPaymentOere: Oere | null
}
