import type { Refusal } from '../kernel/errors.ts'

/** Why a statement of a feed is not taken, and what is told of one that is. */

export const subsidiesBusy: Refusal = {
  code: 'SUBSIDIES_BUSY',
  text: {
    da: 'En anden levering af tilskud for kommunen er i gang. Send den igen, når den er færdig.',
    en: 'Another delivery of subsidies for the municipality is under way. Send this one again when it is done.',
  },
}

export const programmeUnknown: Refusal = {
  code: 'PROGRAMME_NOT_FOUND',
  path: 'programme',
  text: {
    da: 'Der er ingen tilskudsordning med denne kode for kommunen. Se dem med »subsidyProgrammes«.',
    en: 'There is no programme with this code for the municipality. "subsidyProgrammes" lists them.',
  },
}

export const programmeNotFunded: Refusal = {
  code: 'PROGRAMME_NOT_FUNDED',
  path: 'programme',
  text: {
    da: 'Ordningen betales af kommunen selv. Fonden melder kun om statens og Landsbyggefondens ordninger.',
    en: 'The municipality itself pays the programme. The fund states only what the state and Landsbyggefonden pay.',
  },
}

export const paidToTenantByFeed: Refusal = {
  code: 'PAID_TO_TENANT',
  path: 'programme',
  text: {
    da: 'Ordningen betales til lejeren og handler om en husstand. Brug »grantTenantSubsidy« og »recordTenantSubsidyPayments«.',
    en: 'The programme pays the tenant and is about a household. Use "grantTenantSubsidy" and "recordTenantSubsidyPayments".',
  },
}

export const frameNotStated: Refusal = {
  code: 'FRAME_NOT_FOUND',
  path: 'frame',
  text: {
    da: 'Ordningen har ingen ramme med denne reference i kommunen. Lever rammen først.',
    en: 'The programme has no frame with this reference in the municipality. Deliver the frame first.',
  },
}

export const commitmentNotStated: Refusal = {
  code: 'COMMITMENT_NOT_FOUND',
  path: 'commitment',
  text: {
    da: 'Ordningen har intet tilsagn med denne reference i kommunen. Lever tilsagnet først.',
    en: 'The programme has no commitment with this reference in the municipality. Deliver the commitment first.',
  },
}

export const dwellingNotStated: Refusal = {
  code: 'DWELLING_NOT_FOUND',
  path: 'dwelling',
  text: {
    da: 'Kommunen har ingen bolig med disse numre. Ret dem, eller lad boligorganisationen levere boligen først.',
    en: 'The municipality has no dwelling with these numbers. Correct them, or let the organisation deliver the dwelling first.',
  },
}

export const commitmentMoved: Refusal = {
  code: 'COMMITMENT_MOVED',
  path: 'dwelling',
  text: {
    da: 'Et tilsagn bliver ved sin ramme og sin bolig. Træk det tilbage, og giv et nyt med en anden reference.',
    en: 'A commitment stays with its frame and its dwelling. Withdraw it and give another with another reference.',
  },
}

export const commitmentWithdrawn: Refusal = {
  code: 'COMMITMENT_WITHDRAWN',
  path: 'reference',
  text: {
    da: 'Tilsagnet er trukket tilbage. Giv et nyt med en anden reference.',
    en: 'The commitment was taken back. Give another with another reference.',
  },
}

export const notInBooks: Refusal = {
  code: 'NOT_IN_BOOKS',
  path: 'reference',
  text: {
    da: 'Regnskabet har ikke noget med denne reference. Oplysningen er gemt, og revisionen finder det.',
    en: 'The books hold nothing with this reference. The statement is kept, and the audit finds it.',
  },
}

/** The books say something else of the member `path`, and stay as they are. */
export function booksDiffer(path: string): Refusal {
  return {
    code: 'BOOKS_DIFFER',
    path,
    text: {
      da: 'Regnskabet siger noget andet. Det er ikke ændret; oplysningen er gemt, og revisionen finder forskellen.',
      en: 'The books say otherwise. They are unchanged; the statement is kept, and the audit finds the difference.',
    },
  }
}
