import type { FeedFormatCode } from './feed-format.ts'

/** The kinds of records that a feed can bring. */
export const RECORD_KIND_CODES = ['VACANCY', 'ALLOCATION', 'TENANCY', 'ARREARS', 'STAY', 'SUPPORT'] as const
export type RecordKindCode = (typeof RECORD_KIND_CODES)[number]

export type DeliveryMode = 'DELTA' | 'SNAPSHOT'

/** Who answers for a feed's records: a housing organisation or a municipality; exactly one of them. */
export type FeedOwner =
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
