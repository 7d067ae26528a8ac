import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import { allocateDwelling } from '../../src/allocations/allocation.service.ts'
import { recordAnswer, setDeclineConsequence } from '../../src/allocations/answer.service.ts'
import type { Offers } from '../../src/allocations/held-offer.service.ts'
import { lapseOffer } from '../../src/allocations/index.ts'
import { cancelLease, recordLease, recordMovingIn } from '../../src/allocations/lease.service.ts'
import { nominateHousehold } from '../../src/allocations/nomination.service.ts'
import { offerVacancy } from '../../src/allocations/offer.service.ts'
import {
  extendOffer,
  giveUpOffer,
  pauseOffer,
  reportDecline,
  resumeOffer,
  returnOffer,
  withdrawOffer,
} from '../../src/allocations/offer-step.service.ts'
import { withdrawAllocation } from '../../src/allocations/withdrawal.service.ts'
import { Refused } from '../../src/kernel/errors.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import fc from '../support/fast-check.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import {
  householdsFor,
  LIABILITY,
  letOrganisationAgree,
  type TestClock,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'

/**
 * Random walks through the lifecycle of two vacancies and three households, legal steps and illegal ones, through the
 * services and PostgreSQL, beside a model in memory that says what each step must answer and leave.
 */
const RUNS = Number(process.env.LIFECYCLE_RUNS ?? 300)
const ANSWER_DAYS = 3
/** Monday 2 August 2027; no holiday comes for months. */
const FIRST_DAY = Date.parse('2027-08-02')
const DAY_MS = 86_400_000

const dayOf = (day: number) => new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10) as LocalDate
const isOpen = (day: number) => day % 7 < 5
const nextOpenDays = (day: number, count: number): number[] => {
  const days: number[] = []
  for (let at = day + 1; days.length < count; at++) if (isOpen(at)) days.push(at)
  return days
}

type OfferState =
  | ('NONE' | 'OFFERED' | 'PAUSED' | 'ALLOCATED' | 'ACCEPTED' | 'LEASE_SIGNED' | 'MOVED_IN')
  | ('RETURNED' | 'GIVEN_UP' | 'WITHDRAWN' | 'EXPIRED')

/** A vacancy in the model: its latest offer. */
interface ModelVacancy {
  state: OfferState
  /** Days that count; the last ends the time to answer. */
  days: number[]
  left: number
  events: number
  nominated: Set<number>
}

interface ModelAllocation {
  vacancy: number
  household: number
  state: string
  /** Until when the household rests after a no, as the municipality set it. */
  parkedUntil?: number
}

interface Model {
  day: number
  readonly vacancies: ModelVacancy[]
  readonly allocations: ModelAllocation[]
  notices: number
  /** By household, the first day from which it is open to allocation again without a written reason. */
  readonly barred: Map<number, number>
}

interface Real {
  readonly offers: Offers
  readonly clock: TestClock
  readonly vacancies: readonly string[]
  readonly households: readonly string[]
  readonly offerIds: (string | undefined)[]
  readonly allocationIds: string[]
}

const ENDED = ['RETURNED', 'GIVEN_UP', 'WITHDRAWN', 'EXPIRED']
const isLapsing = (vacancy: ModelVacancy, day: number) =>
  vacancy.state === 'OFFERED' && day > (vacancy.days.at(-1) ?? 0)

