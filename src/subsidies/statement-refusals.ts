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

export const tenancyNotStated: Refusal = {
  code: 'TENANCY_NOT_FOUND',
  path: 'from',
  text: {
    da: 'Boligen har intet lejemål på periodens første dag, og tilskuddet følger lejemålet. Ret dagen, eller lad udlejeren levere lejemålet først.',
    en: 'The dwelling has no tenancy on the first day of the period, and the subsidy goes with the tenancy. Correct the day, or let the landlord deliver the tenancy first.',
  },
}

export const organisationNotStated: Refusal = {
  code: 'ORGANISATION_NOT_FOUND',
  path: 'organisationCode',
  text: {
    da: 'Der er ingen boligorganisation med dette nummer. Ret det, eller lad organisationen blive registreret først.',
    en: 'There is no housing organisation with this number. Correct it, or have the organisation registered first.',
  },
}

/** What a record of each kind names, and what stays as it was when the rest is restated. */
const STAYS: Readonly<
  Record<'CONDITION' | 'COMMITMENT' | 'PERIOD', readonly [path: string, da: string, en: string]>
> = {
  CONDITION: [
    'frame',
    'En betingelse bliver ved sin ramme, sin slags og sin organisation.',
    'A condition stays with its frame, its kind and its organisation.',
  ],
  COMMITMENT: [
    'dwelling',
    'Et tilsagn bliver ved sin ramme og sin bolig.',
    'A commitment stays with its frame and its dwelling.',
  ],
  PERIOD: ['commitment', 'En tilskudsperiode bliver ved sit tilsagn.', 'A period stays with its commitment.'],
}

/** The record names something else than the row that is called the same. */
export function rowMoved(kind: keyof typeof STAYS): Refusal {
  const [path, da, en] = STAYS[kind]
  return {
    code: `${kind}_MOVED`,
    path,
    text: {
      da: `${da} Træk det tilbage, og lever et nyt med en anden reference.`,
      en: `${en} Take it back and deliver another with another reference.`,
    },
  }
}

/** The row that is called the same was taken back. */
export function rowWithdrawn(kind: keyof typeof STAYS): Refusal {
  return {
    code: `${kind}_WITHDRAWN`,
    path: 'reference',
    text: {
      da: 'Det, der har denne reference, er trukket tilbage. Lever et nyt med en anden reference.',
      en: 'What has this reference was taken back. Deliver another with another reference.',
    },
  }
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
