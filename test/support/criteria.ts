import { randomUUID } from 'node:crypto'
import { agreed, registryIds, termInput, versionInput } from './agreement-story.ts'
import type { Bearer, GraphQLErrorAnswer, TestHub } from './hub.ts'
import { BEARERS } from './story.ts'

/** Who asks and answers in the tests. */
export const CHECKERS = {
  officer: {
    subject: 'letting-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045'],
    purpose: 'criteria-check',
  },
  organisationSystem: {
    subject: 'system-0045',
    roles: ['organisation_system'],
    organisationNumbers: ['0045'],
    purpose: 'criteria-check',
  },
  otherOfficer: {
    subject: 'letting-0311',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0311'],
    purpose: 'criteria-check',
  },
  nominator: {
    subject: 'checker-0169',
    roles: ['municipal_nominator'],
    municipalityCodes: ['0169'],
    purpose: 'criteria-check',
  },
  allocator: {
    subject: 'allocator-0169',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169'],
    purpose: 'criteria-check',
  },
  /** Reaches the cases of one KLE group only; a question belongs to none. */
  limited: {
    subject: 'limited-0169',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169'],
    kleMasks: ['27'],
    purpose: 'criteria-check',
  },
  otherMunicipality: {
    subject: 'checker-0101',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0101'],
    purpose: 'criteria-check',
  },
  /** Asks for one organisation and answers for a municipality that is not its own. */
  twoSided: {
    subject: 'two-sided',
    roles: ['organisation_letting_officer', 'municipal_allocator'],
    organisationNumbers: ['0045'],
    municipalityCodes: ['0101'],
    purpose: 'criteria-check',
  },
  /** Asks for an organisation and answers for the municipality of another one’s estates. */
  otherSide: {
    subject: 'other-side',
    roles: ['organisation_letting_officer', 'municipal_allocator'],
    organisationNumbers: ['0311'],
    municipalityCodes: ['0169'],
    purpose: 'criteria-check',
  },
  withoutPurpose: {
    subject: 'letting-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045'],
  },
  eraser: {
    subject: 'eraser-0169',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169'],
    purpose: 'data-protection',
  },
  organisationEraser: {
    subject: 'eraser-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045'],
    purpose: 'data-protection',
  },
} as const satisfies Record<string, Bearer>

export type Checker = keyof typeof CHECKERS

export const CHECK = `id criterion uses { criterion parameters { name value } } askedOn state answer dwellingType answerUntil keptUntil periodsSource
  organisation { lbfNumber } municipality { code } estate { id } term { flexible { criteria { criterion } } }
  applicant { id name cpr birthDate } consent { reference version givenOn channel withdrawnOn }
  answers { rowId number answer correctionReason answeredAt }`

export interface ShownCheck {
  readonly id: string
  readonly criterion: string
  readonly askedOn: string
  readonly state: string
  readonly answer: string | null
  readonly answerUntil: string
  readonly keptUntil: string
  readonly applicant: {
    readonly id: string
    readonly name: string | null
    readonly cpr: string | null
    readonly birthDate: string | null
  } | null
  readonly consent: { readonly withdrawnOn: string | null }
  readonly answers: readonly {
    readonly rowId: string
    readonly number: number
    readonly answer: string
    readonly correctionReason: string | null
  }[]
}