/** What a step is refused with in each state, by a table of its own; the states that are not named allow it. */
const REFUSED: Readonly<Record<string, Readonly<Partial<Record<OfferState, string>>>>> = {
  pause: {
    PAUSED: 'OFFER_PAUSED',
    ALLOCATED: 'OFFER_ALREADY_ALLOCATED',
    ACCEPTED: 'OFFER_ALREADY_ALLOCATED',
  },
  resume: { OFFERED: 'OFFER_NOT_PAUSED', ALLOCATED: 'OFFER_NOT_PAUSED', ACCEPTED: 'OFFER_NOT_PAUSED' },
  extend: {},
  nominate: { ALLOCATED: 'OFFER_ALREADY_ALLOCATED', ACCEPTED: 'OFFER_ALREADY_ALLOCATED' },
  allocate: {
    PAUSED: 'OFFER_PAUSED',
    ALLOCATED: 'OFFER_ALREADY_ALLOCATED',
    ACCEPTED: 'OFFER_ALREADY_ALLOCATED',
  },
  reportDecline: { OFFERED: 'OFFER_NOT_ALLOCATED', PAUSED: 'OFFER_PAUSED' },
  lease: { OFFERED: 'OFFER_NOT_ALLOCATED', PAUSED: 'OFFER_PAUSED', ALLOCATED: 'OFFER_NOT_ACCEPTED' },
  moveIn: {
    ...{ OFFERED: 'OFFER_NOT_ALLOCATED', PAUSED: 'OFFER_PAUSED' },
    ...{ ALLOCATED: 'OFFER_LEASE_NOT_SIGNED', ACCEPTED: 'OFFER_LEASE_NOT_SIGNED' },
    MOVED_IN: 'OFFER_LEASE_SIGNED',
  },
  cancelLease: {
    ...{ OFFERED: 'OFFER_NOT_ALLOCATED', PAUSED: 'OFFER_PAUSED' },
    ...{ ALLOCATED: 'OFFER_LEASE_NOT_SIGNED', ACCEPTED: 'OFFER_LEASE_NOT_SIGNED' },
    MOVED_IN: 'OFFER_LEASE_SIGNED',
  },
  return: { ALLOCATED: 'OFFER_ALREADY_ALLOCATED', ACCEPTED: 'OFFER_ALREADY_ALLOCATED' },
  giveUp: {},
  withdraw: {},
}

function refusalOf(step: string, vacancy: ModelVacancy, day: number): string | null {
  if (isLapsing(vacancy, day)) return 'OFFER_DEADLINE_PASSED'
  if (ENDED.includes(vacancy.state)) return 'OFFER_ENDED'
  if (['LEASE_SIGNED', 'MOVED_IN'].includes(vacancy.state) && !['moveIn', 'cancelLease'].includes(step))
    return 'OFFER_LEASE_SIGNED'
  return REFUSED[step]?.[vacancy.state] ?? null
}

const OPEN = ['AWAITING_ANSWER', 'ACCEPTED']
const openOf = (model: Model, vacancy: number) =>
  model.allocations.find((one) => one.vacancy === vacancy && OPEN.includes(one.state))

const origins: Readonly<Record<'organisation' | 'allocator' | 'nominator', RequestOrigin>> = {
  organisation: originOfBearer(BEARERS.organisation),
  allocator: originOfBearer(BEARERS.allocator),
  nominator: {
    requestId: 'test',
    actor: programActor('nominator', {
      ...{ roles: ['municipal_nominator'], purpose: 'case-handling', municipalityCodes: ['0169'] },
    }),
  },
}

const keyOnly = async (_: unknown, key: string) => key

async function attempt(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof Refused) return error.refusals[0]?.code ?? ''
    throw error
  }
}

type Command = fc.AsyncCommand<Model, Real>

/** A step on one vacancy: what the model says it answers, what it does to the model, and how it is really taken. */
function stepOn(
  step: string,
  vacancy: number,
  real: (real: Real, offerId: string, today: LocalDate) => Promise<unknown>,
  apply: (model: Model, of: ModelVacancy) => void,
): Command {
  return {
    check: (model) => model.vacancies[vacancy]?.state !== 'NONE',
    async run(model, world) {
      const of = model.vacancies[vacancy] as ModelVacancy
      const expected = refusalOf(step, of, model.day)
      const found = await attempt(() =>
        real(world, `MunicipalOffer:${world.offerIds[vacancy]}`, dayOf(model.day)),
      )
      expect([step, found]).toEqual([step, expected])
      if (expected === null) {
        apply(model, of)
        of.events += 1
      }
      await compare(model, world)
    },
    toString: () => `${step} ${vacancy}`,
  }
}

const end =
  (state: OfferState, notice = false) =>
  (model: Model, of: ModelVacancy) => {
    const open = openOf(model, model.vacancies.indexOf(of))
    if (open !== undefined) {
      open.state = 'CANCELLED'
      if (notice) model.notices += 1
    }
    of.state = state
  }

