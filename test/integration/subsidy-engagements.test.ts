import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, letOrganisationAgree } from '../support/offers.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'
import {
  commitment,
  commitmentsOf,
  done,
  familyDwellings,
  frame,
  subsidyCommand,
  tenancy,
  term,
  within,
} from '../support/subsidies.ts'

const { economist, fund, subsidyAuditor } = BEARERS

/** An auditor who is engaged for these days of a programme. */
const engagedFor = (from: string, until: string, engagedProgramme = '98F'): Bearer => ({
  ...{ ...subsidyAuditor, subject: `auditor-${engagedProgramme}-${from}` },
  ...{ engagedProgramme, engagedDays: [from, until] },
})
const of2024 = engagedFor('2024-01-01', '2025-01-01')

let hub: TestHub
let frameId: string
let beforeLast: string
beforeAll(async () => {
  hub = await startHub()
  const programmeId = await done(hub, fund, 'recordSubsidyProgramme', {
    ...{ code: '98F', instrument: 'SECTION_98_F', name: 'Midlertidigt tilskud', source: 'almenboligloven' },
  })
  await done(hub, fund, 'recordSubsidyTerm', term(programmeId, '2022-07-01'))
  frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId))
  const [dwellingId = ''] = await familyDwellings(hub)
  const commitments = [commitment(dwellingId, { granted: '3000' })]
  await done(hub, economist, 'commitSubsidies', { frameId, commitments })
  const [commitmentId] = await commitmentsOf(hub, economist, frameId)
  const pay = (month: string, reference: string) =>
    done(hub, economist, 'recordSubsidyPayments', {
      commitmentId,
      payments: [{ month, amount: '1250', paidOn: month, reference }],
    })
  await pay('2022-08-01', 'BILAG-22')
  await pay('2024-02-01', 'BILAG-24')
  beforeLast = new Date().toISOString()
  await pay('2025-03-01', 'BILAG-25')
}, 120_000)
afterAll(() => hub?.stop())

/** What an auditor's run over these days finds that was paid beyond what was granted. */
async function exceeded(auditor: Bearer, programme: string, from: string, until: string, knownAt?: string) {
  const { shown, refusals } = await subsidyCommand(hub, auditor, 'runSubsidyAudit', {
    ...{ municipalityCode: '0169', programme, from, until, knownAt },
  })
  expect(refusals).toEqual([])
  return hub.asOwner<{ atStake: string; paid: string; payments: number }>(
    `select (at_stake_oere / 100.0)::numeric(15, 2)::text as "atStake",
            (select one ->> 'value' from jsonb_array_elements(figures) one where one ->> 'name' = 'paid') as paid,
            (select count(*)::int from jsonb_array_elements(evidence) one where one ->> 'type' = 'SubsidyPayment') as payments
       from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 and code = 'COMMITMENT_EXCEEDED'`,
    [shown?.id],
  )
}

describe('An auditor who is engaged for one year', () => {
  test('finds that all years together were paid more than was granted, and proves it by that year’s payments', async () => {
    expect(await exceeded(of2024, '98F', '2024-01-01', '2025-01-01')).toEqual([
      { atStake: '750.00', paid: '3750.00', payments: 1 },
    ])
  })

  test('finds it as it was known at the moment asked for', async () => {
    expect(await exceeded(of2024, '98F', '2024-01-01', '2025-01-01', beforeLast)).toEqual([])
  })

  test('finds what an auditor of all years finds', async () => {
    expect(await exceeded(subsidyAuditor, '98F', '2022-07-01', '2026-01-01')).toEqual([
      { atStake: '750.00', paid: '3750.00', payments: 3 },
    ])
  })

  test('sees no payment of another year', async () => {
    interface Seen {
      it: { commitments: { nodes: { payments: { nodes: { reference: string }[] } }[] } }
    }
    const { it } = await hub.fields<Seen>(
      await hub.token(of2024),
      `query($id: ID!) { it: subsidyFrame(id: $id) { commitments(first: 1) { nodes {
         payments(first: 9) { nodes { reference } } } } } }`,
      { id: frameId },
    )
    expect(it.commitments.nodes[0]?.payments.nodes).toEqual([{ reference: 'BILAG-24' }])
  })
})

