import type { CommitmentRule } from './commitment.rules.ts'
import type { Check } from './frame-checks.rules.ts'
import type { Instrument } from './instrument.ts'

/** A part of a term that an instrument cannot do without: its law leaves it open, and nobody guesses it. */
export type TermPart = 'rentBeforeMin' | 'rentBeforeMax' | 'rentAfterMax' | 'monthsMax' | 'monthDays'

/** The rules of one instrument. */
export interface InstrumentRules {
  readonly instrument: Instrument
  readonly termRequires: readonly TermPart[]
  /** In the order in which refusals are listed. Empty for what is paid to tenants. */
  readonly commitment: readonly CommitmentRule[]
  /** In the order in which findings are listed. */
  readonly checks: readonly Check[]
}
