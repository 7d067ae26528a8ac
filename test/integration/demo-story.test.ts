import { enterHouseholdSamples } from '../../src/demo/household-samples.ts'
import type { DemoClient } from '../../src/demo/identity.ts'
import { tellStory } from '../../src/demo/story.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { refreshLedgers } from '../../src/quota/index.ts'
import { startHub, type TestHub } from '../support/hub.ts'

const hubs: TestHub[] = []
afterAll(async () => {
  for (const hub of hubs) await hub.stop()
})

/** What a client of the demo is answered. */
async function asks<Fields>(
  hub: TestHub,
  client: DemoClient,
  query: string,
  purpose: string,
): Promise<Fields> {
  const { data, errors } = await hub.query(await hub.token(client), query, {}, { 'x-purpose': purpose })
  expect(errors).toBeUndefined()
  return data as Fields
}

const changes = async (hub: TestHub) => {
  const [row] = await hub.asOwner<{ count: number }>('select count(*)::int as count from change')
  return row?.count
}

describe('The story of the demo', () => {
  let hub: TestHub
  beforeAll(async () => {
    hub = await startHub()
    hubs.push(hub)
    await enterHouseholdSamples(hub.app.households)
    expect(await tellStory(hub.url, systemClock.today())).toBeNull()
    await refreshLedgers(hub.app.database, systemClock)
  }, 120_000)

  test('gives the municipality turns by its agreement, one offer that is let and one that waits', async () => {
    const { agreements, offers, quotaLedger } = await asks<Record<string, { nodes: object[] }>>(
      hub,
      'demo-municipality',
      `{ agreements(first: 5) { nodes { name versions(first: 5) { nodes { status terms(first: 5) { totalCount } } } } }
         offers(first: 5) { nodes { state legalBasis vacancy { externalKey } } }
         quotaLedger(municipalityCode: "0169", first: 1, filter: { channels: [MUNICIPAL] }) {
           nodes { sequence entitled owed explanationDa vacancy { externalKey } } } }`,
      'municipal-allocation',
    )
    expect(agreements?.nodes).toEqual([
      {
        name: 'Rammeaftale 2023-26 (demo)',
        versions: { nodes: [{ status: 'IN_FORCE', terms: { totalCount: 2 } }] },
      },
    ])
    expect(quotaLedger?.nodes).toEqual([
      {
        ...{ sequence: 1, entitled: '1', owed: 1, vacancy: { externalKey: '0045-003-0011' } },
        explanationDa: [
          'Rammeaftale 2023-26 (demo), version 1, vilkår 2: afdelingens eget vilkår.',
          'Kommunen har ret til alle boliger under vilkåret.',
          'Tur 1, løbende: kommunens ret var 0 før boligen og er 1 med den. Kommunen har 1 til gode.',
        ],
      },
    ])
    expect(offers?.nodes).toEqual(
      expect.arrayContaining([
        { state: 'LEASE_SIGNED', legalBasis: 'SECTION_63', vacancy: { externalKey: '0045-003-0055' } },
        { state: 'OFFERED', legalBasis: 'SECTION_59_2', vacancy: { externalKey: '0045-003-0037' } },
      ]),
    )
  })

  test('gives the caseworker a timeline of DEMO-1, and its organisation the same without the household', async () => {
    const timeline =
      '{ transitionTimelines(first: 5) { nodes { state terms { derogations } case { household { caseReference } } } } }'
    const shown = { state: 'LEASE_SIGNED', terms: { derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'] } }
    expect(await asks(hub, 'demo-caseworker', timeline, 'case-handling')).toEqual({
      transitionTimelines: { nodes: [{ ...shown, case: { household: { caseReference: 'DEMO-1' } } }] },
    })
    expect(await asks(hub, 'demo-organisation', timeline, 'tenancy-agreement')).toEqual({
      transitionTimelines: { nodes: [{ ...shown, case: null }] },
    })
  })

  test('gives the auditor a month that was paid twice', async () => {
    const { runSubsidyAudit } = await asks<{
      runSubsidyAudit: { audit: { findings: { nodes: { code: string }[] } } }
    }>(
      hub,
      'demo-auditor',
      `mutation { runSubsidyAudit(idempotencyKey: "a", input: { municipalityCode: "0169", programme: "98F", from: "2022-01-01",
         until: "2023-01-01" }) { audit { findings(first: 20) { nodes { code months atStake dwelling { tenancyNumber } } } } } }`,
      'subsidy-audit',
    )
    const { nodes } = runSubsidyAudit.audit.findings
    expect(nodes.filter(({ code }) => code === 'DOUBLE_MONTH')).toEqual([
      {
        ...{ code: 'DOUBLE_MONTH', months: ['2022-10-01'], atStake: '1250.00' },
        dwelling: { tenancyNumber: '0076' },
      },
    ])
  })

  test('is told once', async () => {
    const before = await changes(hub)
    expect(await tellStory(hub.url, systemClock.today())).toBeNull()
    expect(await changes(hub)).toBe(before)
  })
})

test('a story that was broken off goes on at the next start, and one that cannot go on says why', async () => {
  const hub = await startHub()
  hubs.push(hub)
  expect(await tellStory(hub.url, systemClock.today())).toBe('There is no household DEMO-1')
  expect(await tellStory(hub.url, systemClock.today())).toBe('There is no household DEMO-1')
  expect(await hub.asOwner('select name from agreement')).toEqual([{ name: 'Rammeaftale 2023-26 (demo)' }])
  await enterHouseholdSamples(hub.app.households)
  expect(await tellStory(hub.url, systemClock.today())).toBeNull()
}, 120_000)
