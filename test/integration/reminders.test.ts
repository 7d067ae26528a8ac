import { randomUUID } from 'node:crypto'
import { EVENT_FACTS, type EventKind } from '../../src/transitions/event.ts'
import type { ReminderKind } from '../../src/transitions/reminder.ts'
import { remindAll, remindOf } from '../../src/transitions/reminder.service.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { LANDLORD, stepOf } from '../support/arrears.ts'
import { OWN_UNIT } from '../support/personal-story.ts'
import { dwellingsOf, whileOpen } from '../support/households.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { householdsFor, letOrganisationAgree, testClock } from '../support/offers.ts'
import { asked, CASEWORKER, shelterStay, stayed, type TransitionIds, transitionOf } from '../support/stays.ts'
import { BEARERS } from '../support/story.ts'
import { asChange, moveOut } from '../support/subsidies.ts'
import { parameterCommand, setParameter, termsOf } from '../support/todo.ts'
import { disposed } from '../support/transition-lives.ts'
import { transitionCommand } from '../support/transitions.ts'

/** Monday 30 November 2026 at noon. */
const START = '2026-11-30T11:00:00Z'
const clock = testClock(START)
const OFFICER: Bearer = { ...BEARERS.lettingOfficer, purpose: 'tenancy-agreement' }
const SYSTEM: Bearer = { ...BEARERS.municipality, purpose: 'municipal-allocation' }
const OTHERS: Bearer = { ...BEARERS.otherMunicipality, purpose: 'municipal-allocation' }

let hub: TestHub
let dwellings: string[]
beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
  dwellings = await dwellingsOf(hub)
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(START))

const at = (day: string) => clock.set(`${day}T11:00:00Z`)
const remind = () => remindAll({ database: hub.app.database, clock })
const night = async (day: string) => {
  at(day)
  await remind()
}
const keyOf = (id: string) => id.split(':')[1] ?? ''

interface Item {
  readonly id: string
  readonly kind: string
  readonly party: string
  readonly dueOn: string
  readonly raisedOn: string
  readonly daysLeft: number | null
  readonly subjectId: string
  readonly timeline: { readonly id: string } | null
  readonly settledOn: string | null
  readonly settledBy: string | null
  readonly household: { readonly id: string } | null
}

/** The day in Denmark by the database's own clock, by which rows are recorded. */
const recordedToday = () => systemClock.today()

/** What a bearer finds to do that is about one of these rows, as `KIND due`, with what settled it. */
async function todoOf(bearer: Bearer, ...ids: readonly (string | null)[]): Promise<Item[]> {
  const { nodes } = await asked<{ nodes: Item[] }>(
    hub,
    bearer,
    `todo(first: 100, filter: { includeSettled: true }) { nodes {
       id kind party dueOn raisedOn daysLeft subjectId timeline { id } settledOn settledBy household { id } } }`,
  )
  return nodes.filter((item) => ids.includes(item.subjectId) || ids.includes(item.timeline?.id ?? ''))
}
const told = (items: readonly Item[]) =>
  items.map(
    ({ kind, dueOn, settledOn }) => `${kind} ${dueOn}${settledOn === null ? '' : ` until ${settledOn}`}`,
  )

async function household(): Promise<string> {
  const [id] = await householdsFor(hub, 1)
  return id as string
}

/** A transitional tenancy of a household, with terms where a period is given. */
async function transition(
  from: string,
  period?: readonly [string, string],
): Promise<TransitionIds & { householdId: string }> {
  const householdId = await household()
  const ids = await transitionOf(hub, dwellings.shift() as string, from, { householdId })
  if (period !== undefined) await termsOf(hub, ids.transitionId, ...period)
  return { ...ids, householdId }
}

