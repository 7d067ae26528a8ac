import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'

/** A payload of a command on agreements: what it shows, and its refusals. */
export interface AgreementAnswer {
  readonly refusals: readonly {
    readonly code: string
    readonly path: string | null
    readonly law: string | null
  }[]
  readonly [shown: string]: unknown
}

const INPUT: Readonly<Record<string, string>> = {
  recordAgreement: 'agreement { id }',
  recordAgreementVersion: 'version { id number status from until }',
  consentToAgreementVersion: 'version { id status consents { organisation { id } } }',
  bringAgreementVersionIntoForce: 'version { id number status from until }',
  placeEstateOnStep: 'placement { id step from until }',
  endAgreement: 'agreement { id until }',
}

/** Carries out a command on agreements over HTTP, under a key of its own unless `more` has one. */
export async function agreementCommand(
  hub: TestHub,
  bearer: Bearer,
  name: keyof typeof INPUT & string,
  input: object,
  more: { readonly key?: string; readonly dryRun?: boolean } = {},
): Promise<AgreementAnswer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{ it: AgreementAnswer }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!, $dryRun: Boolean!) {
       it: ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) { ${INPUT[name]} refusals { code path law messageDa messageEn } } }`,
    { input, key: more.key ?? randomUUID(), dryRun: more.dryRun ?? false },
  )
  return it
}

/** Like `agreementCommand`, for one that must be carried out; answers the id of what it shows. */
export async function agreed(
  hub: TestHub,
  bearer: Bearer,
  name: keyof typeof INPUT & string,
  input: object,
): Promise<string> {
  const { refusals, ...shown } = await agreementCommand(hub, bearer, name, input)
  if (refusals.length > 0) throw new Error(`${name} was refused: ${refusals.map(({ code }) => code).join()}`)
  return (Object.values(shown)[0] as { id: string }).id
}

/** A term as `recordAgreementVersion` takes it: every fourth vacancy of the organisation, unless `changes` say otherwise. */
export function termInput(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    level: 'ORGANISATION',
    share: { numerator: 1, denominator: 4 },
    quotaBase: 'ALL',
    firstTurn: 'AT_END',
    settlement: 'EVERY_NTH',
    answerDeadlineBusinessDays: 10,
    returnCountsAsDelivered: false,
    replacementOwed: true,
    ...changes,
  }
}

/** A version as `recordAgreementVersion` takes it. */
export function versionInput(
  agreementId: string,
  from: string,
  terms: readonly object[],
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { agreementId, from, source: 'Underskrevet aftale', closingDays: [], terms, ...changes }
}

/** Global ids of the data's organisations by LBF number, and of their estates by LBF and estate number. */
export async function registryIds(hub: TestHub): Promise<(place: string) => string> {
  const rows = await hub.asOwner<{ place: string; id: string }>(
    `select lbf_number as place, 'HousingOrganisation:' || id as id from housing_organisation
     union all
     select o.lbf_number || '/' || e.number, 'Estate:' || e.id
       from estate e join housing_organisation o on o.id = e.organisation_id order by 1`,
  )
  return (place) => {
    const id = rows.find((row) => row.place === place)?.id
    if (id === undefined) throw new Error(`The data has no ${place}`)
    return id
  }
}

/** Who acts in the story: the municipality of two organisations' framework, theirs, and another pair. */
interface Cast {
  readonly municipality: Bearer
  readonly organisation: Bearer
  readonly otherOrganisation: Bearer
  readonly otherMunicipality: Bearer
  readonly lettingOfficer: Bearer
}

/**
 * Gives the demo's data a framework with two versions and a proposal, an agreement below it, a municipality's own
 * decision, placements on steps that changed, and an agreement that was ended.
 */
export async function tellAgreementStory(hub: TestHub, cast: Cast): Promise<void> {
  const { municipality, organisation, otherOrganisation, otherMunicipality, lettingOfficer } = cast
  const idOf = await registryIds(hub)
  const [own] = await hub.asOwner<{ number: string }>(
    `select e.number from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0045' and e.municipality_code = '0169' and upper_inf(e.valid) order by 1 limit 1`,
  )
  const [foreign] = await hub.asOwner<{ number: string }>(
    `select e.number from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0311' and e.municipality_code = '0101' order by 1 limit 1`,
  )
  const estateId = idOf(`0045/${own?.number}`)

  const frameworkId = await agreed(hub, municipality, 'recordAgreement', {
    municipalityCode: '0169',
    organisationIds: [idOf('0045'), idOf('0007')],
    name: 'Rammeaftale 2026-29',
    legalBases: ['SECTION_60', 'SECTION_59_2'],
    from: '2026-01-01',
    until: '2030-01-01',
    source: 'Sag 26/0001',
  })
  const terms = [
    termInput({ blockedAreaStatuses: ['PARALLEL_SOCIETY'], transitionalCapPerYear: 75 }),
    termInput({ step: 'Trin 1', share: { numerator: 1, denominator: 3 } }),
    termInput({ step: 'Trin 2', share: { numerator: 0, denominator: 1 }, dwellingType: 'FAMILY' }),
    termInput({
      dwellingType: 'YOUTH',
      level: 'DWELLING_TYPE',
      settlement: 'PER_YEAR',
      remainder: 'CARRIED',
      returnExceptions: ['CITIZEN_DECLINED'],
      replacementWithin: 3,
      flexible: {
        share: { numerator: 11, denominator: 100 },
        base: 'ALL',
        criteria: [
          { criterion: 'EMPLOYMENT', parameters: [{ name: 'hoursPerWeekMin', value: 25 }] },
          { criterion: 'EDUCATION' },
        ],
      },
      subShares: [{ channel: 'FLEXIBLE', name: 'Arbejde', share: { numerator: 2, denominator: 3 } }],
    }),
  ]
  const bring = async (bearer: Bearer, version: object, consents: readonly (readonly [Bearer, string])[]) => {
    const versionId = await agreed(hub, bearer, 'recordAgreementVersion', version)
    for (const [party, number] of consents) {
      await agreed(hub, party, 'consentToAgreementVersion', { versionId, organisationId: idOf(number) })
    }
    return agreed(hub, bearer, 'bringAgreementVersionIntoForce', { versionId })
  }
  const both = [
    [organisation, '0045'],
    [otherOrganisation, '0007'],
  ] as const
  await bring(
    municipality,
    versionInput(frameworkId, '2026-01-01', terms, {
      annexes: [{ name: 'Bilag 1', reference: 'Sag 26/0001-3' }],
      closingDays: [{ day: '12-24', source: 'Aftalens § 7' }],
    }),
    [...both],
  )
  await bring(municipality, versionInput(frameworkId, '2026-07-01', terms.slice(0, 3)), [...both])
  await agreed(hub, municipality, 'recordAgreementVersion', versionInput(frameworkId, '2027-01-01', terms))
  for (const [step, from] of [
    ['Trin 1', '2026-01-01'],
    ['Trin 2', '2026-06-01'],
  ]) {
    await agreed(hub, municipality, 'placeEstateOnStep', {
      agreementId: frameworkId,
      estateId,
      step,
      from,
      source: 'Bilag 1',
    })
  }

  const belowId = await agreed(hub, municipality, 'recordAgreement', {
    municipalityCode: '0169',
    organisationIds: [idOf('0045')],
    frameworkId,
    name: 'Aftale med 0045',
    legalBases: ['SECTION_59_2'],
    from: '2027-01-01',
    until: '2028-01-01',
    source: 'Sag 26/0002',
  })
  const whole = termInput({ estateId, level: 'ESTATE', share: { numerator: 1, denominator: 1 } })
  await bring(municipality, versionInput(belowId, '2027-01-01', [whole]), [[organisation, '0045']])

  const decisionId = await agreed(hub, otherMunicipality, 'recordAgreement', {
    municipalityCode: '0101',
    organisationIds: [idOf('0311')],
    name: 'Beslutning om hver fjerde',
    legalBases: ['SECTION_59_1'],
    from: '2025-01-01',
    source: 'Borgerrepræsentationen',
  })
  const decision = [termInput(), termInput({ step: 'Trin 1', share: { numerator: 1, denominator: 5 } })]
  await bring(otherMunicipality, versionInput(decisionId, '2025-01-01', decision), [[lettingOfficer, '0311']])
  await bring(otherMunicipality, versionInput(decisionId, '2026-01-01', decision), [])
  for (const from of ['2025-01-01', '2026-01-01']) {
    await agreed(hub, otherMunicipality, 'placeEstateOnStep', {
      agreementId: decisionId,
      estateId: idOf(`0311/${foreign?.number}`),
      step: 'Trin 1',
      from,
      source: 'Bilag 1',
    })
  }
  await agreed(hub, otherMunicipality, 'endAgreement', { agreementId: decisionId, until: '2029-01-01' })
  await agreed(hub, municipality, 'endAgreement', { agreementId: frameworkId, until: '2029-01-01' })
}
