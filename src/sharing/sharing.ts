import type { LocalDate } from '../kernel/period.ts'

/** What one data controller can share with another. */
export const FIELD_GROUPS = ['DISCLOSURE', 'DELIVERY_REPORTS'] as const
export type FieldGroup = (typeof FIELD_GROUPS)[number]

/** The two sides of a data-sharing grant. */
export const SIDES = ['MUNICIPALITY', 'ORGANISATION'] as const
export type Side = (typeof SIDES)[number]

/** A data-sharing grant as it is to be signed. */
export interface DataSharing {
  readonly municipalityCode: string
  /** Global id. */
  readonly organisationId: string
  readonly fieldGroup: FieldGroup
  readonly purpose: string
  readonly validFrom: LocalDate
  /** The first day on which it no longer opens anything. */
  readonly validUntil: LocalDate
  /** Global ids; null: every estate of the organisation in the municipality. */
  readonly estateIds: readonly string[] | null
}
