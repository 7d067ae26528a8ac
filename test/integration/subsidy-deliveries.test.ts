import { startHub, type TestHub } from '../support/hub.ts'
import { BEARERS } from '../support/story.ts'
import {
  done,
  familyDwellings,
  frame,
  refusedWith,
  subsidyCommand,
  tenancy,
  term,
} from '../support/subsidies.ts'
import {
  commitmentRecord,
  conditionRecord,
  familyDwellingNumbers,
  frameRecord,
  paymentRecord,
  periodRecord,
  subsidyFeed,
  syncSubsidies,
} from '../support/subsidy-feeds.ts'

const { economist, fund, subsidyAuditor, municipality, operator } = BEARERS

let hub: TestHub
let own: string
let funds: string
let dwellings: readonly string[]
beforeAll(async () => {
  hub = await startHub()
  const programmeId = await done(hub, fund, 'recordSubsidyProgramme', {
    code: '98F',
    instrument: 'SECTION_98_F',
    name: 'Midlertidigt tilskud',
    source: 'almenboligloven § 98 f',
  })
  await done(hub, fund, 'recordSubsidyTerm', term(programmeId, '2022-07-01'))
  dwellings = await familyDwellingNumbers(hub)
  own = await subsidyFeed(hub, '0169')
  funds = await subsidyFeed(hub, null)
}, 120_000)
afterAll(() => hub?.stop())

/** What the books hold of a kind, by reference. */
async function books(table: 'subsidy_frame' | 'subsidy_commitment' | 'subsidy_payment') {
  return hub.asOwner<Record<string, unknown>>(
    `select * from ${table} where reference is not null order by reference`,
  )
}

const corrections = () =>
  hub.asOwner<{ entity: string; reason: string; before: object; after: object }>(
    'select entity, reason, before, after from subsidy_correction order by id',
  )

