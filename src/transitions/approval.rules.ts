import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { DwellingType } from '../registry/index.ts'
import type { ApprovalRecord, TrialRecord } from './transition.ts'

/**
 * What an approval lacks for a dwelling of this type: youth dwellings and dwellings for the elderly take an assessment of
 * who lives in the estate; for the elderly there must be no general demand, and a youth dwelling takes a young tenant.
 * @law almenboligloven § 63 stk. 1–3
 */
export function approvalRefusals(
  approval: ApprovalRecord,
  dwellingType: DwellingType | null,
  today: LocalDate,
): readonly Refusal[] {
  const { approvedOn, derogations, monthsMax, compositionAssessedOn, noGeneralDemand, youthConditionMet } =
    approval
  const special = dwellingType === 'YOUTH' || dwellingType === 'ELDERLY'
  const assessed = compositionAssessedOn !== null && compositionAssessedOn <= approvedOn
  return [
    ...(approvedOn > today ? [approvalInFuture] : []),
    ...(derogations.length === 0 ? [derogationsEmpty] : []),
    ...(isMonthsMax(monthsMax) ? [] : [monthsOutOfBounds]),
    ...(special && !assessed ? [compositionNotAssessed] : []),
    ...(dwellingType === 'ELDERLY' && noGeneralDemand !== true ? [generalDemand] : []),
    ...(dwellingType === 'YOUTH' && youthConditionMet !== true ? [youthConditionMissing] : []),
  ]
}

const MONTHS_MAX = 240

/** Whether a number of months is one that the hub keeps. */
const isMonthsMax = (months: number): boolean =>
  Number.isInteger(months) && months > 0 && months <= MONTHS_MAX

const CODE = /^[A-Z][A-Z0-9_]{0,39}$/

/** Everything that is wrong with a trial. */
export function trialRefusals({ code, signedFrom, signedUntil, monthsMax }: TrialRecord): readonly Refusal[] {
  return [
    ...(CODE.test(code) ? [] : [trialCodeMalformed]),
    ...(signedUntil === null || signedFrom < signedUntil ? [] : [trialEmpty]),
    ...(isMonthsMax(monthsMax) ? [] : [monthsOutOfBounds]),
  ]
}

const monthsOutOfBounds: Refusal = {
  code: 'MONTHS_OUT_OF_BOUNDS',
  path: 'input.monthsMax',
  text: {
    da: `Angiv 1–${MONTHS_MAX} hele måneder.`,
    en: `Give 1–${MONTHS_MAX} whole months.`,
  },
}

const trialCodeMalformed: Refusal = {
  code: 'TRIAL_CODE_MALFORMED',
  path: 'input.code',
  text: {
    da: 'Koden er store bogstaver, cifre og understreger, højst 40 tegn, fx »FRIKOMMUNE«.',
    en: 'The code is capitals, digits and underscores, 40 characters at most, such as "FRIKOMMUNE".',
  },
}

const trialEmpty: Refusal = {
  code: 'PERIOD_EMPTY',
  path: 'input.signedUntil',
  text: {
    da: 'Perioden har ingen dage: »signedUntil« er den første dag, der ikke længere er med.',
    en: 'The period has no days: "signedUntil" is the first day that is no longer included.',
  },
}

const approvalInFuture: Refusal = {
  code: 'APPROVAL_IN_FUTURE',
  path: 'input.approvedOn',
  text: {
    da: 'Godkendelsen ligger i fremtiden. Angiv dagen for afgørelsen.',
    en: 'The approval lies in the future. Give the day of the decision.',
  },
}

/** A transitional lease that derogates from nothing is an ordinary one. */
export const derogationsEmpty: Refusal = {
  code: 'DEROGATIONS_EMPTY',
  path: 'input.derogations',
  law: 'almenlejeloven § 4 stk. 3',
  text: { da: 'Angiv mindst én fravigelse.', en: 'Give at least one derogation.' },
}

const compositionNotAssessed: Refusal = {
  code: 'COMPOSITION_NOT_ASSESSED',
  path: 'input.compositionAssessedOn',
  law: 'almenboligloven § 63 stk. 2',
  text: {
    da: 'For ungdoms- og ældreboliger skal afdelingens beboersammensætning være vurderet senest den dag, der godkendes.',
    en: 'For youth dwellings and dwellings for the elderly the composition of the estate’s residents must have been assessed by the day of the approval.',
  },
}

const generalDemand: Refusal = {
  code: 'GENERAL_DEMAND',
  path: 'input.noGeneralDemand',
  law: 'almenboligloven § 63 stk. 2',
  text: {
    da: 'En ældrebolig kan kun bruges, når der generelt ikke er efterspørgsel fra dem, den er for. Bekræft det med »noGeneralDemand«.',
    en: 'A dwelling for the elderly can be used only where those it is for generally do not ask for it. Confirm it with "noGeneralDemand".',
  },
}

const youthConditionMissing: Refusal = {
  code: 'YOUTH_CONDITION_MISSING',
  path: 'input.youthConditionMet',
  law: 'almenboligloven § 63 stk. 3',
  text: {
    da: 'En ungdomsbolig går til unge under uddannelse eller med særligt behov. Bekræft det med »youthConditionMet«.',
    en: 'A youth dwelling goes to young people in education or with a special need. Confirm it with "youthConditionMet".',
  },
}
