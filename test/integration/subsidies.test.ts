import { startHub, type TestHub } from '../support/hub.ts'
import { BEARERS } from '../support/story.ts'
import {
  commitment,
  commitmentsOf,
  done,
  familyDwellings,
  frame,
  moveOut,
  period,
  refusedWith,
  subsidyCommand,
  tenancy,
  term,
  within,
} from '../support/subsidies.ts'

const { economist, fund, organisation, subsidyAuditor, otherMunicipality, operator } = BEARERS

let hub: TestHub
let dwellings: readonly string[]
let programmeId: string
let frameId: string
beforeAll(async () => {
  hub = await startHub()
  dwellings = await familyDwellings(hub)
  programmeId = await done(hub, fund, 'recordSubsidyProgramme', {
    code: '98F',
    instrument: 'SECTION_98_F',
    name: 'Midlertidigt tilskud',
    source: 'almenboligloven § 98 f',
  })
  await done(hub, fund, 'recordSubsidyTerm', term(programmeId, '2022-07-01'))
  for (const [from, amount] of [
    ['2022-01-01', '15000'],
    ['2023-01-01', '16965'],
  ]) {
    await done(hub, fund, 'recordSubsidyRate', {
      programmeId,
      kind: 'YEARLY_PER_DWELLING',
      from,
      amount,
      source: 'Social- og Boligstyrelsen',
    })
  }
  frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId))
}, 120_000)
afterAll(() => hub?.stop())

describe('A commitment', () => {
  test('is given to sixteen dwellings of the frame, and the seventeenth is refused', async () => {
    expect(dwellings.length).toBeGreaterThanOrEqual(20)
    await done(hub, economist, 'commitSubsidies', {
      frameId,
      commitments: dwellings.slice(0, 16).map((id) => commitment(id)),
    })
    expect(
      await refusedWith(hub, economist, 'commitSubsidies', {
        frameId,
        commitments: [commitment(dwellings[16] ?? '')],
      }),
    ).toEqual(['FRAME_EXHAUSTED'])
    const { it } = await hub.fields<{ it: Record<string, unknown> }>(
      await hub.token(economist),
      'query($id: ID!) { it: subsidyFrame(id: $id) { dwellingsMax dwellingsCommitted dwellingsUnused amountMax amountUnused amountCommitted } }',
      { id: frameId },
    )
    expect(it).toEqual({
      dwellingsMax: 16,
      dwellingsCommitted: 16,
      dwellingsUnused: 0,
      amountMax: null,
      amountUnused: null,
      amountCommitted: '1440000.00',
    })
  })

  test('withdrawn makes room again', async () => {
    const [, , , , , , , , , , , , , , , last] = await commitmentsOf(hub, economist, frameId)
    await done(hub, economist, 'withdrawSubsidyCommitment', { commitmentId: last, reason: 'Fejlregistreret' })
    await done(hub, economist, 'commitSubsidies', { frameId, commitments: [commitment(dwellings[16] ?? '')] })
    expect(
      await refusedWith(hub, economist, 'commitSubsidies', {
        frameId,
        commitments: [commitment(dwellings[17] ?? '')],
      }),
    ).toEqual(['FRAME_EXHAUSTED'])
  })

  test('is the municipality’s own to give: for another one the frame is not there', async () => {
    expect(
      await refusedWith(hub, otherMunicipality, 'commitSubsidies', {
        frameId,
        commitments: [commitment(dwellings[17] ?? '')],
      }),
    ).toEqual(['FRAME_NOT_FOUND'])
    expect(
      await refusedWith(hub, operator, 'commitSubsidies', {
        frameId,
        commitments: [commitment(dwellings[17] ?? '')],
      }),
    ).toEqual(['NOT_ALLOWED'])
  })

  test('of a restated, smaller frame is refused, and what was given stands', async () => {
    const small = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId, { dwellingsMax: 3 }))
    await done(hub, economist, 'commitSubsidies', {
      frameId: small,
      commitments: [commitment(dwellings[18] ?? ''), commitment(dwellings[19] ?? '')],
    })
    const { windowFrom, windowUntil, lapsesOn, source } = frame(programmeId) as Record<string, string>
    await done(hub, fund, 'restateSubsidyFrame', {
      frameId: small,
      dwellingsMax: 1,
      windowFrom,
      windowUntil,
      lapsesOn,
      source,
      reason: 'Rammen er sat ned',
    })
    expect(
      await refusedWith(hub, economist, 'commitSubsidies', {
        frameId: small,
        commitments: [commitment(dwellings[20] ?? '')],
      }),
    ).toEqual(['FRAME_EXHAUSTED'])
    expect(await commitmentsOf(hub, economist, small)).toHaveLength(2)
  })
})