describe('The end of a period', () => {
  test('is warned of twelve, six and three months before, each once and to both parties', async () => {
    const { transitionId, householdId } = await transition('2025-12-15', ['2025-12-15', '2027-12-15'])
    await night('2026-12-14')
    expect(await todoOf(CASEWORKER, transitionId)).toEqual([])
    for (const day of ['2026-12-15', '2026-12-16', '2027-06-14', '2027-06-15', '2027-09-15', '2027-09-16'])
      await night(day)
    const seen = await todoOf(CASEWORKER, transitionId)
    expect(seen.map(({ raisedOn, settledOn }) => `${raisedOn} ${settledOn}`)).toEqual([
      '2026-12-15 2027-06-15',
      '2027-06-15 2027-09-15',
      '2027-09-15 null',
    ])
    expect(seen.every((item) => item.household?.id === householdId && item.dueOn === '2027-12-15')).toBe(true)
    const organisations = await todoOf(OFFICER, transitionId)
    expect(organisations.map(({ kind, raisedOn, household: about }) => [kind, raisedOn, about])).toEqual(
      ['2026-12-15', '2027-06-15', '2027-09-15'].map((on) => ['PERIOD_ENDING', on, null]),
    )
  })

  test('is settled when the period has run out', async () => {
    const { transitionId } = await transition('2025-03-01', ['2025-03-01', '2027-03-01'])
    await night('2026-12-20')
    expect(told(await todoOf(OFFICER, transitionId))).toEqual(['PERIOD_ENDING 2027-03-01'])
    await night('2027-03-01')
    expect(await todoOf(OFFICER, transitionId)).toMatchObject([
      { settledOn: '2027-03-01', settledBy: transitionId },
    ])
  })

  test('is caught up with when the hub starts late: the nearest warning, once', async () => {
    const { transitionId } = await transition('2025-04-01', ['2025-04-01', '2027-04-01'])
    await night('2027-02-10')
    await remind()
    expect((await todoOf(CASEWORKER, transitionId)).map(({ raisedOn }) => raisedOn)).toEqual(['2027-02-10'])
  })

  test('on a leap day is warned of on the last of February a year before', async () => {
    const { transitionId } = await transition('2026-02-28', ['2026-02-28', '2028-02-29'])
    await night('2027-02-27')
    expect(await todoOf(OFFICER, transitionId)).toEqual([])
    await night('2027-02-28')
    expect(told(await todoOf(OFFICER, transitionId))).toEqual(['PERIOD_ENDING 2028-02-29'])
  })

  test('is warned of as the municipality has set it', async () => {
    const { transitionId } = await transition('2025-08-01', ['2025-08-01', '2027-08-01'])
    await setParameter(hub, CASEWORKER, 'WARNING_MONTHS', [4, 1])
    try {
      await night('2027-03-31')
      expect(await todoOf(OFFICER, transitionId)).toEqual([])
      await night('2027-04-01')
      expect(await todoOf(OFFICER, transitionId)).toHaveLength(1)
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'WARNING_MONTHS'`, [])
    }
  })

  test('is nobody’s concern any more when the tenant has moved out', async () => {
    const { transitionId, tenancyId } = await transition('2025-02-01', ['2025-02-01', '2027-02-01'])
    await night('2026-12-01')
    await moveOut(hub, tenancyId, '2026-12-24')
    expect(told(await todoOf(CASEWORKER, transitionId))).toEqual([
      'PERIOD_ENDING 2027-02-01 until 2026-12-24',
    ])
    await night('2027-01-30')
    expect(await todoOf(CASEWORKER, transitionId)).toHaveLength(1)
  })

  test('is warned of anew when the period becomes another one', async () => {
    const { transitionId } = await transition('2025-05-01', ['2025-05-01', '2027-05-01'])
    await night('2027-02-01')
    await asChange(
      hub,
      `update public.transition_terms set valid = daterange(lower(valid), '2027-04-15') where transition_id = $1::uuid`,
      [keyOf(transitionId)],
    )
    const [old] = await todoOf(OFFICER, transitionId)
    expect(old?.settledBy).toMatch(/^TransitionTerms:/)
    await night('2027-02-02')
    expect(
      (await todoOf(OFFICER, transitionId)).map(({ dueOn, settledOn }) => [dueOn, settledOn === null]),
    ).toEqual([
      ['2027-04-15', true],
      ['2027-05-01', false],
    ])
  })
})

describe('A review of the ability to pay', () => {
  test('is due on the day it was appointed for, and settled by being held', async () => {
    const { transitionId } = await transition('2026-11-01', ['2026-11-01', '2031-11-01'])
    const { id } = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      transitionId,
      dueOn: '2026-12-20',
    })
    await night('2026-12-19')
    expect(await todoOf(CASEWORKER, id)).toEqual([])
    await night('2026-12-20')
    expect(told(await todoOf(CASEWORKER, id))).toEqual(['REVIEW_DUE 2026-12-20'])
    await stayed(hub, CASEWORKER, 'holdPaymentReview', {
      ...{ reviewId: id, heldOn: '2026-12-18', affordableRent: '4000.00', outcome: 'CAN_PAY' },
    })
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: '2026-12-18', settledBy: id }])
  })

  test('is asked for at the municipality’s interval, where none is appointed', async () => {
    const { transitionId } = await transition('2026-06-30', ['2026-06-30', '2031-06-30'])
    const other = await transition('2026-06-30', ['2026-06-30', '2031-06-30'])
    await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      transitionId: other.transitionId,
      dueOn: '2026-12-01',
    })
    await setParameter(hub, CASEWORKER, 'REVIEW_MONTHS', [6])
    try {
      await night('2026-12-29')
      expect(await todoOf(CASEWORKER, transitionId)).toEqual([])
      await night('2026-12-30')
      expect(told(await todoOf(CASEWORKER, transitionId))).toEqual(['REVIEW_DUE 2026-12-30'])
      expect(told(await todoOf(CASEWORKER, other.transitionId))).toEqual(['REVIEW_DUE 2026-12-01'])
      const { id } = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
        transitionId,
        dueOn: '2027-01-10',
      })
      at('2027-01-10')
      await stayed(hub, CASEWORKER, 'holdPaymentReview', {
        ...{ reviewId: id, heldOn: '2027-01-10', affordableRent: '4000.00', outcome: 'CAN_PAY' },
      })
      expect(told(await todoOf(CASEWORKER, transitionId))).toEqual(['REVIEW_DUE 2026-12-30 until 2027-01-10'])
      await night('2027-07-09')
      expect(await todoOf(CASEWORKER, transitionId)).toHaveLength(1)
      await night('2027-07-10')
      expect(told(await todoOf(CASEWORKER, transitionId))).toEqual([
        'REVIEW_DUE 2026-12-30 until 2027-01-10',
        'REVIEW_DUE 2027-07-10',
      ])
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'REVIEW_MONTHS'`, [])
    }
  })

  test('is asked for at the interval though one is appointed later, or was taken back before or after it was held', async () => {
    const period = ['2026-06-30', '2031-06-30'] as const
    const reviewed = async (dueOn: string, heldOn: string | null, withdrawn: boolean) => {
      const { transitionId } = await transition('2026-06-30', period)
      const { id } = await stayed(hub, CASEWORKER, 'appointPaymentReview', { transitionId, dueOn })
      const found = { reviewId: id, heldOn, affordableRent: '4000.00', outcome: 'CAN_PAY' }
      if (heldOn !== null) await stayed(hub, CASEWORKER, 'holdPaymentReview', found)
      if (withdrawn) await stayed(hub, CASEWORKER, 'withdrawPaymentReview', { reviewId: id })
      return transitionId
    }
    const transitions = [
      await reviewed('2027-03-01', null, false),
      await reviewed('2026-12-10', null, true),
      await reviewed('2026-10-01', '2026-10-01', true),
    ]
    await setParameter(hub, CASEWORKER, 'REVIEW_MONTHS', [6])
    try {
      await night('2026-12-30')
      for (const transitionId of transitions) {
        const items = await todoOf(CASEWORKER, transitionId)
        expect(told(items.filter(({ subjectId }) => subjectId === transitionId))).toEqual([
          'REVIEW_DUE 2026-12-30',
        ])
      }
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'REVIEW_MONTHS'`, [])
    }
  })

  test('settles the municipality’s warning of the period’s end, and not the organisation’s', async () => {
    const { transitionId } = await transition('2025-12-01', ['2025-12-01', '2027-12-01'])
    await night('2026-12-01')
    const { id } = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      transitionId,
      dueOn: '2027-01-05',
    })
    at('2027-01-05')
    await stayed(hub, CASEWORKER, 'holdPaymentReview', {
      ...{ reviewId: id, heldOn: '2027-01-05', affordableRent: '4000.00', outcome: 'CAN_PAY_BY_END' },
    })
    const ending = (items: Item[]) =>
      items.filter(({ kind }) => kind === 'PERIOD_ENDING').map(({ settledBy }) => settledBy)
    expect(ending(await todoOf(CASEWORKER, transitionId))).toEqual([id])
    expect(ending(await todoOf(OFFICER, transitionId))).toEqual([null])
    // A warning that was given and acted upon is not given again, even if the review is taken back.
    await stayed(hub, CASEWORKER, 'withdrawPaymentReview', { reviewId: id })
    await remind()
    expect(ending(await todoOf(CASEWORKER, transitionId))).toEqual([id])
  })

  test('held before a warning of the period’s end is no answer to it', async () => {
    const { transitionId } = await transition('2025-12-01', ['2025-12-01', '2027-12-01'])
    const { id } = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      transitionId,
      dueOn: '2026-11-30',
    })
    const found = { affordableRent: '4000.00', outcome: 'CAN_PAY' }
    await stayed(hub, CASEWORKER, 'holdPaymentReview', { reviewId: id, heldOn: '2026-11-30', ...found })
    await night('2026-12-01')
    const items = await todoOf(CASEWORKER, transitionId)
    expect(told(items.filter(({ kind }) => kind === 'PERIOD_ENDING'))).toEqual(['PERIOD_ENDING 2027-12-01'])
  })

  test('is nobody’s to hold any more when it is taken back', async () => {
    const { transitionId } = await transition('2026-11-01', ['2026-11-01', '2031-11-01'])
    const { id } = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      transitionId,
      dueOn: '2026-11-25',
    })
    await remind()
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: null }])
    await stayed(hub, CASEWORKER, 'withdrawPaymentReview', { reviewId: id })
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledBy: id }])
  })
})

describe('A stay in a shelter', () => {
  const conditions = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY']
  test('is reminded of on its ninetieth day, over the turn of the year', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-11-20'))
    await night('2027-02-17')
    expect(told(await todoOf(CASEWORKER, id))).toEqual(['DISCHARGE_CONDITION 2027-02-18'])
    await night('2027-02-18')
    expect(told(await todoOf(CASEWORKER, id)).sort()).toEqual([
      'DISCHARGE_CONDITION 2027-02-18',
      'SHELTER_LIMIT 2027-02-18',
    ])
    await stayed(hub, CASEWORKER, 'endStay', { stayId: id, until: '2027-02-18', outcome: 'LEFT' })
    expect(told(await todoOf(CASEWORKER, id)).sort()).toEqual([
      'DISCHARGE_CONDITION 2027-02-18 until 2027-02-18',
      'SHELTER_LIMIT 2027-02-18 until 2027-02-18',
    ])
  })

  test('is reminded of earlier where the municipality has set so', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-11-20'))
    await setParameter(hub, CASEWORKER, 'SHELTER_WARNING_DAYS', [30])
    try {
      await night('2027-01-18')
      expect(await todoOf(CASEWORKER, id)).toHaveLength(1)
      await night('2027-01-19')
      expect(await todoOf(CASEWORKER, id)).toHaveLength(2)
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'SHELTER_WARNING_DAYS'`, [])
    }
  })

  test('keeps the limit that was set by its first day', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-08-20'))
    await asChange(
      hub,
      `insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
       values ('0169', 'SHELTER_DAYS', '{100}', '[2026-08-01,2026-09-01)', 'Handleplan'),
              ('0169', 'SHELTER_DAYS', '{20}', '[2026-09-01,)', 'Ny handleplan')`,
      [],
    )
    try {
      await night('2026-11-30')
      expect(told(await todoOf(CASEWORKER, id)).sort()).toEqual([
        'DISCHARGE_CONDITION 2026-11-28',
        'SHELTER_LIMIT 2026-11-28',
      ])
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'SHELTER_DAYS'`, [])
    }
  })

  test('asks for the conditions of discharge until the last one is met, and again when one is taken back', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-11-20'))
    await remind()
    for (const [index, kind] of conditions.entries()) {
      expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: null }])
      await stayed(hub, CASEWORKER, 'recordDischargeCondition', {
        ...{ stayId: id, kind, metOn: `2026-11-2${index + 2}`, evidence: 'Journalnotat' },
      })
    }
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: '2026-11-25', settledBy: id }])
    await stayed(hub, CASEWORKER, 'withdrawDischargeCondition', { stayId: id, kind: 'PLAN' })
    await remind()
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: null, settledBy: null }])
  })

  test('that was entered wrongly is reminded of as it is corrected, or no more', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-08-01'))
    await remind()
    const { householdId: _, ...later } = shelterStay('', '2026-08-20')
    await stayed(hub, CASEWORKER, 'correctStay', { stayId: id, ...later })
    await remind()
    expect(told(await todoOf(CASEWORKER, id)).sort()).toEqual([
      `DISCHARGE_CONDITION 2026-10-30 until ${recordedToday()}`,
      'DISCHARGE_CONDITION 2026-11-18',
      `SHELTER_LIMIT 2026-10-30 until ${recordedToday()}`,
      'SHELTER_LIMIT 2026-11-18',
    ])
    await stayed(hub, CASEWORKER, 'correctStay', { stayId: id, ...later, kind: 'TEMPORARY_PLACE' })
    await remind()
    const settled = (await todoOf(CASEWORKER, id)).map(({ settledBy }) => settledBy)
    expect(settled).toEqual([id, id, id, id])
  })

  test('is nobody’s to act on when it was entered in error', async () => {
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-08-01'))
    await remind()
    expect(await todoOf(CASEWORKER, id)).toHaveLength(2)
    await stayed(hub, CASEWORKER, 'withdrawStay', { stayId: id })
    expect((await todoOf(CASEWORKER, id)).map(({ settledBy }) => settledBy)).toEqual([id, id])
  })
})

describe('Arrears', () => {
  test('ask the municipality to act by a business day, and what it did settles it', async () => {
    await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
    const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    at('2026-12-22')
    await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'REMINDER', '2026-12-01'))
    const { id } = await stayed(
      hub,
      LANDLORD,
      'reportArrears',
      stepOf(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-12-22'),
    )
    await remind()
    // The 24th counts as a business day, the 25th and New Year's Day do not.
    expect(told(await todoOf(CASEWORKER, id))).toEqual(['ARREARS_DUTY 2027-01-07'])
    expect(await todoOf(OFFICER, id)).toEqual([])
    await stayed(hub, CASEWORKER, 'respondToArrears', {
      ...{ stepId: id, kind: 'CONTACTED', happenedOn: '2026-12-22', shared: true },
    })
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: '2026-12-22' }])
  })

  test('that the tenant has settled are nobody’s to act on', async () => {
    const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    at('2026-12-22')
    await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'REMINDER', '2026-12-01'))
    const { id } = await stayed(
      hub,
      LANDLORD,
      'reportArrears',
      stepOf(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-12-15'),
    )
    await remind()
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: null }])
    const settled = await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'SETTLED', '2026-12-21'))
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: '2026-12-21', settledBy: settled.id }])
    await remind()
    expect(await todoOf(CASEWORKER, id)).toHaveLength(1)
  })
})

describe('Arrears, as they go on,', () => {
  test('of a tenant who settled earlier ones, or did not settle these after all, are to be acted on', async () => {
    await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
    const report = async (tenancyId: string, kind: string, on: string) =>
      (await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, kind, on))).id as string
    const earlier = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    await report(earlier.tenancyId, 'REMINDER', '2026-09-01')
    await report(earlier.tenancyId, 'SETTLED', '2026-09-10')
    await report(earlier.tenancyId, 'REMINDER', '2026-11-02')
    const anew = await report(earlier.tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-23')
    const mistaken = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    await report(mistaken.tenancyId, 'REMINDER', '2026-11-02')
    const still = await report(mistaken.tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-23')
    const stepId = await report(mistaken.tenancyId, 'SETTLED', '2026-11-25')
    await stayed(hub, LANDLORD, 'withdrawArrears', { stepId })
    await remind()
    for (const id of [anew, still]) {
      expect(told(await todoOf(CASEWORKER, id))).toEqual(['ARREARS_DUTY 2026-12-07'])
    }
  })

  test('reported on another day are to be acted on by another', async () => {
    await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
    const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'REMINDER', '2026-11-02'))
    const notice = stepOf(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-23')
    const { id } = await stayed(hub, LANDLORD, 'reportArrears', notice)
    await remind()
    const correction = { stepId: id, happenedOn: '2026-11-24' }
    await stayed(hub, LANDLORD, 'correctArrears', correction)
    const [old] = await todoOf(CASEWORKER, id)
    expect(old).toMatchObject({ dueOn: '2026-12-07', settledBy: id })
    await remind()
    expect(told(await todoOf(CASEWORKER, id)).sort()).toEqual([
      `ARREARS_DUTY 2026-12-07 until ${recordedToday()}`,
      'ARREARS_DUTY 2026-12-08',
    ])
  })

  test('are nobody’s to act on from the day on which the tenancy is over, which may be known before', async () => {
    await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
    const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'REMINDER', '2026-11-02'))
    const notice = stepOf(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-23')
    const { id } = await stayed(hub, LANDLORD, 'reportArrears', notice)
    await remind()
    await moveOut(hub, tenancyId, '2026-12-05')
    await night('2026-12-04')
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: null }])
    await night('2026-12-05')
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: '2026-12-05', settledBy: tenancyId }])
  })

  test('are settled by the fact that is committed first', async () => {
    await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
    const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'REMINDER', '2026-11-02'))
    const notice = stepOf(tenancyId, 'NOTICE_TO_MUNICIPALITY', '2026-11-23')
    const { id } = await stayed(hub, LANDLORD, 'reportArrears', notice)
    await remind()
    const answer = { stepId: id, kind: 'CONTACTED', happenedOn: '2026-11-24', shared: false }
    await whileOpen(
      hub,
      `insert into arrears_response (step_id, tenancy_id, organisation_id, municipality_code, dwelling_id, kind, happened_on, shared)
       select id, tenancy_id, organisation_id, municipality_code, dwelling_id, 'PAYMENT_PLAN', '2026-11-26', true
         from arrears_step where 'ArrearsStep:' || id = $1`,
      [id],
      () => stayed(hub, CASEWORKER, 'respondToArrears', answer),
    )
    expect(await todoOf(CASEWORKER, id)).toMatchObject([{ settledOn: '2026-11-26' }])
  })
})

describe('A claim on the guarantee', () => {
  test('is the municipality’s to decide, and the decision settles it', async () => {
    const { tenancyId, transitionId } = await transition('2025-01-01')
    await moveOut(hub, tenancyId, '2026-11-01')
    const { id } = await stayed(hub, BEARERS.lettingOfficer, 'claimGuarantee', {
      ...{ tenancyId, claimedOn: '2026-11-20', amount: '18000.00', documentationReference: randomUUID() },
    })
    await remind()
    expect(told(await todoOf(CASEWORKER, id))).toEqual(['CLAIM_DECISION 2026-11-20'])
    await stayed(hub, BEARERS.municipality, 'decideGuaranteeClaim', { claimId: id, granted: '18000.00' })
    expect(await todoOf(CASEWORKER, id)).toMatchObject([
      { settledOn: '2026-11-30', settledBy: id, timeline: { id: transitionId } },
    ])
  })
})

describe('Terms that a lease has to state', () => {
  test('are asked of the organisation until they are recorded', async () => {
    const { transitionId } = await transition('2026-11-01')
    await remind()
    expect(told(await todoOf(OFFICER, transitionId))).toEqual(['TERMS_MISSING 2026-11-01'])
    expect(await todoOf(CASEWORKER, transitionId)).toEqual([])
    await termsOf(hub, transitionId, '2026-11-01', '2031-11-01')
    expect(await todoOf(OFFICER, transitionId)).toMatchObject([{ settledOn: '2026-11-01' }])
  })
})

/** The night of the day on which the clock stands, twice: what is entered the first time is not undone the second. */
const twoNights = async () => {
  await remind()
  await remind()
}

describe('Nothing is entered, not even to be settled at once,', () => {
  const period = ['2025-12-01', '2027-02-01'] as const
  const stay = async (changes: object = {}) =>
    (await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-08-01', changes))).id
  const review = async (transitionId: string, dueOn: string) =>
    (await stayed(hub, CASEWORKER, 'appointPaymentReview', { transitionId, dueOn })).id as string
  const found = { affordableRent: '4000.00', outcome: 'CAN_PAY' }
  const claim = async () => {
    const { tenancyId } = await transition('2025-01-01')
    await moveOut(hub, tenancyId, '2026-11-01')
    const { id } = await stayed(hub, BEARERS.lettingOfficer, 'claimGuarantee', {
      ...{ tenancyId, claimedOn: '2026-11-20', amount: '1.00', documentationReference: randomUUID() },
    })
    return id as string
  }
  const notice = async (tenancyId: string, on: string) => {
    await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'REMINDER', '2026-11-02'))
    return (await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'NOTICE_TO_MUNICIPALITY', on)))
      .id as string
  }
  const inArrears = async () => {
    await setParameter(hub, CASEWORKER, 'ARREARS_DAYS', [10])
    const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
    return { tenancyId, stepId: await notice(tenancyId, '2026-11-23') }
  }

  test.each<[string, readonly string[], () => Promise<string>]>([
    [
      'of the terms of a tenancy that has ended',
      ['TERMS_MISSING'],
      async () => {
        const householdId = await household()
        const gone = { householdId, until: '2026-10-01' }
        return (await transitionOf(hub, dwellings.shift() as string, '2026-09-01', gone)).transitionId
      },
    ],
    [
      'of a warning whose day lies before the period',
      ['PERIOD_ENDING'],
      async () => (await transition('2026-11-01', ['2026-11-01', '2027-01-15'])).transitionId,
    ],
    [
      'of the end of a period whose tenant has moved out',
      ['PERIOD_ENDING', 'REVIEW_DUE'],
      async () => {
        const { transitionId, tenancyId } = await transition('2025-12-01', period)
        await review(transitionId, '2026-11-25')
        await moveOut(hub, tenancyId, '2026-11-20')
        return transitionId
      },
    ],
    [
      'of the end of a period that is over',
      ['PERIOD_ENDING'],
      async () => (await transition('2025-12-01', ['2025-12-01', '2026-11-30'])).transitionId,
    ],
    [
      'of a review that was taken back',
      ['REVIEW_DUE'],
      async () => {
        const { transitionId } = await transition('2026-11-01', ['2026-11-01', '2031-11-01'])
        const id = await review(transitionId, '2026-11-15')
        await stayed(hub, CASEWORKER, 'withdrawPaymentReview', { reviewId: id })
        return id
      },
    ],
    [
      'of a review that was held',
      ['REVIEW_DUE'],
      async () => {
        const { transitionId } = await transition('2026-11-01', ['2026-11-01', '2031-11-01'])
        const id = await review(transitionId, '2026-11-15')
        await stayed(hub, CASEWORKER, 'holdPaymentReview', { reviewId: id, heldOn: '2026-11-16', ...found })
        return id
      },
    ],
    [
      'of a stay elsewhere than in a shelter',
      ['SHELTER_LIMIT', 'DISCHARGE_CONDITION'],
      () => stay({ kind: 'TEMPORARY_PLACE' }),
    ],
    [
      'of a stay that has ended',
      ['SHELTER_LIMIT', 'DISCHARGE_CONDITION'],
      () => stay({ until: '2026-11-20', outcome: 'LEFT' }),
    ],
    [
      'of a stay that was entered in error',
      ['SHELTER_LIMIT', 'DISCHARGE_CONDITION'],
      async () => {
        const id = await stay()
        await stayed(hub, CASEWORKER, 'withdrawStay', { stayId: id })
        return id
      },
    ],
    [
      'of a discharge that all conditions are met for, to a place',
      ['DISCHARGE_CONDITION'],
      () =>
        stay({
          conditions: ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'PLACE_READY'].map((kind) => ({
            ...{ kind, metOn: '2026-11-20', evidence: 'Journalnotat' },
          })),
        }),
    ],
    [
      'of arrears before the municipality has set itself a period',
      ['ARREARS_DUTY'],
      async () => {
        await asChange(hub, `delete from public.transition_parameter where name like 'ARREARS_DAYS%'`, [])
        const { tenancyId } = await transition('2026-01-01', ['2026-01-01', '2031-01-01'])
        return notice(tenancyId, '2026-11-23')
      },
    ],
    [
      'of arrears that were taken back',
      ['ARREARS_DUTY'],
      async () => {
        const { stepId } = await inArrears()
        await stayed(hub, LANDLORD, 'withdrawArrears', { stepId })
        return stepId
      },
    ],
    [
      'of arrears that the municipality has answered',
      ['ARREARS_DUTY'],
      async () => {
        const { stepId } = await inArrears()
        const answer = { kind: 'NOT_REACHED', happenedOn: '2026-11-24', shared: false }
        await stayed(hub, CASEWORKER, 'respondToArrears', { stepId, ...answer })
        return stepId
      },
    ],
    [
      'of arrears that the tenant has settled',
      ['ARREARS_DUTY'],
      async () => {
        const { tenancyId, stepId } = await inArrears()
        await stayed(hub, LANDLORD, 'reportArrears', stepOf(tenancyId, 'SETTLED', '2026-11-25'))
        return stepId
      },
    ],
    [
      'of arrears in a tenancy that is over',
      ['ARREARS_DUTY'],
      async () => {
        const { tenancyId, stepId } = await inArrears()
        await moveOut(hub, tenancyId, '2026-11-29')
        return stepId
      },
    ],
    [
      'of a claim that is decided',
      ['CLAIM_DECISION'],
      async () => {
        const claimId = await claim()
        await stayed(hub, BEARERS.municipality, 'decideGuaranteeClaim', { claimId, granted: '1.00' })
        return claimId
      },
    ],
    [
      'of a claim that was taken back',
      ['CLAIM_DECISION'],
      async () => {
        const claimId = await claim()
        await stayed(hub, BEARERS.lettingOfficer, 'withdrawGuaranteeClaim', { claimId })
        return claimId
      },
    ],
  ])('%s', async (_, kinds, situation) => {
    const id = await situation()
    await twoNights()
    const items = [...(await todoOf(CASEWORKER, id)), ...(await todoOf(OFFICER, id))]
    expect(items.filter(({ kind }) => kinds.includes(kind))).toEqual([])
  })

  test('of the terms of a dwelling that is not let yet', async () => {
    const { transitionId } = await disposed(hub, '2026-11-30')
    await twoNights()
    expect(await todoOf(OFFICER, transitionId)).toEqual([])
  })

  test('of a review at the municipality’s interval, before the period, after it, or once the tenant has left', async () => {
    const ahead = await transition('2026-01-01', ['2027-01-01', '2031-01-01'])
    const over = await transition('2025-01-01', ['2025-01-01', '2026-11-30'])
    const left = await transition('2025-01-01', ['2025-01-01', '2029-01-01'])
    await moveOut(hub, left.tenancyId, '2026-11-20')
    await setParameter(hub, CASEWORKER, 'REVIEW_MONTHS', [6])
    try {
      await twoNights()
      for (const { transitionId } of [ahead, over, left]) {
        const items = await todoOf(CASEWORKER, transitionId)
        expect(items.filter(({ kind }) => kind === 'REVIEW_DUE')).toEqual([])
      }
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'REVIEW_MONTHS'`, [])
    }
  })
})