/** An operation in somebody's name, whatever becomes of it. */
export async function asChecker<Fields = Record<string, unknown>>(
  hub: TestHub,
  who: Bearer,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<{
  data: Fields | null | undefined
  errors: readonly GraphQLErrorAnswer[] | undefined
  text: string
}> {
  return hub.query<Fields>(await hub.token(who), document, variables)
}

const MUTATIONS = {
  askCriterion: ['$input: AskCriterionInput!', `check { ${CHECK} }`],
  answerCriterion: ['$input: AnswerCriterionInput!', `check { ${CHECK} }`],
  withdrawConsent: ['$input: WithdrawConsentInput!', `check { ${CHECK} }`],
  eraseApplicant: ['$id: ID!', ''],
} as const

export interface CheckOutcome {
  readonly check: ShownCheck | null
  readonly codes: readonly string[]
  readonly paths: readonly (string | null)[]
}

/** Sends a command; its `idempotencyKey` is fresh unless `variables` name one. A fault is an error. */
export async function checkCommand(
  hub: TestHub,
  who: Checker,
  name: keyof typeof MUTATIONS,
  variables: Readonly<Record<string, unknown>>,
): Promise<CheckOutcome> {
  const [own, selection] = MUTATIONS[name]
  const declared = `${own}, $idempotencyKey: IdempotencyKey!, $dryRun: Boolean! = false`
  const passed = [...declared.matchAll(/\$(\w+)/g)].map(([variable, argument]) => `${argument}: ${variable}`)
  const { data, errors, text } = await asChecker<
    Record<string, { check?: ShownCheck | null; refusals: { code: string; path: string | null }[] }>
  >(
    hub,
    CHECKERS[who],
    `mutation Command(${declared}) { ${name}(${passed.join(', ')}) { ${selection} refusals { code path messageDa messageEn } } }`,
    { idempotencyKey: randomUUID(), ...variables },
  )
  const answer = data?.[name]
  if (errors !== undefined || answer == null) throw new Error(`The hub answered ${text}`)
  return {
    check: answer.check ?? null,
    codes: answer.refusals.map(({ code }) => code),
    paths: answer.refusals.map(({ path }) => path),
  }
}

/** The first estate of organisation 0045 in municipality 0169 as a global id. */
export async function ownEstate(hub: TestHub): Promise<string> {
  const [estate] = await hub.asOwner<{ id: string }>(
    `select 'Estate:' || e.id as id from estate e join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = '0045' and e.municipality_code = '0169' and upper_inf(e.valid) order by e.number limit 1`,
  )
  return estate?.id ?? ''
}

/** An agreement in force since January by which youth dwellings are let to people in work, or under education. */
export async function agreeOnCriteria(
  hub: TestHub,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const idOf = await registryIds(hub)
  const agreementId = await agreed(hub, BEARERS.municipality, 'recordAgreement', {
    municipalityCode: '0169',
    organisationIds: [idOf('0045')],
    name: 'Aftale om fleksibel udlejning',
    legalBases: ['SECTION_60'],
    from: '2026-01-01',
    source: 'Sag 26/0060',
    ...changes,
  })
  const flexible = {
    share: { numerator: 1, denominator: 2 },
    base: 'ALL',
    criteria: [
      { criterion: 'EMPLOYMENT', parameters: [{ name: 'hoursPerWeekMin', value: 25 }] },
      { criterion: 'EDUCATION' },
      { criterion: 'EMPLOYMENT', parameters: [{ name: 'incomeMonthlyMin', value: 30_000 }] },
    ],
  }
  const terms = [
    termInput(),
    termInput({ dwellingType: 'YOUTH', flexible }),
    termInput({
      dwellingType: 'ELDERLY',
      flexible: {
        ...flexible,
        criteria: [{ criterion: 'SENIOR', parameters: [{ name: 'ageMin', value: 62 }] }],
      },
    }),
  ]
  const versionId = await agreed(
    hub,
    BEARERS.municipality,
    'recordAgreementVersion',
    versionInput(agreementId, '2026-01-01', terms),
  )
  await agreed(hub, BEARERS.organisation, 'consentToAgreementVersion', {
    versionId,
    organisationId: idOf('0045'),
  })
  await agreed(hub, BEARERS.municipality, 'bringAgreementVersionIntoForce', { versionId })
}

/** A question to ask, good unless `changes` spoil it. The CPR number is of somebody born in 2057. */
export function questionInput(
  estateId: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    estateId,
    dwellingType: 'YOUTH',
    criterion: 'EMPLOYMENT',
    applicant: { name: 'Opdigtet Ansøger', cpr: '311257-5001' },
    consent: consentInput(),
    ...changes,
  }
}

/** A consent to ask with. */
export function consentInput(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { reference: 'SAMTYKKE-1', version: '2026-01', givenOn: '2026-11-01', channel: 'ONLINE', ...changes }
}