const offer = (vacancy: number): Command => ({
  check: () => true,
  async run(model, world) {
    const of = model.vacancies[vacancy] as ModelVacancy
    const free = of.state === 'NONE' || ENDED.includes(of.state)
    const found = await attempt(async () => {
      world.offerIds[vacancy] = await offerVacancy(
        world.offers,
        origins.organisation,
        {
          vacancyId: world.vacancies[vacancy] ?? '',
          ...{
            legalBasis: 'SECTION_59_2',
            atDisposalFrom: null,
            inPlaceOfOfferId: null,
            liability: LIABILITY,
          },
        },
        {},
        keyOnly,
      )
    })
    expect(['offer', found]).toEqual(['offer', free ? null : 'VACANCY_ALREADY_OFFERED'])
    if (free) {
      Object.assign(of, { state: 'OFFERED', days: nextOpenDays(model.day, ANSWER_DAYS), events: 1, left: 0 })
      of.nominated = new Set()
    }
    await compare(model, world)
  },
  toString: () => `offer ${vacancy}`,
})

const pause = (vacancy: number) =>
  stepOn(
    'pause',
    vacancy,
    ({ offers }, offerId) => pauseOffer(offers, origins.organisation, { offerId, reason: 'x' }, {}, keyOnly),
    (model, of) => {
      of.left = of.days.filter((day) => day > model.day).length
      of.state = 'PAUSED'
    },
  )

const resume = (vacancy: number) =>
  stepOn(
    'resume',
    vacancy,
    ({ offers }, offerId) => resumeOffer(offers, origins.organisation, { offerId, reason: 'x' }, {}, keyOnly),
    (model, of) => {
      of.days = of.left === 0 ? [model.day] : nextOpenDays(model.day, of.left)
      of.state = 'OFFERED'
    },
  )

const extend = (vacancy: number, businessDays: number) =>
  stepOn(
    'extend',
    vacancy,
    ({ offers }, offerId) =>
      extendOffer(offers, origins.organisation, { offerId, reason: 'x', businessDays }, {}, keyOnly),
    (model, of) => {
      if (of.state === 'PAUSED') of.left += businessDays
      else of.days.push(...nextOpenDays(Math.max(of.days.at(-1) ?? 0, model.day), businessDays))
    },
  )

const nominate = (vacancy: number, household: number): Command => ({
  check: (model) => model.vacancies[vacancy]?.state !== 'NONE',
  async run(model, world) {
    const of = model.vacancies[vacancy] as ModelVacancy
    const again = of.nominated.has(household) ? 'ALREADY_NOMINATED' : null
    const expected = refusalOf('nominate', of, model.day) ?? again
    const entry = {
      offerId: `MunicipalOffer:${world.offerIds[vacancy]}`,
      ...{ householdId: world.households[household] ?? '', reason: 'x' },
    }
    const found = await attempt(() => nominateHousehold(world.offers, origins.nominator, entry, {}, keyOnly))
    expect(['nominate', found]).toEqual(['nominate', expected])
    if (expected === null) of.nominated.add(household)
    await compare(model, world)
  },
  toString: () => `nominate ${household} for ${vacancy}`,
})

const allocate = (vacancy: number, household: number): Command => ({
  check: (model) => model.vacancies[vacancy]?.state !== 'NONE',
  async run(model, world) {
    const of = model.vacancies[vacancy] as ModelVacancy
    const taken = model.allocations.some((one) => one.household === household && OPEN.includes(one.state))
    const expected =
      refusalOf('allocate', of, model.day) ??
      ((model.barred.get(household) ?? 0) > model.day ? 'MATCH_RULE_FAILS' : null) ??
      (taken ? 'HOUSEHOLD_ALREADY_ALLOCATED' : null)
    const entry = {
      offerId: `MunicipalOffer:${world.offerIds[vacancy]}`,
      ...{
        householdId: world.households[household] ?? '',
        reason: null,
        overrideReason: null,
        disclosure: null,
      },
    }
    const found = await attempt(async () => {
      world.allocationIds.push(await allocateDwelling(world.offers, origins.allocator, entry, {}, keyOnly))
    })
    expect(['allocate', found]).toEqual(['allocate', expected])
    if (expected === null) {
      model.allocations.push({ vacancy, household, state: 'AWAITING_ANSWER' })
      of.state = 'ALLOCATED'
      of.events += 1
      of.nominated.delete(household)
    }
    await compare(model, world)
  },
  toString: () => `allocate ${vacancy} to ${household}`,
})

