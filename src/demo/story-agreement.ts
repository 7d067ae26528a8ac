import type { Places, Storyteller, Teller } from './storyteller.ts'

const MUNICIPALITY: Teller = { client: 'demo-municipality', purpose: 'municipal-allocation' }
const ORGANISATION: Teller = { client: 'demo-organisation', purpose: 'vacancy-exchange' }

const SOURCE =
  'Høje-Taastrup: hver 4. ungdomsbolig og alle boliger i Fløng; det øvrige er opdigtet til demonstrationen'

/** What both terms have in common; the real agreement’s numbers are not known to us. */
const TERM = {
  quotaBase: 'ALL',
  firstTurn: 'AT_END',
  settlement: 'EVERY_NTH',
  answerDeadlineBusinessDays: 10,
  returnCountsAsDelivered: false,
  replacementOwed: true,
} as const

/** The agreement of Høje-Taastrup with one organisation, to which both have consented. */
export async function tellOfAgreement(
  { tell }: Storyteller,
  { organisationId, estate }: Places,
): Promise<void> {
  const agreementId = await tell(MUNICIPALITY, 'recordAgreement', 'agreement', {
    municipalityCode: '0169',
    organisationIds: [organisationId],
    name: 'Rammeaftale 2023-26 (demo)',
    legalBases: ['SECTION_59_2', 'SECTION_63'],
    from: '2023-01-01',
    source: SOURCE,
  })
  const versionId = await tell(MUNICIPALITY, 'recordAgreementVersion', 'version', {
    agreementId,
    from: '2023-01-01',
    source: SOURCE,
    closingDays: [],
    terms: [
      { ...TERM, level: 'DWELLING_TYPE', dwellingType: 'YOUTH', share: { numerator: 1, denominator: 4 } },
      { ...TERM, level: 'ESTATE', estateId: estate('003'), share: { numerator: 1, denominator: 1 } },
    ],
  })
  await tell(ORGANISATION, 'consentToAgreementVersion', 'version', { versionId, organisationId })
  await tell(MUNICIPALITY, 'bringAgreementVersionIntoForce', 'version', { versionId })
}