describe('A period', () => {
  let commitmentId: string
  let tenancyId: string
  beforeAll(async () => {
    commitmentId = (await commitmentsOf(hub, economist, frameId))[0] ?? ''
    tenancyId = await tenancy(hub, dwellings[0] ?? '', '2022-08-01', '2024-06-16')
  })

  test.each([
    ['before its tenancy', '2022-07-01', '2022-09-01', ['PERIOD_OUTSIDE_TENANCY']],
    ['beyond its tenancy', '2024-06-01', '2024-06-17', ['PERIOD_OUTSIDE_TENANCY']],
    ['without a day', '2023-01-01', '2023-01-01', ['PERIOD_EMPTY']],
  ])('%s is refused', async (_, from, until, codes) => {
    expect(
      await refusedWith(hub, economist, 'recordSubsidyPeriod', period(commitmentId, tenancyId, from, until)),
    ).toEqual(codes)
  })

  test('beyond its commitment is refused', async () => {
    const long = await tenancy(hub, dwellings[1] ?? '', '2020-01-01', null)
    const [, second] = await commitmentsOf(hub, economist, frameId)
    const refused = (from: string, until: string) =>
      refusedWith(hub, economist, 'recordSubsidyPeriod', period(second ?? '', long, from, until))
    expect(await refused('2022-06-30', '2022-08-01')).toEqual(['PERIOD_OUTSIDE_COMMITMENT'])
    expect(await refused('2028-06-01', '2028-07-02')).toEqual(['PERIOD_OUTSIDE_COMMITMENT'])
  })

  test('is told month by month, and one that touches it is no overlap', async () => {
    await done(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(commitmentId, tenancyId, '2022-08-01', '2023-01-01'),
    )
    await done(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(commitmentId, tenancyId, '2023-01-01', '2024-06-16', {
        monthly: '1413.75',
        base: '1250',
        indexFactor: '1.131',
        rentAfter: '3336.25',
      }),
    )
    expect(
      await refusedWith(
        hub,
        economist,
        'recordSubsidyPeriod',
        period(commitmentId, tenancyId, '2022-12-31', '2023-01-01'),
      ),
    ).toEqual(['PERIODS_OVERLAP'])
    interface Periods {
      subsidyPeriods: { nodes: { months: { month: string; days: number; due: string }[] }[] }
    }
    const { subsidyPeriods } = await hub.fields<Periods>(
      await hub.token(economist),
      '{ subsidyPeriods(first: 5, validOn: "2024-06-01") { nodes { months { month days due } } } }',
    )
    const [found] = subsidyPeriods.nodes
    expect(found?.months).toHaveLength(18)
    expect(found?.months[13]).toEqual({ month: '2024-02-01', days: 29, due: '1413.75' })
    expect(found?.months[17]).toEqual({ month: '2024-06-01', days: 15, due: '1413.75' })
  })

  test('ends when its tenancy turns out to end earlier; the correction says what it was', async () => {
    await moveOut(hub, tenancyId, '2024-03-01')
    interface Periods {
      subsidyPeriods: { nodes: { until: string; corrections: { nodes: Record<string, unknown>[] } }[] }
    }
    const { subsidyPeriods } = await hub.fields<Periods>(
      await hub.token(economist),
      '{ subsidyPeriods(first: 5, validOn: "2024-02-29") { nodes { until corrections(first: 5) { nodes { reason before after correctedBy } } } } }',
    )
    expect(subsidyPeriods.nodes).toEqual([
      {
        until: '2024-03-01',
        corrections: {
          nodes: [
            {
              reason: 'TENANCY_ENDED',
              before: '{"from": "2023-01-01", "until": "2024-06-16"}',
              after: '{"from": "2023-01-01", "until": "2024-03-01"}',
              correctedBy: 'test',
            },
          ],
        },
      },
    ])
  })

  test('is seen by the dwelling’s organisation as far as the rent goes, and no further', async () => {
    const { subsidyPeriods, subsidyFrames } = await hub.fields<Record<string, { nodes: unknown[] }>>(
      await hub.token(organisation),
      `{ subsidyPeriods(first: 1) { nodes { monthly rentBefore rentAfter commitment { id } corrections(first: 1) { nodes { id } } } }
         subsidyFrames(first: 1) { nodes { id } } }`,
    )
    expect(subsidyPeriods?.nodes).toEqual([
      {
        monthly: '1250.00',
        rentBefore: '4750.00',
        rentAfter: '3500.00',
        commitment: null,
        corrections: { nodes: [] },
      },
    ])
    expect(subsidyFrames?.nodes).toEqual([])
  })
})

