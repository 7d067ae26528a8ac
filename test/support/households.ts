import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Purpose } from '../../src/access/grant.ts'
import type { Bearer, GraphQLErrorAnswer, TestHub } from './hub.ts'

/** The first units of two departments. */
export const UNIT = '11111111-1111-4111-8111-111111111111'
export const OTHER_UNIT = '22222222-2222-4222-8222-222222222222'

/** Who works with households in the tests, each for one purpose. */
export const CASEWORKERS = {
  system: {
    subject: 'system-0169',
    roles: ['municipal_system'],
    municipalityCodes: ['0169'],
    purpose: 'municipal-allocation',
  },
  /** Limited to one unit and one KLE group. */
  nominator: {
    subject: 'nominator-0169',
    roles: ['municipal_nominator'],
    municipalityCodes: ['0169'],
    organisationUnits: [UNIT],
    kleMasks: ['27'],
    purpose: 'case-handling',
  },
  allocator: {
    subject: 'allocator-0169',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169'],
    purpose: 'municipal-allocation',
  },
  eraser: {
    subject: 'eraser-0169',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169'],
    purpose: 'data-protection',
  },
  otherMunicipality: {
    subject: 'system-0101',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0101'],
    purpose: 'municipal-allocation',
  },
  twoMunicipalities: {
    subject: 'system-0169-0101',
    roles: ['municipal_allocator'],
    municipalityCodes: ['0169', '0101'],
    purpose: 'municipal-allocation',
  },
  leaseMaker: {
    subject: 'lease-maker-0045',
    roles: ['organisation_letting_officer'],
    organisationNumbers: ['0045'],
    purpose: 'tenancy-agreement',
  },
  otherLeaseMaker: {
    subject: 'lease-maker-0311',
    roles: ['organisation_system'],
    organisationNumbers: ['0311'],
    purpose: 'tenancy-agreement',
  },
} as const satisfies Record<string, Bearer & { readonly purpose: Purpose }>

export type Caseworker = keyof typeof CASEWORKERS