describe('A delivery of subsidies', () => {
  test('enters frame, commitment and payment in whatever order the file has them', async () => {
    const report = await syncSubsidies(hub, own, [
      paymentRecord('BILAG-1', 'T-1'),
      commitmentRecord('T-1', 'R-1', dwellings[0] ?? '', {
        targetGroupRecordedOn: '2022-06-20',
        targetGroupBasis: ['LOW_ABILITY_TO_PAY', 'ACUTE_HOUSING_NEED'],
      }),
      frameRecord('R-1'),
    ])
    expect(report).toMatchObject({ outcomes: ['APPLIED', 'APPLIED', 'APPLIED'], problems: [], refusals: [] })
    const [commitment] = await books('subsidy_commitment')
    expect(commitment).toMatchObject({
      granted_oere: '9000000',
      target_group_basis: ['ACUTE_HOUSING_NEED', 'LOW_ABILITY_TO_PAY'],
    })
    expect(await books('subsidy_payment')).toMatchObject([{ reference: 'BILAG-1', amount_oere: '125000' }])
  })

  test('said again changes nothing, and an older word is overtaken', async () => {
    expect((await syncSubsidies(hub, own, [frameRecord('R-1')])).outcomes).toEqual(['UNCHANGED'])
    const older = { sourceTime: '2020-01-01T00:00:00Z' }
    expect(
      (await syncSubsidies(hub, own, [frameRecord('R-1', { dwellingsMax: 9, ...older })])).outcomes,
    ).toEqual(['SUPERSEDED'])
    expect(await corrections()).toEqual([])
  })

  test('that restates what the feed itself has entered corrects the books, with the original', async () => {
    const report = await syncSubsidies(hub, own, [
      frameRecord('R-1', { dwellingsMax: 15 }),
      commitmentRecord('T-1', 'R-1', dwellings[0] ?? '', { granted: '80000' }),
    ])
    expect(report.outcomes).toEqual(['APPLIED', 'APPLIED'])
    expect(await corrections()).toMatchObject([
      {
        entity: 'SubsidyFrame',
        reason: `Levering ${own}`,
        before: { dwellings_max: 16 },
        after: { dwellings_max: 15 },
      },
      {
        entity: 'SubsidyCommitment',
        before: { granted_oere: 9_000_000 },
        after: { granted_oere: 8_000_000 },
      },
    ])
  })

  test('holds back alone what the rules refuse, and takes the rest', async () => {
    const report = await syncSubsidies(hub, own, [
      commitmentRecord('T-2', 'R-1', dwellings[1] ?? '', { committedOn: '2024-01-01' }),
      commitmentRecord('T-3', 'R-1', dwellings[0] ?? ''),
      commitmentRecord('T-4', 'R-0', dwellings[2] ?? ''),
      commitmentRecord('T-5', 'R-1', '0045/999/1'),
      paymentRecord('BILAG-2', 'T-0'),
      commitmentRecord('T-6', 'R-1', dwellings[3] ?? ''),
      commitmentRecord('T-1', 'R-1', dwellings[4] ?? ''),
      frameRecord('R-2', { programme: '99' }),
    ])
    expect(report.outcomes.filter((outcome) => outcome === 'APPLIED')).toHaveLength(1)
    expect(report.problems).toEqual([
      '1 ERROR COMMITMENT_OUTSIDE_WINDOW @ committedOn',
      '2 ERROR DWELLING_COMMITTED @ reference',
      '3 ERROR FRAME_NOT_FOUND @ frame',
      '4 ERROR DWELLING_NOT_FOUND @ tenancyNumber',
      '5 ERROR COMMITMENT_NOT_FOUND @ commitment',
      '7 ERROR COMMITMENT_MOVED @ tenancyNumber',
      '8 ERROR PROGRAMME_NOT_FOUND @ programme',
    ])
    expect((await books('subsidy_commitment')).map(({ reference }) => reference)).toEqual(['T-1', 'T-6'])
  })

  test('never commits more than the frame holds', async () => {
    const report = await syncSubsidies(hub, own, [
      frameRecord('R-3', { dwellingsMax: 1 }),
      commitmentRecord('T-31', 'R-3', dwellings[5] ?? ''),
      commitmentRecord('T-32', 'R-3', dwellings[6] ?? ''),
    ])
    expect(report.outcomes).toEqual(['APPLIED', 'APPLIED', 'QUARANTINED'])
    expect(report.problems).toEqual(['3 ERROR FRAME_EXHAUSTED @ reference'])
  })

  test('as a rehearsal leaves nothing', async () => {
    const report = await syncSubsidies(hub, own, [frameRecord('R-9')], { dryRun: true })
    expect(report.outcomes).toEqual(['APPLIED'])
    expect((await books('subsidy_frame')).map(({ reference }) => reference)).not.toContain('R-9')
  })

  test('of a quarantined record keeps what it was, and blacks CPR numbers out', async () => {
    const report = await syncSubsidies(hub, own, [frameRecord('R-8', { source: 'Sag om 010190-1234' })])
    expect(report.problems).toEqual(['1 ERROR TEXT_HOLDS_CPR @ source'])
    const { it } = await hub.fields<{ it: { nodes: { records: { nodes: { raw: string }[] } }[] } }>(
      await hub.token(economist),
      'query($code: PlainText!) { it: deliveries(first: 1, filter: { feedCode: $code }) { nodes { records(first: 1) { nodes { raw } } } } }',
      { code: own },
    )
    const raw = it.nodes[0]?.records.nodes[0]?.raw ?? ''
    expect(raw).toContain('R-8')
    expect(raw).not.toContain('010190')
  })
})

