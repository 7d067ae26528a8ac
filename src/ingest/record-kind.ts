import type { Action } from '../access/policy.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import type { DeliveryMode, Feed, OwnerKind, RecordKindCode } from './feed.ts'
import type { FeedFormatCode, Problem, ReadRecord } from './feed-format.ts'

/** What became of a record of a delivery. */
export type Outcome = 'APPLIED' | 'UNCHANGED' | 'SUPERSEDED' | 'QUARANTINED'

/** What there is to report of a record. */
export interface RecordResult {
  readonly row: number
  readonly raw: string
  readonly outcome: Outcome
  readonly problems: readonly Problem[]
  /** The vacancy that it is about, where that could be told. */
  readonly vacancyId: string | null
  /** The household that it names, where its kind names cases and there is one. */
  readonly householdId?: string | null
  /** True when nobody can tell what it is about, so that a full list may seem to lack it. */
  readonly unnamed?: boolean
}

/** One delivery while its records are applied. */
export interface RunningDelivery {
  readonly id: string
  readonly feed: Feed
  readonly mode: DeliveryMode
  /** The moment the delivery speaks of; stands in where a record has no time of its own. */
  readonly sourceTime: string
  readonly clock: Clock
}

/** A batch that is on its way. */
export interface SentBatch {
  /** Settles when the batch has been applied. */
  readonly applied: Promise<unknown>
  /** One result for each record of the batch. */
  readonly results: Promise<readonly RecordResult[]>
}

/** Takes the records of one delivery batch by batch. */
export interface RecordApplier<Read, Taken> {
  /** Adds to a record what it takes to compare it, as soon as it is read. */
  take(read: ReadRecord<Read>): Taken
  /** Asks for what a batch needs to know; called before the batch ahead of it is applied, so it changes nothing there. */
  lookUp(batch: readonly Taken[]): Promise<void>
  /** Sends a batch on its way; called in the order of the batches, when their look-ups are done. */
  apply(batch: readonly Taken[]): Promise<SentBatch>
}

/** How a full list closes what it no longer holds. */
export interface RecordClosing {
  /** How many things of a feed are open. */
  countOpen(running: Change, feedId: string): Promise<number>
  /** How many of them were last seen before a moment. */
  countUnseenSince(running: Change, feedId: string, moment: string): Promise<number>
  /** Closes those, and tells how many. */
  closeUnseenSince(running: Change, feedId: string, moment: string): Promise<number>
}

/**
 * What is particular to one kind of records. All the rest is the same for every kind: deliveries, order, report,
 * approval, idempotency, dry runs.
 */
export interface RecordKind<Read = unknown, Taken = unknown> {
  readonly code: RecordKindCode
  readonly owner: OwnerKind
  /** What whoever delivers such records must be allowed: one of these. */
  readonly actions: readonly [Action, ...Action[]]
  readonly formats: readonly FeedFormatCode[]
  /** Whether what its files do not say has to be settled with a mapping. */
  readonly mapped: boolean
  /** Each record is followed by itself, in parts of the change: the report of a batch is kept before the next one is applied. */
  readonly oneByOne: boolean
  /** Its records name cases: the raw form of a quarantined one is a personal row of the municipality. */
  readonly namesCases: boolean
  /** Null where a list is never taken to be whole. */
  readonly closing: RecordClosing | null
  /** Reads a file as it is understood on the day `today`; never throws for bad content, it reports it as a record. */
  read(source: AsyncIterable<Uint8Array>, feed: Feed, today: LocalDate): AsyncIterable<ReadRecord<Read>>
  applier(running: Change, delivery: RunningDelivery): RecordApplier<Read, Taken>
}
