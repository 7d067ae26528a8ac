import { startHub, type TestHub } from '../support/hub.ts'
import {
  householdsFor,
  letOrganisationAgree,
  offered,
  taken,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { BEARERS } from '../support/story.ts'
import {
  asChange,
  commitment,
  commitmentsOf,
  done,
  frame,
  moveOut,
  period,
  refusedWith,
  subsidyCommand,
  tenancy,
  term,
} from '../support/subsidies.ts'

const { economist, fund, subsidyAuditor, organisation, allocator } = BEARERS

let hub: TestHub
let programmeId: string
beforeAll(async () => {
  hub = await startHub({ clock: testClock('2026-11-30T11:00:00Z') })
  await letOrganisationAgree(hub)
  programmeId = await done(hub, fund, 'recordSubsidyProgramme', {
    ...{
      code: '98F',
      instrument: 'SECTION_98_F',
      name: 'Midlertidigt tilskud',
      source: 'almenboligloven § 98 f',
    },
  })
  await done(hub, fund, 'recordSubsidyTerm', term(programmeId, '2022-07-01', { repayAbove: '500' }))
}, 120_000)
afterAll(() => hub?.stop())

const WIDE = { windowUntil: '2028-01-01', lapsesOn: '2028-01-01' }

/** The findings of an audit by the auditor: code, and whose rows prove it. */
async function findings(programme: string, from = '2022-07-01', until = '2028-01-01') {
  const { shown, refusals } = await subsidyCommand(
    hub,
    programme === '98F' ? subsidyAuditor : economist,
    'runSubsidyAudit',
    { municipalityCode: '0169', programme, from, until },
  )
  expect(refusals).toEqual([])
  return hub.asOwner<{
    code: string
    months: string[]
    atStake: string
    evidence: { type: string; id: string }[]
  }>(
    `select code, months::text[] as months, (at_stake_oere / 100.0)::numeric(15, 2)::text as "atStake", evidence
       from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 order by id`,
    [shown?.id],
  )
}

describe('The decision to allocate that led to a tenancy', () => {
  let tenancyId: string
  let dwellingId: string
  let decisionId: string

  test('is known with day and basis as the lease is signed, and says nothing of the household', async () => {
    const [vacancyId = ''] = await vacanciesFor(hub, 1)
    const offer = await offered(hub, vacancyId)
    const [householdId = ''] = await householdsFor(hub, 1)
    const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
    await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
    await taken(hub, organisation, 'recordLease', {
      ...{ offerId: offer.id, signedOn: '2026-12-02', from: '2026-12-15', rent: '3500.00' },
    })
    const [kept] = await hub.asOwner<Record<string, string>>(
      `select g.*, g.decided_on::text as day from tenancy_allocation g`,
    )
    expect(kept).toMatchObject({ day: '2026-11-30', legal_basis: expect.stringMatching(/^SECTION_/) })
    expect(Object.keys(kept ?? {}).filter((name) => /household|case|person/.test(name))).toEqual([])
    tenancyId = `Tenancy:${kept?.tenancy_id}`
    dwellingId = `Dwelling:${kept?.dwelling_id}`
    decisionId = kept?.decision_id ?? ''
    await asChange(hub, `update dwelling set dwelling_type = 'FAMILY' where id = $1::uuid`, [
      kept?.dwelling_id,
    ])
  })

  test('proves the allocation to the auditor; another day than the stated one is told with the decision', async () => {
    const frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId, WIDE))
    await done(hub, economist, 'commitSubsidies', {
      frameId,
      commitments: [
        commitment(dwellingId, {
          ...{
            committedOn: '2026-12-01',
            from: '2026-12-15',
            until: '2027-12-15',
            allocationDecidedOn: null,
          },
        }),
      ],
    })
    const [commitmentId = ''] = await commitmentsOf(hub, economist, frameId)
    await done(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(commitmentId, tenancyId, '2026-12-15', '2027-01-01'),
    )
    const about = async () =>
      (await findings('98F')).filter(({ code }) => code.startsWith('ALLOCATION')).map(({ code }) => code)
    expect(await about()).toEqual([])
    await asChange(hub, `update subsidy_commitment set allocation_decided_on = '2026-11-29'`, [])
    const [differs] = (await findings('98F')).filter(({ code }) => code.startsWith('ALLOCATION'))
    expect([differs?.code, differs?.evidence.map(({ type, id }) => `${type}:${id}`)]).toEqual([
      'ALLOCATION_DAY_DIFFERS',
      expect.arrayContaining([`AllocationDecision:${decisionId}`]),
    ])
    expect(differs?.evidence).toHaveLength(2)
  })

  test('is nobody’s to enter, and was not known before it was', async () => {
    const [before] = await hub.asOwner<{ at: string }>(
      `select to_char(recorded_at - interval '1 microsecond', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from tenancy_allocation`,
    )
    const { shown } = await subsidyCommand(hub, subsidyAuditor, 'runSubsidyAudit', {
      ...{ municipalityCode: '0169', programme: '98F', from: '2022-07-01', until: '2028-01-01' },
      knownAt: before?.at,
    })
    const known = await hub.asOwner<{ evidence: string }>(
      `select evidence::text from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 and code like 'ALLOCATION%'`,
      [shown?.id],
    )
    expect(known.filter(({ evidence }) => evidence.includes('AllocationDecision'))).toEqual([])
    expect(
      await hub.asOwner<{ writes: boolean }>(
        `select has_table_privilege('boligbro_app', 'tenancy_allocation', 'insert, update, delete') as writes`,
      ),
    ).toEqual([{ writes: false }])
  })
})

