import type { SupportMethod } from '../households/index.ts'
import type { LocalDate } from '../kernel/period.ts'

/** By which clause of serviceloven a household is supported. */
export const SUPPORT_PARAGRAPHS = ['SECTION_85', 'SECTION_85_A', 'SECTION_99', 'OTHER'] as const
export type SupportParagraph = (typeof SUPPORT_PARAGRAPHS)[number]

/** A course of support as it is told; without an end while none is known. */
export interface SupportEntry {
  readonly method: SupportMethod
  readonly paragraph: SupportParagraph
  readonly provider: string
  readonly from: LocalDate
  /** First day on which it is no longer given. */
  readonly until: LocalDate | null
  readonly source: string
}
