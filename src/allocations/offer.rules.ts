import type { Instant } from '../kernel/clock.ts'
import type { Refusal } from '../kernel/errors.ts'
import type { OfferState } from './offer.ts'

/** What can be done with an offer, and in which states. */
const STEPS = {
  PAUSE: ['OFFERED'],
  RESUME: ['PAUSED'],
  EXTEND: ['OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED'],
  NOMINATE: ['OFFERED', 'PAUSED'],
  ALLOCATE: ['OFFERED'],
  ACCEPT: ['ALLOCATED'],
  DECLINE: ['ALLOCATED', 'ACCEPTED'],
  WITHDRAW_ALLOCATION: ['ALLOCATED', 'ACCEPTED'],
  SIGN_LEASE: ['ACCEPTED'],
  MOVE_IN: ['LEASE_SIGNED'],
  CANCEL_LEASE: ['LEASE_SIGNED'],
  RETURN: ['OFFERED', 'PAUSED'],
  GIVE_UP: ['OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED'],
  WITHDRAW: ['OFFERED', 'PAUSED', 'ALLOCATED', 'ACCEPTED'],
} as const satisfies Readonly<Record<string, readonly OfferState[]>>
export type OfferStep = keyof typeof STEPS

/**
 * Why a step cannot be taken; null when it can. From its deadline on an offer that was not answered lapses, whether or
 * not the job has run yet.
 */
export function stepRefusal(
  step: OfferStep,
  offer: { readonly state: OfferState; readonly deadline: Instant },
  now: Instant,
): Refusal | null {
  const { state, deadline } = offer
  if (state === 'OFFERED' && now >= deadline) return deadlinePassed
  const allowed: readonly OfferState[] = STEPS[step]
  return allowed.includes(state) ? null : misfit(step, state)
}

function misfit(step: OfferStep, state: OfferState): Refusal {
  switch (state) {
    case 'RETURNED':
    case 'GIVEN_UP':
    case 'WITHDRAWN':
    case 'EXPIRED':
      return offerEnded
    case 'LEASE_SIGNED':
    case 'MOVED_IN':
      return leaseSigned
    case 'PAUSED':
      return offerPaused
    case 'ACCEPTED':
      if (step === 'ACCEPT') return alreadyAccepted
      break
    case 'ALLOCATED':
      if (step === 'SIGN_LEASE') return notAccepted
      break
    case 'OFFERED':
      return step === 'RESUME' ? notPaused : notAllocated
  }
  if (step === 'MOVE_IN' || step === 'CANCEL_LEASE') return leaseNotSigned
  return step === 'RESUME' ? notPaused : alreadyAllocated
}

/** Whether an offer whose job has come up is to lapse now. */
export function isToLapse(
  offer: { readonly state: OfferState; readonly deadline: Instant },
  now: Instant,
): boolean {
  return offer.state === 'OFFERED' && now >= offer.deadline
}

const EXTENSION_DAYS_MAX = 60

/** Why the time to answer cannot be made so many business days longer; null when it can. */
export function extensionRefusal(businessDays: number): Refusal | null {
  return Number.isInteger(businessDays) && businessDays >= 1 && businessDays <= EXTENSION_DAYS_MAX
    ? null
    : extensionOutOfBounds
}

const PATH = 'input.offerId'

const deadlinePassed: Refusal = {
  code: 'OFFER_DEADLINE_PASSED',
  path: PATH,
  text: {
    da: 'Fristen for at svare på tilbuddet er udløbet. Boligorganisationen kan stille boligen til rådighed igen.',
    en: 'The time to answer the offer is over. The housing organisation may offer the dwelling again.',
  },
}

const offerEnded: Refusal = {
  code: 'OFFER_ENDED',
  path: PATH,
  text: {
    da: 'Tilbuddet er afsluttet. Se dets status og hændelser.',
    en: 'The offer has ended. See its state and events.',
  },
}

const offerPaused: Refusal = {
  code: 'OFFER_PAUSED',
  path: PATH,
  text: {
    da: 'Tilbuddet er sat på pause. Boligorganisationen skal genoptage det først.',
    en: 'The offer is paused. The housing organisation has to resume it first.',
  },
}

const notPaused: Refusal = {
  code: 'OFFER_NOT_PAUSED',
  path: PATH,
  text: { da: 'Tilbuddet er ikke sat på pause.', en: 'The offer is not paused.' },
}

const alreadyAllocated: Refusal = {
  code: 'OFFER_ALREADY_ALLOCATED',
  path: PATH,
  text: {
    da: 'Boligen er allerede anvist til en husstand. Registrér først, hvad der blev af den anvisning.',
    en: 'The dwelling is allocated to a household already. Record first what became of that allocation.',
  },
}

const alreadyAccepted: Refusal = {
  code: 'OFFER_ALREADY_ACCEPTED',
  path: PATH,
  text: { da: 'Husstanden har allerede sagt ja.', en: 'The household has said yes already.' },
}

const notAllocated: Refusal = {
  code: 'OFFER_NOT_ALLOCATED',
  path: PATH,
  text: {
    da: 'Boligen er ikke anvist til nogen husstand endnu.',
    en: 'The dwelling is not allocated to any household yet.',
  },
}

const notAccepted: Refusal = {
  code: 'OFFER_NOT_ACCEPTED',
  path: PATH,
  text: {
    da: 'Husstanden har ikke sagt ja endnu. Kommunen registrerer svaret.',
    en: 'The household has not said yes yet. The municipality records the answer.',
  },
}

const leaseSigned: Refusal = {
  code: 'OFFER_LEASE_SIGNED',
  path: PATH,
  text: {
    da: 'Lejeaftalen er underskrevet. Herfra er det lejemålet, der ændres.',
    en: 'The lease is signed. From here it is the tenancy that changes.',
  },
}

const leaseNotSigned: Refusal = {
  code: 'OFFER_LEASE_NOT_SIGNED',
  path: PATH,
  text: {
    da: 'Lejeaftalen er ikke registreret som underskrevet endnu.',
    en: 'The lease is not recorded as signed yet.',
  },
}

const extensionOutOfBounds: Refusal = {
  code: 'EXTENSION_OUT_OF_BOUNDS',
  path: 'input.businessDays',
  text: {
    da: `En frist forlænges med 1–${EXTENSION_DAYS_MAX} hverdage ad gangen.`,
    en: `A deadline is extended by 1–${EXTENSION_DAYS_MAX} business days at a time.`,
  },
}