test('of two subsidies of the state on one dwelling the second is refused', async () => {
  const other = await done(hub, fund, 'recordSubsidyProgramme', {
    code: '98E',
    instrument: 'SECTION_98_E',
    name: 'Engangstilskud',
    source: 'almenboligloven § 98 e',
  })
  await done(
    hub,
    fund,
    'recordSubsidyTerm',
    term(other, '2022-07-01', { rentAfterMax: '3500', paymentCalendar: 'ONCE' }),
  )
  const frameOfOther = await done(
    hub,
    fund,
    'recordSubsidyFrame',
    frame(other, { windowUntil: '2028-01-01', lapsesOn: '2028-01-01' }),
  )
  await done(hub, economist, 'commitSubsidies', {
    frameId: frameOfOther,
    commitments: [commitment(dwellings[0] ?? '', { committedOn: '2023-05-01', granted: '452408' })],
  })
  const [commitmentId] = await commitmentsOf(hub, economist, frameOfOther)
  const refused = (from: string, until: string) =>
    refusedWith(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(commitmentId ?? '', null, from, until, { monthly: '0' }),
    )
  expect(await refused('2024-02-29', '2025-01-01')).toEqual(['STATE_SUBSIDIES_OVERLAP'])
  expect(await refused('2024-03-01', '2025-01-01')).toEqual([])
})

describe('The ledger of a municipality and year', () => {
  test('has each month of each commitment, with what is due and what was paid, as known then and now', async () => {
    const [commitmentId] = await commitmentsOf(hub, economist, frameId)
    const ledger = async (knownAt: string | null) => {
      const { it } = await hub.fields<{ it: { totalCount: number; nodes: unknown[] } }>(
        await hub.token(economist),
        `query($knownAt: Instant) { it: subsidyLedger(municipalityCode: "0169", year: 2023, first: 2, knownAt: $knownAt) {
           totalCount nodes { month days due paid } } }`,
        { knownAt },
      )
      return it
    }
    const before = new Date().toISOString()
    await done(hub, economist, 'recordSubsidyPayments', {
      commitmentId,
      payments: [{ month: '2023-01-01', amount: '1413.75', paidOn: '2023-02-01', reference: 'BILAG-1' }],
    })
    expect(await ledger(null)).toEqual({
      totalCount: 12,
      nodes: [
        { month: '2023-01-01', days: 31, due: '1413.75', paid: '1413.75' },
        { month: '2023-02-01', days: 28, due: '1413.75', paid: '0.00' },
      ],
    })
    expect((await ledger(before)).nodes[0]).toEqual({
      month: '2023-01-01',
      days: 31,
      due: '1413.75',
      paid: '0.00',
    })
    expect(
      await refusedWith(hub, economist, 'recordSubsidyPayments', {
        commitmentId,
        payments: [{ month: '2023-02-01', amount: '1413.75', paidOn: '2023-02-01', reference: 'BILAG-1' }],
      }),
    ).toEqual(['PAYMENT_REFERENCE_TAKEN'])
  })
})