describe('What the fund and the municipality state of the same', () => {
  test('is kept side by side, told, and overwrites nothing', async () => {
    const report = await syncSubsidies(hub, funds, [
      frameRecord('R-1', { dwellingsMax: 14 }),
      commitmentRecord('T-1', 'R-1', dwellings[0] ?? '', { granted: '90000' }),
      commitmentRecord('T-77', 'R-1', dwellings[7] ?? ''),
      paymentRecord('BILAG-1', 'T-1', { amount: '1200' }),
      frameRecord('R-4'),
    ])
    expect(report.outcomes).toEqual(Array(5).fill('APPLIED'))
    expect(report.problems).toEqual([
      '1 INFO BOOKS_DIFFER @ dwellingsMax',
      '2 INFO BOOKS_DIFFER @ granted',
      '3 INFO NOT_IN_BOOKS @ reference',
      '4 INFO BOOKS_DIFFER @ amount',
    ])
    expect(await books('subsidy_frame')).toMatchObject([
      { reference: 'R-1', dwellings_max: 15 },
      { reference: 'R-3' },
      { reference: 'R-4', dwellings_max: 16 },
    ])
    expect(await books('subsidy_payment')).toMatchObject([{ amount_oere: '125000' }])
    const { subsidyStatements } = await hub.fields<{ subsidyStatements: { nodes: unknown[] } }>(
      await hub.token(economist),
      `{ subsidyStatements(first: 5, filter: { kinds: [FRAME], reference: "R-1" }) { nodes { side keeps stated { name value } } } }`,
    )
    expect(subsidyStatements.nodes).toMatchObject([
      { side: 'MUNICIPALITY', keeps: true },
      { side: 'FUND', keeps: false, stated: expect.arrayContaining([{ name: 'dwellingsMax', value: '14' }]) },
    ])
  })

  test('the audit finds, with both words, and finds it no longer once they agree', async () => {
    const run = async () => {
      const { shown, refusals } = await subsidyCommand(hub, subsidyAuditor, 'runSubsidyAudit', {
        ...{ municipalityCode: '0169', programme: '98F', from: '2022-07-01', until: '2024-01-01' },
      })
      expect(refusals).toEqual([])
      const rows = await hub.asOwner<{ code: string; figures: { name: string; value: string | null }[] }>(
        `select code, figures from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 and code like 'STATEMENT%' order by id`,
        [shown?.id],
      )
      return rows.map(({ code, figures }) => {
        const figure = (name: string) => figures.find((one) => one.name === name)?.value
        return `${code} ${figure('side')} ${figure('kind')} ${figure('reference')} ${figure('granted') ?? ''}/${figure('grantedInBooks') ?? ''}`
      })
    }
    expect(await run()).toEqual([
      'STATEMENT_DIFFERS FUND COMMITMENT T-1 90000.00/80000.00',
      'STATEMENT_DIFFERS FUND FRAME R-1 /',
      'STATEMENT_DIFFERS FUND PAYMENT BILAG-1 /',
      'STATEMENT_NOT_IN_BOOKS FUND COMMITMENT T-77 /',
    ])
    await syncSubsidies(hub, funds, [
      commitmentRecord('T-1', 'R-1', dwellings[0] ?? '', { granted: '80000' }),
      paymentRecord('BILAG-1', 'T-1'),
    ])
    await syncSubsidies(hub, own, [
      frameRecord('R-1', { dwellingsMax: 14 }),
      commitmentRecord('T-77', 'R-1', dwellings[7] ?? ''),
    ])
    expect(await run()).toEqual([])
  })

  test('is compared with what a command has entered under the same reference', async () => {
    const [programme] = await hub.asOwner<{ id: string }>(
      `select 'SubsidyProgramme:' || id as id from subsidy_programme`,
    )
    await done(hub, economist, 'recordSubsidyFrame', frame(programme?.id ?? '', { reference: 'R-5' }))
    expect(await syncSubsidies(hub, funds, [frameRecord('R-5', { lapsesOn: '2027-01-01' })])).toMatchObject({
      outcomes: ['APPLIED'],
      problems: ['1 INFO BOOKS_DIFFER @ lapsesOn'],
    })
  })
})

