import { registerEnumType } from 'type-graphql'
import { enumOf } from '../platform/graphql/enum.ts'
import { ALLOCATION_STATES, CONSEQUENCE_KINDS, NOMINATION_STATES, NOTICE_KINDS } from './allocation.ts'
import { DECLINE_REASONS } from './offer.ts'

export const AllocationStateEnum = enumOf(...ALLOCATION_STATES)
registerEnumType(AllocationStateEnum, {
  name: 'AllocationState',
  description: 'What became of an allocation (anvisningens status).',
  valuesConfig: {
    AWAITING_ANSWER: { description: 'The household is to answer (afventer svar).' },
    ACCEPTED: { description: 'It has said yes (accepteret).' },
    LEASE_SIGNED: { description: 'The lease is signed (lejeaftale underskrevet).' },
    MOVED_IN: { description: 'It has moved in (indflyttet).' },
    DECLINED: { description: 'It has said no (afslået).' },
    CANCELLED: {
      description: 'The offer was taken back or given up, or the allocation taken back (bortfaldet).',
    },
  },
})

export const NominationStateEnum = enumOf(...NOMINATION_STATES)
registerEnumType(NominationStateEnum, {
  name: 'NominationState',
  description: 'What became of a nomination (indstillingens status).',
  valuesConfig: {
    PROPOSED: { description: 'To be decided on (afventer afgørelse).' },
    CHOSEN: { description: 'The dwelling was allocated to it (valgt).' },
    WITHDRAWN: { description: 'Taken back (trukket tilbage).' },
    CLOSED: { description: 'The offer ended before (lukket).' },
  },
})

export const ConsequenceEnum = enumOf(...CONSEQUENCE_KINDS)
registerEnumType(ConsequenceEnum, {
  name: 'DeclineConsequence',
  description: 'What the municipality lets follow from declining (følge af afslag).',
  valuesConfig: {
    NONE: { description: 'Nothing (ingen).' },
    PARKED: { description: 'The case rests until a day (i bero).' },
    REASSESS: { description: 'The case is to be assessed anew (fornyet vurdering).' },
  },
})

export const HouseholdAnswerEnum = enumOf('ACCEPTED', 'DECLINED')
registerEnumType(HouseholdAnswerEnum, {
  name: 'HouseholdAnswer',
  description: 'What a household says to the dwelling (svar).',
  valuesConfig: {
    ACCEPTED: { description: 'Yes (ja).' },
    DECLINED: { description: 'No (nej).' },
  },
})

export const DeclineReasonEnum = enumOf(...DECLINE_REASONS)
registerEnumType(DeclineReasonEnum, {
  name: 'DeclineReason',
  description: 'Why a household declines a dwelling (årsag til afslag).',
  valuesConfig: {
    RENT_TOO_HIGH: { description: 'Huslejen er for høj.' },
    DEPOSIT_TOO_HIGH: { description: 'Indskuddet er for højt.' },
    SIZE: { description: 'Størrelsen passer ikke.' },
    LOCATION: { description: 'Beliggenheden passer ikke.' },
    ACCESSIBILITY: { description: 'Tilgængeligheden er ikke god nok.' },
    CONDITION: { description: 'Boligens stand.' },
    OTHER_DWELLING: { description: 'Har fået en anden bolig.' },
    PERSONAL_CIRCUMSTANCES: { description: 'Personlige forhold.' },
    NO_LONGER_INTERESTED: { description: 'Ønsker ikke længere en bolig.' },
    NO_ANSWER: { description: 'Svarede ikke i tide.' },
    OTHER: { description: 'Andet.' },
  },
})

export const NoticeKindEnum = enumOf(...NOTICE_KINDS)
registerEnumType(NoticeKindEnum, {
  name: 'AllocationNoticeKind',
  description: 'What a notice is about (beskedens art).',
  valuesConfig: {
    LATE_DECLINE: { description: 'The household declined after it had said yes (sent afslag).' },
    OFFER_WITHDRAWN: {
      description: 'The organisation took the dwelling back (boligen er trukket tilbage).',
    },
  },
})

export const EnteredOrderEnum = enumOf('ENTERED_DESC', 'ENTERED_ASC')
registerEnumType(EnteredOrderEnum, {
  name: 'AllocationOrder',
  description: 'How allocations and notices are sorted (sortering).',
  valuesConfig: {
    ENTERED_DESC: { description: 'Newest first (nyeste først).' },
    ENTERED_ASC: { description: 'Oldest first (ældste først).' },
  },
})
