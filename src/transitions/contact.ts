import type { LocalDate } from '../kernel/period.ts'

/** Whom the landlord may call about a tenancy, for some days. Why there is somebody to call, it does not say. */
export interface ContactEntry {
  readonly from: LocalDate
  /** First day on which somebody else, or nobody, is to be called. */
  readonly until: LocalDate | null
  readonly name: string
  readonly phone: string | null
  readonly email: string | null
}
