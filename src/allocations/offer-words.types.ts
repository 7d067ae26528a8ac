import { registerEnumType } from 'type-graphql'
import { enumOf } from '../platform/graphql/enum.ts'
import {
  DAY_COUNTS,
  LIABILITY_ENDS,
  NOTICE_EFFECTS,
  OFFER_BASES,
  OFFER_EVENTS,
  OFFER_STATES,
  PARTIES,
  WITHDRAWAL_REASONS,
} from './offer.ts'

export const OfferStateEnum = enumOf(...OFFER_STATES)
registerEnumType(OfferStateEnum, {
  name: 'OfferState',
  description: 'How far an offer to the municipality has come (tilbuddets status).',
  valuesConfig: {
    OFFERED: { description: 'The municipality is to answer (afventer kommunens svar).' },
    PAUSED: { description: 'The time to answer stands still (fristen er sat på pause).' },
    ALLOCATED: { description: 'Allocated to a household, which is to answer (anvist).' },
    ACCEPTED: { description: 'The household has said yes; the lease can be made (accepteret).' },
    LEASE_SIGNED: { description: 'The lease is signed (lejeaftale underskrevet).' },
    MOVED_IN: { description: 'The household has moved in (indflyttet).' },
    RETURNED: { description: 'Given back by the municipality (sendt retur).' },
    GIVEN_UP: { description: 'Given up by the municipality before it was let (opgivet).' },
    WITHDRAWN: { description: 'Taken back by the housing organisation (trukket tilbage).' },
    EXPIRED: { description: 'Not answered in time (fristen udløb).' },
  },
})

export const OfferBasisEnum = enumOf(...OFFER_BASES)
registerEnumType(OfferBasisEnum, {
  name: 'OfferBasis',
  description: 'On what basis a dwelling is at the municipality’s disposal (hjemmel).',
  valuesConfig: {
    SECTION_59_1: { description: 'Almenboligloven § 59 stk. 1: hver fjerde ledige familiebolig.' },
    SECTION_59_2: { description: 'Almenboligloven § 59 stk. 2: aftale.' },
    SECTION_59_3: { description: 'Almenboligloven § 59 stk. 3: hver fjerde ledige ungdomsbolig.' },
    SECTION_59_4: { description: 'Almenboligloven § 59 stk. 4: udvidet anvisning.' },
    SECTION_63: { description: 'Almenboligloven § 63: udslusningsbolig.' },
  },
})

export const NoticeEffectEnum = enumOf(...NOTICE_EFFECTS)
registerEnumType(NoticeEffectEnum, {
  name: 'NoticeEffect',
  description: 'When a notice takes effect (opsigelsens virkning).',
  valuesConfig: {
    ANY_DAY: { description: 'On the day its months are over (på dagen).' },
    FIRST_OF_MONTH: { description: 'On the first of a month from then on (til den første i en måned).' },
  },
})

export const LiabilityEndEnum = enumOf(...LIABILITY_ENDS)
registerEnumType(LiabilityEndEnum, {
  name: 'LiabilityEnd',
  description: 'When the municipality’s liability for rent ends (tomgangslejens ophør).',
  valuesConfig: {
    ON_THE_DAY: { description: 'That day (samme dag).' },
    AT_NOTICE_EFFECT: {
      description: 'When a notice given that day would take effect (ved virkning af en opsigelse).',
    },
  },
})

export const DayCountEnum = enumOf(...DAY_COUNTS)
registerEnumType(DayCountEnum, {
  name: 'DayCount',
  description: 'What the rent of one day is (dagleje).',
  valuesConfig: {
    ACTUAL_MONTH: { description: 'The month’s rent over the days of its month (månedens faktiske dage).' },
    YEAR_OF_365: { description: 'Twelve months’ rent over 365 (årets 365 dage).' },
  },
})

export const LiabilityRoundingEnum = enumOf('HALF_UP_ONCE')
registerEnumType(LiabilityRoundingEnum, {
  name: 'LiabilityRounding',
  description: 'How the amount is rounded (afrunding).',
  valuesConfig: {
    HALF_UP_ONCE: {
      description: 'Added up exactly and rounded to whole øre once, at the end, half an øre up.',
    },
  },
})

export const WithdrawalReasonCodeEnum = enumOf(...WITHDRAWAL_REASONS)
registerEnumType(WithdrawalReasonCodeEnum, {
  name: 'OfferWithdrawalReason',
  description: 'Why a housing organisation takes an offer back (årsag til tilbagetrækning).',
  valuesConfig: {
    OFFERED_BY_MISTAKE: { description: 'Stillet til rådighed ved en fejl.' },
    NOT_HABITABLE: { description: 'Boligen kan ikke bebos, fx efter en skade.' },
    REHOUSING: { description: 'Skal bruges til genhusning.' },
    INTERNAL_TRANSFER: { description: 'Taget af oprykningsventelisten.' },
    SALE_OR_DEMOLITION: { description: 'Skal sælges eller nedrives.' },
    OTHER: { description: 'Andet; se begrundelsen.' },
  },
})

export const PartyEnum = enumOf(...PARTIES)
registerEnumType(PartyEnum, {
  name: 'OfferParty',
  description: 'Who took a step (part).',
  valuesConfig: {
    ORGANISATION: { description: 'The housing organisation (boligorganisationen).' },
    MUNICIPALITY: { description: 'The municipality (kommunen).' },
    HUB: { description: 'The hub itself, as a deadline passed (hubben).' },
  },
})

export const OfferEventKindEnum = enumOf(...OFFER_EVENTS)
registerEnumType(OfferEventKindEnum, {
  name: 'OfferEventKind',
  description: 'What was done with an offer (hændelse).',
  valuesConfig: {
    OFFERED: { description: 'Put at the municipality’s disposal (stillet til rådighed).' },
    PAUSED: { description: 'The time to answer was stopped (sat på pause).' },
    RESUMED: { description: 'The time to answer goes on (genoptaget).' },
    EXTENDED: { description: 'The time to answer was prolonged (forlænget).' },
    ALLOCATED: { description: 'Allocated to a household (anvist).' },
    ACCEPTED: { description: 'The household said yes (accepteret).' },
    DECLINED: { description: 'The household said no (afslået).' },
    ALLOCATION_WITHDRAWN: {
      description: 'The municipality took its allocation back (anvisning trukket tilbage).',
    },
    LEASE_SIGNED: { description: 'The lease was signed (lejeaftale underskrevet).' },
    LEASE_CANCELLED: {
      description: 'The lease came to nothing before anybody moved in (lejeaftale bortfaldet).',
    },
    MOVED_IN: { description: 'The household moved in (indflyttet).' },
    RETURNED: { description: 'Given back by the municipality (sendt retur).' },
    GIVEN_UP: { description: 'Given up by the municipality (opgivet).' },
    WITHDRAWN: { description: 'Taken back by the housing organisation (trukket tilbage).' },
    EXPIRED: { description: 'The time to answer was over (fristen udløb).' },
  },
})

export const OfferOrderEnum = enumOf('DEADLINE_ASC', 'DEADLINE_DESC', 'OFFERED_DESC')
registerEnumType(OfferOrderEnum, {
  name: 'OfferOrder',
  description: 'How offers are sorted (sortering).',
  valuesConfig: {
    DEADLINE_ASC: { description: 'First deadline first (tidligste frist først).' },
    DEADLINE_DESC: { description: 'Last deadline first (seneste frist først).' },
    OFFERED_DESC: { description: 'Newest offer first (nyeste tilbud først).' },
  },
})
