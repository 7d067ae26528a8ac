import { quotaLedger } from '../../src/agreements/quota.rules.ts'
import type { QuotaVacancy } from '../../src/agreements/quota.ts'
import { loadQuotaAgreements } from '../../src/agreements/quota-versions.service.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { change } from '../../src/platform/change.ts'
import { agreed, registryIds, termInput, versionInput } from '../support/agreement-story.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { channels, quotaVacancy } from '../support/quota.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'

/**
 * The named agreements of `agreements.test.ts` once more, from the other end: entered by the API, consented to, brought
 * into force and read back, they give the same turns. What no source gives (answer deadlines, treatment of returns,
 * Helsingør's and København's shares per step) are examples.
 */
const { municipality, organisation } = BEARERS

let hub: TestHub
let organisationId = ''
let estates: readonly string[] = []

beforeAll(async () => {
  hub = await startHub()
  organisationId = (await registryIds(hub))('0045')
  const rows = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0045' and e.municipality_code = '0169' order by e.number`,
  )
  estates = rows.map(({ id }) => id)
}, 120_000)
afterAll(() => hub?.stop())

interface Named {
  readonly name: string
  readonly terms: () => readonly object[]
  /** The estates' steps for all of the year, by their place among the estates. */
  readonly steps?: readonly string[]
  readonly vacancies: () => readonly QuotaVacancy[]
  readonly turns: string
}

const share = (numerator: number, denominator: number) => ({ share: { numerator, denominator } })
const keyOf = (id: string | undefined) => String(id).split(':')[1] ?? ''

let year = 1900
const dayOfYear = (monthAndDay = '06-01') => `${year}-${monthAndDay}` as LocalDate

/** So many vacancies of an estate on one day of the year. */
const some = (count: number, changes: Partial<QuotaVacancy> = {}, estate = 0) =>
  Array.from({ length: count }, (_, at) =>
    quotaVacancy(`${estate}-${String(at).padStart(3, '0')}`, {
      organisationId: keyOf(organisationId),
      estateId: keyOf(estates[estate]),
      day: dayOfYear(),
      ...changes,
    }),
  )

const NAMED: readonly Named[] = [
  {
    name: 'København: every third, blocked areas apart, 75 transitional dwellings a year',
    terms: () => [
      termInput({
        ...share(1, 3),
        transitionalCapPerYear: 75,
        blockedAreaStatuses: ['PARALLEL_SOCIETY'],
      }),
    ],
    vacancies: () =>
      some(6).map((one, at) => (at === 0 ? { ...one, areaStatuses: ['PARALLEL_SOCIETY'] } : one)),
    turns: 'bwwMww',
  },
  {
    name: 'København: the area staircase and the estate staircase',
    terms: () => [
      termInput({ step: 'Områdetrappe 1', level: 'ESTATE', ...share(1, 5) }),
      termInput({ step: 'Områdetrappe 2', level: 'ESTATE', ...share(0, 1) }),
      termInput({ step: 'Afdelingstrappe 1', level: 'ESTATE', ...share(1, 2) }),
    ],
    steps: ['Områdetrappe 1', 'Områdetrappe 2', 'Afdelingstrappe 1'],
    vacancies: () => [...some(5, {}, 0), ...some(3, {}, 1), ...some(4, {}, 2)],
    turns: 'wwwwMwwwwMwM',
  },
  {
    name: 'Høje-Taastrup: every fourth youth dwelling, all of one estate',
    terms: () => [
      termInput({ dwellingType: 'YOUTH', ...share(1, 4) }),
      termInput({ estateId: estates[1], level: 'ESTATE', ...share(1, 1) }),
    ],
    vacancies: () => [...some(8, { dwellingType: 'YOUTH' }), ...some(3, {}, 1)],
    turns: 'wwwMwwwMMMM',
  },
  {
    name: 'Herlev: half of what is not taken internally',
    terms: () => [termInput({ ...share(1, 2), quotaBase: 'AFTER_INTERNAL_TRANSFER' })],
    vacancies: () =>
      some(6).map((one, at) => (at % 3 === 0 ? { ...one, internalTransfer: 'TAKEN' as const } : one)),
    turns: 'iwMiwM',
  },
  {
    name: 'Odense: 8 per cent',
    terms: () => [termInput(share(8, 100))],
    vacancies: () => some(25),
    turns: `${'w'.repeat(12)}M${'w'.repeat(11)}M`,
  },
  {
    name: 'Brumleby: 11 per cent by flexible criteria, two thirds of them to work or study',
    terms: () => [
      termInput({
        ...share(0, 1),
        flexible: {
          share: { numerator: 11, denominator: 100 },
          base: 'ALL',
          criteria: [
            { criterion: 'EMPLOYMENT', parameters: [{ name: 'hoursPerWeekMin', value: 25 }] },
            { criterion: 'EDUCATION' },
            { criterion: 'SENIOR', parameters: [{ name: 'ageMin', value: 62 }] },
            {
              criterion: 'SEPARATION',
              parameters: [
                { name: 'yearsMax', value: 1 },
                { name: 'jointAddressYearsMin', value: 1 },
              ],
            },
          ],
        },
        subShares: [{ channel: 'FLEXIBLE', name: 'Arbejde eller studie', ...share(2, 3) }],
      }),
    ],
    vacancies: () => some(28),
    turns: `${'w'.repeat(9)}F${'w'.repeat(8)}F${'w'.repeat(8)}F`,
  },
  {
    name: 'Frederiksberg: 33 per cent by flexible criteria, the waiting list in thirds',
    terms: () => [
      termInput({
        ...share(0, 1),
        flexible: { share: { numerator: 33, denominator: 100 }, base: 'AFTER_MUNICIPAL', criteria: [] },
        subShares: ['A1 til A2', 'A2 til A1', 'B1 til B4'].map((name) => ({
          channel: 'WAITING_LIST',
          name,
          ...share(1, 3),
        })),
      }),
    ],
    vacancies: () => some(10),
    turns: 'wwwFwwFwwF',
  },
  {
    name: 'Helsingør: shares by step, youth dwellings by an annex of their own',
    terms: () => [
      termInput({ step: 'Trin 1', level: 'ESTATE', ...share(1, 2) }),
      termInput({ step: 'Trin 3', level: 'ESTATE', ...share(0, 1) }),
      termInput({ dwellingType: 'YOUTH', ...share(1, 4) }),
    ],
    steps: ['Trin 1', 'Trin 3'],
    vacancies: () => [...some(4, {}, 0), ...some(3, {}, 1), ...some(4, { dwellingType: 'YOUTH' }, 2)],
    turns: 'wMwMwwwwwwM',
  },
]

