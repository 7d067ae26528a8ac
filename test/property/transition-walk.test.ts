import type { RequestOrigin } from '../../src/access/actor.ts'
import { allocateDwelling } from '../../src/allocations/allocation.service.ts'
import { recordAnswer } from '../../src/allocations/answer.service.ts'
import type { Offers } from '../../src/allocations/held-offer.service.ts'
import { lapseOffer } from '../../src/allocations/lapse.service.ts'
import { cancelLease, recordLease } from '../../src/allocations/lease.service.ts'
import { offerVacancy } from '../../src/allocations/offer.service.ts'
import { giveUpOffer, returnOffer, withdrawOffer } from '../../src/allocations/offer-step.service.ts'
import { withdrawAllocation } from '../../src/allocations/withdrawal.service.ts'
import { Refused } from '../../src/kernel/errors.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import type { Call } from '../../src/platform/command.ts'
import { endTenancy } from '../../src/tenancies/tenancy.service.ts'
import type { TenancyEnding } from '../../src/tenancies/tenancy.ts'
import { approveDerogations, withdrawApproval } from '../../src/transitions/approval.service.ts'
import { requestTermination, withdrawTermination } from '../../src/transitions/termination.service.ts'
import { correctTerms, goOverToOrdinaryTerms, recordTerms } from '../../src/transitions/terms.service.ts'
import { TRANSITION_STATES } from '../../src/transitions/transition.ts'
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
import { seen } from '../support/transition-lives.ts'

/**
 * Random walks of one transition, legal steps and illegal ones, through the services and PostgreSQL, beside a model in
 * memory that says what each step must answer, and where the transition stands after it, on that day and on others.
 */
const RUNS = Number(process.env.TRANSITION_RUNS ?? 80)
const FIRST_DAY = Date.parse('2027-08-02')
const DAY_MS = 86_400_000
const ANSWER_DAYS = 60
/** Before so many days are over, no business days of that number are. */
const LAPSING_DAYS = 80
/** After so many they are. */
const LAPSED_DAYS = 130
const dayOf = (day: number) => new Date(FIRST_DAY + day * DAY_MS).toISOString().slice(0, 10) as LocalDate
/** Terms last so many days, whole months or not; the longest is just short of five years. */
const LENGTHS = [40, 400, 1800] as const

interface Model {
  day: number
  offer: 'NONE' | 'OFFERED' | 'ALLOCATED' | 'ACCEPTED' | 'LEASED' | 'ENDED'
  allocatedOn?: number | undefined
  signedOn?: number
  from?: number
  approved: boolean
  /** First day on ordinary terms. */
  until?: number
  /** Whether the terms let the municipality ask for a termination. */
  onRequest: boolean
  requested: boolean
  ended?: { readonly on: number; readonly as: string }
}

interface Real {
  readonly offers: Offers
  readonly clock: TestClock
  readonly vacancyId: string
  readonly households: string[]
  offerId: string
  transitionId: string
  allocationId: string
  tenancyId: string
}

type Command = fc.AsyncCommand<Model, Real>

const origins: Readonly<Record<'organisation' | 'allocator', RequestOrigin>> = {
  organisation: originOfBearer(BEARERS.organisation),
  allocator: originOfBearer(BEARERS.allocator),
}
const keyOnly = async (_: unknown, key: string) => key

let hub: TestHub
const clock = testClock(`${dayOf(0)}T10:00:00Z`)
const call = (by: keyof typeof origins) => ({
  ...({ database: hub.app.database, origin: origins[by], carrying: {}, show: keyOnly } as Call<string>),
  clock,
})

async function attempt(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof Refused) return error.refusals[0]?.code ?? ''
    throw error
  }
}

/** Where the model stands on a day. */
function stateOf(model: Model, day: number): string | null {
  const { until, ended, from } = model
  if (until !== undefined && until <= day && (ended === undefined || ended.on > until))
    return 'ORDINARY_TERMS'
  if (ended !== undefined && ended.on <= day) return ended.as
  if (from !== undefined && from <= day) return 'IN_PERIOD'
  if (model.signedOn !== undefined && model.signedOn <= day) return 'LEASE_SIGNED'
  if (model.allocatedOn !== undefined && model.allocatedOn <= day) return 'ALLOCATED'
  return day >= 0 ? 'AT_DISPOSAL' : null
}

