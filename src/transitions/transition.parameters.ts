import type { LocalDate } from '../kernel/period.ts'
import type { Regime } from './transition.ts'

/** For how long a lease may derogate, by the day it was signed. */
export interface RegimeParameter {
  readonly regime: Exclude<Regime, 'TRIAL'>
  /** Leases signed on this day or later; null: any. */
  readonly signedFrom: LocalDate | null
  readonly monthsMax: number
  readonly law: string
}

/**
 * The national rules, oldest first. The lease's own terms say which it stands under: one that was signed before the later
 * rule keeps the two years, and a later one may state less than it could.
 * @law almenlejeloven § 4 stk. 3; lov nr. 482 of 12 May 2023
 * @why No lease can rest on the act before it was one; when it came into force is not known here, and is the lease's to state.
 */
export const REGIME_PARAMETERS: readonly RegimeParameter[] = [
  { regime: 'TWO_YEARS', signedFrom: null, monthsMax: 24, law: 'almenlejeloven § 4 stk. 3' },
  {
    regime: 'FIVE_YEARS',
    signedFrom: '2023-05-12' as LocalDate,
    monthsMax: 60,
    law: 'almenlejeloven § 4 stk. 3, lov nr. 482 af 12. maj 2023',
  },
]
