import { randomUUID } from 'node:crypto'
import { LANDLORD } from './arrears.ts'
import { CASE_SYSTEM, type Shown, type SyncReport, syncReportOf, syncReportSelection } from './case-system.ts'
import type { Bearer, TestHub } from './hub.ts'

/** The kinds of records of transitions, with who delivers them and what a call names them. */
export const TRANSITION_FEEDS = {
  TENANCY: { bearer: LANDLORD, argument: 'tenancies' },
  ARREARS: { bearer: LANDLORD, argument: 'arrears' },
  STAY: { bearer: CASE_SYSTEM, argument: 'stays' },
  SUPPORT: { bearer: CASE_SYSTEM, argument: 'support' },
} as const satisfies Record<string, { readonly bearer: Bearer; readonly argument: string }>
export type TransitionFeedKind = keyof typeof TRANSITION_FEEDS

/** Registers a feed of a kind for organisation 0045 or municipality 0169; answers its code. */
export async function transitionFeed(
  hub: TestHub,
  kind: TransitionFeedKind,
  format: 'CSV' | 'NDJSON' = 'NDJSON',
): Promise<string> {
  const { bearer } = TRANSITION_FEEDS[kind]
  const ofOrganisation = bearer === LANDLORD
  const [organisation] = await hub.asOwner<{ id: string }>(
    `select 'HousingOrganisation:' || id as id from housing_organisation where lbf_number = '0045'`,
  )
  const code = `${ofOrganisation ? '0045' : 'kommune-0169'}-${randomUUID().slice(0, 8)}`
  const owner = ofOrganisation ? { organisationId: organisation?.id } : { municipalityCode: '0169' }
  const { registerFeed } = await hub.fields<{ registerFeed: { refusals: { code: string }[] } }>(
    await hub.token(bearer),
    'mutation($input: RegisterFeedInput!) { registerFeed(input: $input) { refusals { code } } }',
    { input: { code, kind, format, mode: 'DELTA', ...owner } },
  )
  if (registerFeed.refusals.length > 0) throw new Error(`refused: ${registerFeed.refusals[0]?.code}`)
  return code
}

/** Delivers records by `syncTransitions`; a refusal of the whole call is an error with its code. */
export async function syncTransitions(
  hub: TestHub,
  kind: TransitionFeedKind,
  feed: string,
  records: readonly object[],
  more: Readonly<Record<string, unknown>> & { readonly bearer?: Bearer } = {},
): Promise<SyncReport> {
  const { bearer = TRANSITION_FEEDS[kind].bearer, ...variables } = more
  const { argument } = TRANSITION_FEEDS[kind]
  const type = { tenancies: 'Tenancy', arrears: 'Arrears', stays: 'Stay', support: 'Support' }[argument]
  const { syncTransitions: answer } = await hub.fields<{
    syncTransitions: { delivery: Shown | null; refusals: { code: string }[] }
  }>(
    await hub.token(bearer),
    `mutation ($feed: PlainText!, $records: [${type}RecordInput!]!, $key: IdempotencyKey!, $dryRun: Boolean, $sourceTime: Instant) {
      syncTransitions(feed: $feed, ${argument}: $records, idempotencyKey: $key, dryRun: $dryRun, sourceTime: $sourceTime) {
        delivery { ${syncReportSelection} } refusals { code } } }`,
    { feed, records, key: randomUUID(), ...variables },
  )
  if (answer.delivery === null) throw new Error(`The delivery was refused: ${answer.refusals[0]?.code}`)
  return syncReportOf(answer.delivery)
}

/** Delivers a file by HTTP; answers the status and, of a refused one, the code. */
export async function sendTransitions(
  hub: TestHub,
  bearer: Bearer,
  feed: string,
  body: string,
  query = '',
): Promise<{ readonly status: number; readonly code?: string; readonly outcomes?: string }> {
  const response = await fetch(`${hub.url}/feeds/${feed}/deliveries${query}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/octet-stream',
      authorization: `Bearer ${await hub.token(bearer)}`,
    },
  })
  const answer = (await response.json()) as Record<string, number> & {
    errors?: { extensions: { code: string } }[]
  }
  const code = answer.errors?.[0]?.extensions.code
  if (code !== undefined) return { status: response.status, code }
  const { applied, unchanged, superseded, quarantined } = answer
  return { status: response.status, outcomes: `${applied}/${unchanged}/${superseded}/${quarantined}` }
}
