import fc from '../support/fast-check.ts'
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
  subsidyCommand,
  tenancy,
  term,
} from '../support/subsidies.ts'

const { economist, fund, subsidyAuditor } = BEARERS
const RUNS = Number(process.env.PROPERTY_RUNS ?? 40)

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

const DAY_MS = 86_400_000
const dayAt = (offset: number) => new Date(Date.UTC(2023, 10, 1) + offset * DAY_MS).toISOString().slice(0, 10)

test('the months of a period are those of its days, one by one: leap day, change of year, first and last days', async () => {
  await fc.assert(
    fc.asyncProperty(
      // Days around the change of the year and a leap day come often.
      fc.oneof(fc.constantFrom(0, 29, 30, 60, 61, 91, 92, 119, 120, 121), fc.integer({ min: 0, max: 800 })),
      fc.integer({ min: 1, max: 800 }),
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.constantFrom('STARTED', 'WHOLE', 'BY_DAYS'),
      async (from, length, monthly, rule) => {
        const rows = await hub.asOwner<{ month: string; days: number; due: string }>(
          `select month::text, days, due_oere::text as due
             from subsidy_months(daterange($1::date, $2::date), $3::bigint, $4) order by month`,
          [dayAt(from), dayAt(from + length), String(monthly), rule],
        )
        const days = Array.from({ length }, (_, at) => dayAt(from + at))
        const months = [...new Set(days.map((day) => `${day.slice(0, 8)}01`))]
        expect(rows.map(({ month }) => month)).toEqual(months)
        expect(rows.reduce((sum, row) => sum + row.days, 0)).toBe(length)
        for (const row of rows) {
          const whole = new Date(
            Date.UTC(Number(row.month.slice(0, 4)), Number(row.month.slice(5, 7)), 0),
          ).getUTCDate()
          const full = row.days === whole
          const due = BigInt(row.due)
          if (rule === 'STARTED' || full) expect(due).toBe(monthly)
          else if (rule === 'WHOLE') expect(due).toBe(0n)
          // The nearest øre: twice the distance from the exact amount is no more than the divisor.
          else {
            const distance = due * BigInt(whole) - monthly * BigInt(row.days)
            expect(2n * (distance < 0n ? -distance : distance)).toBeLessThanOrEqual(BigInt(whole))
          }
        }
      },
    ),
    { numRuns: RUNS * 5 },
  )
}, 300_000)

test('no two periods of a dwelling overlap, whatever is tried, and touching ones are let in', async () => {
  const { commitmentId, tenancyId } = await scene(6)
  const taken: [number, number][] = []
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 12 }),
      async (from, length) => {
        const { refusals } = await subsidyCommand(
          hub,
          economist,
          'recordSubsidyPeriod',
          period(commitmentId, tenancyId, dayAt(from), dayAt(from + length)),
        )
        const overlaps = taken.some(([start, end]) => from < end && start < from + length)
        const expected = length === 0 ? ['PERIOD_EMPTY'] : overlaps ? ['PERIODS_OVERLAP'] : []
        expect(refusals.map(({ code }) => code)).toEqual(expected)
        if (expected.length === 0) taken.push([from, from + length])
      },
    ),
    { numRuns: RUNS },
  )
}, 300_000)

test('a tenant who moves out on any day ends the subsidy on that day, and every month before stays', async () => {
  const { commitmentId, dwellingId } = await scene(7, false)
  const days = [1, 29, 30, 31, 60, 61, 62, 120, 121, 122]
  for (const [at, on] of days.entries()) {
    const start = at * 200 - 2_000
    const tenancyId = await tenancy(hub, dwellingId, dayAt(start), dayAt(start + 180))
    await done(
      hub,
      economist,
      'recordSubsidyPeriod',
      period(commitmentId, tenancyId, dayAt(start), dayAt(start + 180)),
    )
    await moveOut(hub, tenancyId, dayAt(start + on))
    const [found] = await hub.asOwner(
      `select lower(valid)::text as "from", upper(valid)::text as until, withdrawn from subsidy_period where 'Tenancy:' || tenancy_id = $1`,
      [tenancyId],
    )
    expect(found).toEqual({ from: dayAt(start), until: dayAt(start + on), withdrawn: false })
  }
}, 300_000)

interface Shown {
  readonly frames: unknown
  readonly periods: unknown
  readonly ledger: unknown
  readonly findings: unknown
}

/** All that the API tells of the municipality's subsidies, as known at a moment; null: now. */
async function shown(knownAt: string | null): Promise<Shown> {
  const { frames, periods, ledger } = await hub.fields<Record<string, { nodes: unknown[] }>>(
    await hub.token(economist),
    `query($knownAt: Instant) {
       frames: subsidyFrames(first: 100, knownAt: $knownAt) { totalCount nodes { id dwellingsMax lapsesOn dwellingsCommitted
         dwellingsUnused amountCommitted paid toRepay commitments(first: 50) { nodes { id withdrawn } }
         programme { terms { from rentBeforeMax } rates { amount } } } }
       periods: subsidyPeriods(first: 100, knownAt: $knownAt) { totalCount nodes { id from until monthly rentAfter withdrawn
         months { month due } } }
       ledger: subsidyLedger(municipalityCode: "0169", year: 2023, first: 100, knownAt: $knownAt) { totalCount nodes { month days due paid } } }`,
    { knownAt },
  )
  const auditId = await done(hub, subsidyAuditor, 'runSubsidyAudit', {
    municipalityCode: '0169',
    programme: '98F',
    from: '2022-07-01',
    until: '2026-01-01',
    knownAt,
  })
  const findings = await hub.asOwner(
    `select finding_key, months::text, at_stake_oere::text, figures, evidence from subsidy_finding
      where 'SubsidyAudit:' || audit_id = $1 order by finding_key collate "C"`,
    [auditId],
  )
  return { frames, periods, ledger, findings }
}

