import type { LocalDate } from '../kernel/period.ts'
import type { AreaStatusKind, DwellingType } from '../registry/index.ts'
import type {
  FirstTurn,
  FlexibleBase,
  FlexibleCriterion,
  LegalBasis,
  QuotaBase,
  QuotaLevel,
  Remainder,
  ReturnReason,
  Settlement,
  SharedChannel,
} from './agreement.ts'

/** A share as the parties wrote it, such as 1 of 3. */
export interface ShareRecord {
  readonly numerator: number
  readonly denominator: number
}

/** An agreement to record; ids are global ids. */
export interface AgreementRecord {
  readonly municipalityCode: string
  readonly organisationIds: readonly string[]
  readonly frameworkId: string | null
  readonly name: string
  readonly legalBases: readonly LegalBasis[]
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly source: string
}

/** A criterion of the catalogue with whole numbers for its parameters. */
export interface CriterionRecord {
  readonly criterion: FlexibleCriterion
  readonly parameters: readonly { readonly name: string; readonly value: number }[]
}

/** A part of a channel that goes to a named group. */
export interface SubShareRecord {
  readonly channel: SharedChannel
  readonly name: string
  readonly share: ShareRecord
}

/** One term of a version to record. What nobody knows is null, and refused where it must be known. */
export interface TermRecord {
  readonly estateId: string | null
  readonly step: string | null
  readonly dwellingType: DwellingType | null
  readonly level: QuotaLevel
  readonly share: ShareRecord
  readonly quotaBase: QuotaBase
  readonly firstTurn: FirstTurn
  readonly settlement: Settlement
  readonly remainder: Remainder | null
  readonly answerDeadlineBusinessDays: number | null
  readonly returnCountsAsDelivered: boolean
  /** The reasons for which the opposite of `returnCountsAsDelivered` holds. */
  readonly returnExceptions: readonly ReturnReason[]
  readonly replacementOwed: boolean
  readonly replacementWithin: number | null
  readonly flexible: {
    readonly share: ShareRecord
    readonly base: FlexibleBase
    readonly criteria: readonly CriterionRecord[]
  } | null
  readonly subShares: readonly SubShareRecord[]
  readonly transitionalCapPerYear: number | null
  readonly blockedAreaStatuses: readonly AreaStatusKind[]
}

/** A whole version to propose. */
export interface VersionRecord {
  readonly agreementId: string
  readonly from: LocalDate
  /** Null: as long as the agreement. */
  readonly until: LocalDate | null
  readonly source: string
  readonly annexes: readonly { readonly name: string; readonly reference: string }[]
  readonly closingDays: readonly { readonly day: string; readonly source: string }[]
  readonly terms: readonly TermRecord[]
}

/** Where an estate stands on an agreement's staircase. */
export interface PlacementRecord {
  readonly agreementId: string
  readonly estateId: string
  readonly step: string
  readonly from: LocalDate
  readonly until: LocalDate | null
  readonly source: string
}
