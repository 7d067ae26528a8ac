import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Bearer, TestHub } from './hub.ts'

/** Who acts on subsidies. */
export const SUBSIDY_BEARERS = {
  economist: {
    subject: 'economist-0169',
    roles: ['municipal_economist'],
    municipalityCodes: ['0169'],
    purpose: 'subsidy-administration',
  },
  fund: { subject: 'fund', roles: ['fund_administrator'] },
  subsidyAuditor: {
    subject: 'subsidy-auditor-0169',
    roles: ['auditor'],
    engagedMunicipalityCodes: ['0169'],
    purpose: 'subsidy-audit',
  },
  refundAuditor: {
    subject: 'refund-auditor-0169',
    roles: ['auditor'],
    engagedMunicipalityCodes: ['0169'],
    engagedProgramme: '163A',
    purpose: 'subsidy-audit',
  },
} as const satisfies Record<string, Bearer>

/** A payload of a command on subsidies: what it shows, and its refusals. */
export interface SubsidyAnswer {
  readonly shown: { readonly id: string } | null
  readonly refusals: readonly { readonly code: string; readonly path: string | null }[]
}

const SHOWN: Readonly<Record<string, string>> = {
  recordSubsidyProgramme: 'programme',
  recordSubsidyTerm: 'programme',
  recordSubsidyRate: 'programme',
  recordSubsidyFrame: 'frame',
  restateSubsidyFrame: 'frame',
  recordSubsidyCondition: 'frame',
  correctSubsidyCondition: 'frame',
  commitSubsidies: 'frame',
  withdrawSubsidyCommitment: 'commitment',
  recordSubsidyPeriod: 'period',
  correctSubsidyPeriod: 'period',
  recordSubsidyPayments: 'commitment',
  grantTenantSubsidy: 'subsidy',
  recordTenantSubsidyInputs: 'subsidy',
  recordTenantSubsidyPayments: 'subsidy',
  runSubsidyAudit: 'audit',
  answerSubsidyFinding: 'finding',
}

