import { randomUUID } from 'node:crypto'
import { LANDLORD, OFFICER, OTHER_LANDLORD, setPeriod, stepOf } from '../support/arrears.ts'
import { dwellingsOf, signGrant } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, testClock } from '../support/offers.ts'
import { asked, CASEWORKER, stayCommand, stayed, transitionOf } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { asChange, tenancy } from '../support/subsidies.ts'

const OTHER_CASEWORKER: Bearer = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' }
/** Monday 11 January 2027 at noon. */
const clock = testClock('2027-01-11T11:00:00Z')

let hub: TestHub
let dwellings: string[]
beforeAll(async () => {
  hub = await startHub({ clock })
  dwellings = await dwellingsOf(hub)
}, 120_000)
afterAll(() => hub?.stop())

const nextDwelling = () => dwellings.shift() as string
const allocated = () => tenancy(hub, nextDwelling(), '2026-01-01', null)
const codesOf = async (bearer: Bearer, name: Parameters<typeof stayCommand>[2], input: object) =>
  (await stayCommand(hub, bearer, name, input)).codes
const report = (tenancyId: string, kind: string, on: string, changes: object = {}) =>
  stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, kind, on, changes))
const reportCodes = (tenancyId: string, kind: string, on: string, changes: object = {}) =>
  codesOf(LANDLORD, 'reportArrears', stepOf(tenancyId, kind, on, changes))

/** Reports steps, each with its day, as `R 12-01` for a reminder on 1 December. */
const STEPS: Readonly<Record<string, string>> = {
  ...{ R: 'REMINDER', N: 'NOTICE_TO_MUNICIPALITY', B: 'BAILIFF_CASE', E: 'EVICTION', S: 'SETTLED' },
}
async function course(tenancyId: string, steps: string): Promise<string[]> {
  const ids: string[] = []
  for (const step of steps.split(', ')) {
    const [kind = '', on] = step.split(' ')
    ids.push((await report(tenancyId, STEPS[kind] as string, `2026-${on}`)).id)
  }
  return ids
}

