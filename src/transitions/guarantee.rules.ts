import type { Refusal } from '../kernel/errors.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { ClaimDecision, ClaimEntry, ClaimState } from './guarantee.ts'

const REFERENCE_LENGTH_MAX = 200

/**
 * Everything that is wrong with a claim for a tenancy that ends on `movedOutOn`; null: it is not known to end.
 * @law almenboligloven § 63 stk. 4
 */
export function claimRefusals(
  { claimedOn, amountOere, documentationReference }: ClaimEntry,
  movedOutOn: LocalDate | null,
  today: LocalDate,
): readonly Refusal[] {
  return [
    ...(claimedOn > today ? [claimInFuture] : []),
    ...(amountOere > 0n ? [] : [amountNotPositive]),
    ...(documentationReference.length > REFERENCE_LENGTH_MAX ? [referenceTooLong] : []),
    ...(movedOutOn === null || movedOutOn > claimedOn ? [tenantNotMovedOut] : []),
  ]
}

/** Why a decision on a claim of this amount cannot stand. */
export function decisionRefusals(
  { grantedOere, reason }: ClaimDecision,
  claimedOere: Oere,
): readonly Refusal[] {
  return [
    ...(grantedOere < 0n || grantedOere > claimedOere ? [grantedOutsideClaim] : []),
    ...(grantedOere < claimedOere && reason === null ? [reasonMissing] : []),
  ]
}

/** Where a claim stands once so much of it is granted. */
export function stateOf(grantedOere: Oere, claimedOere: Oere): ClaimState {
  if (grantedOere === 0n) return 'REFUSED'
  return grantedOere === claimedOere ? 'GRANTED' : 'GRANTED_IN_PART'
}

const claimInFuture: Refusal = {
  code: 'CLAIM_IN_FUTURE',
  path: 'input.claimedOn',
  text: {
    da: 'Dagen ligger efter i dag. Rejs kravet, når det er gjort op.',
    en: 'The day lies after today. Make the claim once it is settled.',
  },
}

const amountNotPositive: Refusal = {
  code: 'AMOUNT_NOT_POSITIVE',
  path: 'input.amount',
  text: { da: 'Beløbet skal være over 0.', en: 'The amount must be above 0.' },
}

const referenceTooLong: Refusal = {
  code: 'REFERENCE_TOO_LONG',
  path: 'input.documentationReference',
  text: {
    da: `Henvisningen til dokumentationen er på højst ${REFERENCE_LENGTH_MAX} tegn.`,
    en: `The reference to the documentation has ${REFERENCE_LENGTH_MAX} characters at most.`,
  },
}

const tenantNotMovedOut: Refusal = {
  code: 'TENANT_NOT_MOVED_OUT',
  path: 'input.tenancyId',
  law: 'almenboligloven § 63 stk. 4',
  text: {
    da: 'Garantien gælder lejerens pligt til at istandsætte ved fraflytning. Registrér først, at lejemålet er ophørt, og rejs kravet fra den dag.',
    en: 'The guarantee is for the tenant’s duty to restore on leaving. Record first that the tenancy has ended, and claim from that day on.',
  },
}

const grantedOutsideClaim: Refusal = {
  code: 'GRANTED_OUTSIDE_CLAIM',
  path: 'input.granted',
  text: {
    da: 'Der kan godkendes fra 0 til det beløb, kravet lyder på.',
    en: 'From 0 up to the amount of the claim can be granted.',
  },
}

const reasonMissing: Refusal = {
  code: 'REASON_MISSING',
  path: 'input.reason',
  law: 'forvaltningsloven § 22',
  text: {
    da: 'Når kravet ikke godkendes fuldt ud, skal afgørelsen begrundes.',
    en: 'Where less than the whole claim is granted, the decision needs a reason.',
  },
}
