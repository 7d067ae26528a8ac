import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'
import { BEARERS } from './story.ts'

/** The case system of municipality 0169. */
export const CASE_SYSTEM = { ...BEARERS.municipality, purpose: 'municipal-allocation' } as const
/** The case system of another municipality. */
export const OTHER_CASE_SYSTEM = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' } as const

/** Registers a feed of allocations of a municipality; answers its code. */
export async function allocationFeed(
  hub: TestHub,
  bearer: Bearer = CASE_SYSTEM,
  municipalityCode = '0169',
): Promise<string> {
  const code = `kommune-${municipalityCode}-${randomUUID().slice(0, 8)}`
  const { registerFeed } = await hub.fields<{ registerFeed: { refusals: { code: string }[] } }>(
    await hub.token(bearer),
    'mutation($input: RegisterFeedInput!) { registerFeed(input: $input) { refusals { code } } }',
    { input: { code, kind: 'ALLOCATION', municipalityCode, format: 'NDJSON', mode: 'DELTA' } },
  )
  if (registerFeed.refusals.length > 0) throw new Error(`refused: ${registerFeed.refusals[0]?.code}`)
  return code
}

/** What a delivery's report says; problems as `row SEVERITY CODE @ path`. */
export interface SyncReport {
  readonly id: string
  readonly outcomes: readonly string[]
  readonly problems: readonly string[]
}

/** What of a delivery its report is made of. */
export const syncReportSelection = `id received applied unchanged superseded quarantined
  records(first: 100) { nodes { row outcome problems { severity code path } } }`

export interface Shown {
  readonly id: string
  readonly received: number
  readonly applied: number
  readonly unchanged: number
  readonly superseded: number
  readonly quarantined: number
  readonly records: {
    readonly nodes: readonly {
      readonly row: number
      readonly outcome: string
      readonly problems: readonly {
        readonly severity: string
        readonly code: string
        readonly path: string
      }[]
    }[]
  }
}

/** The report of a delivery as it was shown. */
export function syncReportOf(shown: Shown): SyncReport {
  const { id, received, applied, unchanged, superseded, quarantined, records } = shown
  if (received !== applied + unchanged + superseded + quarantined) throw new Error('The sum is wrong')
  return {
    id,
    outcomes: records.nodes.map(({ outcome }) => outcome),
    problems: records.nodes.flatMap(({ row, problems }) =>
      problems.map(({ severity, code, path }) => `${row} ${severity} ${code} @ ${path}`),
    ),
  }
}

/** Delivers records by the mutation. */
export async function syncAllocations(
  hub: TestHub,
  feed: string,
  records: readonly object[],
  more: Readonly<Record<string, unknown>> & { readonly bearer?: Bearer } = {},
): Promise<SyncReport> {
  const { bearer = CASE_SYSTEM, ...variables } = more
  const { syncAllocations: answer } = await hub.fields<{
    syncAllocations: { delivery: Shown | null; refusals: { code: string }[] }
  }>(
    await hub.token(bearer),
    `mutation ($feed: PlainText!, $records: [AllocationRecordInput!]!, $key: IdempotencyKey!, $dryRun: Boolean, $sourceTime: Instant) {
      syncAllocations(feed: $feed, records: $records, idempotencyKey: $key, dryRun: $dryRun, sourceTime: $sourceTime) {
        delivery { ${syncReportSelection} } refusals { code } } }`,
    { feed, records, key: randomUUID(), ...variables },
  )
  if (answer.delivery === null) throw new Error(`The delivery was refused: ${answer.refusals[0]?.code}`)
  return syncReportOf(answer.delivery)
}

/** Delivers a file by HTTP; answers the report as its sender reads it afterwards. */
export async function sendAllocations(
  hub: TestHub,
  feed: string,
  lines: readonly (object | string)[],
  { bearer = CASE_SYSTEM, query = '' }: { readonly bearer?: Bearer; readonly query?: string } = {},
): Promise<SyncReport & { readonly status: number; readonly code: string | undefined }> {
  const token = await hub.token(bearer)
  const response = await fetch(`${hub.url}/feeds/${feed}/deliveries${query}`, {
    method: 'POST',
    body: lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` },
  })
  const answer = (await response.json()) as { id?: string; errors?: { extensions: { code: string } }[] }
  const failed = { id: '', outcomes: [], problems: [] }
  const shown =
    answer.id === undefined
      ? failed
      : syncReportOf(
          (
            await hub.fields<{ delivery: Shown }>(
              token,
              `query($id: ID!) { delivery(id: $id) { ${syncReportSelection} } }`,
              {
                id: answer.id,
              },
            )
          ).delivery,
        )
  return { ...shown, status: response.status, code: answer.errors?.[0]?.extensions.code }
}

/** The numbers by which a case system names an offered vacancy. */
export async function namesOf(hub: TestHub, vacancyId: string) {
  const [row] = await hub.asOwner<{ organisation: string; estate: string; tenancy: string; source: string }>(
    `select o.lbf_number as organisation, e.number as estate, d.tenancy_number as tenancy, v.source_id as source
       from vacancy v join dwelling d on d.id = v.dwelling_id join estate e on e.id = d.estate_id
       join housing_organisation o on o.id = v.organisation_id where 'Vacancy:' || v.id = $1`,
    [vacancyId],
  )
  if (row === undefined) throw new Error(`There is no ${vacancyId}`)
  return {
    organisationCode: row.organisation,
    estateNumber: row.estate,
    tenancyNumber: row.tenancy,
    vacancySourceId: row.source === '' ? null : row.source,
  }
}

/** The case reference of a household. */
export async function referenceOf(hub: TestHub, householdId: string): Promise<string> {
  const [row] = await hub.asOwner<{ reference: string }>(
    `select case_reference as reference from household where 'Household:' || id = $1`,
    [householdId],
  )
  return row?.reference ?? ''
}

/** Where offers stand: their state, and each decision that is not cancelled, as its days and states. */
export async function standingOf(hub: TestHub, offerIds: readonly string[]): Promise<readonly string[]> {
  const rows = await hub.asOwner<{ standing: string }>(
    `select concat_ws(' ', o.state, o.ended_on, (
              select string_agg(concat_ws(' ', '|', h.case_reference, a.state, a.allocated_on, a.answered_on, a.decline_reason,
                       d.decided_on, d.override_reason, d.source_id), ' ' order by d.decided_on, d.source_id)
                from allocation a join allocation_decision d on d.id = a.decision_id join household h on h.id = a.household_id
               where a.offer_id = o.id and a.state <> 'CANCELLED'), (
              select string_agg(concat_ws(' ', '/', h.case_reference, n.state, (n.nominated_at at time zone 'Europe/Copenhagen')::date), ' '
                       order by h.case_reference, n.state)
                from nomination n join household h on h.id = n.household_id where n.offer_id = o.id)) as standing
       from unnest($1::text[]) with ordinality given(id, place)
       join municipal_offer o on 'MunicipalOffer:' || o.id = given.id order by given.place`,
    [offerIds],
  )
  return rows.map(({ standing }) => standing)
}
