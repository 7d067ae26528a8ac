import type { Channel, RuleCode } from '../agreements/index.ts'
import type { LocalDate } from '../kernel/period.ts'

/** The two parties that one ledger is between. */
export interface Pair {
  readonly municipalityCode: string
  readonly organisationId: string
}

/** One letting of a vacancy; each is a turn of its own. */
export interface Letting {
  readonly vacancyId: string
  readonly letting: number
}

/** What the ledger takes from the records and reports of one letting. */
export interface LettingFacts extends Letting {
  /** The numbers of estate and tenancy and the source's id: of one day's vacancies they decide who comes first. */
  readonly place: string
  readonly day: LocalDate
  readonly estateId: string
  readonly dwellingType: string | null
  readonly internalTransfer: 'TAKEN' | 'NOT_TAKEN' | 'PENDING'
  readonly rehousing: boolean
  readonly areaStatuses: readonly string[]
  /** Null while it is offered or let. */
  readonly withdrawn: 'BY_SOURCE' | 'ABSENT_FROM_SNAPSHOT' | null
}

/** A turn as the ledger keeps it. Exact figures are fractions as text. */
export interface TurnRow extends Omit<LettingFacts, 'withdrawn' | 'place'> {
  readonly withdrawn: boolean
  readonly agreementId: string | null
  readonly versionId: string | null
  readonly termId: string | null
  readonly step: string | null
  readonly key: string | null
  readonly period: string | null
  readonly sequence: number | null
  /** Null for a withdrawn vacancy that nobody acted upon: it is nobody's. */
  readonly channel: Channel | null
  readonly subShare: string | null
  readonly actedOn: LocalDate | null
  readonly rule: RuleCode
  readonly entitledBefore: string
  readonly entitled: string
  readonly owed: number
}

/** A balance as the ledger keeps it. */
export interface BalanceRow {
  readonly agreementId: string
  readonly key: string
  readonly period: string
  readonly level: 'ORGANISATION' | 'ESTATE' | 'DWELLING_TYPE'
  readonly estateId: string | null
  readonly dwellingType: string | null
  readonly counted: number
  readonly entitledExact: string
  readonly entitled: number
  readonly carried: number
  readonly delivered: number
  readonly returned: number
  readonly replaced: number
  readonly lapsed: number
  readonly owed: number
  readonly overdue: number
  readonly flexibleEntitledExact: string
  readonly flexibleDelivered: number
}

/** An agreement's transitional dwellings of one organisation in a year; the cap is the whole agreement's. */
export interface CapUseRow {
  readonly agreementId: string
  readonly year: string
  readonly used: number
  readonly cap: number
}

/** Everything the ledger of a pair keeps. */
export interface LedgerRows {
  readonly turns: readonly TurnRow[]
  readonly balances: readonly BalanceRow[]
  readonly capUses: readonly CapUseRow[]
}