const answer = (pick: number, yes: boolean): Command => ({
  check: (model) => model.allocations.length > 0,
  async run(model, world) {
    const place = pick % model.allocations.length
    const allocation = model.allocations[place] as ModelAllocation
    const allowed = allocation.state === 'AWAITING_ANSWER' || (!yes && allocation.state === 'ACCEPTED')
    const entry = {
      allocationId: `Allocation:${world.allocationIds[place]}`,
      ...(yes
        ? { answer: 'ACCEPTED' as const, declineReason: null }
        : { answer: 'DECLINED' as const, declineReason: 'SIZE' as const }),
      ...{ consequence: null, parkedUntil: null },
    }
    const found = await attempt(() => recordAnswer(world.offers, origins.allocator, entry, {}, keyOnly))
    expect(['answer', found]).toEqual(['answer', allowed ? null : 'ALLOCATION_ANSWERED'])
    if (allowed) {
      const of = model.vacancies[allocation.vacancy] as ModelVacancy
      if (!yes && allocation.state === 'ACCEPTED') model.notices += 1
      allocation.state = yes ? 'ACCEPTED' : 'DECLINED'
      of.state = yes ? 'ACCEPTED' : 'OFFERED'
      of.events += 1
    }
    await compare(model, world)
  },
  toString: () => `answer ${pick} ${yes ? 'yes' : 'no'}`,
})

const takeBack = (pick: number): Command => ({
  check: (model) => model.allocations.length > 0,
  async run(model, world) {
    const place = pick % model.allocations.length
    const allocation = model.allocations[place] as ModelAllocation
    const open = OPEN.includes(allocation.state)
    const entry = { allocationId: `Allocation:${world.allocationIds[place]}`, reason: 'x' }
    const found = await attempt(() => withdrawAllocation(world.offers, origins.allocator, entry, {}, keyOnly))
    expect(['takeBack', found]).toEqual(['takeBack', open ? null : 'ALLOCATION_NOT_OPEN'])
    if (open) {
      const of = model.vacancies[allocation.vacancy] as ModelVacancy
      allocation.state = 'CANCELLED'
      of.state = 'OFFERED'
      of.events += 1
    }
    await compare(model, world)
  },
  toString: () => `take back ${pick}`,
})

const park = (pick: number): Command => ({
  check: (model) => model.allocations.length > 0,
  async run(model, world) {
    const place = pick % model.allocations.length
    const allocation = model.allocations[place] as ModelAllocation
    const until = model.day + 30
    const entry = {
      allocationId: `Allocation:${world.allocationIds[place]}`,
      ...{ consequence: 'PARKED' as const, parkedUntil: dayOf(until), declineReason: null },
    }
    const found = await attempt(() =>
      setDeclineConsequence(world.offers, origins.allocator, entry, {}, keyOnly),
    )
    const declined = allocation.state === 'DECLINED'
    expect(['park', found]).toEqual(['park', declined ? null : 'ALLOCATION_NOT_DECLINED'])
    if (!declined || allocation.parkedUntil === until) return
    allocation.parkedUntil = until
    model.barred.set(allocation.household, until)
  },
  toString: () => `park ${pick}`,
})

const decline = (vacancy: number) =>
  stepOn(
    'reportDecline',
    vacancy,
    ({ offers }, offerId) => reportDecline(offers, origins.organisation, { offerId }, {}, keyOnly),
    (model, of) => {
      const open = openOf(model, vacancy) as ModelAllocation
      if (open.state === 'ACCEPTED') model.notices += 1
      open.state = 'DECLINED'
      of.state = 'OFFERED'
    },
  )

const lease = (vacancy: number) =>
  stepOn(
    'lease',
    vacancy,
    ({ offers }, offerId, today) =>
      recordLease(
        offers,
        origins.organisation,
        { offerId, signedOn: today, from: today, rentOere: 500_000n, part: '' },
        {},
        keyOnly,
      ),
    (model, of) => {
      const open = openOf(model, vacancy) as ModelAllocation
      open.state = 'LEASE_SIGNED'
      of.state = 'LEASE_SIGNED'
    },
  )

