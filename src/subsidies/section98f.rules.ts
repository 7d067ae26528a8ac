import {
  familyDwelling,
  notLapsed,
  rentWithinInterval,
  termRecorded,
  withinMonthsMax,
  withinWindow,
} from './commitment.rules.ts'
import {
  allocationDayDiffers,
  allocationMissing,
  allocationUnproven,
  amountNotRentDifference,
  commitmentExceeded,
  continuedAfterTenancy,
  dwellingTypeWrong,
  gap,
  indexWrong,
  overLong,
  rateNotInForce,
  rentChargedDiffers,
  rentOutsideInterval,
  targetGroupMissing,
  termMissing,
} from './commitment-checks.rules.ts'
import {
  agreementMissing,
  frameExceeded,
  frameLapsed,
  outsideWindow,
  planMissing,
} from './frame-checks.rules.ts'
import type { InstrumentRules } from './instrument-rules.ts'
import { dueTwice, paidTooLittle, paidTooMuch } from './payment-checks.rules.ts'
import { stateSubsidiesOverlap } from './state-overlap.rules.ts'
import { statementDiffers, statementNotInBooks, statementWithdrawn } from './statement-checks.rules.ts'

/**
 * The temporary rent cut of Fonden for blandede byer: the state pays a yearly rate per dwelling through a municipal frame.
 * Interval, duration, calendar, payee, end and rounding are not in the law and come from the programme's terms.
 * @law almenboligloven § 98 f
 */
export const SECTION_98_F_RULES: InstrumentRules = {
  instrument: 'SECTION_98_F',
  termRequires: ['rentBeforeMin', 'rentBeforeMax', 'monthsMax'],
  commitment: [withinWindow, notLapsed, termRecorded, familyDwelling, rentWithinInterval, withinMonthsMax],
  checks: [
    frameExceeded,
    outsideWindow,
    frameLapsed,
    termMissing,
    dwellingTypeWrong,
    rentOutsideInterval,
    allocationMissing,
    allocationUnproven,
    allocationDayDiffers,
    targetGroupMissing,
    planMissing,
    agreementMissing,
    commitmentExceeded,
    overLong,
    continuedAfterTenancy,
    amountNotRentDifference,
    rentChargedDiffers,
    rateNotInForce,
    indexWrong,
    gap,
    dueTwice,
    paidTooMuch,
    paidTooLittle,
    stateSubsidiesOverlap,
    statementDiffers,
    statementNotInBooks,
    statementWithdrawn,
  ],
}
