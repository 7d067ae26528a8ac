import type { Refusal } from '../kernel/errors.ts'
import { addMonths, type LocalDate } from '../kernel/period.ts'
import { derogationsEmpty } from './approval.rules.ts'
import { REGIME_PARAMETERS } from './transition.parameters.ts'
import type { Derogation, TermsRecord } from './transition.ts'

/** What the terms of a lease are measured against. */
export interface LeaseFacts {
  /** First day of the tenancy. */
  readonly from: LocalDate
  readonly signedOn: LocalDate | null
  readonly approval: { readonly derogations: readonly Derogation[]; readonly monthsMax: number } | null
  /** The trial that the terms name, if there is one of the municipality's. */
  readonly trial: TrialFacts | null
}

/** For which leases a trial is, and for how long. */
export interface TrialFacts {
  readonly signedFrom: LocalDate
  readonly signedUntil: LocalDate | null
  readonly monthsMax: number
  readonly law: string
}

/** For how long the rule that a lease states lets it derogate. */
export interface Maximum {
  readonly monthsMax: number
  readonly law: string
}

/** The rule that the terms state, where it is in force for a lease signed that day; null where it is not. */
export function maximumOf(
  { regime }: TermsRecord,
  signedOn: LocalDate,
  trial: TrialFacts | null,
): Maximum | null {
  if (regime === 'TRIAL') {
    const inTrial =
      trial !== null &&
      trial.signedFrom <= signedOn &&
      (trial.signedUntil === null || signedOn < trial.signedUntil)
    return inTrial ? { monthsMax: trial.monthsMax, law: trial.law } : null
  }
  const rule = REGIME_PARAMETERS.find((one) => one.regime === regime)
  if (rule === undefined || (rule.signedFrom !== null && signedOn < rule.signedFrom)) return null
  return { monthsMax: rule.monthsMax, law: rule.law }
}

/**
 * Everything that is wrong with the terms of a lease.
 * @law almenlejeloven § 4 stk. 3
 */
export function termsRefusals(terms: TermsRecord, lease: LeaseFacts): readonly Refusal[] {
  const { regime, trialId, until, derogations } = terms
  const { from, approval, trial } = lease
  const signedOn = lease.signedOn ?? terms.signedOn
  if (signedOn === null) return [leaseDayMissing]
  if (terms.signedOn !== null && terms.signedOn !== signedOn) return [leaseDayDiffers]
  if (approval === null) return [notApproved]
  if ((regime === 'TRIAL') !== (trialId !== null)) return [trialNotMeant]
  if (trialId !== null && trial === null) return [trialNotFound]
  const maximum = maximumOf(terms, signedOn, trial)
  if (maximum === null) return [regimeNotInForce]
  return [
    ...(derogations.length === 0 ? [derogationsEmpty] : []),
    ...(derogations.every((one) => approval.derogations.includes(one)) ? [] : [derogationNotApproved]),
    ...(until <= from ? [periodEmpty] : []),
    ...(until > addMonths(from, maximum.monthsMax) ? [overMaximum(maximum)] : []),
    ...(until > addMonths(from, approval.monthsMax) ? [overApproval(approval.monthsMax)] : []),
  ]
}

const LAW = 'almenlejeloven § 4 stk. 3'

const leaseDayMissing: Refusal = {
  code: 'LEASE_DAY_MISSING',
  path: 'input.signedOn',
  law: LAW,
  text: {
    da: 'Det er ikke registreret, hvornår lejeaftalen blev underskrevet, og dermed ikke, hvilken regel den står under. Angiv dagen.',
    en: 'It is not recorded when the lease was signed, and so not which rule it stands under. Give the day.',
  },
}

const leaseDayDiffers: Refusal = {
  code: 'LEASE_DAY_DIFFERS',
  path: 'input.signedOn',
  text: {
    da: 'Lejemålet er registreret med en anden dag for underskriften. Udelad »signedOn«.',
    en: 'The tenancy is recorded with another day of signing. Leave "signedOn" out.',
  },
}

const notApproved: Refusal = {
  code: 'DEROGATIONS_NOT_APPROVED',
  path: 'input.transitionId',
  law: LAW,
  text: {
    da: 'Kommunen har ikke godkendt fravigelser for boligen. Bed kommunen om det først.',
    en: 'The municipality has not approved derogations for the dwelling. Ask it to do so first.',
  },
}

const trialNotMeant: Refusal = {
  code: 'TRIAL_NOT_MEANT',
  path: 'input.trialId',
  text: {
    da: 'Et forsøg angives, når lejeaftalen står under et (»TRIAL«), og ellers ikke.',
    en: 'A trial is named when the lease stands under one ("TRIAL"), and not else.',
  },
}

const trialNotFound: Refusal = {
  code: 'TRIAL_NOT_FOUND',
  path: 'input.trialId',
  text: {
    da: 'Boligens kommune har intet forsøg med dette id. Se dem med forespørgslen »transitionTrials«.',
    en: 'The dwelling’s municipality has no trial with this id. The query "transitionTrials" lists them.',
  },
}

const regimeNotInForce: Refusal = {
  code: 'REGIME_NOT_IN_FORCE',
  path: 'input.regime',
  law: LAW,
  text: {
    da: 'Den regel gjaldt ikke den dag, lejeaftalen blev underskrevet. En ældre lejeaftale beholder sin egen.',
    en: 'That rule was not in force on the day the lease was signed. An older lease keeps its own.',
  },
}

const derogationNotApproved: Refusal = {
  code: 'DEROGATION_NOT_APPROVED',
  path: 'input.derogations',
  law: LAW,
  text: {
    da: 'Lejeaftalen fraviger mere, end kommunen har godkendt. Se »approval« på forløbet.',
    en: 'The lease derogates from more than the municipality has approved. See the transition’s "approval".',
  },
}

const periodEmpty: Refusal = {
  code: 'PERIOD_EMPTY',
  path: 'input.until',
  text: {
    da: 'Perioden har ingen dage: »until« er den første dag på ordinære vilkår og ligger efter lejemålets første dag.',
    en: 'The period has no days: "until" is the first day on ordinary terms, and lies after the first of the tenancy.',
  },
}

const overMaximum = ({ monthsMax, law }: Maximum): Refusal => ({
  code: 'PERIOD_OVER_MAXIMUM',
  path: 'input.until',
  law,
  text: {
    da: `Fravigelserne kan højst vare ${monthsMax} måneder fra lejemålets første dag.`,
    en: `The derogations can last ${monthsMax} months from the first day of the tenancy at most.`,
  },
})

const overApproval = (monthsMax: number): Refusal => ({
  code: 'PERIOD_OVER_APPROVAL',
  path: 'input.until',
  law: LAW,
  text: {
    da: `Kommunen har godkendt fravigelser i højst ${monthsMax} måneder.`,
    en: `The municipality has approved derogations for ${monthsMax} months at most.`,
  },
})