/** Carries out a command on subsidies over HTTP. */
export async function subsidyCommand(
  hub: TestHub,
  bearer: Bearer,
  name: string,
  input: object,
  more: { readonly key?: string; readonly dryRun?: boolean } = {},
): Promise<SubsidyAnswer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{ it: SubsidyAnswer }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!, $dryRun: Boolean!) {
       it: ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) {
         shown: ${SHOWN[name]} { id } refusals { code path law messageDa messageEn } } }`,
    { input, key: more.key ?? randomUUID(), dryRun: more.dryRun ?? false },
  )
  return it
}

/** Like `subsidyCommand`, for one that must be carried out; answers the id of what it shows. */
export async function done(hub: TestHub, bearer: Bearer, name: string, input: object): Promise<string> {
  const { shown, refusals } = await subsidyCommand(hub, bearer, name, input)
  if (shown === null || refusals.length > 0) {
    throw new Error(`${name} was refused: ${refusals.map(({ code, path }) => `${code} ${path}`).join()}`)
  }
  return shown.id
}

/** The codes that a command is refused with. */
export async function refusedWith(
  hub: TestHub,
  bearer: Bearer,
  name: string,
  input: object,
): Promise<readonly string[]> {
  const { refusals } = await subsidyCommand(hub, bearer, name, input)
  return refusals.map(({ code }) => code)
}

/** A term as `recordSubsidyTerm` takes it: of § 98 f, as the documents tell it, unless `changes` say otherwise. */
export function term(
  programmeId: string,
  from: string,
  changes: Readonly<Record<string, unknown>> = {},
): object {
  return {
    programmeId,
    from,
    payee: 'ORGANISATION',
    endRule: 'WITH_TENANCY',
    indexation: 'YEARLY',
    partialMonths: 'STARTED',
    paymentCalendar: 'MONTHLY_IN_ARREARS',
    rounding: 'OERE',
    monthsMax: 72,
    rentBeforeMin: '4500',
    rentBeforeMax: '5000',
    source: 'Ordningens vejledning',
    ...changes,
  }
}

/** A frame as `recordSubsidyFrame` takes it: 16 dwellings of Høje-Taastrup, unless `changes` say otherwise. */
export function frame(programmeId: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    programmeId,
    municipalityCode: '0169',
    dwellingsMax: 16,
    windowFrom: '2022-07-01',
    windowUntil: '2024-01-01',
    lapsesOn: '2026-01-01',
    source: 'Tilsagnsbrev',
    ...changes,
  }
}

/** A commitment as `commitSubsidies` takes it, unless `changes` say otherwise. */
export function commitment(dwellingId: string, changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    dwellingId,
    committedOn: '2022-07-01',
    from: '2022-07-01',
    until: '2028-07-01',
    granted: '90000',
    rentBefore: '4750',
    allocationDecidedOn: '2022-06-20',
    targetGroupRecordedOn: '2022-06-20',
    targetGroupBasis: ['ACUTE_HOUSING_NEED', 'LOW_ABILITY_TO_PAY'],
    source: 'Sag 22/0001',
    ...changes,
  }
}

/** A period as `recordSubsidyPeriod` takes it: 1,250 kr. off 4,750 kr., unless `changes` say otherwise. */
export function period(
  commitmentId: string,
  tenancyId: string | null,
  from: string,
  until: string,
  changes: Readonly<Record<string, unknown>> = {},
): object {
  return {
    commitmentId,
    tenancyId,
    from,
    until,
    monthly: '1250',
    rentBefore: '4750',
    rentAfter: '3500',
    source: 'Lejekontrakt',
    ...changes,
  }
}

/** Ids of dwellings of an organisation in a municipality, as many as there are; each made a family dwelling. */
export async function familyDwellings(
  hub: TestHub,
  lbfNumber = '0045',
  municipalityCode = '0169',
): Promise<readonly string[]> {
  const rows = await hub.asOwner<{ id: string }>(
    `select 'Dwelling:' || d.id as id from dwelling d join housing_organisation o on o.id = d.organisation_id
      where o.lbf_number = $1 and d.municipality_code = $2 and d.dwelling_type = 'FAMILY' order by d.id`,
    [lbfNumber, municipalityCode],
  )
  return rows.map(({ id }) => id)
}

/** Enters a tenancy of a dwelling, past every rule; answers its id. */
export async function tenancy(
  hub: TestHub,
  dwellingId: string,
  from: string,
  until: string | null,
  changes: { readonly rentOere?: number; readonly allocated?: boolean; readonly transitional?: boolean } = {},
): Promise<string> {
  const [row] = await asChange<{ id: string }>(
    hub,
    `insert into public.tenancy (organisation_id, municipality_code, dwelling_id, valid, allocated, transitional, rent_oere, ending)
     select organisation_id, municipality_code, id, daterange($2::date, $3::date), $4, $5, $6, case when $3 is not null then 'MOVED_OUT' end
       from public.dwelling where id = $1::uuid returning 'Tenancy:' || id as id`,
    [
      dwellingId.slice('Dwelling:'.length),
      from,
      until,
      changes.allocated ?? true,
      changes.transitional ?? false,
      changes.rentOere ?? 350_000,
    ],
  )
  return row?.id ?? ''
}

/** Ends a tenancy on a day, past every rule. */
export async function moveOut(hub: TestHub, tenancyId: string, on: string): Promise<void> {
  await asChange(
    hub,
    `update public.tenancy set valid = daterange(lower(valid), $2::date), ending = 'MOVED_OUT' where id = $1::uuid`,
    [tenancyId.slice('Tenancy:'.length), on],
  )
}

/** Runs one statement as the owner, within a change of its own. */
export function asChange<Row extends object>(
  hub: TestHub,
  sql: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  return within(hub, async (owner) => (await owner.query<Row>(sql, [...parameters])).rows)
}

/** Works as the owner within a change of its own, which is ended once the work is done. */
export async function within<Done>(hub: TestHub, work: (owner: pg.Client) => Promise<Done>): Promise<Done> {
  const owner = new pg.Client({ connectionString: hub.database.ownerUrl })
  await owner.connect()
  try {
    await owner.query('begin')
    await owner.query(`with entered as (
        insert into public.change (subject, client_id, action, request_id)
        values ('test', 'test', 'tenancy:record', 'test') returning id)
      select set_config('app.change_id', id::text, true), set_config('app.subject', 'test', true) from entered`)
    const done = await work(owner)
    await owner.query('commit')
    return done
  } finally {
    await owner.end()
  }
}

/** The commitments of a frame, oldest first. */
export async function commitmentsOf(
  hub: TestHub,
  bearer: Bearer,
  frameId: string,
): Promise<readonly string[]> {
  const { it } = await hub.fields<{ it: { commitments: { nodes: { id: string }[] } } }>(
    await hub.token(bearer),
    'query($id: ID!) { it: subsidyFrame(id: $id) { commitments(first: 100) { nodes { id } } } }',
    { id: frameId },
  )
  return it.commitments.nodes.map(({ id }) => id)
}