describe('Rent arrears of an allocated tenant', () => {
  test('are reported step by step, and both parties read the steps in their order', async () => {
    const tenancyId = await allocated()
    await course(tenancyId, 'R 11-02, N 11-17, B 12-01, E 12-21')
    const steps = 'arrearsSteps(first: 9, orderBy: HAPPENED_ASC, filter: { tenancyId: "'
    for (const bearer of [OFFICER, LANDLORD, CASEWORKER, BEARERS.nominator]) {
      const { nodes } = await asked<{ nodes: { kind: string; happenedOn: string }[] }>(
        hub,
        bearer,
        `${steps}${tenancyId}" }) { nodes { kind happenedOn } }`,
      )
      expect(nodes.map(({ kind, happenedOn }) => `${kind} ${happenedOn}`)).toEqual([
        'REMINDER 2026-11-02',
        'NOTICE_TO_MUNICIPALITY 2026-11-17',
        'BAILIFF_CASE 2026-12-01',
        'EVICTION 2026-12-21',
      ])
    }
    for (const bearer of [OTHER_LANDLORD, OTHER_CASEWORKER]) {
      expect(await asked(hub, bearer, `${steps}${tenancyId}" }) { nodes { kind } }`)).toEqual({ nodes: [] })
    }
  })

  test.each([
    ['a notice without a reminder', '', 'N'],
    ['the bailiff’s court without a notice', 'R 11-02', 'B'],
    ['an eviction without the bailiff’s court', 'R 11-02, N 11-17', 'E'],
    ['a settlement of nothing', '', 'S'],
    ['a second settlement', 'R 11-02, S 11-10', 'S'],
    ['a notice after the arrears are settled', 'R 11-02, S 11-10', 'N'],
    ['a reminder while the court has the case', 'R 11-02, N 11-17, B 11-20', 'R'],
    ['anything after the eviction', 'R 11-02, N 11-17, B 11-20, E 12-01', 'S'],
  ])('are refused as %s', async (_, before, kind) => {
    const tenancyId = await allocated()
    if (before !== '') await course(tenancyId, before)
    const refused = await stayCommand(hub, LANDLORD, 'reportArrears', {
      ...stepOf(tenancyId, STEPS[kind] as string, '2026-12-22'),
    })
    expect(refused.refusals).toMatchObject([{ code: 'ARREARS_STEP_OUT_OF_ORDER', law: 'L 114 (2012-13)' }])
  })

  test('may be settled after each step, and begin again, also on the same day', async () => {
    const tenancyId = await allocated()
    await course(
      tenancyId,
      'R 11-02, R 11-03, S 11-10, R 11-10, N 11-17, S 11-18, R 11-20, N 11-25, B 12-01, S 12-02',
    )
    await course(tenancyId, 'R 12-02')
  })

  test('are told of late: a step in between is taken where it fits and refused where it does not', async () => {
    const tenancyId = await allocated()
    await course(tenancyId, 'R 11-10, N 11-17')
    expect(await reportCodes(tenancyId, 'SETTLED', '2026-11-12')).toEqual(['ARREARS_STEP_OUT_OF_ORDER'])
    expect(await reportCodes(tenancyId, 'REMINDER', '2026-11-02')).toEqual([])
    expect(await reportCodes(tenancyId, 'SETTLED', '2026-11-05')).toEqual([])
  })

  test.each([
    ['tomorrow', { happenedOn: '2027-01-12' }, ['ARREARS_STEP_IN_FUTURE']],
    ['before the tenancy', { happenedOn: '2025-12-31' }, ['ARREARS_BEFORE_TENANCY']],
    ['under a long reference', { reference: 'x'.repeat(101) }, ['REFERENCE_TOO_LONG']],
    ['naming the tenant', { reference: 'Lejer 311257-5001' }, ['TEXT_HOLDS_CPR']],
    ['of no tenancy', { tenancyId: `Tenancy:${randomUUID()}` }, ['TENANCY_NOT_FOUND']],
  ])('reported %s are refused', async (_, changes, codes) => {
    expect(await reportCodes(await allocated(), 'REMINDER', '2026-11-02', changes)).toEqual(codes)
  })

  test('are not reported of a tenancy that the municipality did not allocate', async () => {
    const own = await tenancy(hub, nextDwelling(), '2026-01-01', null, { allocated: false })
    expect(await reportCodes(own, 'REMINDER', '2026-11-02')).toEqual(['TENANCY_NOT_ALLOCATED'])
  })

  test('are reported once a day and once under a reference', async () => {
    const tenancyId = await allocated()
    const step = stepOf(tenancyId, 'REMINDER', '2026-11-02')
    expect(await codesOf(LANDLORD, 'reportArrears', step)).toEqual([])
    expect(await reportCodes(tenancyId, 'REMINDER', '2026-11-02')).toEqual(['ARREARS_STEP_REPORTED'])
    expect(await codesOf(LANDLORD, 'reportArrears', { ...step, happenedOn: '2026-11-03' })).toEqual([
      'ARREARS_REFERENCE_TAKEN',
    ])
  })

  test('are reported by the landlord alone, for the purpose of the tenancy', async () => {
    const tenancyId = await allocated()
    const step = stepOf(tenancyId, 'REMINDER', '2026-11-02')
    expect(await codesOf(OTHER_LANDLORD, 'reportArrears', step)).toEqual(['TENANCY_NOT_FOUND'])
    expect(await codesOf(CASEWORKER, 'reportArrears', step)).toEqual(['NOT_ALLOWED'])
    expect(await codesOf(BEARERS.organisation, 'reportArrears', step)).toEqual(['PURPOSE_MISSING'])
    const both: Bearer = {
      ...{ subject: 'both', roles: ['organisation_system', 'municipal_system'] },
      ...{ organisationNumbers: ['0007'], municipalityCodes: ['0169'], purpose: 'tenancy-agreement' },
    }
    expect(await codesOf(both, 'reportArrears', step)).toEqual(['TENANCY_NOT_FOUND'])
  })

  test('are taken back in the order in which they rest on each other', async () => {
    const [reminder, notice] = await course(await allocated(), 'R 11-02, N 11-17')
    const withdraw = (stepId: string | undefined, bearer = LANDLORD) =>
      codesOf(bearer, 'withdrawArrears', { stepId })
    expect(await withdraw(reminder)).toEqual(['ARREARS_STEP_NEEDED'])
    expect(await withdraw(notice, OTHER_LANDLORD)).toEqual(['STEP_NOT_FOUND'])
    expect(await withdraw(notice)).toEqual([])
    expect(await withdraw(notice)).toEqual(['STEP_NOT_FOUND'])
    expect(await withdraw(reminder)).toEqual([])
    const open = await asked<{ nodes: object[] }>(
      hub,
      OFFICER,
      `arrearsSteps(first: 99, filter: { withdrawn: true, kinds: [REMINDER, NOTICE_TO_MUNICIPALITY] }) { nodes { id } }`,
    )
    expect(open.nodes).toEqual(expect.arrayContaining([{ id: reminder }, { id: notice }]))
  })

  test('that two report at once stay in order', async () => {
    const tenancyId = await allocated()
    await course(tenancyId, 'R 11-02')
    const both = await Promise.all([
      reportCodes(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-17'),
      reportCodes(tenancyId, 'SETTLED', '2026-11-10'),
    ])
    expect(both.map((codes) => codes.join()).sort()).toEqual(['', 'ARREARS_STEP_OUT_OF_ORDER'])
  })
})

describe('The municipality’s duty to act', () => {
  test('has no day while the municipality has set itself none', async () => {
    const tenancyId = await allocated()
    await course(tenancyId, 'R 11-02')
    const notice = await report(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-17', { children: true })
    expect(notice).toMatchObject({ actBy: null, children: true })
  })

  describe('with five business days, and two where children live', () => {
    beforeAll(async () => {
      await setPeriod(hub, 'ARREARS_DAYS', 5, '2026-12-01')
      await setPeriod(hub, 'ARREARS_DAYS_WITH_CHILDREN', 2, '2026-12-01')
    })
    const noticed = async (on: string, changes: object = {}, tenancyId?: string) => {
      const of = tenancyId ?? (await allocated())
      await course(of, 'R 11-02')
      return report(of, 'NOTICE_TO_MUNICIPALITY', on, changes)
    }

    test.each([
      // Wednesday 2 December: Thursday, Friday, Monday, Tuesday, Wednesday the 9th.
      ['counts Monday to Friday', '2026-12-02', {}, '2026-12-10'],
      // Tuesday 22 December: 23rd, 24th, 28th, 29th, 30th; the 25th and 26th are holidays.
      ['leaves out Christmas', '2026-12-22', {}, '2026-12-31'],
      ['leaves out New Year', '2026-12-30', {}, '2027-01-08'],
      ['is shorter with children', '2026-12-02', { children: true }, '2026-12-05'],
      [
        'is not shorter when the landlord knows that there are none',
        '2026-12-02',
        { children: false },
        '2026-12-10',
      ],
      [
        'has no day for a notice from before the municipality had set one',
        '2026-11-30',
        { children: true },
        null,
      ],
    ])('%s', async (_, on, changes, actBy) => {
      expect(await noticed(on, changes)).toMatchObject({ happenedOn: on, actBy })
    })

    test('begins anew with the bailiff’s court, and is not asked for by a reminder or a settlement', async () => {
      const tenancyId = await allocated()
      const days: (string | null)[] = []
      for (const [kind, on] of [
        ['REMINDER', '12-02'],
        ['NOTICE_TO_MUNICIPALITY', '12-03'],
        ['BAILIFF_CASE', '12-07'],
        ['SETTLED', '12-08'],
      ]) {
        days.push((await report(tenancyId, kind as string, `2026-${on}`)).actBy)
      }
      expect(days).toEqual([null, '2026-12-11', '2026-12-15', null])
    })

    test('is shorter where the landlord was told of children with the allocation, whatever it says itself', async () => {
      const [householdId = ''] = await householdsFor(hub, 1)
      const dwellingId = nextDwelling()
      const { tenancyId } = await transitionOf(hub, dwellingId, '2026-01-01', { householdId })
      const grantId = await signGrant(hub, { from: '2026-01-01', until: '2027-01-01' })
      const disclosed = (children: number) =>
        asChange(
          hub,
          `insert into public.disclosure (household_id, municipality_code, case_scope, organisation_id, estate_id, dwelling_id,
             data_sharing_grant_id, valid, basis, adults, children, municipal_contact, payer)
           select h.id, h.municipality_code, h.case_scope, d.organisation_id, d.estate_id, d.id, $3::uuid,
                  daterange('2026-01-01', '2026-03-01'), 'TRANSITIONAL_DWELLING', 1, $4, 'Boligenheden', 'TENANT'
             from public.household h, public.dwelling d where 'Household:' || h.id = $1 and 'Dwelling:' || d.id = $2`,
          [householdId, dwellingId, grantId, children],
        )
      expect(await noticed('2026-12-02', {}, tenancyId)).toMatchObject({ actBy: '2026-12-10' })
      await disclosed(2)
      const bailiff = await report(tenancyId, 'BAILIFF_CASE', '2026-12-02', { children: false })
      expect(bailiff).toMatchObject({ children: false, actBy: '2026-12-05' })
    })

    test('moves when the landlord corrects the day or what it knows of children', async () => {
      const notice = await noticed('2026-12-02')
      const correct = (changes: object) =>
        stayed(hub, LANDLORD, 'correctArrears', { stepId: notice.id, happenedOn: '2026-12-02', ...changes })
      expect(await correct({ children: true })).toMatchObject({ children: true, actBy: '2026-12-05' })
      expect(await correct({ happenedOn: '2026-12-03' })).toMatchObject({
        children: null,
        actBy: '2026-12-11',
      })
      const codes = await codesOf(LANDLORD, 'correctArrears', { stepId: notice.id, happenedOn: '2026-11-01' })
      expect(codes).toEqual(['ARREARS_STEP_OUT_OF_ORDER'])
      const { nodes } = await asked<{ nodes: object[] }>(
        hub,
        CASEWORKER,
        `arrearsSteps(first: 9, filter: { tenancyId: "${notice.tenancy.id}", actBefore: "2026-12-12" }) { nodes { actBy } }`,
      )
      expect(nodes).toEqual([{ actBy: '2026-12-11' }])
    })
  })
})

describe('What the municipality did about arrears', () => {
  const noticed = async (householdId?: string) => {
    const { tenancyId } = await transitionOf(hub, nextDwelling(), '2026-01-01', {
      ...(householdId === undefined ? {} : { householdId }),
    })
    const [, stepId = ''] = await course(tenancyId, 'R 11-02, N 11-17')
    return { tenancyId, stepId }
  }
  const respond = (stepId: string, kind: string, happenedOn: string, shared = false, bearer = CASEWORKER) =>
    codesOf(bearer, 'respondToArrears', { stepId, kind, happenedOn, shared })
  const seen = async (bearer: Bearer, id: string) => {
    const it = await asked<{ responses: { nodes: { kind: string }[] } } | null>(
      hub,
      bearer,
      'arrearsStep(id: $id) { responses(first: 9) { nodes { kind } } }',
      { id },
    )
    return it?.responses.nodes.map(({ kind }) => kind)
  }

  test('is read by the municipality, and by the landlord where it is shared', async () => {
    const { tenancyId, stepId } = await noticed()
    expect(await respond(stepId, 'NOT_REACHED', '2026-11-18')).toEqual([])
    const answered = (bearer: Bearer, is: boolean) =>
      asked<{ nodes: object[] }>(
        hub,
        bearer,
        `arrearsSteps(first: 9, filter: { tenancyId: "${tenancyId}", answered: ${is} }) { nodes { id } }`,
      ).then(({ nodes }) => nodes.length)
    // Of one that is not shared the landlord does not even learn that there is one.
    expect([await answered(OFFICER, true), await answered(CASEWORKER, true)]).toEqual([0, 1])
    expect(await respond(stepId, 'SUPPORT_CHANGED', '2026-11-19')).toEqual([])
    expect(await respond(stepId, 'PAYMENT_PLAN', '2026-11-20', true)).toEqual([])
    expect(await seen(CASEWORKER, stepId)).toEqual(['NOT_REACHED', 'SUPPORT_CHANGED', 'PAYMENT_PLAN'])
    expect(await seen(OFFICER, stepId)).toEqual(['PAYMENT_PLAN'])
    expect(await seen(OTHER_LANDLORD, stepId)).toBeUndefined()
    expect(await answered(OFFICER, true)).toBe(1)
  })

  test('is recorded by the municipality of the dwelling and by nobody else', async () => {
    const { stepId } = await noticed()
    expect(await respond(stepId, 'CONTACTED', '2026-11-18', true, OTHER_CASEWORKER)).toEqual([
      'STEP_NOT_FOUND',
    ])
    expect(await respond(stepId, 'CONTACTED', '2026-11-18', true, LANDLORD)).toEqual(['NOT_ALLOWED'])
    const both: Bearer = {
      ...{ subject: 'both', roles: ['organisation_system', 'municipal_system'] },
      ...{ organisationNumbers: ['0045'], municipalityCodes: ['0101'], purpose: 'municipal-allocation' },
    }
    expect(await respond(stepId, 'CONTACTED', '2026-11-18', true, both)).toEqual(['STEP_NOT_FOUND'])
    expect(await respond(stepId, 'CONTACTED', '2026-11-18', true, BEARERS.nominator)).toEqual([])
  })

  test.each([
    ['tomorrow', '2027-01-12', ['RESPONSE_IN_FUTURE']],
    ['before the step', '2026-11-16', ['RESPONSE_BEFORE_STEP']],
  ])('%s is refused', async (_, on, codes) => {
    expect(await respond((await noticed()).stepId, 'CONTACTED', on)).toEqual(codes)
  })

  test('is not recorded of a step that was taken back', async () => {
    const { stepId } = await noticed()
    await stayed(hub, LANDLORD, 'withdrawArrears', { stepId })
    expect(await respond(stepId, 'CONTACTED', '2026-11-18')).toEqual(['STEP_NOT_FOUND'])
  })

  test('and each look at arrears is logged with the household, also the landlord’s, which does not know it', async () => {
    const [householdId = ''] = await householdsFor(hub, 1)
    const { stepId } = await noticed(householdId)
    const unknown = await noticed()
    const looks = async (subject: string) =>
      (
        await hub.asOwner<{ subject: string }>(
          'select distinct subject from access_log where $1::uuid = any (subjects) order by subject',
          [subject.slice(subject.indexOf(':') + 1)],
        )
      ).map((one) => one.subject)
    await seen(OFFICER, stepId)
    await seen(CASEWORKER, stepId)
    expect(await looks(householdId)).toEqual([CASEWORKER.subject, LANDLORD.subject, OFFICER.subject].sort())
    await seen(OFFICER, unknown.stepId)
    expect(await looks(unknown.tenancyId)).toContain(OFFICER.subject)
  })
})