/** A step: whether there is something to take it on, what the model says it answers, and what it leaves. */
function step(
  name: string,
  expected: (model: Model) => string | null,
  real: (real: Real, model: Model) => Promise<unknown>,
  apply: (model: Model) => void,
  check: (model: Model) => boolean = ({ offer }) => offer !== 'NONE',
): Command {
  return {
    check,
    async run(model, world) {
      const code = expected(model)
      expect([name, await attempt(() => real(world, model))]).toEqual([name, code])
      if (code === null) apply(model)
      await compare(model, world)
    },
    toString: () => name,
  }
}

const offer = step(
  'offer',
  () => null,
  async (world) => {
    world.offerId = await offerVacancy(
      world.offers,
      origins.organisation,
      {
        ...{ vacancyId: world.vacancyId, legalBasis: 'SECTION_63', atDisposalFrom: dayOf(0) },
        ...{ inPlaceOfOfferId: null, liability: LIABILITY },
      },
      {},
      keyOnly,
    )
    const [row] = await hub.asOwner<{ id: string }>('select id from transition where offer_id = $1', [
      world.offerId,
    ])
    world.transitionId = `TransitionTimeline:${row?.id}`
  },
  (model) => {
    model.offer = 'OFFERED'
  },
  ({ offer }) => offer === 'NONE',
)

const allocate = step(
  'allocate',
  () => null,
  async (world) => {
    const entry = {
      ...{ offerId: `MunicipalOffer:${world.offerId}`, householdId: world.households.shift() ?? '' },
      ...{ reason: null, overrideReason: null, disclosure: null },
    }
    world.allocationId = await allocateDwelling(world.offers, origins.allocator, entry, {}, keyOnly)
  },
  (model) => {
    model.offer = 'ALLOCATED'
    model.allocatedOn = model.day
  },
  ({ offer }) => offer === 'OFFERED',
)

const answer = (yes: boolean) =>
  step(
    yes ? 'accept' : 'decline',
    () => null,
    (world) => {
      const entry = yes
        ? { answer: 'ACCEPTED' as const, declineReason: null }
        : { answer: 'DECLINED' as const, declineReason: 'SIZE' as const }
      const allocationId = `Allocation:${world.allocationId}`
      const all = { allocationId, ...entry, consequence: null, parkedUntil: null }
      return recordAnswer(world.offers, origins.allocator, all, {}, keyOnly)
    },
    (model) => {
      model.offer = yes ? 'ACCEPTED' : 'OFFERED'
      if (!yes) model.allocatedOn = undefined
    },
    ({ offer }) => offer === 'ALLOCATED' || (!yes && offer === 'ACCEPTED'),
  )

const withdrawn = step(
  'take the allocation back',
  () => null,
  ({ offers, allocationId }) => {
    const entry = { allocationId: `Allocation:${allocationId}`, reason: 'x' }
    return withdrawAllocation(offers, origins.allocator, entry, {}, keyOnly)
  },
  (model) => {
    model.offer = 'OFFERED'
    model.allocatedOn = undefined
  },
  ({ offer }) => offer === 'ALLOCATED' || offer === 'ACCEPTED',
)

const BEFORE_LETTING = { RETURNED: returnOffer, GIVEN_UP: giveUpOffer, WITHDRAWN: withdrawOffer } as const

/** Ends before the dwelling is let; what was approved for it comes to nothing. */
function endsUnlet(model: Model, as: string): void {
  model.offer = 'ENDED'
  model.ended = { on: model.day, as }
  model.approved = false
}

const endOffer = (as: keyof typeof BEFORE_LETTING) =>
  step(
    `end the offer: ${as}`,
    ({ offer }) => {
      if (offer === 'LEASED') return 'OFFER_LEASE_SIGNED'
      if (offer === 'ENDED') return 'OFFER_ENDED'
      return offer === 'OFFERED' || as !== 'RETURNED' ? null : 'OFFER_ALREADY_ALLOCATED'
    },
    ({ offers, offerId }) => {
      const input = { offerId: `MunicipalOffer:${offerId}`, reason: null }
      return as === 'WITHDRAWN'
        ? withdrawOffer(offers, origins.organisation, { ...input, reasonCode: 'OTHER' }, {}, keyOnly)
        : BEFORE_LETTING[as](offers, origins.allocator, { ...input, reasonCode: 'SIZE' }, {}, keyOnly)
    },
    (model) => endsUnlet(model, as),
  )

const lapse: Command = {
  check: ({ offer }) => offer === 'OFFERED',
  async run(model, world) {
    model.day = LAPSED_DAYS
    clock.set(`${dayOf(model.day)}T10:00:00Z`)
    await lapseOffer(world.offers, world.offerId)
    endsUnlet(model, 'EXPIRED')
    await compare(model, world)
  },
  toString: () => 'let the time to answer pass',
}

