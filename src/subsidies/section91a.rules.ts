import { notLapsed, termRecorded, withinWindow } from './commitment.rules.ts'
import {
  amountNotRentDifference,
  commitmentExceeded,
  gap,
  indexWrong,
  overLong,
  rentChargedDiffers,
  termMissing,
} from './commitment-checks.rules.ts'
import { frameExceeded, frameLapsed, outsideWindow } from './frame-checks.rules.ts'
import type { InstrumentRules } from './instrument-rules.ts'
import { dueTwice, paidTooLittle, paidTooMuch } from './payment-checks.rules.ts'
import { statementDiffers, statementNotInBooks, statementWithdrawn } from './statement-checks.rules.ts'

/**
 * Landsbyggefonden's rent cuts in estates with a special need: the cut as granted for each dwelling, whoever lives there.
 * @law almenboligloven § 91 a stk. 5
 */
export const SECTION_91_A_5_RULES: InstrumentRules = {
  instrument: 'SECTION_91_A_5',
  termRequires: [],
  commitment: [withinWindow, notLapsed, termRecorded],
  checks: [
    frameExceeded,
    outsideWindow,
    frameLapsed,
    termMissing,
    commitmentExceeded,
    overLong,
    amountNotRentDifference,
    rentChargedDiffers,
    indexWrong,
    gap,
    dueTwice,
    paidTooMuch,
    paidTooLittle,
    statementDiffers,
    statementNotInBooks,
    statementWithdrawn,
  ],
}
