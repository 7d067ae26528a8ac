import type { FeedFormatCode } from './feed-format.ts'

/** The kinds of records that a feed can bring. */
export const RECORD_KIND_CODES = [
  'VACANCY',
  'ALLOCATION',
  'TENANCY',
  'ARREARS',
  'STAY',
  'SUPPORT',
  'SUBSIDY',
] as const
export type RecordKindCode = (typeof RECORD_KIND_CODES)[number]

export type DeliveryMode = 'DELTA' | 'SNAPSHOT'

/** Whose feeds bring a kind of records. */
export type OwnerKind = 'ORGANISATION' | 'MUNICIPALITY' | 'FUND_OR_MUNICIPALITY'

/** Who answers for a feed's records: a housing organisation, a municipality, or, where it is neither, the fund. */
export type FeedOwner =
  | { readonly organisationId: null; readonly municipalityCode: null }
  | { readonly organisationId: string; readonly municipalityCode: null }
  | { readonly organisationId: null; readonly municipalityCode: string }

/** A registered feed, as the ingest needs it. */
export type Feed = FeedOwner & {
  readonly id: string
  readonly code: string
  readonly kind: RecordKindCode
  readonly format: FeedFormatCode
  /** What the feed's kind asks to be settled beforehand. */
  readonly mapping: object
  readonly mode: DeliveryMode
  readonly closingLimitPercent: number
  readonly latestSha256: string | null
  readonly latestSourceTime: string | null
}