/** An operation in a caseworker's name, with the purpose in the header; it must succeed. */
export async function asCaseworker<Fields = Record<string, unknown>>(
  hub: TestHub,
  who: Caseworker,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Fields> {
  const { data, errors, text } = await answerTo<Fields>(hub, who, document, variables)
  if (errors !== undefined || data == null) throw new Error(`The hub answered ${text}`)
  return data
}

/** The same, whatever becomes of it. */
export async function answerTo<Fields = Record<string, unknown>>(
  hub: TestHub,
  who: Caseworker,
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<{
  data: Fields | null | undefined
  errors: readonly GraphQLErrorAnswer[] | undefined
  text: string
}> {
  const { purpose, ...bearer } = CASEWORKERS[who]
  return hub.query<Fields>(await hub.token(bearer), document, variables, { 'x-purpose': purpose })
}

const IDENTITY = 'identity { id name cpr phone email address }'
export const PERSON = `id leaseParty addressProtected erased ${IDENTITY}`
export const HOUSEHOLD = `id caseReference organisationUnitId kleNumber adults children
  need { needClass origin supportMethods rentMax } persons(first: 10) { totalCount nodes { ${PERSON} } }`
export const REFERRAL = `id state answeredOn declineReason adults children rentMax wantedDwellingTypes crisisCentrePriority
  household { id caseReference } receivedHousehold { id caseReference need { needClass rentMax crisisCentrePriority homeMunicipality { code } } }
  municipality { code } toMunicipality { code }`
export const DISCLOSURE = `id validFrom validUntil withdrawn basis adults children moveInOn derogations municipalContact
  payer guarantee dwelling { id } tenants(first: 10) { totalCount nodes { id name cpr phone email address } }`

export interface ShownIdentity {
  readonly id: string
  readonly name: string | null
  readonly cpr: string | null
  readonly phone: string | null
  readonly email: string | null
  readonly address: string | null
}

export interface ShownPerson {
  readonly id: string
  readonly leaseParty: boolean
  readonly addressProtected: boolean
  readonly erased: boolean
  readonly identity: ShownIdentity | null
}

export interface ShownHousehold {
  readonly id: string
  readonly caseReference: string
  readonly organisationUnitId: string | null
  readonly kleNumber: string | null
  readonly adults: number
  readonly children: number
  readonly need: Record<string, unknown> | null
  readonly persons: { readonly totalCount: number; readonly nodes: readonly ShownPerson[] }
}

export interface ShownDisclosure {
  readonly id: string
  readonly validUntil: string
  readonly withdrawn: boolean
  readonly dwelling: { readonly id: string } | null
  readonly tenants: { readonly totalCount: number; readonly nodes: readonly ShownIdentity[] }
}

/** What a mutation answered: the row under `shown`, and the codes of the refusals. */
export interface Outcome<Row> {
  readonly shown: Row | null
  readonly codes: readonly string[]
}

const MUTATIONS = {
  registerHousehold: ['$input: RegisterHouseholdInput!', `household { ${HOUSEHOLD} }`],
  correctHousehold: ['$input: CorrectHouseholdInput!', `household { ${HOUSEHOLD} }`],
  recordNeed: ['$input: RecordNeedInput!', `household { ${HOUSEHOLD} }`],
  setCaseStatus: ['$input: SetCaseStatusInput!', `household { ${HOUSEHOLD} status parkedUntil }`],
  recordAreaCheck: [
    '$input: RecordAreaCheckInput!',
    `household { ${HOUSEHOLD} areaChecks(first: 9) { nodes { rule excluded checkedOn validUntil } } }`,
  ],
  referHousehold: ['$input: ReferHouseholdInput!', `referral { ${REFERRAL} }`],
  withdrawReferral: ['$id: ID!', `referral { ${REFERRAL} }`],
  acceptReferral: ['$input: AcceptReferralInput!', `referral { ${REFERRAL} }`],
  declineReferral: ['$input: DeclineReferralInput!', `referral { ${REFERRAL} }`],
  recordPerson: ['$input: RecordPersonInput!', `person { ${PERSON} }`],
  discloseHousehold: ['$input: DiscloseHouseholdInput!', `disclosure { ${DISCLOSURE} }`],
  endDisclosure: ['$id: ID!, $until: LocalDate!', `disclosure { ${DISCLOSURE} }`],
  erasePerson: ['$id: ID!', ''],
} as const

/** Sends a command; its `idempotencyKey` is fresh unless `variables` name one. A fault is an error. */
export async function command<Row>(
  hub: TestHub,
  who: Caseworker,
  name: keyof typeof MUTATIONS,
  variables: Readonly<Record<string, unknown>>,
): Promise<Outcome<Row>> {
  const [own, selection] = MUTATIONS[name]
  const declared = `${own}, $idempotencyKey: IdempotencyKey!, $dryRun: Boolean! = false`
  const passed = [...declared.matchAll(/\$(\w+)/g)].map(([variable, argument]) => `${argument}: ${variable}`)
  const answer = await asCaseworker<Record<string, { refusals: { code: string }[] }>>(
    hub,
    who,
    `mutation Command(${declared}) { ${name}(${passed.join(', ')}) { ${selection} refusals { code } } }`,
    { idempotencyKey: randomUUID(), ...variables },
  )
  const { refusals = [], ...rows } = answer[name] ?? {}
  return { shown: (Object.values(rows)[0] ?? null) as Row | null, codes: refusals.map(({ code }) => code) }
}

let entered = 0

/**
 * A household to register, with one tenant, good unless `changes` spoil it. The CPR number is of somebody born in 2057,
 * whom nobody will be for a long time.
 */
export function householdInput(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    municipalityCode: '0169',
    caseReference: `SAG-${++entered}`,
    adults: 1,
    children: 0,
    persons: [personInput()],
    ...changes,
  }
}

/** A tenant to enter. */
export function personInput(
  identity: Readonly<Record<string, unknown>> | null = {},
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    leaseParty: true,
    addressProtected: false,
    ...(identity === null
      ? {}
      : {
          identity: {
            name: 'Opdigtet Prøve',
            cpr: '311257-5001',
            phone: '+45 00 00 00 00',
            email: 'opdigtet@prøve.example',
            address: 'Ingensteds 1',
            ...identity,
          },
        }),
    ...changes,
  }
}

