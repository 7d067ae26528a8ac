import { registerEnumType } from 'type-graphql'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { REGIMES, TRANSITION_ENDINGS, TRANSITION_STAGES, TRANSITION_STATES } from './transition.ts'

const ENDINGS = {
  RETURNED: { description: 'The municipality returned the dwelling before it was let (returneret).' },
  GIVEN_UP: {
    description: 'The municipality gave the dwelling up before it was let (opgivet før udlejning).',
  },
  WITHDRAWN: { description: 'The organisation took the dwelling back before it was let (trukket tilbage).' },
  EXPIRED: { description: 'Nobody answered in time (frist overskredet).' },
  MOVED_OUT: { description: 'The tenant moved out (fraflyttet).' },
  TERMINATED: { description: 'The landlord terminated the tenancy (opsagt af udlejer).' },
  TERMINATED_AT_REQUEST: {
    description:
      'Terminated as the municipality asked for, the tenant having got a place (opsagt efter anmodning).',
  },
  CANCELLED: { description: 'Cancelled for breach (ophævet).' },
  EVICTED: { description: 'Ended by eviction (udsat).' },
  NEVER_BEGUN: {
    description: 'The lease came to nothing before anybody moved in (aldrig begyndt).',
  },
} as const

export const TransitionEndingEnum = enumOf(...TRANSITION_ENDINGS)
registerEnumType(TransitionEndingEnum, {
  name: 'TransitionEnding',
  description: 'How a transition ended, save by going over to ordinary terms (afslutning).',
  valuesConfig: ENDINGS,
})

export const TransitionStateEnum = enumOf(...TRANSITION_STATES)
registerEnumType(TransitionStateEnum, {
  name: 'TransitionState',
  description: 'Where a transition stands on a day (forløbets tilstand).',
  valuesConfig: {
    AT_DISPOSAL: { description: 'At the municipality’s disposal, which pays the rent (til rådighed).' },
    ALLOCATED: { description: 'Allocated, and the lease not signed (anvist).' },
    LEASE_SIGNED: { description: 'The lease is signed and has not begun (lejeaftale underskrevet).' },
    IN_PERIOD: { description: 'Let on the terms of a transitional dwelling (i tilskudsperioden).' },
    ORDINARY_TERMS: { description: 'The tenancy went on, on ordinary terms (ordinære vilkår).' },
    ...ENDINGS,
  },
})

export const TransitionStageEnum = enumOf(...TRANSITION_STAGES)
registerEnumType(TransitionStageEnum, {
  name: 'TransitionStage',
  description: 'How far a transition has come by what is recorded, whatever the day (trin).',
  valuesConfig: {
    AT_DISPOSAL: { description: 'At the municipality’s disposal (til rådighed).' },
    ALLOCATED: { description: 'Allocated (anvist).' },
    LET: { description: 'Let (udlejet).' },
    ENDED: { description: 'Ended; on ordinary terms a tenancy is still let (afsluttet).' },
  },
})

export const RegimeEnum = enumOf(...REGIMES)
registerEnumType(RegimeEnum, {
  name: 'TransitionRegime',
  description: 'Under which rule on the length of its derogations a lease stands (lovgrundlag).',
  valuesConfig: {
    TWO_YEARS: { description: 'Two years at most (almenlejeloven § 4 stk. 3).' },
    FIVE_YEARS: { description: 'Five years at most (lov nr. 482 of 12 May 2023).' },
    TRIAL: { description: 'A trial of the municipality’s (frikommuneforsøg).' },
  },
})

export const TransitionOrderEnum = orderEnum('TransitionTimelineOrder', 'transitions', {
  ENDING_ASC: 'By the end of the period, the next one first; those without a known end last.',
  ENTERED_DESC: 'The one entered last first.',
})

export const CapUseOrderEnum = orderEnum('TransitionCapUseOrder', 'caps', {
  YEAR_DESC: 'Latest year first (nyeste først).',
})

export const TrialOrderEnum = orderEnum('TransitionTrialOrder', 'trials', { CODE_ASC: 'By code.' })
