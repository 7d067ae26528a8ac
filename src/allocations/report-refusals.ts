import type { Refusal } from '../kernel/errors.ts'

/** Why a report from a case system cannot be followed; `path` is a member of the record. */

/** The same for a dwelling that is not there, one elsewhere and one that was not offered. */
export const dwellingNotOffered: Refusal = {
  code: 'OFFER_NOT_FOUND',
  path: 'tenancyNumber',
  text: {
    da: 'Der er intet tilbud til kommunen om en bolig med disse numre på postens første dag. Ret numrene, eller bed boligorganisationen stille boligen til rådighed.',
    en: 'There is no offer to the municipality of a dwelling with these numbers on the record’s first day. Correct the numbers, or ask the housing organisation to offer the dwelling.',
  },
}

export const dwellingChanged: Refusal = {
  code: 'DWELLING_CHANGED',
  path: 'tenancyNumber',
  text: {
    da: 'Anvisningen er før meldt om en anden bolig. Afslut den, og meld den nye bolig under et nyt id.',
    en: 'The allocation was reported of another dwelling before. End it, and report the new dwelling under an id of its own.',
  },
}

export const legalBasisDiffers: Refusal = {
  code: 'LEGAL_BASIS_DIFFERS',
  path: 'legalBasis',
  law: 'almenboligloven §§ 59, 63',
  text: {
    da: 'Boligen er stillet til rådighed på en anden hjemmel. Ret hjemlen, eller bed boligorganisationen stille boligen til rådighed igen.',
    en: 'The dwelling was offered on another basis. Correct the basis, or ask the housing organisation to offer the dwelling again.',
  },
}

export const decisionDiffers: Refusal = {
  code: 'DECISION_DIFFERS',
  path: 'decidedOn',
  text: {
    da: 'Anvisningen er truffet i hubben med en anden dag eller begrundelse, og den står fast. Ret fagsystemet efter den.',
    en: 'The decision was made in the hub with another day or reason, and it stands. Correct the case system by it.',
  },
}

export const decisionClosed: Refusal = {
  code: 'DECISION_CLOSED',
  path: 'decidedOn',
  text: {
    da: 'En anvisning, der er afslået, bortfaldet eller ført til en lejeaftale, kan ikke ændres. Meld en ny anvisning under et nyt id.',
    en: 'A decision that was declined, cancelled or led to a lease cannot be changed. Report a new one under an id of its own.',
  },
}

/** Told beside the reason why a report was not followed. */
export const hubKnowsLater: Refusal = {
  code: 'HUB_KNOWS_LATER',
  path: 'sourceTime',
  text: {
    da: 'Hubben har registreret noget senere end posten, som den strider imod. Det senere gælder.',
    en: 'The hub has recorded something later than the record, which the record contradicts. What is later holds.',
  },
}

/** Told when a corrected decision has replaced the one before it. */
export const decisionReplaced: Refusal = {
  code: 'DECISION_REPLACED',
  path: 'decidedOn',
  text: {
    da: 'Posten retter en anvisning, der er truffet. Den gamle er annulleret, og den rettede er truffet som en ny.',
    en: 'The record corrects a decision that was made. The old one is cancelled, and the corrected one was made as a new one.',
  },
}

const byOrganisation = (code: string, path: string, da: string, en: string): Refusal => ({
  code,
  path,
  text: { da, en },
})

export const leaseNotReported = byOrganisation(
  'LEASE_NOT_REPORTED',
  'leaseSignedOn',
  'Boligorganisationen har ikke meldt lejeaftalen endnu. Dagen er gemt som kommunens oplysning.',
  'The housing organisation has not reported the lease yet. The day is kept as what the municipality says.',
)

export const leaseDayDiffers = byOrganisation(
  'LEASE_DAY_DIFFERS',
  'leaseSignedOn',
  'Boligorganisationen har meldt en anden dag for lejeaftalen, og den gælder. Afstem dagen.',
  'The housing organisation has reported another day for the lease, and that holds. Reconcile the day.',
)

export const movingInNotReported = byOrganisation(
  'MOVING_IN_NOT_REPORTED',
  'movedInOn',
  'Boligorganisationen har ikke meldt indflytningen endnu. Dagen er gemt som kommunens oplysning.',
  'The housing organisation has not reported the moving in yet. The day is kept as what the municipality says.',
)

export const movingInDayDiffers = byOrganisation(
  'MOVING_IN_DAY_DIFFERS',
  'movedInOn',
  'Boligorganisationen har meldt en anden indflytningsdag, og den gælder. Afstem dagen.',
  'The housing organisation has reported another day of moving in, and that holds. Reconcile the day.',
)
