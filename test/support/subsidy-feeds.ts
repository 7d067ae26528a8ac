import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'
import { SUBSIDY_BEARERS } from './subsidies.ts'

const { economist, fund } = SUBSIDY_BEARERS

/** Registers a feed of subsidies of the municipality, or of the fund when it has none; answers its code. */
export async function subsidyFeed(
  hub: TestHub,
  municipalityCode: string | null = '0169',
  more: { readonly bearer?: Bearer; readonly mode?: 'DELTA' | 'SNAPSHOT'; readonly limit?: number } = {},
): Promise<string> {
  const bearer = more.bearer ?? (municipalityCode === null ? fund : economist)
  const owner = municipalityCode === null ? 'fond' : `kommune-${municipalityCode}`
  const code = `${owner}-${randomUUID().slice(0, 8)}`
  const { registerFeed } = await hub.fields<{ registerFeed: { refusals: { code: string }[] } }>(
    await hub.token(bearer),
    'mutation($input: RegisterFeedInput!) { registerFeed(input: $input) { refusals { code } } }',
    {
      input: {
        ...{ code, kind: 'SUBSIDY', municipalityCode, format: 'NDJSON', mode: more.mode ?? 'DELTA' },
        closingLimitPercent: more.limit ?? 100,
      },
    },
  )
  if (registerFeed.refusals.length > 0) throw new Error(`refused: ${registerFeed.refusals[0]?.code}`)
  return code
}

/** What a delivery's report says; problems as `row SEVERITY CODE @ path`. */
export interface SubsidySyncReport {
  readonly outcomes: readonly string[]
  readonly problems: readonly string[]
  readonly refusals: readonly string[]
  readonly status: string | null
  readonly closed: number
}

interface Answer {
  readonly delivery: {
    readonly status: string
    readonly closed: number
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
  } | null
  readonly refusals: readonly { readonly code: string }[]
}

/** Delivers records by the mutation. */
export async function syncSubsidies(
  hub: TestHub,
  feed: string,
  records: readonly object[],
  more: Readonly<Record<string, unknown>> & { readonly bearer?: Bearer } = {},
): Promise<SubsidySyncReport> {
  const { bearer = feed.startsWith('fond-') ? fund : economist, ...variables } = more
  const { it } = await hub.fields<{ it: Answer }>(
    await hub.token(bearer),
    `mutation ($feed: PlainText!, $records: [SubsidyRecordInput!]!, $key: IdempotencyKey!, $dryRun: Boolean, $mode: DeliveryMode,
        $sourceTime: Instant) {
       it: syncSubsidies(feed: $feed, records: $records, idempotencyKey: $key, dryRun: $dryRun, mode: $mode, sourceTime: $sourceTime) {
         delivery { status closed records(first: 100) { nodes { row outcome problems { severity code path } } } }
         refusals { code } } }`,
    { feed, records, key: randomUUID(), ...variables },
  )
  const nodes = it.delivery?.records.nodes ?? []
  return {
    outcomes: nodes.map(({ outcome }) => outcome),
    problems: nodes.flatMap(({ row, problems }) =>
      problems.map(({ severity, code, path }) => `${row} ${severity} ${code} @ ${path}`),
    ),
    refusals: it.refusals.map(({ code }) => code),
    status: it.delivery?.status ?? null,
    closed: it.delivery?.closed ?? 0,
  }
}

const OF_0169 = { municipalityCode: '0169', programme: '98F' }

/** A frame as a feed states it: 16 dwellings of Høje-Taastrup, unless `changes` say otherwise. */
export const frameRecord = (reference: string, changes: object = {}) => ({
  ...{ kind: 'FRAME', ...OF_0169, reference, source: 'Tilsagnsbrev' },
  ...{ dwellingsMax: 16, windowFrom: '2022-07-01', windowUntil: '2024-01-01', lapsesOn: '2026-01-01' },
  ...changes,
})

/** A commitment as a feed states it, unless `changes` say otherwise. */
export const commitmentRecord = (
  reference: string,
  frame: string,
  dwelling: string,
  changes: object = {},
) => {
  const [organisationCode, estateNumber, tenancyNumber] = dwelling.split('/')
  return {
    ...{ kind: 'COMMITMENT', ...OF_0169, reference, source: 'Sag 22/0001' },
    ...{ frame, organisationCode, estateNumber, tenancyNumber },
    ...{
      committedOn: '2022-07-01',
      from: '2022-07-01',
      until: '2028-07-01',
      granted: '90000',
      rentBefore: '4750',
    },
    ...changes,
  }
}

/** A condition of a frame as a feed states it: the homelessness plan, unless `changes` say otherwise. */
export const conditionRecord = (reference: string, frame: string, changes: object = {}) => ({
  ...{ kind: 'CONDITION', ...OF_0169, reference, frame, source: 'Hjemløseplan' },
  ...{ condition: 'HOMELESSNESS_PLAN', from: '2022-01-01' },
  ...changes,
})

/** A period as a feed states it: 1,250 kr. off 4,750 kr. for five months, unless `changes` say otherwise. */
export const periodRecord = (reference: string, commitment: string, changes: object = {}) => ({
  ...{ kind: 'PERIOD', ...OF_0169, reference, commitment, source: 'Lejekontrakt' },
  ...{ from: '2022-08-01', until: '2023-01-01', monthly: '1250', rentBefore: '4750', rentAfter: '3500' },
  ...changes,
})

/** A payment as a feed states it, unless `changes` say otherwise. */
export const paymentRecord = (reference: string, commitment: string, changes: object = {}) => ({
  ...{ kind: 'PAYMENT', ...OF_0169, reference, commitment },
  ...{ month: '2022-08-01', amount: '1250', paidOn: '2022-09-01' },
  ...changes,
})

/** Numbers of family dwellings of an organisation, as feeds name them. */
export async function familyDwellingNumbers(hub: TestHub, lbfNumber = '0045'): Promise<readonly string[]> {
  const rows = await hub.asOwner<{ numbers: string }>(
    `select o.lbf_number || '/' || e.number || '/' || d.tenancy_number as numbers
       from dwelling d join estate e on e.id = d.estate_id join housing_organisation o on o.id = e.organisation_id
      where o.lbf_number = $1 and d.municipality_code = '0169' and d.dwelling_type = 'FAMILY' order by d.id`,
    [lbfNumber],
  )
  return rows.map(({ numbers }) => numbers)
}
