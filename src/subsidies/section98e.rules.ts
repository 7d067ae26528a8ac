import { familyDwelling, notLapsed, termRecorded, withinWindow } from './commitment.rules.ts'
import {
  commitmentExceeded,
  dwellingTypeWrong,
  grantNotRate,
  rentAboveCap,
  termMissing,
} from './commitment-checks.rules.ts'
import { frameExceeded, frameLapsed, outsideWindow } from './frame-checks.rules.ts'
import type { InstrumentRules } from './instrument-rules.ts'
import { stateSubsidiesOverlap } from './state-overlap.rules.ts'
import { statementDiffers, statementNotInBooks, statementWithdrawn } from './statement-checks.rules.ts'

/**
 * The one-off for new, especially cheap family dwellings: a rate per dwelling by the year of the commitment, on the promise
 * of a rent below a cap. Its periods say for which days the rent is promised, and have no monthly amount.
 * @law almenboligloven § 98 e
 */
export const SECTION_98_E_RULES: InstrumentRules = {
  instrument: 'SECTION_98_E',
  termRequires: ['rentAfterMax'],
  commitment: [withinWindow, notLapsed, termRecorded, familyDwelling],
  checks: [
    frameExceeded,
    outsideWindow,
    frameLapsed,
    termMissing,
    dwellingTypeWrong,
    grantNotRate,
    commitmentExceeded,
    rentAboveCap,
    stateSubsidiesOverlap,
    statementDiffers,
    statementNotInBooks,
    statementWithdrawn,
  ],
}
