import type { ReturnReason } from '../agreements/index.ts'
import type { CaseName } from '../households/index.ts'
import type { Instant } from '../kernel/clock.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { DwellingNumbers } from '../registry/index.ts'
import type { DeclineReason, OfferBasis } from './offer.ts'

/** What the household said, and when. */
export type ReportedAnswer =
  | { readonly answer: 'ACCEPTED'; readonly on: LocalDate }
  | { readonly answer: 'DECLINED'; readonly on: LocalDate; readonly reason: DeclineReason }

/** How it came to nothing: the dwelling given back or given up, or the nomination or the allocation taken back. */
export type ReportedEnding =
  | { readonly kind: 'RETURNED' | 'GIVEN_UP'; readonly on: LocalDate; readonly reason: ReturnReason }
  | { readonly kind: 'WITHDRAWN' | 'ALLOCATION_WITHDRAWN'; readonly on: LocalDate }

export const REPORTED_ENDINGS = [
  'RETURNED',
  'GIVEN_UP',
  'WITHDRAWN',
  'ALLOCATION_WITHDRAWN',
] as const satisfies readonly ReportedEnding['kind'][]

/** A dwelling by the numbers of its organisation, and which of its vacancies. */
export interface DwellingName extends DwellingNumbers {
  /** The organisation's own id of the vacancy; null where its vacancies have none. */
  readonly vacancySourceId: string | null
}

/**
 * One allocation as a municipality's case system reports it: its whole course so far. A later report may add to it and
 * correct it; what it no longer says is not undone.
 */
export interface AllocationRecord {
  /** The case system's own id of the allocation; it stays with one dwelling. */
  readonly sourceId: string
  readonly sourceSequence: bigint | null
  readonly sourceTime: Instant | null
  /** Null for a dwelling that is given back without anybody having been nominated for it. */
  readonly subject: CaseName | null
  readonly dwelling: DwellingName
  readonly legalBasis: OfferBasis
  readonly nominatedOn: LocalDate | null
  readonly decidedOn: LocalDate | null
  /** Why it was decided although a rule fails. */
  readonly overrideReason: string | null
  readonly answer: ReportedAnswer | null
  readonly leaseSignedOn: LocalDate | null
  readonly movedInOn: LocalDate | null
  readonly ending: ReportedEnding | null
}