test('of a frame nothing is claimed back up to the limit of its terms, and above it everything', async () => {
  const [vacancyId = ''] = await vacanciesFor(hub, 1)
  const [dwelling] = await asChange<{ id: string }>(
    hub,
    `update dwelling set dwelling_type = 'FAMILY' where id = (select dwelling_id from vacancy where 'Vacancy:' || id = $1)
     returning 'Dwelling:' || id as id`,
    [vacancyId],
  )
  const frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId))
  await done(hub, economist, 'commitSubsidies', { frameId, commitments: [commitment(dwelling?.id ?? '')] })
  const [commitmentId = ''] = await commitmentsOf(hub, economist, frameId)
  const accounts = async () => {
    const { it } = await hub.fields<{ it: Record<string, string> }>(
      await hub.token(economist),
      'query($id: ID!) { it: subsidyFrame(id: $id) { paid overpaid toRepay } }',
      { id: frameId },
    )
    return it
  }
  const pay = (month: string, amount: string) =>
    done(hub, economist, 'recordSubsidyPayments', {
      commitmentId,
      payments: [{ month, amount, paidOn: '2022-10-01', reference: `BILAG ${month} ${amount}` }],
    })
  await pay('2022-08-01', '300')
  await pay('2022-09-01', '200')
  expect(await accounts()).toEqual({ paid: '500.00', overpaid: '500.00', toRepay: '0.00' })
  await pay('2022-09-01', '0.01')
  expect(await accounts()).toEqual({ paid: '500.01', overpaid: '500.01', toRepay: '500.01' })
})