const unlet = (vacancy: number) =>
  stepOn(
    'cancelLease',
    vacancy,
    ({ offers }, offerId) => cancelLease(offers, origins.organisation, { offerId, reason: 'x' }, {}, keyOnly),
    (model, of) => {
      for (const one of model.allocations) {
        if (one.vacancy === vacancy && one.state === 'LEASE_SIGNED') one.state = 'DECLINED'
      }
      model.notices += 1
      of.state = 'OFFERED'
    },
  )

const moveIn = (vacancy: number) =>
  stepOn(
    'moveIn',
    vacancy,
    ({ offers }, offerId, today) =>
      recordMovingIn(offers, origins.organisation, { offerId, on: today }, {}, keyOnly),
    (model, of) => {
      for (const one of model.allocations) {
        if (one.vacancy !== vacancy || one.state !== 'LEASE_SIGNED') continue
        one.state = 'MOVED_IN'
        model.barred.set(one.household, Number.POSITIVE_INFINITY)
      }
      of.state = 'MOVED_IN'
    },
  )

const giveBack = (vacancy: number) =>
  stepOn(
    'return',
    vacancy,
    ({ offers }, offerId) =>
      returnOffer(offers, origins.allocator, { offerId, reasonCode: 'SIZE', reason: null }, {}, keyOnly),
    end('RETURNED'),
  )

const giveUp = (vacancy: number) =>
  stepOn(
    'giveUp',
    vacancy,
    ({ offers }, offerId) =>
      giveUpOffer(offers, origins.allocator, { offerId, reasonCode: 'SIZE', reason: null }, {}, keyOnly),
    end('GIVEN_UP'),
  )

const withdraw = (vacancy: number) =>
  stepOn(
    'withdraw',
    vacancy,
    ({ offers }, offerId) =>
      withdrawOffer(
        offers,
        origins.organisation,
        { offerId, reasonCode: 'OTHER', reason: null },
        {},
        keyOnly,
      ),
    end('WITHDRAWN', true),
  )

/** The job comes up, twice. */
const lapse = (vacancy: number): Command => ({
  check: (model) => model.vacancies[vacancy]?.state !== 'NONE',
  async run(model, world) {
    const of = model.vacancies[vacancy] as ModelVacancy
    const id = world.offerIds[vacancy] ?? ''
    await lapseOffer(world.offers, id)
    await lapseOffer(world.offers, id)
    if (isLapsing(of, model.day)) {
      of.state = 'EXPIRED'
      of.events += 1
    }
    await compare(model, world)
  },
  toString: () => `lapse ${vacancy}`,
})

const wait = (days: number): Command => ({
  check: () => true,
  async run(model, { clock }) {
    model.day += days
    clock.set(`${dayOf(model.day)}T10:00:00Z`)
  },
  toString: () => `wait ${days}`,
})

let hub: TestHub
const clock = testClock(`${dayOf(0)}T10:00:00Z`)

/** Every state that a walk has come to. */
const reached = new Set<string>()

/** The database says what the model says. */
async function compare(model: Model, world: Real): Promise<void> {
  for (const { state } of [...model.vacancies, ...model.allocations]) reached.add(state)
  const ids = world.offerIds.filter((id) => id !== undefined)
  const offers = await hub.asOwner<{ id: string; state: string; left: number | null; events: number }>(
    `select id, state, (select count(*)::int from offer_event e where e.offer_id = o.id) as events,
            case state when 'PAUSED' then paused_days
              when 'OFFERED' then (select count(*)::int from unnest(answer_days) day where day > $2::date) end as left
       from municipal_offer o where id = any ($1::uuid[])`,
    [ids, dayOf(model.day)],
  )
  for (const [place, of] of model.vacancies.entries()) {
    const id = world.offerIds[place]
    if (id === undefined) continue
    const left = of.days.filter((day) => day > model.day).length
    expect([place, offers.find((one) => one.id === id)]).toEqual([
      place,
      {
        ...{ id, state: of.state, events: of.events },
        left: of.state === 'PAUSED' ? of.left : of.state === 'OFFERED' ? left : null,
      },
    ])
  }
  const allocations = await hub.asOwner<{ id: string; state: string }>(
    'select id, state from allocation where id = any ($1::uuid[])',
    [world.allocationIds],
  )
  const states = world.allocationIds.map((id) => allocations.find((one) => one.id === id)?.state)
  expect(states).toEqual(model.allocations.map(({ state }) => state))
  const [notices] = await hub.asOwner<{ count: number }>(
    'select count(*)::int as count from allocation_notice where allocation_id = any ($1::uuid[])',
    [world.allocationIds],
  )
  expect(notices?.count).toBe(model.notices)
}