/** Registers a household that must be taken. */
export async function registered(
  hub: TestHub,
  who: Caseworker,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<ShownHousehold> {
  const { shown, codes } = await command<ShownHousehold>(hub, who, 'registerHousehold', {
    input: householdInput(changes),
  })
  if (shown === null) throw new Error(`The household was refused: ${codes.join()}`)
  return shown
}

/** The days from today on, in Denmark. */
export function day(daysFromToday: number): string {
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Copenhagen' }).format()
  return new Date(Date.parse(today) + daysFromToday * 86_400_000).toISOString().slice(0, 10)
}

/** A grant by which a municipality opens disclosed households to an organisation, signed past every rule. */
export async function signGrant(
  hub: TestHub,
  {
    from = day(0),
    until = day(365),
    estateNumber = null as string | null,
    purpose = 'tenancy-agreement',
    municipalityCode = '0169',
    organisationNumber = '0045',
  } = {},
): Promise<string> {
  const [grant] = await inChange<{ id: string }>(
    hub,
    `insert into data_sharing_grant (municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid, estate_ids)
     select $5, o.id, 'MUNICIPALITY', 'test', 'DISCLOSURE', $3, daterange($1, $2),
            (select array_agg(e.id) from estate e where e.organisation_id = o.id and e.number = $4)
       from housing_organisation o where o.lbf_number = $6 returning id`,
    [from, until, purpose, estateNumber, municipalityCode, organisationNumber],
  )
  return grant?.id ?? ''
}

/** Revokes a grant, past every rule. */
export async function revokeGrant(hub: TestHub, id: string): Promise<void> {
  await inChange(
    hub,
    `insert into data_sharing_revocation (grant_id, municipality_code, organisation_id, signed_for, signed_by)
     select id, municipality_code, organisation_id, signed_for, 'test' from data_sharing_grant where id = $1`,
    [id],
  )
}

/** Runs SQL as the owner inside a change, as every table asks for. */
export async function inChange<Row extends object>(
  hub: TestHub,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  const [rows] = await ownChange<Row, void>(hub, sql, parameters, async () => undefined)
  return rows
}

/** The same, with something that is sent before it is committed: it is committed once that waits for it, or has its answer. */
export async function whileOpen<Answer>(
  hub: TestHub,
  sql: string,
  parameters: readonly unknown[],
  send: () => Promise<Answer>,
): Promise<Answer> {
  const [, sent] = await ownChange(hub, sql, parameters, async (pid) => {
    const answer = send()
    let answered = false
    answer.finally(() => {
      answered = true
    })
    for (let waits = 0; waits === 0 && !answered; ) {
      const [waiting] = await hub.asOwner<{ count: number }>(
        'select count(*)::int as count from pg_stat_activity where $1::int = any (pg_blocking_pids(pid))',
        [pid],
      )
      waits = waiting?.count ?? 0
    }
    return { answer }
  })
  return sent.answer
}

async function ownChange<Row extends object, Meanwhile>(
  hub: TestHub,
  sql: string,
  parameters: readonly unknown[],
  meanwhile: (pid: number | undefined) => Promise<Meanwhile>,
): Promise<[Row[], Meanwhile]> {
  const owner = new pg.Client({ connectionString: hub.database.ownerUrl })
  await owner.connect()
  try {
    await owner.query('begin')
    const { rows: own } = await owner.query<{ pid: number }>(`with entered as (
      insert into change (subject, client_id, action, request_id) values ('test', 'test', 'test', 'test') returning id)
      select set_config('app.change_id', id::text, true), pg_backend_pid() as pid from entered`)
    const { rows } = await owner.query<Row>(sql, [...parameters])
    const done = await meanwhile(own[0]?.pid)
    await owner.query('commit')
    return [rows, done]
  } finally {
    await owner.end()
  }
}

/** The global ids of dwellings of organisation 0045 in municipality 0169, in the order in which they were entered. */
export async function dwellingsOf(
  hub: TestHub,
  lbfNumber = '0045',
  estateNumber?: string,
): Promise<string[]> {
  const rows = await hub.asOwner<{ id: string }>(
    `select 'Dwelling:' || d.id as id from dwelling d join housing_organisation o on o.id = d.organisation_id
       join estate e on e.id = d.estate_id
      where o.lbf_number = $1 and ($2::text is null or e.number = $2) order by d.id`,
    [lbfNumber, estateNumber ?? null],
  )
  return rows.map(({ id }) => id)
}