test.each(NAMED)('$name', async ({ terms, steps = [], vacancies, turns }) => {
  year += 1
  const until = `${year + 1}-01-01`
  const agreementId = await agreed(hub, municipality, 'recordAgreement', {
    municipalityCode: '0169',
    organisationIds: [organisationId],
    name: `Aftale ${year}`,
    legalBases: ['SECTION_59_2', 'SECTION_60'],
    from: `${year}-01-01`,
    until,
    source: 'Sag 1',
  })
  const versionId = await agreed(
    hub,
    municipality,
    'recordAgreementVersion',
    versionInput(agreementId, `${year}-01-01`, terms()),
  )
  await agreed(hub, organisation, 'consentToAgreementVersion', { versionId, organisationId })
  await agreed(hub, municipality, 'bringAgreementVersionIntoForce', { versionId })
  for (const [place, step] of steps.entries()) {
    await agreed(hub, municipality, 'placeEstateOnStep', {
      agreementId,
      estateId: estates[place],
      step,
      from: `${year}-01-01`,
      source: 'Bilag 1',
    })
  }

  const { versions, placements } = await change(
    hub.app.database,
    originOfBearer(municipality),
    { action: 'agreement:read', dryRun: true },
    (running) =>
      loadQuotaAgreements(running.sql, { municipalityCode: '0169', organisationId: keyOf(organisationId) }),
    async (_, answer) => answer,
  )
  const ledger = quotaLedger({ versions, placements, vacancies: vacancies(), events: [], acted: [] })
  expect(channels(ledger)).toBe(turns)
  const caps = (terms() as { transitionalCapPerYear?: number }[]).flatMap(
    ({ transitionalCapPerYear: max }) => max ?? [],
  )
  expect(ledger.caps.map(({ max, left }) => [max, left])).toEqual(caps.map((max) => [max, max]))
})

test('a term without a known time to answer is not recorded with an invented one, but refused', async () => {
  const { answerDeadlineBusinessDays: _, ...unknown } = termInput(share(8, 100))
  await expect(
    agreed(hub, municipality, 'recordAgreement', {
      municipalityCode: '0169',
      organisationIds: [organisationId],
      name: 'Uden frist',
      legalBases: ['SECTION_59_2'],
      from: '1899-01-01',
      until: '1900-01-01',
      source: 'Sag 1',
    }).then((agreementId) =>
      agreed(hub, municipality, 'recordAgreementVersion', versionInput(agreementId, '1899-01-01', [unknown])),
    ),
  ).rejects.toThrow('ANSWER_DEADLINE_MISSING')
})