const vacancies: string[] = []
const households: string[] = []
/** Two vacancies and three households that nothing has happened to. */
async function fresh(): Promise<Pick<Real, 'vacancies' | 'households'>> {
  if (vacancies.length < 2) vacancies.push(...(await vacanciesFor(hub, 200)))
  if (households.length < 3) households.push(...(await householdsFor(hub, 300)))
  return { vacancies: vacancies.splice(0, 2), households: households.splice(0, 3) }
}

beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: ANSWER_DAYS })
}, 120_000)
afterAll(() => hub?.stop())

const vacancy = fc.constantFrom(0, 0, 1)
const household = fc.constantFrom(0, 1, 2)
const pick = fc.nat(5)
const COMMANDS = [
  vacancy.map(offer),
  vacancy.map(offer),
  vacancy.map(pause),
  vacancy.map(resume),
  fc.tuple(vacancy, fc.integer({ min: 1, max: 3 })).map(([of, days]) => extend(of, days)),
  fc.tuple(vacancy, household).map(([of, to]) => nominate(of, to)),
  fc.tuple(vacancy, household).map(([of, to]) => allocate(of, to)),
  fc.tuple(vacancy, household).map(([of, to]) => allocate(of, to)),
  pick.map((of) => answer(of, true)),
  pick.map((of) => answer(of, true)),
  pick.map((of) => answer(of, false)),
  pick.map(takeBack),
  pick.map(park),
  vacancy.map(decline),
  vacancy.map(lease),
  vacancy.map(lease),
  vacancy.map(unlet),
  vacancy.map(moveIn),
  vacancy.map(giveBack),
  vacancy.map(giveUp),
  vacancy.map(withdraw),
  vacancy.map(lapse),
  vacancy.map(lapse),
  fc.integer({ min: 1, max: 4 }).map(wait),
  fc.integer({ min: 5, max: 9 }).map(wait),
]

const commandsToTry = fc.commands(COMMANDS, { maxCommands: 24, size: 'max' })

/** The way to a home; a walk begins somewhere on it. */
const WAY_HOME = [offer(0), allocate(0, 0), answer(0, true), lease(0), moveIn(0)]

test(
  'whatever the parties do, in whatever order, each step answers and leaves what the model says',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(WAY_HOME.length), commandsToTry, async (stepsHome, commands) => {
        clock.set(`${dayOf(0)}T10:00:00Z`)
        const model: Model = {
          ...{ day: 0, allocations: [], notices: 0, barred: new Map<number, number>() },
          vacancies: [0, 1].map(() => ({
            ...{ state: 'NONE', days: [], left: 0, events: 0, nominated: new Set<number>() },
          })),
        }
        const world = await fresh()
        const real: Real = {
          ...{
            offers: { database: hub.app.database, clock, disclosureDaysMax: 365 },
            clock,
            offerIds: [],
            allocationIds: [],
          },
          ...world,
        }
        for (const step of WAY_HOME.slice(0, stepsHome)) await step.run(model, real)
        await fc.asyncModelRun(() => ({ model, real }), commands)
      }),
      { numRuns: RUNS },
    )
    // The walks are long enough to come everywhere.
    for (const state of ['PAUSED', 'EXPIRED', 'LEASE_SIGNED', 'WITHDRAWN', 'CANCELLED', 'DECLINED'])
      expect([...reached]).toContain(state)
    const [double] = await hub.asOwner<{ count: number }>(
      `select count(*)::int as count from (
         select from allocation where state not in ('DECLINED', 'CANCELLED') group by vacancy_id, letting having count(*) > 1) twice`,
    )
    expect(double?.count).toBe(0)
  },
  120_000 + RUNS * 600,
)
