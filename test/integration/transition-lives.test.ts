import { command } from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, letOrganisationAgree, take, taken, testClock } from '../support/offers.ts'
import { stayCommand, stayed, supportOf } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { done, SUBSIDY_BEARERS } from '../support/subsidies.ts'
import {
  allocatedTo,
  come,
  disposed,
  leased,
  noon,
  refundDaysOf,
  refunded,
  refundOf,
  refundProgramme,
  seen,
  statesOn,
} from '../support/transition-lives.ts'
import { approvalOf, termsOf, transitionCommand, transitioned } from '../support/transitions.ts'

/**
 * Whole lives, each over HTTP from its first day to its last, under a clock that goes on. Who does each step is who does it
 * outside of tests: the caseworker, the municipality's system, the organisation.
 */
const { organisation, allocator, municipality } = BEARERS
const clock = testClock(noon('2022-01-03'))

let hub: TestHub
let programmeId: string
beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
  programmeId = await refundProgramme(hub)
}, 120_000)
afterAll(() => hub?.stop())

const household = async () => (await householdsFor(hub, 1))[0] ?? ''
const met = (kind: string, metOn: string) => ({ kind, metOn, evidence: `Dokument om ${kind}` })
const READY = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY']
const stay = (householdId: string, kind: string, from: string) =>
  stayed(hub, allocator, 'recordStay', { householdId, kind, from, source: 'Sagen' })
const end = (stayId: string, until: string, outcome: string) =>
  stayed(hub, allocator, 'endStay', { stayId, until, outcome })

/** At disposal, allocated, approved and let on a day, on terms that end on another; the clock stands on the day it begins. */
async function moveIn(of: {
  readonly householdId: string
  readonly disposedOn: string
  readonly signedOn: string
  readonly from: string
  readonly until: string
  readonly regime?: string
}) {
  come(clock, of.disposedOn)
  const life = await allocatedTo(hub, of.disposedOn, of)
  come(clock, of.signedOn)
  await transitioned(
    ...([hub, municipality, 'approveDerogations'] as const),
    approvalOf(life.transitionId, { approvedOn: of.signedOn }),
  )
  const tenancyId = await leased(hub, life.offerId, of.signedOn, of.from)
  const terms = termsOf(life.transitionId, of.until, { regime: of.regime ?? 'FIVE_YEARS' })
  await transitioned(hub, organisation, 'recordTransitionTerms', terms)
  come(clock, of.from)
  await taken(hub, organisation, 'recordMovingIn', { offerId: life.offerId, on: of.from })
  return { ...life, tenancyId }
}

const endTenancy = (tenancyId: string, until: string, ending: string) =>
  taken(hub, organisation, 'endTenancy', { tenancyId, until, ending })

const shifted = (day: string, by: number) =>
  new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10)
const dayBefore = (day: string) => shifted(day, -1)
const dayAfter = (day: string) => shifted(day, 1)

const { economist } = SUBSIDY_BEARERS
/** Says how many adults live there from a day on; each month from then is computed anew. */
const recordAdults = (tenantSubsidyId: string, adults: number, from: string) =>
  done(hub, economist, 'recordTenantSubsidyInputs', {
    ...{ tenantSubsidyId, reason: 'Husstanden er ændret' },
    inputs: [{ kind: 'ADULTS', from, adults, source: 'Folkeregisteret' }],
  })

/** What each of these months comes to. */
async function monthsOf(
  tenantSubsidyId: string,
  months: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const rows = await hub.asOwner<{ month: string; amount: string }>(
    `select distinct on (month) month::text, (amount_oere / 100.0)::numeric(12, 2)::text as amount
       from tenant_subsidy_calculation where tenant_subsidy_id = $1::uuid order by month, number desc`,
    [tenantSubsidyId.slice('TenantSubsidy:'.length)],
  )
  return months.map((month) => rows.find((row) => row.month === month)?.amount)
}

const RETENTION = 'after6: housedAfter6Months after12: housedAfter12Months after24: housedAfter24Months'