describe('What is to be done', () => {
  test('is seen by whom it is for, and of it only what is open unless asked', async () => {
    const { transitionId, tenancyId } = await transition('2026-10-01')
    await remind()
    const [item] = await todoOf(OFFICER, transitionId)
    const one = (bearer: Bearer) =>
      asked<{ id: string } | null>(hub, bearer, `todoItem(id: "${item?.id}") { id textDa }`)
    expect(await one(OFFICER)).toMatchObject({ id: item?.id, textDa: expect.stringContaining('fravigelser') })
    for (const bearer of [
      CASEWORKER,
      OTHERS,
      { ...BEARERS.otherOrganisation, purpose: 'tenancy-agreement' } as Bearer,
    ]) {
      expect(await one(bearer)).toBeNull()
    }
    const open = async () => {
      const { nodes } = await asked<{ nodes: { id: string; settledOn: string | null }[] }>(
        hub,
        OFFICER,
        'todo(first: 100) { nodes { id settledOn } }',
      )
      expect(nodes.every(({ settledOn }) => settledOn === null)).toBe(true)
      return nodes.map(({ id }) => id)
    }
    expect(await open()).toContain(item?.id)
    await moveOut(hub, tenancyId, '2026-11-29')
    expect(await open()).not.toContain(item?.id)
  })

  test('takes a purpose to see', async () => {
    const { errors } = await hub.query(
      await hub.token(BEARERS.municipality),
      '{ todo(first: 1) { nodes { id } } }',
    )
    expect(errors?.[0]?.extensions?.code).toBe('PURPOSE_MISSING')
  })

  test('is about the household that the transition is about now', async () => {
    const { transitionId } = await transition('2025-12-01', ['2025-12-01', '2027-12-01'])
    await night('2026-12-02')
    await asChange(hub, 'update public.transition_case set withdrawn = true where transition_id = $1::uuid', [
      keyOf(transitionId),
    ])
    expect(await todoOf(CASEWORKER, transitionId)).toMatchObject([{ household: null }])
    const householdId = await household()
    await asChange(
      hub,
      `insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
       select t.id, t.organisation_id, t.dwelling_id, h.id, h.municipality_code, h.case_scope
         from public.transition t, public.household h where t.id = $1::uuid and h.id = $2::uuid`,
      [keyOf(transitionId), keyOf(householdId)],
    )
    expect(await todoOf(CASEWORKER, transitionId)).toMatchObject([{ household: { id: householdId } }])
  })

  test('stays with whom it was about where that is settled, or is about a row of that household', async () => {
    const { transitionId, householdId, tenancyId } = await transition('2025-12-01', [
      '2025-12-01',
      '2027-12-01',
    ])
    const review = await stayed(hub, CASEWORKER, 'appointPaymentReview', {
      transitionId,
      dueOn: '2026-12-01',
    })
    await night('2026-12-02')
    // A nearer warning settles the first one.
    await night('2027-06-02')
    await asChange(hub, 'update public.transition_case set withdrawn = true where transition_id = $1::uuid', [
      keyOf(transitionId),
    ])
    const other = await household()
    const named = { transitionId, householdId: other }
    expect((await transitionCommand(hub, BEARERS.allocator, 'nameTransitionCase', named)).codes).toEqual([])
    const items = await todoOf(CASEWORKER, transitionId)
    expect(items.map(({ kind, raisedOn, household: about }) => [kind, raisedOn, about?.id]).sort()).toEqual([
      ['PERIOD_ENDING', '2026-12-02', householdId],
      ['PERIOD_ENDING', '2027-06-02', other],
      ['REVIEW_DUE', '2026-12-02', householdId],
    ])
    expect(items.find(({ kind }) => kind === 'REVIEW_DUE')?.subjectId).toBe(review.id)
    await moveOut(hub, tenancyId, '2027-06-02')
  })

  test('moves with its case to another unit', async () => {
    const householdId = await household()
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(householdId, '2026-11-20'))
    await remind()
    const ofUnit: Bearer = { ...CASEWORKER, subject: 'allocator-of-unit', organisationUnits: [OWN_UNIT] }
    expect(await todoOf(ofUnit, id)).toEqual([])
    await asChange(
      hub,
      `update household set organisation_unit_id = $2::uuid where 'Household:' || id = $1`,
      [...[householdId, OWN_UNIT]],
    )
    expect(told(await todoOf(ofUnit, id))).toEqual(['DISCHARGE_CONDITION 2027-02-18'])
  })

  test('is about that household too where another was named before it fell due', async () => {
    const { transitionId, tenancyId } = await transition('2025-12-01', ['2025-12-01', '2027-12-01'])
    await asChange(hub, 'update public.transition_case set withdrawn = true where transition_id = $1::uuid', [
      keyOf(transitionId),
    ])
    const householdId = await household()
    const named = { transitionId, householdId }
    expect((await transitionCommand(hub, BEARERS.allocator, 'nameTransitionCase', named)).codes).toEqual([])
    await setParameter(hub, CASEWORKER, 'REVIEW_MONTHS', [6])
    try {
      await night('2026-12-02')
    } finally {
      await asChange(hub, `delete from public.transition_parameter where name = 'REVIEW_MONTHS'`, [])
    }
    await moveOut(hub, tenancyId, '2026-12-02')
    await stayed(hub, BEARERS.lettingOfficer, 'claimGuarantee', {
      ...{ tenancyId, claimedOn: '2026-12-02', amount: '1.00', documentationReference: randomUUID() },
    })
    await remind()
    const items = await todoOf(CASEWORKER, transitionId)
    expect(items.map(({ kind, household: about }) => [kind, about?.id]).sort()).toEqual(
      ['CLAIM_DECISION', 'PERIOD_ENDING', 'REVIEW_DUE'].map((kind) => [kind, householdId]),
    )
  })

  test('is an event in the same moment, which names no person and is followed from where one stopped', async () => {
    const page = async (bearer: Bearer, after: string | null) =>
      (
        await hub.fields<{
          it: {
            nodes: { id: string; kind: string; subjectId: string; occurredAt: string }[]
            pageInfo: { endCursor: string; hasNextPage: boolean }
          }
        }>(
          await hub.token(bearer),
          `query($after: Cursor) { it: outboxEvents(first: 100, after: $after) { nodes { id kind subjectId occurredAt } pageInfo { endCursor hasNextPage } } }`,
          { after },
        )
      ).it
    const all = async (bearer: Bearer) => {
      const nodes: { subjectId: string }[] = []
      let after: string | null = null
      for (let more = true; more; ) {
        const answer: Awaited<ReturnType<typeof page>> = await page(bearer, after)
        nodes.push(...answer.nodes)
        after = answer.pageInfo.endCursor ?? after
        more = answer.pageInfo.hasNextPage
      }
      return { nodes, after }
    }
    const before = await all(SYSTEM)
    const [ofUnit = ''] = await householdsFor(hub, 1, { organisationUnitId: OWN_UNIT, kleNumber: '27.35' })
    const { id } = await stayed(hub, CASEWORKER, 'recordStay', shelterStay(ofUnit, '2026-11-20'))
    await remind()
    const [item] = await todoOf(CASEWORKER, id)
    const next = await page(SYSTEM, before.after)
    expect(
      next.nodes.map(({ kind, subjectId, occurredAt }) => [kind, subjectId, Date.parse(occurredAt)]),
    ).toEqual([['DISCHARGE_CONDITION', item?.id, Date.parse(START)]])
    // Who works on the cases of one unit is told of these and of no others.
    const unit = { ...SYSTEM, subject: 'system-of-unit', organisationUnits: [OWN_UNIT] }
    expect((await all(unit)).nodes.map(({ subjectId }) => subjectId)).toEqual([item?.id])
    expect((await all(OTHERS)).nodes).toEqual([])
    const counts = await hub.asOwner(
      `select (select count(*)::int from reminder) - (select count(*)::int from outbox_event) as missing,
              (select count(*)::int from reminder r join outbox_event e on e.subject_id = r.id and e.change_id is not null) -
              (select count(*)::int from reminder) as doubled`,
    )
    expect(counts).toEqual([{ missing: 0, doubled: 0 }])
  })

  test('cannot be raised or settled by anybody but the hub', async () => {
    const refused = async (sql: string) =>
      hub.app.database.reads.query(sql).then(
        () => 'done',
        (error: { code?: string }) => error.code,
      )
    expect(
      await refused(`select access.raise_reminders('TERMS_MISSING', null, '2026-11-30', now(), '{12}', 90)`),
    ).toBe('42501')
    expect(await refused(`select access.settle_reminders('2026-11-30')`)).toBe('42501')
    expect(await refused(`update public.reminder set settled_on = raised_on, settled_by = 'x'`)).toBe('42501')
    expect(await refused(`select access.settle_by_facts(null, null)`)).toBe('42501')
  })

  test('is told to whoever follows, though the look that was begun first is committed last', async () => {
    const follow = async (from: string | null) => {
      const kinds: string[] = []
      for (let after = from; ; ) {
        const { nodes, pageInfo } = await asked<{
          nodes: { kind: string }[]
          pageInfo: { endCursor: string | null }
        }>(
          ...([hub, SYSTEM] as const),
          `outboxEvents(first: 100${after === null ? '' : `, after: "${after}"`}) { nodes { kind } pageInfo { endCursor } }`,
        )
        if (nodes.length === 0) return { kinds, after }
        kinds.push(...nodes.map(({ kind }) => kind))
        after = pageInfo.endCursor
      }
    }
    await remind()
    const before = await follow(null)
    await stayed(hub, CASEWORKER, 'recordStay', shelterStay(await household(), '2026-08-01'))
    const meanwhile = await whileOpen(
      hub,
      `select set_config('app.roles', '{hub}', true),
              access.raise_reminders('DISCHARGE_CONDITION', null, '2026-11-30', now(), '{12}', 90)`,
      [],
      async () => {
        await remindOf({ database: hub.app.database, clock }, '0169', ['SHELTER_LIMIT'])
        return follow(before.after)
      },
    )
    const { kinds: later } = await follow(meanwhile.after)
    expect([...meanwhile.kinds, ...later]).toEqual(['DISCHARGE_CONDITION', 'SHELTER_LIMIT'])
  })

  test('rests on the law that the timeline names for it', async () => {
    const rows = await hub.asOwner<{ kind: ReminderKind; law: string }>(
      'select distinct kind, law from reminder order by kind',
    )
    const onTimelines = {
      ...{ ARREARS_DUTY: 'ARREARS_DUE', CLAIM_DECISION: 'CLAIM_DUE', DISCHARGE_CONDITION: 'CONDITION_DUE' },
      ...{ PERIOD_ENDING: 'PERIOD_WARNING', REVIEW_DUE: 'REVIEW_DUE', SHELTER_LIMIT: 'SHELTER_DUE' },
      TERMS_MISSING: 'TERMS_DUE',
    } as const satisfies Record<ReminderKind, EventKind>
    expect(rows).toEqual(
      Object.entries(onTimelines).map(([kind, event]) => ({ kind, law: EVENT_FACTS[event].law })),
    )
  })

  test('is entered once, though four look at the same time', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => transition('2026-09-01')))
    await Promise.all([remind(), remind(), remind(), remind()])
    for (const { transitionId } of made) expect(await todoOf(OFFICER, transitionId)).toHaveLength(1)
  })
})