const lease = (days: number) =>
  step(
    `lease from in ${days} days`,
    () => null,
    async (world, model) => {
      await recordLease(
        world.offers,
        origins.organisation,
        {
          ...{ offerId: `MunicipalOffer:${world.offerId}`, signedOn: dayOf(model.day), part: '' },
          ...{ from: dayOf(model.day + days), rentOere: 580_000n },
        },
        {},
        keyOnly,
      )
      const [row] = await hub.asOwner<{ id: string }>(
        `select 'Tenancy:' || tenancy_id as id from transition where 'TransitionTimeline:' || id = $1`,
        [world.transitionId],
      )
      world.tenancyId = row?.id ?? ''
    },
    (model) => {
      model.offer = 'LEASED'
      model.signedOn = model.day
      model.from = model.day + days
    },
    ({ offer }) => offer === 'ACCEPTED',
  )

/** The offer goes on with another transition, so a walk ends here. */
const unlet = step(
  'let the lease come to nothing',
  () => null,
  ({ offers, offerId }) => {
    const input = { offerId: `MunicipalOffer:${offerId}`, reason: 'x' }
    return cancelLease(offers, origins.organisation, input, {}, keyOnly)
  },
  (model) => {
    model.offer = 'ENDED'
    model.ended = { on: Math.min(model.day, (model.from ?? 0) + 1), as: 'NEVER_BEGUN' }
    model.approved = false
  },
  ({ offer }) => offer === 'LEASED',
)

const approve = step(
  'approve',
  (model) => {
    if (model.offer === 'ENDED' || (model.ended !== undefined && model.offer === 'LEASED'))
      return 'TRANSITION_ENDED'
    return model.approved ? 'TRANSITION_APPROVED' : null
  },
  ({ transitionId }, { day }) =>
    approveDerogations(call('allocator'), {
      ...{
        transitionId,
        approvedOn: dayOf(day),
        derogations: ['SECTION_85', 'TERMINATION_ON_REQUEST'],
        monthsMax: 60,
      },
      ...{
        compositionAssessedOn: null,
        noGeneralDemand: null,
        youthConditionMet: null,
        reference: 'Afgørelse',
      },
    }),
  (model) => {
    model.approved = true
  },
)

const disapprove = step(
  'withdraw the approval',
  ({ approved, until }) => {
    if (!approved) return 'APPROVAL_NOT_FOUND'
    return until === undefined ? null : 'APPROVAL_USED'
  },
  async ({ transitionId }) => {
    const [row] = await hub.asOwner<{ id: string }>(
      `select 'TransitionApproval:' || id as id from transition_approval
        where 'TransitionTimeline:' || transition_id = $1 order by withdrawn, id desc limit 1`,
      [transitionId],
    )
    return withdrawApproval(call('allocator'), row?.id ?? 'TransitionApproval:none')
  },
  (model) => {
    model.approved = false
  },
)

const terms = (length: number, onRequest: boolean, correct: boolean) =>
  step(
    `${correct ? 'correct' : 'record'} terms of ${length} days${onRequest ? ' with termination on request' : ''}`,
    ({ offer, approved, until }) => {
      if (offer !== 'LEASED') return 'TENANCY_MISSING'
      if (!approved) return 'DEROGATIONS_NOT_APPROVED'
      if (correct) return until === undefined ? 'TERMS_MISSING' : null
      return until === undefined ? null : 'TERMS_RECORDED'
    },
    ({ transitionId }, { from }) =>
      (correct ? correctTerms : recordTerms)(call('organisation'), {
        ...{ transitionId, regime: 'FIVE_YEARS', trialId: null, signedOn: null, source: 'Lejeaftalen' },
        until: dayOf((from ?? 0) + length),
        derogations: onRequest ? ['SECTION_85', 'TERMINATION_ON_REQUEST'] : ['SECTION_85'],
      }),
    (model) => {
      model.until = (model.from ?? 0) + length
      model.onRequest = onRequest
    },
  )

const goOver = (days: number) =>
  step(
    `go over after ${days} days`,
    (model) => {
      const on = model.day + days
      if (model.from === undefined || model.until === undefined) return 'TERMS_MISSING'
      if (on <= model.from || on >= model.until) return 'PERIOD_NOT_SHORTER'
      return stateOf(model, on) === 'IN_PERIOD' ? null : 'TRANSITION_STEP_NOT_ALLOWED'
    },
    ({ transitionId }, { day }) =>
      goOverToOrdinaryTerms(call('organisation'), { transitionId, on: dayOf(day + days) }),
    (model) => {
      model.until = model.day + days
    },
  )