describe('Whole lives', () => {
  test('from the street to ordinary terms in five years', async () => {
    const householdId = await household()
    come(clock, '2024-01-15')
    const street = await stay(householdId, 'STREET', '2024-01-10')
    await end(street.id, '2024-01-15', 'OTHER_STAY')
    const shelter = await stay(householdId, 'SHELTER', '2024-01-15')
    expect(shelter.shelterDueOn).toBe('2024-04-14')
    const support = await stayed(hub, allocator, 'recordSupport', supportOf(householdId, '2024-02-01'))
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2024-03-04',
        signedOn: '2024-03-08',
        from: '2024-04-01',
        until: '2029-04-01',
      },
    })
    const discharge = { stayId: shelter.id, until: '2024-04-01', outcome: 'TRANSITIONAL_DWELLING' }
    expect((await stayCommand(hub, allocator, 'endStay', discharge)).codes).toEqual(
      READY.map((kind) => `DISCHARGE_WITHOUT_${kind}`),
    )
    for (const kind of READY) {
      await stayed(hub, allocator, 'recordDischargeCondition', {
        stayId: shelter.id,
        ...met(kind, '2024-03-20'),
      })
    }
    await end(shelter.id, '2024-04-01', 'TRANSITIONAL_DWELLING')
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, life, '2024-04-01', '2029-04-01')] as const),
    )
    come(clock, '2027-01-15')
    const ended = { supportCourseId: support.id, until: '2026-12-01' }
    await stayed(hub, allocator, 'endSupport', ended)
    come(clock, '2029-04-02')
    expect(
      await statesOn(hub, life.transitionId, [
        ...['2024-03-03', '2024-03-04', '2024-03-08', '2024-04-01', '2029-03-31', '2029-04-01'],
      ]),
    ).toEqual([
      ...['null/0', 'ALLOCATED/2', 'LEASE_SIGNED/3', 'IN_PERIOD/4', 'IN_PERIOD/4', 'ORDINARY_TERMS/5'],
    ])
    const shown = await seen(
      hub,
      life.transitionId,
      `ending until tenancy { until } case { household { id } } ${RETENTION}`,
    )
    expect(shown).toEqual({
      ...{ ending: null, until: null, tenancy: { until: null }, case: { household: { id: householdId } } },
      ...{ after6: true, after12: true, after24: true },
    })
    expect(await refundDaysOf(hub, subsidyId)).toEqual({
      ...{ from: '2024-04-01', until: '2029-04-01', withdrawn: false },
    })
  })

  test('from a friend’s sofa, past no shelter, to a dwelling that is refused first and taken then', async () => {
    const householdId = await household()
    come(clock, '2025-02-03')
    const sofa = await stay(householdId, 'FAMILY_OR_FRIENDS', '2024-11-01')
    const { offerId, transitionId } = await disposed(hub, '2025-02-03')
    const first = await taken(hub, allocator, 'allocateDwelling', { offerId, householdId })
    come(clock, '2025-02-05')
    const no = { allocationId: first.id, answer: 'DECLINED', declineReason: 'SIZE' }
    await taken(hub, allocator, 'recordAnswer', no)
    expect(await seen(hub, transitionId, 'state case { id }')).toEqual({ state: 'AT_DISPOSAL', case: null })
    await taken(hub, municipality, 'returnOffer', { offerId, reasonCode: 'NO_FITTING_CITIZEN' })
    expect(await statesOn(hub, transitionId, ['2025-02-04', '2025-02-05'])).toEqual([
      'AT_DISPOSAL/1',
      'RETURNED/5',
    ])
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2025-03-03',
        signedOn: '2025-03-05',
        from: '2025-03-15',
        until: '2027-03-15',
      },
    })
    await end(sofa.id, '2025-03-15', 'TRANSITIONAL_DWELLING')
    expect((await seen<{ state: string }>(hub, life.transitionId, 'state')).state).toBe('IN_PERIOD')
  })

  test('two adults, of whom one moves out: the tenancy goes on for the other, and the refund is counted for one', async () => {
    const householdId = await household()
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2026-01-05',
        signedOn: '2026-01-08',
        from: '2026-02-01',
        until: '2031-02-01',
      },
    })
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, life, '2026-02-01', '2031-02-01')] as const),
    )
    const adults = (count: number, from: string) => recordAdults(subsidyId, count, from)
    await adults(2, '2026-02-01')
    come(clock, '2027-05-10')
    await adults(1, '2027-05-01')
    const amounts = await monthsOf(subsidyId, ['2027-04-01', '2027-05-01'])
    // Half of what the dwelling costs, less a place at 93 kr. a day; then all of it.
    expect(amounts).toEqual(['0.00', '2610.00'])
    expect(await seen(hub, life.transitionId, 'state ending periodUntil case { household { id } }')).toEqual({
      ...{
        state: 'IN_PERIOD',
        ending: null,
        periodUntil: '2031-02-01',
        case: { household: { id: householdId } },
      },
    })
    // Who moved out has a case of their own, and may have a dwelling of their own.
    const other = await moveIn({
      ...{ householdId: await household(), disposedOn: '2027-06-01', signedOn: '2027-06-03' },
      ...{ from: '2027-07-01', until: '2029-07-01' },
    })
    expect(other.transitionId).not.toBe(life.transitionId)
  })

  test('a lease of 2022 keeps its two years, whatever came after it', async () => {
    const householdId = await household()
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2022-03-01',
        signedOn: '2022-03-10',
        from: '2022-04-01',
        until: '2024-04-01',
      },
      regime: 'TWO_YEARS',
    })
    come(clock, '2023-06-01')
    const longer = (changes: object) =>
      transitionCommand(
        hub,
        organisation,
        'correctTransitionTerms',
        termsOf(life.transitionId, '2027-04-01', changes),
      )
    expect((await longer({ regime: 'FIVE_YEARS' })).codes).toEqual(['REGIME_NOT_IN_FORCE'])
    expect((await longer({ regime: 'TWO_YEARS' })).codes).toEqual(['PERIOD_OVER_MAXIMUM'])
    expect(await statesOn(hub, life.transitionId, ['2024-03-31', '2024-04-01'])).toEqual([
      ...['IN_PERIOD/4', 'ORDINARY_TERMS/5'],
    ])
  })

  test('back to a place in month 7, at the municipality’s request, and up again two years later', async () => {
    const householdId = await household()
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2024-05-06',
        signedOn: '2024-05-10',
        from: '2024-06-01',
        until: '2029-06-01',
      },
    })
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, life, '2024-06-01', '2029-06-01')] as const),
    )
    come(clock, '2024-12-02')
    const shown = await transitioned(hub, municipality, 'requestTermination', {
      ...{
        transitionId: life.transitionId,
        requestedOn: '2024-12-02',
        effectiveOn: '2024-12-20',
        noticeMonths: 3,
      },
      ...{ noticeEffect: 'FIRST_OF_MONTH', dayCount: 'ACTUAL_MONTH', source: 'Lejeaftalens § 8' },
    })
    expect(shown.terminationRequest.noticeEffectOn).toBe('2025-04-01')
    come(clock, '2024-12-20')
    await endTenancy(life.tenancyId, '2024-12-20', 'TERMINATED_AT_MUNICIPAL_REQUEST')
    const place = await stay(householdId, 'TEMPORARY_PLACE', '2024-12-20')
    expect(await statesOn(hub, life.transitionId, ['2024-12-19', '2024-12-20'])).toEqual([
      ...['IN_PERIOD/4', 'TERMINATED_AT_REQUEST/5'],
    ])
    expect(await seen(hub, life.transitionId, RETENTION)).toEqual({
      after6: true,
      after12: false,
      after24: false,
    })
    expect(await refundDaysOf(hub, subsidyId)).toMatchObject({ until: '2024-12-20', withdrawn: false })
    // A tenancy that has ended goes over to nothing any more.
    const late = { transitionId: life.transitionId, on: '2025-03-01' }
    expect((await transitionCommand(hub, organisation, 'goOverToOrdinaryTerms', late)).codes).toEqual([
      'TRANSITION_STEP_NOT_ALLOWED',
    ])
    // The case is taken up again.
    const opened = { input: { householdId, status: 'OPEN' } }
    expect((await command(hub, 'allocator', 'setCaseStatus', opened)).codes).toEqual([])
    const again = await moveIn({
      ...{
        householdId,
        disposedOn: '2026-12-01',
        signedOn: '2026-12-04',
        from: '2027-01-01',
        until: '2029-01-01',
      },
    })
    await end(place.id, '2027-01-01', 'TRANSITIONAL_DWELLING')
    expect((await seen<{ state: string }>(hub, again.transitionId, 'state')).state).toBe('IN_PERIOD')
  })

  test('evicted in month 14, and in a shelter the same day', async () => {
    const householdId = await household()
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2024-08-05',
        signedOn: '2024-08-09',
        from: '2024-09-01',
        until: '2029-09-01',
      },
    })
    const subsidyId = await refunded(
      ...([hub, refundOf(programmeId, life, '2024-09-01', '2029-09-01')] as const),
    )
    come(clock, '2025-11-10')
    await endTenancy(life.tenancyId, '2025-11-10', 'EVICTED')
    await stay(householdId, 'SHELTER', '2025-11-10')
    expect(await seen(hub, life.transitionId, `state ending endedOn ${RETENTION}`, allocator)).toEqual({
      ...{ state: 'EVICTED', ending: 'EVICTED', endedOn: '2025-11-10' },
      ...{ after6: true, after12: true, after24: false },
    })
    expect(await refundDaysOf(hub, subsidyId)).toMatchObject({ until: '2025-11-10', withdrawn: false })
    const again = await take(hub, organisation, 'endTenancy', {
      ...{ tenancyId: life.tenancyId, until: '2025-11-09', ending: 'MOVED_OUT' },
    })
    expect(again.codes).toEqual(['TENANCY_ENDED'])
  })

  test('moved out after the period: it went over to ordinary terms, and that is what it came to', async () => {
    const householdId = await household()
    const life = await moveIn({
      ...{
        householdId,
        disposedOn: '2024-10-01',
        signedOn: '2024-10-04',
        from: '2024-11-01',
        until: '2025-05-01',
      },
    })
    come(clock, '2026-02-01')
    await endTenancy(life.tenancyId, '2026-02-01', 'MOVED_OUT')
    expect(
      await statesOn(hub, life.transitionId, ['2025-04-30', '2025-05-01', '2026-01-31', '2026-02-01']),
    ).toEqual(['IN_PERIOD/4', 'ORDINARY_TERMS/5', 'ORDINARY_TERMS/5', 'ORDINARY_TERMS/5'])
    expect(await seen(hub, life.transitionId, `ending endedOn ${RETENTION}`)).toEqual({
      ...{ ending: 'MOVED_OUT', endedOn: '2026-02-01', after6: true, after12: true, after24: false },
    })
  })

  test.each([
    ['a leap day', '2024-02-29', '2029-02-28', '2024-08-29'],
    ['the last day of a year', '2025-12-31', '2030-12-31', '2026-06-30'],
    ['the first day of a year', '2027-01-01', '2032-01-01', '2027-07-01'],
  ])(
    'begun on %s: the clock counts months, to a month’s last day where the day is missing',
    async (_, from, until, halfYear) => {
      const householdId = await household()
      const life = await moveIn({ householdId, disposedOn: from, signedOn: from, from, until })
      const later = termsOf(life.transitionId, dayAfter(until))
      expect((await transitionCommand(hub, organisation, 'correctTransitionTerms', later)).codes).toContain(
        'PERIOD_OVER_MAXIMUM',
      )
      expect(await statesOn(hub, life.transitionId, [dayBefore(until), until])).toEqual([
        ...['IN_PERIOD/4', 'ORDINARY_TERMS/5'],
      ])
      const asOf = `before: housedAfter6Months(validOn: "${dayBefore(halfYear)}") on: housedAfter6Months(validOn: "${halfYear}")`
      expect(await seen(hub, life.transitionId, asOf)).toEqual({ before: null, on: true })
      come(clock, dayBefore(until))
      expect(await seen(hub, life.transitionId, 'state daysLeft')).toEqual({
        state: 'IN_PERIOD',
        daysLeft: 1,
      })
      // The last minute of the day in Denmark, and the first of the next.
      clock.set(`${dayBefore(until)}T22:59:00Z`)
      expect(await seen(hub, life.transitionId, 'state')).toEqual({ state: 'IN_PERIOD' })
      clock.set(`${dayBefore(until)}T23:00:00Z`)
      expect(await seen(hub, life.transitionId, 'state')).toEqual({ state: 'ORDINARY_TERMS' })
    },
  )
})