describe('A full list', () => {
  test('marks what it holds no longer; the books stay, and the audit asks why', async () => {
    const feed = await subsidyFeed(hub, '0169', { mode: 'SNAPSHOT' })
    await syncSubsidies(hub, feed, [frameRecord('R-61'), frameRecord('R-62')], {
      sourceTime: '2026-11-01T08:00:00Z',
    })
    const report = await syncSubsidies(hub, feed, [frameRecord('R-61')], {
      sourceTime: '2026-11-02T08:00:00Z',
    })
    expect(report).toMatchObject({ outcomes: ['UNCHANGED'], status: 'APPLIED', closed: 1 })
    expect((await books('subsidy_frame')).map(({ reference }) => reference)).toContain('R-62')
    const { shown } = await subsidyCommand(hub, economist, 'runSubsidyAudit', {
      ...{ municipalityCode: '0169', programme: '98F', from: '2022-07-01', until: '2024-01-01' },
    })
    const found = await hub.asOwner<{ code: string; figures: { value: string }[] }>(
      `select code, figures from subsidy_finding where 'SubsidyAudit:' || audit_id = $1 and code = 'STATEMENT_WITHDRAWN'`,
      [shown?.id],
    )
    expect(found.map(({ figures }) => figures.map(({ value }) => value))).toEqual([
      ['MUNICIPALITY', 'FRAME', 'R-62'],
    ])
    const again = await syncSubsidies(hub, feed, [frameRecord('R-61'), frameRecord('R-62')], {
      sourceTime: '2026-11-03T08:00:00Z',
    })
    expect(again.outcomes).toEqual(['UNCHANGED', 'APPLIED'])
  })

  test('that lacks more than its limit waits for a person', async () => {
    const feed = await subsidyFeed(hub, '0169', { mode: 'SNAPSHOT', limit: 10 })
    await syncSubsidies(hub, feed, [frameRecord('R-71'), frameRecord('R-72')], {
      sourceTime: '2026-11-01T08:00:00Z',
    })
    const report = await syncSubsidies(hub, feed, [frameRecord('R-71')], {
      sourceTime: '2026-11-02T08:00:00Z',
    })
    expect(report).toMatchObject({ status: 'AWAITING_APPROVAL', closed: 0 })
  })
})

describe('Who delivers', () => {
  test('for a municipality states of no other', async () => {
    const report = await syncSubsidies(hub, own, [frameRecord('R-1', { municipalityCode: '0101' })])
    expect(report.problems).toEqual(['1 ERROR MUNICIPALITY_NOT_OWN @ municipalityCode'])
  })

  test('for the fund states only what the fund pays', async () => {
    await done(hub, economist, 'recordSubsidyProgramme', {
      ...{
        code: 'M26',
        instrument: 'MUNICIPAL_2026',
        name: 'Tilskud 2026',
        municipalityCode: '0169',
        source: 'Loven',
      },
    })
    const report = await syncSubsidies(hub, funds, [
      frameRecord('R-1', { programme: 'M26', amountMax: '1000' }),
    ])
    expect(report.problems).toEqual(['1 ERROR PROGRAMME_NOT_FUNDED @ programme'])
  })

  test('is whoever the feed belongs to: to another it is not there', async () => {
    expect((await syncSubsidies(hub, funds, [frameRecord('R-1')], { bearer: economist })).refusals).toEqual([
      'FEED_NOT_FOUND',
    ])
    expect((await syncSubsidies(hub, own, [frameRecord('R-1')], { bearer: fund })).refusals).toEqual([
      'FEED_NOT_FOUND',
    ])
    expect((await syncSubsidies(hub, own, [frameRecord('R-1')], { bearer: operator })).refusals).toEqual([
      'NOT_ALLOWED',
    ])
  })

  test('for a purpose of another kind is refused by the kind', async () => {
    const input = { kind: 'ALLOCATION', municipalityCode: '0169', format: 'NDJSON', mode: 'DELTA' }
    const token = await hub.token({ ...municipality, purpose: 'municipal-allocation' })
    await hub.fields(
      token,
      'mutation($input: RegisterFeedInput!) { registerFeed(input: $input) { refusals { code } } }',
      {
        input: { ...input, code: 'kommune-0169-sager' },
      },
    )
    const { it } = await hub.fields<{ it: { refusals: { code: string }[] } }>(
      await hub.token({ ...municipality, purpose: 'subsidy-administration' }),
      `mutation { it: syncAllocations(feed: "kommune-0169-sager", records: [], idempotencyKey: "en") { refusals { code } } }`,
    )
    expect(it.refusals).toEqual([{ code: 'PURPOSE_NOT_ALLOWED' }])
  })
})