describe('A fact by which something may fall due on the spot appoints a look at it', () => {
  /** The kinds of which a look is appointed while something happens. */
  async function appointed(fact: () => Promise<unknown>): Promise<string[]> {
    const keys = async () =>
      (
        await hub.asOwner<{ key: string }>(
          `select key from graphile_worker._private_jobs where key like 'remind-of/%' order by key`,
        )
      ).map(({ key }) => key)
    const before = await keys()
    await fact()
    const after = (await keys()).filter((key) => !before.includes(key))
    return [...new Set(after.map((key) => key.split('/')[2] ?? ''))].sort()
  }
  const transitional = () => transition('2026-01-01', ['2026-01-01', '2031-01-01'])
  const stay = () =>
    household().then((id) => stayed(hub, CASEWORKER, 'recordStay', shelterStay(id, '2026-11-20')))

  test('of a transition', async () => {
    let ids: TransitionIds | undefined
    const begin = async () => {
      ids = await transitionOf(hub, dwellings.shift() as string, '2026-11-01')
    }
    expect(await appointed(begin)).toEqual(['TERMS_MISSING'])
    expect(await appointed(() => termsOf(hub, ids?.transitionId ?? '', '2026-11-01', '2031-11-01'))).toEqual([
      'TERMS_MISSING,PERIOD_ENDING',
    ])
  })

  test('of a review', async () => {
    const { transitionId } = await transitional()
    const appoint = { transitionId, dueOn: '2026-11-15' }
    expect(await appointed(() => stayed(hub, CASEWORKER, 'appointPaymentReview', appoint))).toEqual([
      'REVIEW_DUE',
    ])
  })

  test('of a stay and of a condition that is taken back', async () => {
    expect(await appointed(stay)).toEqual(['SHELTER_LIMIT,DISCHARGE_CONDITION'])
    const { id } = await stay()
    const met = { stayId: id, kind: 'PLAN', metOn: '2026-11-21', evidence: 'Journalnotat' }
    await stayed(hub, CASEWORKER, 'recordDischargeCondition', met)
    const takeBack = { stayId: id, kind: 'PLAN' }
    expect(await appointed(() => stayed(hub, CASEWORKER, 'withdrawDischargeCondition', takeBack))).toEqual([
      'DISCHARGE_CONDITION',
    ])
    const { householdId: _, ...corrected } = shelterStay('', '2026-11-19')
    expect(
      await appointed(() => stayed(hub, CASEWORKER, 'correctStay', { stayId: id, ...corrected })),
    ).toEqual(['SHELTER_LIMIT,DISCHARGE_CONDITION'])
  })

  test('of arrears, reported and taken back', async () => {
    const { tenancyId } = await transitional()
    let stepId = ''
    const report = async () => {
      const step = stepOf(tenancyId, 'REMINDER', '2026-11-02')
      stepId = (await stayed(hub, LANDLORD, 'reportArrears', step)).id
    }
    expect(await appointed(report)).toEqual(['ARREARS_DUTY'])
    expect(await appointed(() => stayed(hub, LANDLORD, 'withdrawArrears', { stepId }))).toEqual([
      'ARREARS_DUTY',
    ])
  })

  test('of a claim', async () => {
    const { tenancyId } = await transition('2025-01-01')
    await moveOut(hub, tenancyId, '2026-11-01')
    const claim = { tenancyId, claimedOn: '2026-11-20', amount: '1.00', documentationReference: randomUUID() }
    expect(await appointed(() => stayed(hub, BEARERS.lettingOfficer, 'claimGuarantee', claim))).toEqual([
      'CLAIM_DECISION',
    ])
  })
})

