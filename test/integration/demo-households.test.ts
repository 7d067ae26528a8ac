import { enterHouseholdSamples } from '../../src/demo/household-samples.ts'
import { birthDayOf } from '../../src/kernel/cpr.ts'
import {
  asCaseworker,
  DISCLOSURE,
  HOUSEHOLD,
  revokeGrant,
  type ShownDisclosure,
  type ShownHousehold,
} from '../support/households.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

test('the demo’s households are entered once, of people who are not born yet', async () => {
  for (let time = 0; time < 2; time++) await enterHouseholdSamples(hub.app.households)
  const { households } = await asCaseworker<{ households: { nodes: ShownHousehold[] } }>(
    hub,
    'allocator',
    `{ households(first: 10, orderBy: CASE_REFERENCE_ASC) { nodes { ${HOUSEHOLD} } } }`,
  )
  expect(households.nodes.map((node) => node.caseReference)).toEqual(['DEMO-1', 'DEMO-2'])
  const identities = households.nodes.flatMap(({ persons }) => persons.nodes.map(({ identity }) => identity))
  expect(identities.map((identity) => identity?.name)).toEqual(
    expect.arrayContaining(['Opdigtet Eksempelsen', 'Beskyttet Eksempelsen', 'Barn Eksempelsen']),
  )
  for (const identity of identities) {
    if (identity?.cpr != null) expect(String(birthDayOf(identity.cpr)) > '2050').toBe(true)
  }
  expect(await hub.asOwner('select 1 from vault.person_key')).toHaveLength(3)
})

test('the first of them is disclosed to the organisation of a dwelling, once', async () => {
  const { disclosures } = await asCaseworker<{ disclosures: { nodes: ShownDisclosure[] } }>(
    hub,
    'leaseMaker',
    `{ disclosures(first: 10) { nodes { ${DISCLOSURE} } } }`,
  )
  expect(disclosures.nodes.map(({ tenants }) => tenants.nodes.map(({ name }) => name))).toEqual([
    ['Opdigtet Eksempelsen'],
  ])
})

test('a demo whose grant is revoked starts all the same', async () => {
  const grants = await hub.asOwner<{ id: string }>(
    `select id from data_sharing_grant where field_group = 'DISCLOSURE'`,
  )
  for (const { id } of grants) await revokeGrant(hub, id)
  // As on a later day.
  const deleted = await hub.asOwner(
    `delete from idempotency where key = encode(sha256(convert_to('DEMO-1-' || $1, 'UTF8')), 'hex') returning 1`,
    [systemClock.today()],
  )
  expect(deleted).toHaveLength(1)
  await enterHouseholdSamples(hub.app.households)
})