const request = (days: number) =>
  step(
    `ask for termination in ${days} days`,
    (model) => {
      const state = stateOf(model, model.day + days)
      if (state !== 'IN_PERIOD' && state !== 'LEASE_SIGNED') return 'TRANSITION_STEP_NOT_ALLOWED'
      if (model.until === undefined || !model.onRequest) return 'TERMINATION_NOT_AGREED'
      return model.requested ? 'TERMINATION_REQUESTED' : null
    },
    ({ transitionId }, { day }) =>
      requestTermination(call('allocator'), {
        ...{ transitionId, requestedOn: dayOf(day), effectiveOn: dayOf(day + days), noticeMonths: 3 },
        ...{ noticeEffect: 'FIRST_OF_MONTH', dayCount: 'ACTUAL_MONTH', source: 'Anmodning' },
      }),
    (model) => {
      model.requested = true
    },
  )

const takeBack = step(
  'take the request back',
  ({ requested, ended }) => {
    if (!requested) return 'TERMINATION_REQUEST_NOT_FOUND'
    return ended?.as === 'TERMINATED_AT_REQUEST' ? 'TERMINATION_REQUEST_FOLLOWED' : null
  },
  async ({ transitionId }) => {
    const [row] = await hub.asOwner<{ id: string }>(
      `select 'TerminationRequest:' || id as id from termination_request
        where 'TransitionTimeline:' || transition_id = $1 order by withdrawn, id desc limit 1`,
      [transitionId],
    )
    return withdrawTermination(call('allocator'), row?.id ?? 'TerminationRequest:none')
  },
  (model) => {
    model.requested = false
  },
)

const AS: Readonly<Record<TenancyEnding, string>> = {
  ...{ MOVED_OUT: 'MOVED_OUT', CANCELLED: 'CANCELLED', EVICTED: 'EVICTED' },
  TERMINATED_BY_LANDLORD: 'TERMINATED',
  TERMINATED_AT_MUNICIPAL_REQUEST: 'TERMINATED_AT_REQUEST',
}
const end = (ending: TenancyEnding, days: number) =>
  step(
    `end in ${days} days: ${ending}`,
    ({ ended, from, day }) => {
      if (ended !== undefined) return 'TENANCY_ENDED'
      return day + days <= (from ?? 0) ? 'END_OUTSIDE_PERIOD' : null
    },
    ({ tenancyId }, { day }) =>
      endTenancy(
        hub.app.database,
        origins.organisation,
        { tenancyId, until: dayOf(day + days), ending },
        {},
        keyOnly,
      ),
    (model) => {
      model.ended = { on: model.day + days, as: AS[ending] }
    },
    ({ offer }) => offer === 'LEASED',
  )

/** Nobody waits for so long that an offer lapses. */
const wait = (days: number): Command => ({
  check: ({ offer, day }) => offer === 'LEASED' || offer === 'ENDED' || day + days < LAPSING_DAYS,
  async run(model, world) {
    model.day += days
    clock.set(`${dayOf(model.day)}T10:00:00Z`)
    if (model.offer !== 'NONE') await compare(model, world)
  },
  toString: () => `wait ${days}`,
})

/** Every state that a walk has come to. */
const reached = new Set<string | null>()

/** Both parties read what the model says, of today, of days before and of days to come. */
async function compare(model: Model, { transitionId }: Real): Promise<void> {
  reached.add(stateOf(model, model.day))
  const days = [model.day - 1, model.day, model.day + 1, model.from, model.until, model.ended?.on].filter(
    (day) => day !== undefined,
  )
  const fields = days.map((day, place) => `s${place}: state(validOn: "${dayOf(day)}")`).join(' ')
  const shown = await seen(
    hub,
    transitionId,
    `state ${fields} approval { id } terminationRequest { id } periodUntil`,
    {
      ...BEARERS.organisation,
    },
  )
  const { approval, terminationRequest, periodUntil, state, ...others } = shown
  expect({
    state,
    others,
    periodUntil,
    approved: approval !== null,
    requested: terminationRequest !== null,
  }).toEqual({
    state: stateOf(model, model.day),
    others: Object.fromEntries(days.map((day, place) => [`s${place}`, stateOf(model, day)])),
    periodUntil: model.until === undefined ? null : dayOf(model.until),
    ...{ approved: model.approved, requested: model.requested },
  })
}

