import { setTimeout as delay } from 'node:timers/promises'
import { type Answer, startHub, type TestHub } from '../support/hub.ts'
import { BEARERS, type BearerName, syncRecord, tellStory } from '../support/story.ts'

/**
 * One small pool, thousands of transactions of many actors at once, among them some that are cancelled, killed,
 * broken off by the client or fail. None may ever run in another's name.
 */
const TRANSACTIONS = 3_000
const AT_ONCE = 40
const NAMES = [
  'organisation',
  'otherOrganisation',
  'municipality',
  'otherMunicipality',
  'several',
  'nobody',
] as const
const READ = `{ viewer { organisations { id } municipalities { code } }
  vacancies(first: 5) { totalCount nodes { id } } feeds(first: 5) { totalCount } }`
const BROKEN = `{ vacancies(first: 5, after: "bm90IGEgY3Vyc29y") { nodes { id } } }`
const DRY_RUN = `mutation ($feed: PlainText!, $records: [VacancyRecordInput!]!) {
  syncVacancies(feed: $feed, records: $records, idempotencyKey: "again", dryRun: true) { delivery { applied } refusals { code } } }`
/** What a request may end with that was cancelled, or whose connection was cut. */
const DISTURBED = ['QUERY_TIMEOUT', 'INTERNAL_SERVER_ERROR']

let hub: TestHub
const expected = new Map<BearerName, string>()

beforeAll(async () => {
  hub = await startHub({ env: { READ_CONNECTIONS: '3', WRITE_CONNECTIONS: '2' } })
  await tellStory(hub)
  for (const name of NAMES) {
    const { text, errors } = await hub.query(await hub.token(BEARERS[name]), READ)
    expect(errors).toBeUndefined()
    expected.set(name, text)
  }
  expect(new Set(expected.values()).size).toBe(NAMES.length)
}, 120_000)
afterAll(() => hub?.stop())

const codesOf = (answer: Answer) => (answer.errors ?? []).map(({ extensions }) => extensions?.code)

const seen = { whole: 0, disturbed: 0, brokenOff: 0, failed: 0, written: 0 }

function disturbed(answer: Answer): void {
  for (const code of codesOf(answer)) expect(DISTURBED).toContain(code)
  seen.disturbed += 1
}

async function transaction(turn: number): Promise<void> {
  const name = NAMES[turn % NAMES.length] as (typeof NAMES)[number]
  const token = await hub.token(BEARERS[name])
  switch (turn % 11) {
    case 3: {
      const answer = await hub.query(token, BROKEN)
      expect(codesOf(answer)).toEqual(['CURSOR_INVALID'])
      seen.failed += 1
      return
    }
    case 5: {
      const feed = '0045-csv'
      const answer = await hub.query(token, DRY_RUN, { feed, records: [syncRecord('0045/011/1')] })
      if (answer.errors !== undefined) disturbed(answer)
      else if (name === 'organisation') seen.written += 1
      else expect(answer.text).not.toContain('"applied":1')
      return
    }
    case 7: {
      const broken = AbortSignal.timeout(turn % 5)
      await fetch(`${hub.url}/graphql`, {
        method: 'POST',
        signal: broken,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: READ }),
      }).then(
        async (response) => expect(await response.text()).toBe(expected.get(name)),
        () => {
          seen.brokenOff += 1
        },
      )
      return
    }
    default: {
      const answer = await hub.query(token, READ)
      if (answer.errors === undefined) {
        expect(answer.text).toBe(expected.get(name))
        seen.whole += 1
      } else disturbed(answer)
    }
  }
}

test('no transaction runs in the name of another actor, whatever becomes of those around it', async () => {
  let next = 0
  let running = true
  const work = Array.from({ length: AT_ONCE }, async () => {
    while (next < TRANSACTIONS) await transaction(next++)
  })
  const disturb = (async () => {
    for (let turn = 0; running; turn++) {
      // In fits, with so much calm between them that a command gets through on a busy machine too.
      if (Math.floor(turn / 10) % 4 === 0) {
        const end = turn % 4 === 0 ? 'pg_terminate_backend' : 'pg_cancel_backend'
        await hub.asOwner(
          `select ${end}(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
              and usename = 'boligbro_app' and state <> 'idle' order by random() limit 1`,
        )
      }
      await delay(10)
    }
  })()
  await Promise.all(work).finally(() => {
    running = false
  })
  await disturb
  expect(seen.whole).toBeGreaterThan(TRANSACTIONS / 2)
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)

  // Nothing of anybody stays on a connection that is handed out again.
  const { reads } = hub.app.database
  const left = await Promise.all(
    Array.from({ length: 12 }, () =>
      reads.query<{ subject: string; seen: number }>(
        `select coalesce(current_setting('app.subject', true), '') as subject, (select count(*)::int from vacancy) as seen`,
      ),
    ),
  )
  for (const { rows } of left) expect(rows).toEqual([{ subject: '', seen: 0 }])
}, 120_000)