test('a file is read as the published schema says, and delivered like a call', async () => {
  const dwelling = (await familyDwellings(hub)).length
  expect(dwelling).toBeGreaterThan(8)
  const lines = [
    JSON.stringify(commitmentRecord('T-90', 'R-1', dwellings[8] ?? '')),
    JSON.stringify(frameRecord('R-90', { windowUntil: '2022-01-01' })),
    '{"kind": "FRAME"',
  ]
  const answer = await fetch(`${hub.url}/feeds/${own}/deliveries`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await hub.token(economist)}`,
      'content-type': 'application/x-ndjson',
      'x-purpose': 'subsidy-administration',
    },
    body: lines.join('\n'),
  })
  expect(await answer.json()).toMatchObject({ received: 3, applied: 1, quarantined: 2 })
})

test('of a file of many batches every record is reported, whatever is undone on the way', async () => {
  const unknown = Array.from({ length: 2_000 }, (_, at) => frameRecord(`U-${at}`, { programme: 'UKENDT' }))
  const refused = Array.from({ length: 40 }, (_, at) =>
    commitmentRecord(`V-${at}`, 'R-1', dwellings[9] ?? '', { committedOn: '2024-01-01' }),
  )
  const answer = await fetch(`${hub.url}/feeds/${own}/deliveries`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await hub.token(economist)}`,
      'content-type': 'application/x-ndjson',
      'x-purpose': 'subsidy-administration',
    },
    body: [...unknown, ...refused].map((record) => JSON.stringify(record)).join('\n'),
  })
  expect(await answer.json()).toMatchObject({ received: 2_040, quarantined: 2_040 })
  const [kept] = await hub.asOwner<Record<string, number>>(
    `select (select count(*)::int from delivery_record r where r.delivery_id = d.id) as records,
            (select count(*)::int from delivery_problem p where p.delivery_id = d.id) as problems,
            (select count(*)::int from delivery_raw w where w.delivery_id = d.id) as raw
       from delivery d order by received_at desc limit 1`,
  )
  expect(kept).toEqual({ records: 2_040, problems: 2_040, raw: 2_040 })
}, 60_000)