describe('What was paid in all', () => {
  const FUNCTIONS = ['access.paid_in_all', 'access.paid_to_tenants_in_all'] as const

  /** What each function tells such an actor of a programme, asked as the application asks. */
  const told = (bearer: Bearer, programme: string) =>
    within(hub, async (owner) => {
      await owner.query(SET_ACTOR_SQL, actorParameters(originOfBearer(bearer)))
      await owner.query('set local role boligbro_app')
      const paid = FUNCTIONS.map((name) =>
        owner.query<{ paid: string }>(`select amount_oere as paid from ${name}('0169', $1, now())`, [
          programme,
        ]),
      )
      return (await Promise.all(paid)).map(({ rows }) => rows.map((row) => row.paid))
    })

  beforeAll(async () => {
    await letOrganisationAgree(hub)
    const programmeId = await done(hub, economist, 'recordSubsidyProgramme', {
      ...{ code: 'M26', instrument: 'MUNICIPAL_2026', name: 'Tilskud 2026', source: 'Loven' },
      municipalityCode: '0169',
    })
    const open = { rentBeforeMin: null, rentBeforeMax: null, monthsMax: null, payee: 'TENANT' }
    await done(hub, economist, 'recordSubsidyTerm', term(programmeId, '2026-01-01', open))
    const own = frame(programmeId, {
      ...{ dwellingsMax: null, amountMax: '100000', windowFrom: '2026-01-01' },
      ...{ windowUntil: '2028-01-01', lapsesOn: '2028-01-01' },
    })
    const ownFrame = await done(hub, economist, 'recordSubsidyFrame', own)
    const [, dwellingId = ''] = await familyDwellings(hub)
    const [householdId = ''] = await householdsFor(hub, 1)
    const tenantSubsidyId = await done(hub, economist, 'grantTenantSubsidy', {
      ...{ programmeId, householdId, frameId: ownFrame, committedOn: '2026-01-01', granted: '1500' },
      ...{ from: '2026-01-01', until: '2027-04-01', source: 'Sag 26/0009' },
      tenancyId: await tenancy(hub, dwellingId, '2026-01-01', null),
    })
    await done(hub, economist, 'recordTenantSubsidyPayments', {
      tenantSubsidyId,
      payments: ['2026-01-01', '2027-01-01'].map((month) => ({
        ...{ month, amount: '1000', paidOn: month, reference: `UDB ${month}` },
      })),
    })
  })

  test('of a tenant’s subsidy over the years is found by an auditor of one of them', async () => {
    const auditor = engagedFor('2026-01-01', '2027-01-01', 'M26')
    expect(await exceeded(auditor, 'M26', '2026-01-01', '2027-01-01')).toMatchObject([{ atStake: '500.00' }])
  })

  test.each<[string, Bearer, string, (readonly string[])[]]>([
    ['is told for commitments to who is engaged for their programme', of2024, '98F', [['375000'], []]],
    [
      'is told for tenants’ subsidies to who is engaged for theirs',
      engagedFor('2026-01-01', '2027-01-01', 'M26'),
      'M26',
      [[], ['200000']],
    ],
    ['is not told from before the commitments', engagedFor('2021-01-01', '2022-01-01'), '98F', [[], []]],
    [
      'is not told from before the tenants’ subsidies',
      engagedFor('2024-01-01', '2025-01-01', 'M26'),
      'M26',
      [[], []],
    ],
    ['is told for commitments to the fund', fund, '98F', [['375000'], []]],
    ['is told for commitments to the municipality itself', economist, '98F', [['375000'], []]],
    ['is told for tenants’ subsidies to the municipality itself', economist, 'M26', [[], ['200000']]],
    ['is not told to another municipality', { ...economist, municipalityCodes: ['0101'] }, '98F', [[], []]],
    ['is not told of another programme', of2024, 'M26', [[], []]],
    [
      'is not told in another municipality',
      { ...of2024, engagedMunicipalityCodes: ['0101'] },
      '98F',
      [[], []],
    ],
    ['is not told for another purpose', { ...of2024, purpose: 'statistics' }, '98F', [[], []]],
    ['is not told to another role', { ...of2024, roles: ['municipal_allocator'] }, '98F', [[], []]],
  ])('%s', async (_, bearer, programme, expected) => {
    expect(await told(bearer, programme)).toEqual(expected)
  })
})