describe('An audit', () => {
  const run = (more: object = {}) =>
    subsidyCommand(hub, subsidyAuditor, 'runSubsidyAudit', {
      municipalityCode: '0169',
      programme: '98F',
      from: '2022-07-01',
      until: '2025-01-01',
      ...more,
    })

  test('finds what is wrong, with the money at stake, and a later run tells what a correction changed', async () => {
    const [commitmentId] = await commitmentsOf(hub, economist, frameId)
    await done(hub, economist, 'recordSubsidyPayments', {
      commitmentId,
      payments: [
        { month: '2024-04-01', amount: '1413.75', paidOn: '2024-05-01', reference: 'BILAG-2' },
        { month: '2022-09-01', amount: '1250', paidOn: '2022-10-01', reference: 'BILAG-3' },
        { month: '2022-09-01', amount: '1250', paidOn: '2022-10-01', reference: 'BILAG-4' },
      ],
    })
    const first = await run()
    expect(first.refusals).toEqual([])
    interface Audit {
      subsidyAudit: {
        findingCount: number
        findings: { nodes: { id: string; code: string; months: string[]; atStake: string; law: string }[] }
      }
    }
    const token = await hub.token(subsidyAuditor)
    const { subsidyAudit } = await hub.fields<Audit>(
      token,
      `query($id: ID!) { subsidyAudit(id: $id) { findingCount findings(first: 100) {
         nodes { id code months atStake law severity dwelling { id } evidence { rowId recordedFrom } } } } }`,
      { id: first.shown?.id },
    )
    const found = (code: string) => subsidyAudit.findings.nodes.filter((finding) => finding.code === code)
    expect(found('PAID_AFTER_MOVE_OUT')).toMatchObject([
      { months: ['2024-04-01'], atStake: '1413.75', law: 'almenboligloven § 98 f' },
    ])
    expect(found('DOUBLE_MONTH')).toMatchObject([{ months: ['2022-09-01'], atStake: '1250.00' }])
    expect(found('PLAN_MISSING').length).toBeGreaterThan(10)
    expect(found('FRAME_EXCEEDED')).toMatchObject([{ atStake: '90000.00' }])

    await done(hub, economist, 'recordSubsidyPayments', {
      commitmentId,
      payments: [{ month: '2024-04-01', amount: '-1413.75', paidOn: '2024-07-01', reference: 'BILAG-5' }],
    })
    const second = await run()
    const { it } = await hub.fields<{ it: { changesSince: { kind: string; earlier: { code: string } }[] } }>(
      token,
      `query($id: ID!, $earlier: ID!) { it: subsidyAudit(id: $id) { changesSince(earlierId: $earlier) {
         kind finding { code } earlier { code } corrections { id } } } }`,
      { id: second.shown?.id, earlier: first.shown?.id },
    )
    expect(it.changesSince).toEqual([
      { kind: 'GONE', finding: null, earlier: { code: 'PAID_AFTER_MOVE_OUT' }, corrections: [] },
    ])
  })

  test('tells of a finding whose figures a correction changed while the same money is at stake', async () => {
    const [row] = await hub.asOwner<{ id: string; dwelling: string }>(
      `select 'SubsidyCommitment:' || c.id as id, 'Dwelling:' || c.dwelling_id as dwelling from subsidy_commitment c
        where 'SubsidyFrame:' || c.frame_id = $1 and not c.withdrawn
          and not exists (select from subsidy_period p where p.dwelling_id = c.dwelling_id)
          and not exists (select from tenancy t where t.dwelling_id = c.dwelling_id) order by c.id limit 1`,
      [frameId],
    )
    const tenancyId = await tenancy(hub, row?.dwelling ?? '', '2023-01-01', null)
    const days = ['2023-01-01', '2023-03-01'] as const
    const rents = (rentBefore: string, rentAfter: string) => ({ monthly: '1413.75', rentBefore, rentAfter })
    const periodId = await done(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(row?.id ?? '', tenancyId, ...days, rents('4750', '3500')),
    )
    const first = await run()
    await done(hub, economist, 'correctSubsidyPeriod', {
      ...{ periodId, from: days[0], until: days[1], reason: 'Begge lejer var sat for lavt' },
      ...rents('4800', '3550'),
    })
    const second = await run()
    const { it } = await hub.fields<{ it: { changesSince: { finding: { code: string } | null }[] } }>(
      await hub.token(subsidyAuditor),
      `query($id: ID!, $earlier: ID!) { it: subsidyAudit(id: $id) { changesSince(earlierId: $earlier) {
         kind finding { code atStake figures { name value } } earlier { atStake figures { name value } }
         corrections { reason } } } }`,
      { id: second.shown?.id, earlier: first.shown?.id },
    )
    const figures = (rentBefore: string, rentAfter: string) => ({
      atStake: '327.50',
      figures: Object.entries({ monthly: '1413.75', rentBefore, rentAfter }).map(([name, value]) => ({
        ...{ name, value },
      })),
    })
    expect(it.changesSince.filter(({ finding }) => finding?.code === 'AMOUNT_NOT_RENT_DIFFERENCE')).toEqual([
      {
        kind: 'CHANGED',
        finding: { code: 'AMOUNT_NOT_RENT_DIFFERENCE', ...figures('4800.00', '3550.00') },
        earlier: figures('4750.00', '3500.00'),
        corrections: [{ reason: 'Begge lejer var sat for lavt' }],
      },
    ])
  })
})