const vacancies: string[] = []
const households: string[] = []
/** A vacancy and some households that nothing has happened to. */
async function fresh(): Promise<{ readonly vacancyId: string; readonly households: string[] }> {
  if (vacancies.length === 0) vacancies.push(...(await vacanciesFor(hub, 50)))
  if (households.length < 12) households.push(...(await householdsFor(hub, 300)))
  return { vacancyId: vacancies.pop() ?? '', households: households.splice(0, 12) }
}

beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(hub, { answerDeadlineBusinessDays: ANSWER_DAYS })
}, 120_000)
afterAll(() => hub?.stop())

const days = fc.integer({ min: 0, max: 30 })
const COMMANDS = [
  fc.constant(allocate),
  fc.constant(answer(true)),
  fc.constant(answer(false)),
  fc.constant(withdrawn),
  fc.constantFrom(...(Object.keys(BEFORE_LETTING) as (keyof typeof BEFORE_LETTING)[])).map(endOffer),
  fc.constant(lapse),
  days.map(lease),
  fc.constant(approve),
  fc.constant(approve),
  fc.constant(disapprove),
  fc
    .tuple(fc.constantFrom(...LENGTHS), fc.boolean())
    .map(([length, onRequest]) => terms(length, onRequest, false)),
  fc
    .tuple(fc.constantFrom(...LENGTHS), fc.boolean())
    .map(([length, onRequest]) => terms(length, onRequest, true)),
  days.map(goOver),
  days.map(request),
  fc.constant(takeBack),
  fc
    .tuple(fc.constantFrom(...(Object.keys(AS) as TenancyEnding[])), days)
    .map(([ending, after]) => end(ending, after)),
  fc.integer({ min: 1, max: 20 }).map(wait),
  fc.integer({ min: 20, max: 60 }).map(wait),
]

/** The way to ordinary terms; a walk begins somewhere on it. */
const WAY = [offer, allocate, answer(true), approve, lease(5), terms(40, true, false), wait(6)]

/** Walks that come to every state there is. */
const CERTAIN: readonly (readonly Command[])[] = [
  [offer, endOffer('RETURNED')],
  [offer, approve, allocate, endOffer('RETURNED'), endOffer('GIVEN_UP')],
  [...WAY.slice(0, 4), endOffer('WITHDRAWN'), endOffer('GIVEN_UP')],
  [offer, approve, lapse, endOffer('WITHDRAWN')],
  [...WAY, endOffer('GIVEN_UP'), wait(40), request(1)],
  [...WAY.slice(0, 5), unlet, wait(10)],
  [...WAY, unlet, approve, wait(40)],
  [...WAY.slice(0, 3), withdrawn, allocate, withdrawn, endOffer('RETURNED')],
  [...WAY, request(1), end('TERMINATED_AT_MUNICIPAL_REQUEST', 2), takeBack],
  ...(Object.keys(AS) as TenancyEnding[]).map((ending) => [...WAY, end(ending, 2), wait(3), end(ending, 4)]),
]

async function begun(): Promise<{ readonly model: Model; readonly real: Real }> {
  clock.set(`${dayOf(0)}T10:00:00Z`)
  return {
    model: { day: 0, offer: 'NONE', approved: false, onRequest: false, requested: false },
    real: {
      offers: { database: hub.app.database, clock, disclosureDaysMax: 365 },
      clock,
      ...(await fresh()),
      ...{ offerId: '', transitionId: '', allocationId: '', tenancyId: '' },
    },
  }
}

test('every state is come to, and answers and stands as the model says', async () => {
  for (const walk of CERTAIN) {
    const { model, real } = await begun()
    for (const one of walk) await one.run(model, real)
  }
  expect([...reached].sort()).toEqual([...TRANSITION_STATES].sort())
})

test(
  'whatever the parties do, in whatever order, a transition answers and stands as the model says',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(1, 2, 3, 4, 5, 6, 6, 7, 7, 7),
        fc.commands(COMMANDS, { maxCommands: 14, size: 'max' }),
        async (steps, commands) => {
          const { model, real } = await begun()
          for (const one of WAY.slice(0, steps)) await one.run(model, real)
          await fc.asyncModelRun(() => ({ model, real }), commands)
        },
      ),
      { numRuns: RUNS },
    )
  },
  120_000 + RUNS * 3_000,
)
