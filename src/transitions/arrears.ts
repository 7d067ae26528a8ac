import type { LocalDate } from '../kernel/period.ts'

/** The steps of rent arrears, from the reminder to eviction or until the tenant owes nothing any more. */
export const ARREARS_STEPS = [
  'REMINDER',
  'NOTICE_TO_MUNICIPALITY',
  'BAILIFF_CASE',
  'EVICTION',
  'SETTLED',
] as const
export type ArrearsStepKind = (typeof ARREARS_STEPS)[number]

/** What a municipality did about arrears, or came to know of them. */
export const ARREARS_RESPONSES = [
  'CONTACTED',
  'NOT_REACHED',
  'PAYMENT_PLAN',
  'DEBT_ADVICE',
  'SUPPORT_CHANGED',
  'ARREARS_PAID',
  'NO_ACTION',
] as const
export type ArrearsResponseKind = (typeof ARREARS_RESPONSES)[number]

/** What a landlord reports of a step. */
export interface ArrearsFacts {
  readonly happenedOn: LocalDate
  /** Whether children live there; null: the landlord does not know. */
  readonly children: boolean | null
}

/** A step as a landlord reports it. */
export interface ArrearsEntry extends ArrearsFacts {
  readonly kind: ArrearsStepKind
  /** The landlord's own name of the step; one of its steps has it. */
  readonly reference: string
}

/** What a municipality says it did about a step. */
export interface ArrearsResponseEntry {
  readonly kind: ArrearsResponseKind
  readonly happenedOn: LocalDate
  /** Whether the landlord sees it. */
  readonly shared: boolean
}
