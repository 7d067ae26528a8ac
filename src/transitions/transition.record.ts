import type { CaseName } from '../households/index.ts'
import type { Instant } from '../kernel/clock.ts'
import type { DwellingNumbers } from '../registry/index.ts'
import type { TenancyEnding, TenancyEntry } from '../tenancies/index.ts'
import type { ArrearsEntry } from './arrears.ts'
import type { MetCondition, StayEntry } from './stay.ts'
import type { SupportEntry } from './support.ts'

/** What every record says of itself. */
interface Told {
  /** The source's own id of what the record is about. */
  readonly sourceId: string
  readonly sourceSequence: bigint | null
  readonly sourceTime: Instant | null
}

/** A tenancy as a landlord's system tells it. */
export interface TenancyRecord extends Told, TenancyEntry {
  readonly dwelling: DwellingNumbers
  readonly ending: TenancyEnding | null
}

/** A step of arrears as a landlord's system tells it; its source's id is the reference. */
export interface ArrearsRecord extends Told, Omit<ArrearsEntry, 'reference'> {
  readonly dwelling: DwellingNumbers
  /** The part of a shared dwelling; empty for a whole one. */
  readonly part: string
  readonly withdrawn: boolean
}

/** A stay as a case system tells it, with the conditions for discharge that are met. */
export interface StayRecord extends Told, StayEntry {
  readonly subject: CaseName
  readonly conditions: readonly MetCondition[]
  readonly withdrawn: boolean
}

/** A course of support as a case system tells it. */
export interface SupportRecord extends Told, SupportEntry {
  readonly subject: CaseName
  readonly withdrawn: boolean
}

/** The record of each kind that feeds of transitions bring. */
export interface TransitionRecords {
  readonly TENANCY: TenancyRecord
  readonly ARREARS: ArrearsRecord
  readonly STAY: StayRecord
  readonly SUPPORT: SupportRecord
}
export type TransitionRecordKind = keyof TransitionRecords