test('what was known at a moment is what the hub showed then, whatever was recorded since', async () => {
  const { commitmentId, tenancyId, frameId, programmeId } = await scene(8)
  const moments: { at: string; then: Shown }[] = []
  let reference = 0
  const steps = fc.oneof(
    fc.record({ step: fc.constant('record'), at: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ step: fc.constant('correct'), at: fc.integer({ min: 1_000, max: 1_400 }) }),
    fc.record({ step: fc.constant('pay'), at: fc.integer({ min: 0, max: 20 }) }),
    fc.record({ step: fc.constant('restate'), at: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ step: fc.constant('term'), at: fc.integer({ min: 5_000, max: 6_500 }) }),
  )
  const carryOut = async ({ step, at }: { step: string; at: number }) => {
    const month = (count: number) => new Date(Date.UTC(2023, count, 1)).toISOString().slice(0, 10)
    if (step === 'record') {
      await subsidyCommand(
        hub,
        economist,
        'recordSubsidyPeriod',
        period(commitmentId, tenancyId, month(at), month(at + 1)),
      )
    } else if (step === 'correct') {
      const [found] = await hub.asOwner<{ id: string; from: string; until: string }>(
        `select 'SubsidyPeriod:' || id as id, lower(valid)::text as "from", upper(valid)::text as until from subsidy_period
          where 'SubsidyCommitment:' || commitment_id = $1 order by id limit 1`,
        [commitmentId],
      )
      if (found === undefined) return
      const { id: periodId, from, until } = found
      await subsidyCommand(hub, economist, 'correctSubsidyPeriod', {
        periodId,
        from,
        until,
        monthly: String(at),
        rentBefore: '4750',
        rentAfter: '3500',
        reason: 'Rettet',
      })
    } else if (step === 'pay') {
      reference += 1
      const payment = { month: month(at), amount: '1250', paidOn: month(at + 1), reference: `R${reference}` }
      await done(hub, economist, 'recordSubsidyPayments', { commitmentId, payments: [payment] })
    } else if (step === 'restate') {
      const { source, windowFrom, windowUntil, lapsesOn } = frame(programmeId) as Record<string, string>
      const restated = {
        frameId,
        dwellingsMax: at,
        source,
        windowFrom,
        windowUntil,
        lapsesOn,
        reason: 'Omgjort',
      }
      await subsidyCommand(hub, economist, 'restateSubsidyFrame', restated)
    } else {
      await done(
        hub,
        fund,
        'recordSubsidyTerm',
        term(programmeId, '2022-07-01', { rentBeforeMax: String(at) }),
      )
    }
  }
  const sequences = fc.sample(fc.array(steps, { minLength: 2, maxLength: 4 }), {
    numRuns: Math.min(RUNS, 12),
  })
  for (const [place, sequence] of sequences.entries()) {
    // A payment, so that every moment differs from those before it.
    for (const step of [{ step: 'pay', at: place % 12 }, ...sequence]) await carryOut(step)
    const then = await shown(null)
    const [clock] = await hub.asOwner<{ at: string }>(
      `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
    )
    moments.push({ at: clock?.at ?? '', then })
  }
  expect(new Set(moments.map(({ then }) => JSON.stringify(then))).size).toBe(moments.length)
  for (const { at, then } of moments) expect(await shown(at)).toEqual(then)
}, 900_000)

let programme: Promise<string> | undefined

/** A commitment to a dwelling, with a tenancy that lasts. */
async function scene(number: number, withTenancy = true) {
  programme ??= (async () => {
    const id = await done(hub, fund, 'recordSubsidyProgramme', {
      code: '98F',
      instrument: 'SECTION_98_F',
      name: 'Midlertidigt tilskud',
      source: 'almenboligloven § 98 f',
    })
    await done(hub, fund, 'recordSubsidyTerm', term(id, '2022-07-01', { monthsMax: 600 }))
    return id
  })()
  const programmeId = await programme
  const dwellingId = (await familyDwellings(hub))[number] ?? ''
  const frameId = await done(hub, fund, 'recordSubsidyFrame', frame(programmeId))
  await done(hub, economist, 'commitSubsidies', {
    frameId,
    commitments: [commitment(dwellingId, { from: '2015-01-01', until: '2050-01-01' })],
  })
  const [commitmentId = ''] = await commitmentsOf(hub, economist, frameId)
  const tenancyId = withTenancy ? await tenancy(hub, dwellingId, '2015-01-01', null) : ''
  return { programmeId, dwellingId, frameId, commitmentId, tenancyId }
}
