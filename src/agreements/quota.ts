import type { Fraction } from '../kernel/fraction.ts'
import type { LocalDate, Period } from '../kernel/period.ts'
import type { AreaStatusKind, DwellingType } from '../registry/index.ts'
import type {
  Channel,
  FirstTurn,
  FlexibleBase,
  QuotaBase,
  QuotaLevel,
  Remainder,
  ReturnReason,
  Settlement,
  SharedChannel,
  TermScope,
} from './agreement.ts'

/** A term as the engine reads it. Ids are compared and never looked up. */
export interface QuotaTerm {
  readonly id: string
  readonly estateId: string | null
  readonly step: string | null
  readonly dwellingType: DwellingType | null
  readonly level: QuotaLevel
  readonly share: Fraction
  readonly base: QuotaBase
  readonly firstTurn: FirstTurn
  readonly settlement: Settlement
  /** Null exactly for a running sequence. */
  readonly remainder: Remainder | null
  readonly returnCountsAsDelivered: boolean
  /** Reasons for which the opposite holds. */
  readonly returnExceptions: readonly ReturnReason[]
  /** Null: a return that does not count is not made good. `within` is a number of turns; null without a limit. */
  readonly replacement: { readonly within: number | null } | null
  readonly flexible: { readonly share: Fraction; readonly base: FlexibleBase } | null
  readonly subShares: readonly SubShareTerm[]
  readonly transitionalCapPerYear: number | null
  readonly blockedAreaStatuses: readonly AreaStatusKind[]
}

/** A part of a channel that goes to a named group. */
export interface SubShareTerm {
  readonly channel: SharedChannel
  readonly name: string
  readonly share: Fraction
}

/** A version in force. `underFramework` = its agreement stands below a framework and comes before it. */
export interface QuotaVersion {
  readonly id: string
  readonly agreementId: string
  readonly number: number
  readonly underFramework: boolean
  readonly organisationIds: readonly string[]
  readonly valid: Period
  readonly terms: readonly QuotaTerm[]
}

/** The step of an agreement that an estate is on for a period. */
export interface QuotaPlacement {
  readonly agreementId: string
  readonly estateId: string
  readonly step: string
  readonly valid: Period
}

/** What the turns depend on of a dwelling that becomes vacant. */
export interface VacancyFacts {
  /** The day that puts it into its place among the others. */
  readonly day: LocalDate
  readonly organisationId: string
  readonly estateId: string
  readonly dwellingType: DwellingType | null
  /** PENDING: the internal list has not been asked to the end yet. */
  readonly internalTransfer: 'TAKEN' | 'NOT_TAKEN' | 'PENDING'
  /** The statuses of the areas it lies in on the day. */
  readonly areaStatuses: readonly AreaStatusKind[]
  /** Taken for rehousing (genhusning). */
  readonly rehousing: boolean
}

export interface QuotaVacancy extends VacancyFacts {
  readonly id: string
}

/** What happened to a vacancy. A later correction of the same vacancy stands on the earlier ones. */
export type QuotaEvent =
  | {
      readonly kind: 'RETURNED'
      readonly vacancyId: string
      readonly day: LocalDate
      readonly reason: ReturnReason
    }
  /** `vacancyId` was given to the municipality in the place of one that it returned. */
  | { readonly kind: 'REPLACED'; readonly vacancyId: string; readonly day: LocalDate }
  | {
      readonly kind: 'WITHDRAWN'
      readonly vacancyId: string
      readonly day: LocalDate
      readonly reason: string
    }
  | {
      readonly kind: 'CORRECTED'
      readonly vacancyId: string
      readonly day: LocalDate
      readonly reason: string
      readonly facts: Partial<VacancyFacts>
    }
  /** Let as a transitional dwelling (udslusningsbolig, almenboligloven § 63). */
  | { readonly kind: 'USED_AS_TRANSITIONAL'; readonly vacancyId: string; readonly day: LocalDate }

/** Where a turn stands: in which sequence, of which period, as which number. */
export interface TurnPlace {
  /** Names the sequence: the organisation, estate or dwelling type that is counted. */
  readonly key: string
  /** `RUNNING`, a quarter such as `2026-Q1`, or a year. */
  readonly period: string
  /** From 1; null for a vacancy that enters no base. */
  readonly sequence: number | null
}

/** A turn that somebody acted upon. It stays as it is, whatever becomes known later. */
export interface ActedTurn extends TurnPlace {
  readonly vacancyId: string
  readonly channel: Channel
  readonly subShare: string | null
}

/** Why a vacancy went where it went. */
export const RULE_CODES = [
  'NO_TERM',
  'AREA_BLOCKED',
  'REHOUSED',
  'INTERNAL_TRANSFER_TOOK',
  'INTERNAL_TRANSFER_PENDING',
  'FULL_RIGHT',
  'SHARE',
  'DEBT',
  'REPLACEMENT',
  'FLEXIBLE_SHARE',
  'NO_RIGHT',
  'CREDIT',
  'NOT_ITS_TURN',
  'ACTED_UPON',
  'WITHDRAWN',
] as const
export type RuleCode = (typeof RULE_CODES)[number]

/** What a turn rests on: the term, the rule, and the figures it was decided by. */
export interface Explanation {
  readonly rule: RuleCode
  readonly agreementId: string | null
  readonly versionId: string | null
  readonly versionNumber: number | null
  readonly termId: string | null
  readonly scope: TermScope | null
  readonly step: string | null
  readonly share: Fraction | null
  /** What the municipality was entitled to before this vacancy and with it, exact, within the period. */
  readonly entitledBefore: Fraction
  readonly entitled: Fraction
  /** Whole dwellings owed to the municipality when the turn was decided, this one included; below 0 = a credit. */
  readonly owed: bigint
}

export interface Turn extends ActedTurn {
  readonly acted: boolean
  readonly explanation: Explanation
}

/** How one sequence stands in one period. `owed = carried + entitled − delivered − lapsed`; below 0 = a credit. */
export interface Balance {
  readonly key: string
  readonly period: string
  /** Vacancies that count in the base. */
  readonly counted: number
  readonly entitledExact: Fraction
  readonly entitled: bigint
  /** What the period before left owed. */
  readonly carried: bigint
  /** Given to the municipality and counting as such. */
  readonly delivered: bigint
  readonly returned: bigint
  readonly replaced: bigint
  /** Returned, not counting, and not to be made good. */
  readonly lapsed: bigint
  readonly owed: bigint
  /** Replacements owed that did not come within the agreed number of turns. */
  readonly overdue: bigint
  readonly flexibleEntitledExact: Fraction
  readonly flexibleDelivered: bigint
}

/** Transitional dwellings of an agreement in a calendar year, and the cap on them. */
export interface CapUse {
  readonly agreementId: string
  readonly year: string
  readonly used: number
  readonly max: number
  /** How many the cap still allows; 0 when it is reached. */
  readonly left: number
}

export interface QuotaInput {
  readonly versions: readonly QuotaVersion[]
  readonly placements: readonly QuotaPlacement[]
  readonly vacancies: readonly QuotaVacancy[]
  readonly events: readonly QuotaEvent[]
  readonly acted: readonly ActedTurn[]
}

export interface Ledger {
  readonly turns: readonly Turn[]
  readonly balances: readonly Balance[]
  readonly caps: readonly CapUse[]
}