describe('What a tenant was paid', () => {
  let subsidyId: string
  let tenancyId: string
  beforeAll(async () => {
    const refund = await done(hub, economist, 'recordSubsidyProgramme', {
      ...{
        code: 'M26',
        instrument: 'MUNICIPAL_2026',
        name: 'Tilskud 2026',
        municipalityCode: '0169',
        source: 'Loven',
      },
    })
    await done(
      hub,
      economist,
      'recordSubsidyTerm',
      term(refund, '2026-01-01', {
        ...{ payee: 'TENANT', indexation: 'NONE', monthsMax: null, rentBeforeMin: null, rentBeforeMax: null },
        ...{ paymentCalendar: 'MONTHLY_IN_ADVANCE', repayAbove: '100' },
      }),
    )
    const frameId = await done(
      hub,
      economist,
      'recordSubsidyFrame',
      frame(refund, { ...WIDE, dwellingsMax: null, amountMax: '100000', windowFrom: '2026-01-01' }),
    )
    const [vacancyId = ''] = await vacanciesFor(hub, 1)
    const [dwelling] = await hub.asOwner<{ id: string }>(
      `select 'Dwelling:' || dwelling_id as id from vacancy where 'Vacancy:' || id = $1`,
      [vacancyId],
    )
    tenancyId = await tenancy(hub, dwelling?.id ?? '', '2026-01-01', null)
    const [householdId = ''] = await householdsFor(hub, 1)
    subsidyId = await done(hub, economist, 'grantTenantSubsidy', {
      ...{ programmeId: refund, householdId, tenancyId, frameId, committedOn: '2026-01-01', granted: '3000' },
      ...{ from: '2026-01-01', until: '2026-04-01', source: 'Sag 26/0009' },
    })
    await done(hub, economist, 'recordTenantSubsidyInputs', {
      tenantSubsidyId: subsidyId,
      reason: 'Bevilling',
      inputs: [{ kind: 'DECIDED_AMOUNT', from: '2026-01-01', amount: '1000', source: 'Afgørelse' }],
    })
  })

  const pay = (...payments: readonly (readonly [month: string, amount: string, reference: string])[]) => ({
    tenantSubsidyId: subsidyId,
    payments: payments.map(([month, amount, reference]) => ({
      month,
      amount,
      reference,
      paidOn: '2026-02-01',
    })),
  })
  const found = async () =>
    (await findings('M26', '2026-01-01', '2027-01-01')).map(
      ({ code, months, atStake }) => `${code} ${months.join(' ')} ${atStake}`,
    )

  test('is recorded right or wrong, each reference once', async () => {
    await done(
      hub,
      economist,
      'recordTenantSubsidyPayments',
      pay(['2026-01-01', '1000', 'U-1'], ['2026-02-01', '1000', 'U-2'], ['2026-02-01', '1000', 'U-3']),
    )
    const refused = (input: object) => refusedWith(hub, economist, 'recordTenantSubsidyPayments', input)
    expect(await refused(pay(['2026-03-01', '1000', 'U-1']))).toEqual(['PAYMENT_REFERENCE_TAKEN'])
    expect(await refused(pay(['2026-03-02', '1000', 'U-9']))).toEqual(['MONTH_NOT_FIRST_DAY'])
    expect(await refused(pay(['2026-03-01', '0', 'U-9']))).toEqual(['PAYMENT_ZERO'])
    expect(await refused({ ...pay(['2026-03-01', '1', 'U-9']), tenantSubsidyId: tenancyId })).toEqual([
      'TENANT_SUBSIDY_NOT_FOUND',
    ])
  })

  test('is audited: a month twice, a month not paid, and what was paid after the tenant had moved out', async () => {
    expect(await found()).toEqual(['DOUBLE_MONTH 2026-02-01 1000.00', 'PAID_TOO_LITTLE 2026-03-01 1000.00'])
    await done(hub, economist, 'recordTenantSubsidyPayments', pay(['2026-03-01', '1000', 'U-4']))
    await moveOut(hub, tenancyId, '2026-03-01')
    expect(await found()).toEqual([
      'CALCULATION_STALE 2026-03-01 1000.00',
      'COMMITMENT_EXCEEDED  1000.00',
      'DOUBLE_MONTH 2026-02-01 1000.00',
      'PAID_AFTER_MOVE_OUT 2026-03-01 1000.00',
    ])
  })

  test('counts in the accounts of its frame', async () => {
    const { it } = await hub.fields<{ it: { nodes: Record<string, string>[] } }>(
      await hub.token(economist),
      '{ it: subsidyFrames(first: 1, filter: { programme: "M26" }) { nodes { paid overpaid toRepay } } }',
    )
    expect(it.nodes).toEqual([{ paid: '4000.00', overpaid: '2000.00', toRepay: '2000.00' }])
  })
})
