import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'

/** Where a claim on the municipality's guarantee stands. */
export const CLAIM_STATES = ['CLAIMED', 'GRANTED', 'GRANTED_IN_PART', 'REFUSED', 'WITHDRAWN'] as const
export type ClaimState = (typeof CLAIM_STATES)[number]

/** What the landlord claims of what it cost to restore a dwelling that a tenant has left. */
export interface ClaimEntry {
  /** Global id. */
  readonly tenancyId: string
  readonly claimedOn: LocalDate
  readonly amountOere: Oere
  /** Where the report of moving out and the invoices are kept. */
  readonly documentationReference: string
}

/** What the municipality decides of a claim. */
export interface ClaimDecision {
  readonly grantedOere: Oere
  /** Obligatory where less than all is granted. */
  readonly reason: string | null
}