describe('The conditions and periods of a grant', () => {
  const R = 'R-20'
  let withTenancy = ''
  let without = ''
  beforeAll(async () => {
    const free = await hub.asOwner<{ id: string }>(
      `select 'Dwelling:' || d.id as id from dwelling d where not exists (select from subsidy_commitment c where c.dwelling_id = d.id)
          and d.dwelling_type = 'FAMILY' and d.municipality_code = '0169' order by d.id limit 2`,
    )
    const numberOf = async (id: string | undefined) =>
      (
        await hub.asOwner<{ number: string }>(
          `select o.lbf_number || '/' || e.number || '/' || d.tenancy_number as number from dwelling d
             join estate e on e.id = d.estate_id join housing_organisation o on o.id = e.organisation_id where 'Dwelling:' || d.id = $1`,
          [id],
        )
      )[0]?.number ?? ''
    withTenancy = await numberOf(free[0]?.id)
    without = await numberOf(free[1]?.id)
    await tenancy(hub, free[0]?.id ?? '', '2022-08-01', null)
  })

  const rows = (table: 'subsidy_condition' | 'subsidy_period') =>
    hub.asOwner<Record<string, unknown>>(
      `select * from ${table} where reference is not null order by reference`,
    )
  const latest = async () => (await corrections()).at(-1)

  test('are entered in whatever order the file has them', async () => {
    const report = await syncSubsidies(hub, own, [
      periodRecord('P-1', 'T-20', { base: '1250', indexFactor: '1.000' }),
      conditionRecord('B-1', R),
      conditionRecord('B-2', R, {
        condition: 'LETTING_AGREEMENT',
        organisationCode: '0045',
        until: '2026-01-01',
      }),
      commitmentRecord('T-20', R, withTenancy),
      commitmentRecord('T-21', R, without),
      frameRecord(R),
    ])
    expect(report).toMatchObject({ outcomes: Array(6).fill('APPLIED'), problems: [] })
    expect(await rows('subsidy_period')).toMatchObject([
      { reference: 'P-1', monthly_oere: '125000', tenancy_id: expect.any(String), withdrawn: false },
    ])
    expect(await rows('subsidy_condition')).toMatchObject([
      { reference: 'B-1', kind: 'HOMELESSNESS_PLAN', organisation_id: null },
      { reference: 'B-2', kind: 'LETTING_AGREEMENT', organisation_id: expect.any(String) },
    ])
  })

  test('said again change nothing; said otherwise by the same feed they are corrected, with the original', async () => {
    const again = [periodRecord('P-1', 'T-20', { base: '1250', indexFactor: '1' }), conditionRecord('B-1', R)]
    expect((await syncSubsidies(hub, own, again)).problems).toEqual([])
    const before = (await corrections()).length
    await syncSubsidies(hub, own, [periodRecord('P-1', 'T-20', { monthly: '1200', rentAfter: '3550' })])
    expect(await latest()).toMatchObject({
      ...{ entity: 'SubsidyPeriod', reason: `Levering ${own}` },
      ...{ before: { monthly_oere: 125_000 }, after: { monthly_oere: 120_000 } },
    })
    await syncSubsidies(hub, own, [conditionRecord('B-1', R, { until: '2027-01-01' })])
    expect(await latest()).toMatchObject({ entity: 'SubsidyCondition', reason: `Levering ${own}` })
    expect(await corrections()).toHaveLength(before + 2)
  })

  test('are held back alone when the rules refuse them', async () => {
    const { problems } = await syncSubsidies(hub, own, [
      periodRecord('P-2', 'T-21'),
      periodRecord('P-3', 'T-0'),
      periodRecord('P-4', 'T-20'),
      periodRecord('P-1', 'T-21'),
      periodRecord('P-5', 'T-20', { from: '2028-01-01', until: '2029-01-01' }),
      conditionRecord('B-3', 'R-0'),
      conditionRecord('B-4', R, { condition: 'LETTING_AGREEMENT', organisationCode: '9999' }),
      conditionRecord('B-5', R, { organisationCode: '0045' }),
      conditionRecord('B-2', R),
      conditionRecord('B-6', R, { until: '2027-01-01' }),
    ])
    expect(problems).toEqual([
      '1 ERROR TENANCY_NOT_FOUND @ from',
      '2 ERROR COMMITMENT_NOT_FOUND @ commitment',
      '3 ERROR PERIODS_OVERLAP @ from',
      '4 ERROR PERIOD_MOVED @ commitment',
      '5 ERROR PERIOD_OUTSIDE_COMMITMENT @ from',
      '6 ERROR FRAME_NOT_FOUND @ frame',
      '7 ERROR ORGANISATION_NOT_FOUND @ organisationCode',
      '8 ERROR ORGANISATION_NOT_MEANT @ organisationCode',
      '9 ERROR CONDITION_MOVED @ frame',
      '10 ERROR CONDITION_RECORDED @ $',
    ])
    expect(await rows('subsidy_period')).toHaveLength(1)
    expect(await rows('subsidy_condition')).toHaveLength(2)
  })

  test('the fund’s word stands beside the books, and the audit finds where they differ', async () => {
    const { problems } = await syncSubsidies(hub, funds, [
      conditionRecord('B-1', R, { from: '2022-02-01' }),
      periodRecord('P-1', 'T-20'),
      periodRecord('P-9', 'T-20'),
    ])
    expect(problems).toEqual([
      '1 INFO BOOKS_DIFFER @ from',
      '2 INFO BOOKS_DIFFER @ monthly',
      '2 INFO BOOKS_DIFFER @ rentAfter',
      '3 INFO NOT_IN_BOOKS @ reference',
    ])
    const { shown } = await subsidyCommand(hub, subsidyAuditor, 'runSubsidyAudit', {
      ...{ municipalityCode: '0169', programme: '98F', from: '2022-07-01', until: '2024-01-01' },
    })
    const found = await hub.asOwner<{
      code: string
      stake: string
      figures: { name: string; value: string }[]
    }>(
      `select code, at_stake_oere::text as stake, figures from subsidy_finding
        where 'SubsidyAudit:' || audit_id = $1 and code like 'STATEMENT%' and figures::text ~ 'CONDITION|PERIOD' order by finding_key`,
      [shown?.id],
    )
    const told = found.map(({ code, stake, figures }) =>
      [code, stake, ...figures.map(({ name, value }) => `${name}=${value}`)].join(' '),
    )
    expect(told.sort()).toEqual([
      'STATEMENT_DIFFERS 0 side=FUND kind=CONDITION reference=B-1 from=2022-02-01 fromInBooks=2022-01-01',
      'STATEMENT_DIFFERS 5000 side=FUND kind=PERIOD reference=P-1 monthly=1250.00 monthlyInBooks=1200.00 rentAfter=3500.00 rentAfterInBooks=3550.00',
      'STATEMENT_NOT_IN_BOOKS 125000 side=FUND kind=PERIOD reference=P-9',
    ])
  })

  test('a condition that was never met is taken back, counts no more, and is not delivered back to life', async () => {
    const [plan] = await hub.asOwner<{ id: string }>(
      `select 'SubsidyCondition:' || id as id from subsidy_condition where reference = 'B-1'`,
    )
    const plans = async () => {
      const { shown } = await subsidyCommand(hub, economist, 'runSubsidyAudit', {
        ...{ municipalityCode: '0169', programme: '98F', from: '2022-07-01', until: '2024-01-01' },
      })
      return hub.asOwner(
        `select 1 from subsidy_finding f join subsidy_commitment c on c.dwelling_id = f.dwelling_id
          where 'SubsidyAudit:' || f.audit_id = $1 and f.code = 'PLAN_MISSING' and c.reference = 'T-20'`,
        [shown?.id],
      )
    }
    const correct = (changes: object) => ({
      ...{
        conditionId: plan?.id,
        from: '2022-01-01',
        source: 'Hjemløseplan',
        reason: 'Planen blev aldrig vedtaget',
      },
      ...changes,
    })
    expect(await plans()).toEqual([])
    expect(
      await refusedWith(hub, economist, 'correctSubsidyCondition', correct({ until: '2027-01-01' })),
    ).toEqual(['NOTHING_CHANGED'])
    await done(hub, economist, 'correctSubsidyCondition', correct({ until: '2027-01-01', withdrawn: true }))
    expect(await latest()).toMatchObject({
      entity: 'SubsidyCondition',
      reason: 'Planen blev aldrig vedtaget',
    })
    expect(await plans()).toHaveLength(1)
    expect(
      (await syncSubsidies(hub, own, [conditionRecord('B-1', R, { from: '2021-01-01' })])).problems,
    ).toEqual(['1 ERROR CONDITION_WITHDRAWN @ reference'])
    expect(
      await refusedWith(hub, BEARERS.otherMunicipality, 'correctSubsidyCondition', correct({})),
    ).not.toEqual([])
    expect(
      (await syncSubsidies(hub, funds, [conditionRecord('B-30', R, { from: '2022-03-01' })])).problems,
    ).toEqual([])
    expect(await rows('subsidy_condition')).toHaveLength(3)
  })
})

test('A repayment is taken for a commitment that was taken back, and no more than was paid', async () => {
  await syncSubsidies(hub, own, [
    frameRecord('R-6'),
    commitmentRecord('T-61', 'R-6', dwellings.at(-1) ?? ''),
    paymentRecord('BILAG-61', 'T-61'),
  ])
  const [given] = await hub.asOwner<{ id: string }>(
    `select 'SubsidyCommitment:' || id as id from subsidy_commitment where reference = 'T-61'`,
  )
  await done(hub, economist, 'withdrawSubsidyCommitment', { commitmentId: given?.id, reason: 'Fejl' })
  const report = await syncSubsidies(hub, own, [
    paymentRecord('BILAG-62', 'T-61', { amount: '-1250.01' }),
    paymentRecord('BILAG-63', 'T-61', { amount: '-1250' }),
    paymentRecord('BILAG-64', 'T-61'),
  ])
  expect(report.outcomes).toEqual(['QUARANTINED', 'APPLIED', 'QUARANTINED'])
  expect(report.problems).toEqual([
    '1 ERROR REPAYMENT_EXCEEDS_PAID @ amount',
    '3 ERROR COMMITMENT_WITHDRAWN @ amount',
  ])
})