test.each(['98E', '98F'])(
  'The audit of %s finds a dwelling that both of the state’s programmes gave to, though never paid in one month',
  async (programme) => {
    const { shown } = await subsidyCommand(hub, economist, 'runSubsidyAudit', {
      ...{ municipalityCode: '0169', programme, from: '2023-11-01', until: '2024-07-01' },
    })
    const rows = await hub.asOwner<{ dwelling: string; months: string[]; atStake: string; types: string[] }>(
      `select 'Dwelling:' || dwelling_id as dwelling, months::text[] as months, at_stake_oere::text as "atStake",
            array(select distinct one ->> 'type' from jsonb_array_elements(evidence) one order by 1) as types
       from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 and code = 'STATE_SUBSIDIES_OVERLAP'`,
      [shown?.id],
    )
    expect(rows).toEqual([
      {
        dwelling: dwellings[0],
        months: ['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01'],
        atStake: String(4 * 141_375),
        types: ['SubsidyCommitment', 'SubsidyPeriod'],
      },
    ])
  },
)

describe('What was paid for what was taken back', () => {
  type Paid = readonly [month: string, amount: string, reference: string]
  let own: string
  let commitmentId: string
  const payments = (...given: readonly Paid[]) => ({
    commitmentId,
    payments: given.map(([month, amount, reference]) => ({ month, amount, reference, paidOn: '2022-11-01' })),
  })
  const pay = (...given: readonly Paid[]) =>
    subsidyCommand(hub, economist, 'recordSubsidyPayments', payments(...given)).then(({ refusals }) =>
      refusals.map(({ code, path }) => `${code} ${path}`),
    )
  const accounts = async () => {
    const { it } = await hub.fields<{ it: Record<string, string> }>(
      await hub.token(economist),
      'query($id: ID!) { it: subsidyFrame(id: $id) { paid toRepay } }',
      { id: own },
    )
    return it
  }

  beforeAll(async () => {
    own = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId, { dwellingsMax: 1 }))
    const dwellingId = dwellings.at(-1) ?? ''
    await done(hub, economist, 'commitSubsidies', { frameId: own, commitments: [commitment(dwellingId)] })
    commitmentId = (await commitmentsOf(hub, economist, own))[0] ?? ''
    const tenancyId = await tenancy(hub, dwellingId, '2022-08-01', null)
    const periodId = await done(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(commitmentId, tenancyId, '2022-08-01', '2022-11-01'),
    )
    expect(await pay(['2022-08-01', '1250', 'FEJL-1'], ['2022-09-01', '1250', 'FEJL-2'])).toEqual([])
    await done(hub, economist, 'correctSubsidyPeriod', {
      ...{ periodId, from: '2022-08-01', until: '2022-11-01', withdrawn: true, reason: 'Forkert bolig' },
      ...{ monthly: '1250', rentBefore: '4750', rentAfter: '3500' },
    })
  })

  test('comes back for a period that was taken back, never more than was paid', async () => {
    expect(await pay(['2022-08-01', '-2500.01', 'RETUR-0'])).toEqual([
      'REPAYMENT_EXCEEDS_PAID input.payments.0.amount',
    ])
    expect(await pay(['2022-08-01', '-1250', 'RETUR-1'])).toEqual([])
    expect(await accounts()).toEqual({ paid: '1250.00', toRepay: '1250.00' })
  })

  test('comes back for a commitment that was taken back, to the last øre and no further', async () => {
    await done(hub, economist, 'withdrawSubsidyCommitment', { commitmentId, reason: 'Forkert bolig' })
    expect(await pay(['2022-09-01', '-1250.01', 'RETUR-2'])).toEqual([
      'REPAYMENT_EXCEEDS_PAID input.payments.0.amount',
    ])
    expect(await pay(['2022-09-01', '-1250', 'RETUR-2'])).toEqual([])
    expect(await accounts()).toEqual({ paid: '0.00', toRepay: '0.00' })
    expect(await pay(['2022-09-01', '-0.01', 'RETUR-3'])).toEqual([
      'REPAYMENT_EXCEEDS_PAID input.payments.0.amount',
    ])
  })

  test('is paid no more', async () => {
    expect(await pay(['2022-09-01', '-1', 'RETUR-4'], ['2022-09-01', '1', 'RETUR-5'])).toEqual([
      'COMMITMENT_WITHDRAWN input.payments.1.amount',
    ])
  })

  /** Pays 100 kr. back in a change that holds the commitment, and ends it once `meanwhile` is over. */
  const whileHeld = (id: string, meanwhile: () => Promise<void>) =>
    within(hub, async (first) => {
      const held = [id.slice('SubsidyCommitment:'.length)]
      await first.query('select from public.subsidy_commitment where id = $1::uuid for no key update', held)
      await first.query(
        `insert into public.subsidy_payment (commitment_id, programme, instrument, municipality_code, organisation_id, dwelling_id,
           month, amount_oere, paid_on, reference)
         select id, programme, instrument, municipality_code, organisation_id, dwelling_id, '2022-08-01', -10000, '2022-11-01', 'RETUR-SAMTIDIG'
           from public.subsidy_commitment where id = $1::uuid`,
        held,
      )
      await meanwhile()
    })
  const isWaitedFor = async () =>
    (await hub.asOwner(`select from pg_stat_activity where wait_event_type = 'Lock'`)).length > 0

  test('comes back once when two say so at the same moment', async () => {
    own = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId, { dwellingsMax: 1 }))
    const given = [commitment(dwellings.at(-2) ?? '')]
    await done(hub, economist, 'commitSubsidies', { frameId: own, commitments: given })
    commitmentId = (await commitmentsOf(hub, economist, own))[0] ?? ''
    expect(await pay(['2022-08-01', '100', 'FEJL-3'])).toEqual([])
    await done(hub, economist, 'withdrawSubsidyCommitment', { commitmentId, reason: 'Fejlregistreret' })
    let second: Promise<readonly string[]> | undefined
    await whileHeld(commitmentId, async () => {
      let answered = false
      second = pay(['2022-08-01', '-100', 'RETUR-6']).finally(() => {
        answered = true
      })
      while (!answered && !(await isWaitedFor())) await new Promise((resolve) => setTimeout(resolve, 20))
    })
    expect(await second).toEqual(['REPAYMENT_EXCEEDS_PAID input.payments.0.amount'])
    expect(await accounts()).toEqual({ paid: '0.00', toRepay: '0.00' })
  })
})