describe('The numbers that a municipality sets', () => {
  const SOURCE = 'Byrådets beslutning'
  const entry = (changes: object = {}) => ({
    ...{ municipalityCode: '0169', name: 'CLAIM_DAYS', amounts: [28], from: '2026-01-01', source: SOURCE },
    ...changes,
  })
  const set = (changes: object = {}, more: { readonly key?: string; readonly dryRun?: boolean } = {}) =>
    parameterCommand(hub, CASEWORKER, 'setTransitionParameter', entry(changes), more)
  const listed = async (bearer: Bearer) =>
    (
      await asked<{ nodes: { amounts: number[]; from: string; until: string | null; source: string }[] }>(
        hub,
        bearer,
        'transitionParameters(first: 9, filter: { names: [CLAIM_DAYS] }, orderBy: FROM_DESC) { nodes { amounts from until source } }',
      )
    ).nodes
  afterEach(() => asChange(hub, `delete from public.transition_parameter where name = 'CLAIM_DAYS'`, []))

  test('hold from a day on, with their source, until the next one or their end', async () => {
    await set()
    const { shown } = await set({ from: '2026-06-01', amounts: [14] })
    expect(await listed(CASEWORKER)).toEqual([
      { amounts: [14], from: '2026-06-01', until: null, source: SOURCE },
      { amounts: [28], from: '2026-01-01', until: '2026-06-01', source: SOURCE },
    ])
    await parameterCommand(hub, CASEWORKER, 'endTransitionParameter', {
      parameterId: shown.id,
      until: '2026-09-01',
    })
    expect((await listed(CASEWORKER))[0]).toMatchObject({ amounts: [14], until: '2026-09-01' })
    expect(await listed(OTHERS)).toEqual([])
    expect(await listed(OFFICER)).toEqual([])
  })

  test('are corrected for the same first day, once a key and not at all in a rehearsal', async () => {
    const key = randomUUID()
    const first = await set({}, { key })
    expect((await set({}, { key })).shown).toEqual(first.shown)
    expect((await set({ amounts: [7] }, { dryRun: true })).shown.amounts).toEqual([7])
    expect(await listed(CASEWORKER)).toMatchObject([{ amounts: [28] }])
    await set({ amounts: [21] })
    expect(await listed(CASEWORKER)).toMatchObject([{ amounts: [21], from: '2026-01-01' }])
  })

  test.each([
    ['no amount', { amounts: [] }, 'PARAMETER_AMOUNTS_WRONG'],
    ['two amounts where one is asked for', { amounts: [1, 2] }, 'PARAMETER_AMOUNTS_WRONG'],
    ['none at all', { amounts: [0] }, 'PARAMETER_AMOUNTS_WRONG'],
    ['the same warning twice', { name: 'WARNING_MONTHS', amounts: [6, 6] }, 'PARAMETER_AMOUNTS_WRONG'],
    ['a warning beyond every period', { name: 'WARNING_MONTHS', amounts: [241] }, 'PARAMETER_AMOUNTS_WRONG'],
    ['a source that names a person', { source: 'Efter sag 311257-5001' }, 'TEXT_HOLDS_CPR'],
    ['another municipality', { municipalityCode: '0101' }, 'MUNICIPALITY_NOT_OWN'],
    ['a day before a later one', { from: '2025-01-01' }, 'PARAMETER_SET_LATER'],
  ])('are refused with a code: %s', async (_, changes, code) => {
    await set()
    expect((await set(changes)).codes).toEqual([code])
  })

  test('do not overlap, though several are set at once', async () => {
    const months = ['01', '02', '03', '04', '05', '06']
    const answers = await Promise.all(months.map((month) => set({ from: `2026-${month}-01` })))
    const codes = new Set(answers.flatMap((answer) => answer.codes))
    expect([...codes].filter((code) => code !== 'PARAMETER_SET_LATER')).toEqual([])
    const [last] = await listed(CASEWORKER)
    expect(last).toMatchObject({ until: null })
  })

  test('end only while they hold, and only by whom they are', async () => {
    const { shown } = await set()
    const end = (bearer: Bearer, until: string) =>
      parameterCommand(hub, bearer, 'endTransitionParameter', { parameterId: shown.id, until })
    expect((await end(CASEWORKER, '2026-01-01')).codes).toEqual(['PARAMETER_NOT_IN_FORCE'])
    expect((await end(OTHERS, '2026-09-01')).codes).toEqual(['PARAMETER_NOT_FOUND'])
    expect((await end(OFFICER, '2026-09-01')).codes).toEqual(['NOT_ALLOWED'])
    expect((await end(CASEWORKER, '2026-09-01')).codes).toEqual([])
    expect((await end(CASEWORKER, '2026-12-01')).codes).toEqual(['PARAMETER_NOT_IN_FORCE'])
  })

  test('decide by when a claim is to be decided: those of the day on which it was claimed', async () => {
    await set()
    await set({ from: '2026-11-25', amounts: [14] })
    const { tenancyId } = await transition('2025-01-01')
    await moveOut(hub, tenancyId, '2026-11-01')
    const { id } = await stayed(hub, BEARERS.lettingOfficer, 'claimGuarantee', {
      ...{ tenancyId, claimedOn: '2026-11-20', amount: '1.00', documentationReference: randomUUID() },
    })
    await remind()
    expect(told(await todoOf(CASEWORKER, id))).toEqual(['CLAIM_DECISION 2026-12-18'])
  })
})
