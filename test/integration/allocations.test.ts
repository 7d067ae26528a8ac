import { day, inChange, revokeGrant, signGrant } from '../support/households.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import {
  householdsFor,
  LIABILITY,
  letOrganisationAgree,
  offered,
  take,
  taken,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { OWN_UNIT } from '../support/personal-story.ts'
import { BEARERS } from '../support/story.ts'

/** Monday 30 November 2026 at noon. */
const MONDAY = '2026-11-30T11:00:00Z'
const { organisation, allocator, nominator, leaseMaker } = BEARERS
const clock = testClock(MONDAY)

let hub: TestHub
let versionId: string
beforeAll(async () => {
  hub = await startHub({ clock, env: { WRITE_CONNECTIONS: '8' } })
  versionId = await letOrganisationAgree(hub, { answerDeadlineBusinessDays: 5 })
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(MONDAY))

async function newOffer(changes: object = {}): Promise<{ id: string; vacancy: { id: string } }> {
  const [vacancyId] = await vacanciesFor(hub, 1)
  return offered(hub, vacancyId ?? '', changes)
}

const newHousehold = async () => (await householdsFor(hub, 1))[0] ?? ''

/** An offer that is allocated to a household. */
async function newAllocation() {
  const offer = await newOffer()
  const householdId = await newHousehold()
  const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
  return { offer, householdId, allocation }
}

const accepted = async () => {
  const all = await newAllocation()
  await taken(hub, allocator, 'recordAnswer', { allocationId: all.allocation.id, answer: 'ACCEPTED' })
  return all
}

async function offerOf(id: string, bearer: Parameters<TestHub['token']>[0] = organisation) {
  const { offer } = await hub.fields<{ offer: Record<string, unknown> & { state: string } }>(
    await hub.token(bearer),
    `query($id: ID!) { offer(id: $id) { state daysLeft endedOn letFrom movedInOn
       events(first: 50) { nodes { kind party reasonCode } } } }`,
    { id },
  )
  return offer
}

async function caseOf(householdId: string) {
  const { household } = await hub.fields<{ household: object }>(
    await hub.token(allocator),
    'query($id: ID!) { household(id: $id) { status parkedUntil } }',
    { id: householdId },
  )
  return household
}

const noticesOf = async () =>
  (
    await hub.fields<{ notices: { nodes: { id: string; kind: string; allocation: { id: string } }[] } }>(
      await hub.token(allocator),
      '{ notices(first: 100, filter: { acknowledged: false }) { nodes { id kind allocation { id } } } }',
    )
  ).notices.nodes

describe('From the offer to moving in', () => {
  test('each step is taken by whoever may, and both parties see how far it has come', async () => {
    const offer = await newOffer()
    const unit = { organisationUnitId: OWN_UNIT, kleNumber: '27.35' }
    const [householdId = ''] = await householdsFor(hub, 1, unit)
    const nomination = await taken(hub, nominator, 'nominateHousehold', {
      ...{ offerId: offer.id, householdId, reason: 'Bor på herberg siden august' },
    })
    expect(nomination).toMatchObject({ state: 'PROPOSED', household: { id: householdId } })
    const allocation = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
    expect(allocation).toMatchObject({
      ...{ state: 'AWAITING_ANSWER', allocatedOn: '2026-11-30', offer: { state: 'ALLOCATED' } },
      decision: { decidedOn: '2026-11-30', legalBasis: 'SECTION_59_2', overrideReason: null },
    })
    clock.set('2026-12-01T09:00:00Z')
    const answered = await taken(hub, allocator, 'recordAnswer', {
      ...{ allocationId: allocation.id, answer: 'ACCEPTED' },
    })
    expect(answered).toMatchObject({ state: 'ACCEPTED', answeredOn: '2026-12-01' })
    const leased = await taken(hub, organisation, 'recordLease', {
      ...{ offerId: offer.id, signedOn: '2026-12-02', from: '2026-12-15', rent: '5100.00' },
    })
    expect(leased).toMatchObject({
      ...{ state: 'LEASE_SIGNED', letFrom: '2026-12-15' },
      tenancy: { from: '2026-12-15', rent: '5100.00', allocated: true, transitional: false },
      // 1 November to 14 December: all of November, and 14 of 31 days.
      liability: { from: '2026-11-01', until: '2026-12-15', days: 44, amount: '7258.06' },
    })
    expect(
      await taken(hub, organisation, 'recordMovingIn', { offerId: offer.id, on: '2026-12-16' }),
    ).toMatchObject({ state: 'MOVED_IN', movedInOn: '2026-12-16' })
    expect(await caseOf(householdId)).toEqual({ status: 'HOUSED', parkedUntil: null })
    expect((await offerOf(offer.id)).events).toEqual({
      nodes: [
        { kind: 'OFFERED', party: 'ORGANISATION', reasonCode: null },
        { kind: 'ALLOCATED', party: 'MUNICIPALITY', reasonCode: null },
        { kind: 'ACCEPTED', party: 'MUNICIPALITY', reasonCode: null },
        { kind: 'LEASE_SIGNED', party: 'ORGANISATION', reasonCode: null },
        { kind: 'MOVED_IN', party: 'ORGANISATION', reasonCode: null },
      ],
    })
    const { allocation: seen } = await hub.fields<{ allocation: object }>(
      await hub.token(allocator),
      'query($id: ID!) { allocation(id: $id) { state nomination { id state } } }',
      { id: allocation.id },
    )
    expect(seen).toEqual({ state: 'MOVED_IN', nomination: { id: nomination.id, state: 'CHOSEN' } })
  })

  test('the organisation sees the offer’s state and never the household', async () => {
    const { offer, allocation } = await newAllocation()
    for (const bearer of [organisation, leaseMaker]) {
      const { data, errors } = await hub.query(
        await hub.token(bearer),
        `query($offer: ID!, $allocation: ID!, $decision: ID!) {
           offer(id: $offer) { state } nominations(first: 1) { totalCount } allocations(first: 1) { totalCount }
           allocation(id: $allocation) { id } decision(id: $decision) { id } notices(first: 1) { totalCount } }`,
        { offer: offer.id, allocation: allocation.id, decision: allocation.decision.id },
        { 'x-purpose': 'tenancy-agreement' },
      )
      expect([errors, data]).toEqual([
        undefined,
        {
          offer: { state: 'ALLOCATED' },
          ...{ nominations: { totalCount: 0 }, allocations: { totalCount: 0 } },
          ...{ allocation: null, decision: null, notices: { totalCount: 0 } },
        },
      ])
    }
  })

  test('a look at an allocation is logged', async () => {
    const { allocation, householdId } = await newAllocation()
    const [look] = await hub.asOwner<{ fields: string[] }>(
      `select fields from access_log where $1 = any (subjects) and operation = 'allocateDwelling'`,
      [householdId.split(':')[1]],
    )
    expect(look?.fields.join()).toContain('Allocation.state')
    expect(look?.fields.join()).toContain('AllocationDecision.legalBasis')
    expect(allocation.id).toMatch(/^Allocation:/)
  })
})

describe('An allocation with a disclosure', () => {
  /** The database's own day decides who is shown what. */
  const disclosure = {
    ...{ from: day(0), until: day(60), municipalContact: 'Boliganvisningen', payer: 'TENANT' },
    ...{ guarantee: '12000.00' },
  }
  const shownTo = async (dwellingId: string) => {
    const { disclosures } = await hub.fields<{ disclosures: { nodes: object[] } }>(
      await hub.token(leaseMaker),
      'query($id: ID!) { disclosures(first: 5, filter: { dwellingId: $id }) { nodes { payer guarantee adults } } }',
      { id: dwellingId },
    )
    return disclosures.nodes
  }
  const dwellingOf = async (offerId: string) => {
    const [row] = await hub.asOwner<{ id: string }>(
      `select 'Dwelling:' || dwelling_id as id from municipal_offer where id = $1`,
      [offerId.split(':')[1]],
    )
    return row?.id ?? ''
  }
  /** Delivered before the hub's time is set back to the database's. */
  const offerOfToday = async () => {
    const [vacancyId = ''] = await vacanciesFor(hub, 1)
    clock.set(new Date().toISOString())
    return offered(hub, vacancyId)
  }

  test('takes a data-sharing grant in force, and else is none at all', async () => {
    const grants = await hub.asOwner<{ id: string }>(
      `select id from data_sharing_grant g where field_group = 'DISCLOSURE'
          and not exists (select from data_sharing_revocation r where r.grant_id = g.id)`,
    )
    for (const { id } of grants) await revokeGrant(hub, id)
    const offer = await offerOfToday()
    const input = { offerId: offer.id, householdId: await newHousehold(), disclosure }
    expect((await take(hub, allocator, 'allocateDwelling', input)).codes).toEqual(['NO_DATA_SHARING_GRANT'])
    expect((await offerOf(offer.id)).state).toBe('OFFERED')
  })

  test.each([
    ['the organisation reports a no', organisation, 'reportDecline', {}],
    ['the municipality gives the dwelling up', allocator, 'giveUpOffer', { reasonCode: 'SIZE' }],
    ['the organisation takes it back', organisation, 'withdrawOffer', { reasonCode: 'OTHER' }],
    ['the municipality takes the allocation back', allocator, 'withdrawAllocation', { reason: 'En fejl' }],
  ] as const)('shows the organisation the household until %s', async (_, bearer, step, more) => {
    await signGrant(hub)
    const offer = await offerOfToday()
    const input = { offerId: offer.id, householdId: await newHousehold(), disclosure }
    const allocation = await taken(hub, allocator, 'allocateDwelling', input)
    const dwellingId = await dwellingOf(offer.id)
    expect(await shownTo(dwellingId)).toEqual([{ payer: 'TENANT', guarantee: '12000.00', adults: 1 }])
    const what = step === 'withdrawAllocation' ? { allocationId: allocation.id } : { offerId: offer.id }
    await taken(hub, bearer, step, { ...what, ...more })
    expect(await shownTo(dwellingId)).toEqual([])
  })

  test('shows the organisation the household until a signed lease comes to nothing', async () => {
    await signGrant(hub)
    const offer = await offerOfToday()
    const input = { offerId: offer.id, householdId: await newHousehold(), disclosure }
    const allocation = await taken(hub, allocator, 'allocateDwelling', input)
    await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
    await taken(hub, organisation, 'recordLease', {
      ...{ offerId: offer.id, signedOn: day(0), from: day(20), rent: '5100.00' },
    })
    const dwellingId = await dwellingOf(offer.id)
    expect(await shownTo(dwellingId)).toHaveLength(1)
    await taken(hub, organisation, 'cancelLease', { offerId: offer.id, reason: 'Fortrudt' })
    expect(await shownTo(dwellingId)).toEqual([])
  })
})

describe('A household’s no', () => {
  test('leaves the dwelling with the municipality, which says what follows', async () => {
    const { offer, allocation, householdId } = await newAllocation()
    const declined = await taken(hub, allocator, 'recordAnswer', {
      ...{ allocationId: allocation.id, answer: 'DECLINED', declineReason: 'RENT_TOO_HIGH' },
      ...{ consequence: 'PARKED', parkedUntil: '2027-01-15' },
    })
    expect(declined).toMatchObject({
      ...{ state: 'DECLINED', declineReason: 'RENT_TOO_HIGH', consequence: 'PARKED' },
      ...{ parkedUntil: '2027-01-15', offer: { state: 'OFFERED' } },
    })
    expect((await noticesOf()).filter((one) => one.allocation.id === allocation.id)).toEqual([])
    expect(await caseOf(householdId)).toEqual({ status: 'PARKED', parkedUntil: '2027-01-15' })
    expect(
      await taken(hub, allocator, 'setDeclineConsequence', {
        ...{ allocationId: allocation.id, consequence: 'REASSESS' },
      }),
    ).toMatchObject({ consequence: 'REASSESS', parkedUntil: null, declineReason: 'RENT_TOO_HIGH' })
    expect(await caseOf(householdId)).toEqual({ status: 'REASSESS', parkedUntil: null })
    const again = { offerId: offer.id, householdId }
    expect((await take(hub, allocator, 'allocateDwelling', again)).codes).toEqual(['MATCH_RULE_FAILS'])
    const anew = await taken(hub, allocator, 'allocateDwelling', { ...again, overrideReason: 'Har fortrudt' })
    expect(anew.id).not.toBe(allocation.id)
  })

  test('after a yes is told to the allocator of the case, once, whoever reports it', async () => {
    const { offer, allocation } = await accepted()
    await taken(hub, organisation, 'reportDecline', { offerId: offer.id })
    const [notice, ...more] = (await noticesOf()).filter((one) => one.allocation.id === allocation.id)
    expect([notice?.kind, more]).toEqual(['LATE_DECLINE', []])
    expect(await offerOf(offer.id)).toMatchObject({ state: 'OFFERED', daysLeft: 5 })
    const acknowledged = await taken(hub, allocator, 'acknowledgeNotice', { noticeId: notice?.id })
    expect(acknowledged).toMatchObject({
      acknowledgedAt: '2026-11-30T11:00:00.000000Z',
      allocation: { id: allocation.id, state: 'DECLINED' },
    })
    expect((await noticesOf()).filter((one) => one.allocation.id === allocation.id)).toEqual([])

    const other = await accepted()
    await taken(hub, allocator, 'recordAnswer', {
      ...{ allocationId: other.allocation.id, answer: 'DECLINED', declineReason: 'OTHER_DWELLING' },
    })
    expect((await noticesOf()).filter((one) => one.allocation.id === other.allocation.id)).toMatchObject([
      { kind: 'LATE_DECLINE' },
    ])
  })

  test.each([
    ['DECLINE_REASON_MISSING', { answer: 'DECLINED' }],
    ['DECLINE_NOT_MEANT', { answer: 'ACCEPTED', declineReason: 'SIZE' }],
    ['PARKED_UNTIL_MISSING', { answer: 'DECLINED', declineReason: 'SIZE', consequence: 'PARKED' }],
    [
      'PARKED_UNTIL_OVER',
      { answer: 'DECLINED', declineReason: 'SIZE', consequence: 'PARKED', parkedUntil: '2026-11-30' },
    ],
    [
      'PARKED_UNTIL_NOT_MEANT',
      { answer: 'DECLINED', declineReason: 'SIZE', consequence: 'NONE', parkedUntil: '2027-11-30' },
    ],
  ])('is refused with %s where it says %j', async (code, answer) => {
    const { allocation } = await newAllocation()
    const { codes } = await take(hub, allocator, 'recordAnswer', { allocationId: allocation.id, ...answer })
    expect(codes).toEqual([code])
  })
})

describe('An allocation that the municipality takes back', () => {
  const reason = 'Anvist til den forkerte husstand'
  const takeBack = (allocation: { id: string }, bearer: Parameters<typeof take>[1] = allocator) =>
    take(hub, bearer, 'withdrawAllocation', { allocationId: allocation.id, reason })

  test.each([
    ['before the household has answered', newAllocation],
    ['after its yes', accepted],
  ])('%s leaves dwelling and household free for another, and nobody is told', async (_, made) => {
    const { offer, householdId, allocation } = await made()
    expect(await takeBack(allocation)).toMatchObject({
      codes: [],
      shown: {
        ...{ state: 'CANCELLED', withdrawalReason: reason, declineReason: null },
        offer: { state: 'OFFERED' },
      },
    })
    expect(await offerOf(offer.id)).toMatchObject({ state: 'OFFERED', daysLeft: 5 })
    expect((await noticesOf()).filter((one) => one.allocation.id === allocation.id)).toEqual([])
    expect(await caseOf(householdId)).toEqual({ status: 'OPEN', parkedUntil: null })
    const elsewhere = { offerId: (await newOffer()).id, householdId }
    expect((await take(hub, allocator, 'allocateDwelling', elsewhere)).codes).toEqual([])
    const another = { offerId: offer.id, householdId: await newHousehold() }
    expect((await take(hub, allocator, 'allocateDwelling', another)).codes).toEqual([])
  })

  test('is told to the organisation without the reason, which may be about the household', async () => {
    const { offer, allocation } = await newAllocation()
    await takeBack(allocation)
    const { offer: seen } = await hub.fields<{ offer: { events: { nodes: object[] } } }>(
      await hub.token(organisation),
      'query($id: ID!) { offer(id: $id) { events(first: 50) { nodes { kind party reasonCode reason } } } }',
      { id: offer.id },
    )
    expect(seen.events.nodes.at(-1)).toEqual({
      ...{ kind: 'ALLOCATION_WITHDRAWN', party: 'MUNICIPALITY', reasonCode: null, reason: null },
    })
  })

  test('leaves a nomination chosen as a no does, and the household may be nominated and allocated again', async () => {
    const offer = await newOffer()
    const unit = { organisationUnitId: OWN_UNIT, kleNumber: '27.35' }
    const [householdId = ''] = await householdsFor(hub, 1, unit)
    const nominated = { offerId: offer.id, householdId, reason: 'Bor på herberg siden august' }
    const nomination = await taken(hub, nominator, 'nominateHousehold', nominated)
    const again = { offerId: offer.id, householdId }
    const allocation = await taken(hub, allocator, 'allocateDwelling', again)
    await takeBack(allocation)
    const { allocation: seen } = await hub.fields<{ allocation: object }>(
      await hub.token(allocator),
      'query($id: ID!) { allocation(id: $id) { state nomination { id state } } }',
      { id: allocation.id },
    )
    expect(seen).toEqual({ state: 'CANCELLED', nomination: { id: nomination.id, state: 'CHOSEN' } })
    const anew = await taken(hub, nominator, 'nominateHousehold', nominated)
    expect(anew.id).not.toBe(nomination.id)
    expect((await taken(hub, allocator, 'allocateDwelling', again)).id).not.toBe(allocation.id)
  })

  test('is refused once it is signed, declined, taken back, or the offer has ended', async () => {
    const leased = await accepted()
    await taken(hub, organisation, 'recordLease', {
      ...{ offerId: leased.offer.id, signedOn: '2026-12-02', from: '2026-12-15', rent: '5100.00' },
    })
    const declined = await newAllocation()
    await taken(hub, organisation, 'reportDecline', { offerId: declined.offer.id })
    const back = await newAllocation()
    await takeBack(back.allocation)
    const ended = await newAllocation()
    await taken(hub, organisation, 'withdrawOffer', { offerId: ended.offer.id, reasonCode: 'OTHER' })
    for (const { allocation } of [leased, declined, back, ended])
      expect(await takeBack(allocation)).toMatchObject({
        codes: ['ALLOCATION_NOT_OPEN'],
        paths: ['input.allocationId'],
      })
    expect((await offerOf(leased.offer.id)).state).toBe('LEASE_SIGNED')
  })

  test('is refused where two would do it at once, or the household signs meanwhile: one succeeds', async () => {
    const { offer, allocation } = await accepted()
    const lease = { signedOn: '2026-12-02', from: '2026-12-15', rent: '5100.00' }
    const answers = await Promise.all([
      ...Array.from({ length: 4 }, () => takeBack(allocation)),
      take(hub, organisation, 'recordLease', { offerId: offer.id, ...lease }),
    ])
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1)
    expect(['OFFERED', 'LEASE_SIGNED']).toContain((await offerOf(offer.id)).state)
  })

  test('has its reason with it, and no allocation that stands has one', async () => {
    const { allocation } = await newAllocation()
    const key = allocation.id.split(':')[1]
    await expect(
      inChange(hub, `update allocation set withdrawal_reason = 'x' where id = $1`, [key]),
    ).rejects.toMatchObject({ code: '23514' })
  })

  test('is the allocators’ alone, within their reach, without a CPR number in the reason', async () => {
    const { allocation } = await newAllocation()
    const hand = { ...allocator, subject: 'allocator-unit', organisationUnits: [OWN_UNIT] }
    expect((await takeBack(allocation, hand)).codes).toEqual(['ALLOCATION_NOT_FOUND'])
    for (const bearer of [nominator, organisation])
      expect((await takeBack(allocation, bearer)).codes).toEqual(['NOT_ALLOWED'])
    const input = { allocationId: allocation.id, reason: 'Borgeren 311257-5001 skulle have den anden' }
    expect((await take(hub, allocator, 'withdrawAllocation', input)).codes).toEqual(['TEXT_HOLDS_CPR'])
  })
})

describe('A signed lease that comes to nothing before moving in', () => {
  const lease = { signedOn: '2026-12-02', from: '2026-12-15', rent: '5100.00' }
  const reason = 'Lejeren mødte ikke til indflytningssynet'
  const signed = async () => {
    const all = await accepted()
    const { tenancy } = await taken(hub, organisation, 'recordLease', { offerId: all.offer.id, ...lease })
    return { ...all, tenancyId: tenancy.id as string }
  }
  const cancel = (offerId: string, bearer: Parameters<typeof take>[1] = organisation) =>
    take(hub, bearer, 'cancelLease', { offerId, reason })

  test('is a late no, of which the allocator is told; dwelling and household are free again', async () => {
    const { offer, householdId, allocation } = await signed()
    const { codes, shown } = await cancel(offer.id)
    expect([codes, shown]).toMatchObject([
      [],
      // The municipality owes rent again, and nobody knows yet until when.
      {
        ...{ state: 'OFFERED', daysLeft: 5, letFrom: null, tenancy: null },
        liability: { from: '2026-11-01', until: null },
      },
    ])
    expect(shown.events.nodes.at(-1)).toMatchObject({
      ...{ kind: 'LEASE_CANCELLED', party: 'ORGANISATION', reason },
    })
    expect((await noticesOf()).filter((one) => one.allocation.id === allocation.id)).toMatchObject([
      { kind: 'LATE_DECLINE' },
    ])
    const consequence = { allocationId: allocation.id, consequence: 'NONE', declineReason: 'NO_ANSWER' }
    expect(await taken(hub, allocator, 'setDeclineConsequence', consequence)).toMatchObject({
      ...{ state: 'DECLINED', declineReason: 'NO_ANSWER', consequence: 'NONE' },
    })
    const elsewhere = { offerId: (await newOffer()).id, householdId }
    expect((await take(hub, allocator, 'allocateDwelling', elsewhere)).codes).toEqual([])
  })

  test('leaves its tenancy as never begun, and another may begin on the same day', async () => {
    const { offer, tenancyId } = await signed()
    await cancel(offer.id)
    const { node } = await hub.fields<{ node: object }>(
      await hub.token(organisation),
      'query($id: ID!) { node(id: $id) { ... on Tenancy { from until ending leaseSignedOn } } }',
      { id: tenancyId },
    )
    expect(node).toEqual({
      ...{ from: '2026-12-15', until: '2026-12-16', ending: 'NEVER_BEGUN', leaseSignedOn: '2026-12-02' },
    })
    const householdId = await newHousehold()
    const { id } = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
    await taken(hub, allocator, 'recordAnswer', { allocationId: id, answer: 'ACCEPTED' })
    const again = await taken(hub, organisation, 'recordLease', { offerId: offer.id, ...lease })
    expect(again).toMatchObject({ state: 'LEASE_SIGNED', tenancy: { from: '2026-12-15' } })
    expect(again.tenancy.id).not.toBe(tenancyId)
    const twice = { dwellingId: 'Dwelling:x', from: lease.from, rent: lease.rent, allocated: false }
    const [dwelling] = await hub.asOwner<{ id: string }>(
      `select 'Dwelling:' || dwelling_id as id from municipal_offer where id = $1`,
      [offer.id.split(':')[1]],
    )
    const overlapping = { ...twice, dwellingId: dwelling?.id }
    expect((await take(hub, organisation, 'recordTenancy', overlapping)).codes).toEqual(['TENANCY_OVERLAPS'])
  })

  test('has no more than its first day, whoever writes it', async () => {
    const { tenancyId } = await signed()
    await expect(
      inChange(
        hub,
        `update tenancy set valid = daterange('2026-12-15', '2026-12-20'), ending = 'NEVER_BEGUN' where id = $1`,
        [tenancyId.split(':')[1]],
      ),
    ).rejects.toMatchObject({ code: '23514', constraint: 'never_begun_has_no_days' })
  })

  test('is refused before the lease, after moving in, once more, and where the tenancy has ended otherwise', async () => {
    const { offer: unsigned } = await accepted()
    expect((await cancel(unsigned.id)).codes).toEqual(['OFFER_LEASE_NOT_SIGNED'])
    const home = await signed()
    await taken(hub, organisation, 'recordMovingIn', { offerId: home.offer.id, on: '2026-12-16' })
    expect((await cancel(home.offer.id)).codes).toEqual(['OFFER_LEASE_SIGNED'])
    const again = await signed()
    for (const bearer of [allocator, nominator])
      expect((await cancel(again.offer.id, bearer)).codes).toEqual(['NOT_ALLOWED'])
    await cancel(again.offer.id)
    expect((await cancel(again.offer.id)).codes).toEqual(['OFFER_NOT_ALLOCATED'])
    const ended = await signed()
    await taken(hub, organisation, 'endTenancy', {
      ...{ tenancyId: ended.tenancyId, until: '2026-12-20', ending: 'MOVED_OUT' },
    })
    expect((await cancel(ended.offer.id)).codes).toEqual(['TENANCY_ENDED'])
    expect((await offerOf(ended.offer.id)).state).toBe('LEASE_SIGNED')
  })
})

describe('An offer that comes to nothing', () => {
  test('is cancelled for the household when the organisation takes it back, and the allocator is told', async () => {
    const { offer, allocation } = await accepted()
    await taken(hub, organisation, 'withdrawOffer', {
      ...{ offerId: offer.id, reasonCode: 'NOT_HABITABLE', reason: 'Vandskade' },
    })
    expect((await noticesOf()).filter((one) => one.allocation.id === allocation.id)).toMatchObject([
      { kind: 'OFFER_WITHDRAWN' },
    ])
    const { allocation: seen } = await hub.fields<{ allocation: object }>(
      await hub.token(allocator),
      'query($id: ID!) { allocation(id: $id) { state } }',
      { id: allocation.id },
    )
    expect(seen).toEqual({ state: 'CANCELLED' })
  })

  test('closes the nominations that were not chosen', async () => {
    const offer = await newOffer()
    const householdId = await newHousehold()
    const system = BEARERS.municipality
    const purpose = { ...system, purpose: 'case-handling' } as const
    const nomination = await taken(hub, purpose, 'nominateHousehold', {
      ...{ offerId: offer.id, householdId, reason: 'Har brug for to værelser' },
    })
    await taken(hub, allocator, 'returnOffer', { offerId: offer.id, reasonCode: 'NO_FITTING_CITIZEN' })
    const { codes } = await take(hub, purpose, 'withdrawNomination', { nominationId: nomination.id })
    expect(codes).toEqual(['NOMINATION_CLOSED'])
  })

  test.each([
    // Given back on the day: nothing after it. 1 to 29 November is 29 days of 30.
    ['returnOffer', 'RETURNED', '2026-11-30', 29, '4833.33'],
    // Notice of three months, to the first of a month: 1 March. November to February.
    ['giveUpOffer', 'GIVEN_UP', '2027-03-01', 120, '20000.00'],
  ])('%s caps what the municipality owes', async (step, state, until, days, amount) => {
    const offer = await newOffer()
    const ended = await taken(hub, allocator, step, { offerId: offer.id, reasonCode: 'RENT_TOO_HIGH' })
    expect(ended).toMatchObject({
      ...{ state, endedOn: '2026-11-30', daysLeft: null },
      liability: {
        until,
        ...{ days, amount },
        ...{ dayCount: 'ACTUAL_MONTH', rounding: 'HALF_UP_ONCE', source: 'Sag 26/0001 § 8' },
      },
    })
  })

  test('owes nothing beyond the day it is let, though the notice would run longer', async () => {
    const [vacancyId = ''] = await vacanciesFor(hub, 1)
    const offer = await offered(hub, vacancyId)
    await taken(hub, allocator, 'giveUpOffer', { offerId: offer.id, reasonCode: 'LOCATION' })
    await hub.asOwner(
      `do $$ begin
         perform set_config('app.change_id', (select max(id)::text from change), true);
         update vacancy set state = 'LET', let_from = '2026-12-16' where id = '${vacancyId.split(':')[1]}';
       end $$`,
    )
    const { offer: seen } = await hub.fields<{ offer: object }>(
      await hub.token(organisation),
      'query($id: ID!) { offer(id: $id) { liability { until days } } }',
      { id: offer.id },
    )
    expect(seen).toEqual({ liability: { until: '2026-12-16', days: 45 } })
  })
})

describe('A step that does not fit', () => {
  const allocate = async (offerId: string) =>
    (await take(hub, allocator, 'allocateDwelling', { offerId, householdId: await newHousehold() })).codes
  const lease = { signedOn: '2026-12-02', from: '2026-12-15', rent: '5100.00' }

  test('is refused with a code that says why', async () => {
    const { offer, allocation } = await newAllocation()
    const offerId = offer.id
    expect(await allocate(offerId)).toEqual(['OFFER_ALREADY_ALLOCATED'])
    const by = async (bearer: typeof organisation | typeof allocator, step: string, input: object = {}) =>
      (await take(hub, bearer, step, { offerId, ...input })).codes[0]
    expect(await by(organisation, 'pauseOffer', { reason: 'Syn' })).toBe('OFFER_ALREADY_ALLOCATED')
    expect(await by(organisation, 'resumeOffer', { reason: 'Syn' })).toBe('OFFER_NOT_PAUSED')
    expect(await by(allocator, 'returnOffer', { reasonCode: 'SIZE' })).toBe('OFFER_ALREADY_ALLOCATED')
    expect(await by(organisation, 'recordLease', lease)).toBe('OFFER_NOT_ACCEPTED')
    expect(await by(organisation, 'recordMovingIn', { on: '2026-12-16' })).toBe('OFFER_LEASE_NOT_SIGNED')
    await taken(hub, allocator, 'recordAnswer', { allocationId: allocation.id, answer: 'ACCEPTED' })
    const again = await take(hub, allocator, 'recordAnswer', {
      ...{ allocationId: allocation.id, answer: 'ACCEPTED' },
    })
    expect(again.codes).toEqual(['ALLOCATION_ANSWERED'])
    expect(await by(organisation, 'recordLease', { ...lease, from: '2026-10-31' })).toBe(
      'LEASE_BEFORE_DISPOSAL',
    )
    await taken(hub, organisation, 'recordLease', { offerId, ...lease })
    for (const [bearer, step, input] of [
      [organisation, 'withdrawOffer', { reasonCode: 'OTHER' }],
      [allocator, 'giveUpOffer', { reasonCode: 'SIZE' }],
      [organisation, 'reportDecline', {}],
      [organisation, 'recordLease', lease],
      [organisation, 'extendOffer', { businessDays: 2, reason: 'Syn' }],
    ] as const)
      expect([step, await by(bearer, step, input)]).toEqual([step, 'OFFER_LEASE_SIGNED'])
    expect(await by(organisation, 'recordMovingIn', { on: '2026-12-14' })).toBe('MOVED_IN_BEFORE_LEASE')
    expect(await allocate(offerId)).toEqual(['OFFER_LEASE_SIGNED'])
  })

  test('is refused after the end', async () => {
    const offer = await newOffer()
    await taken(hub, allocator, 'returnOffer', { offerId: offer.id, reasonCode: 'SIZE' })
    expect(await allocate(offer.id)).toEqual(['OFFER_ENDED'])
    expect((await take(hub, organisation, 'pauseOffer', { offerId: offer.id, reason: 'Syn' })).codes).toEqual(
      ['OFFER_ENDED'],
    )
  })

  test('is refused from the deadline on, whether or not the offer has lapsed yet', async () => {
    const offer = await newOffer()
    clock.set('2026-12-07T22:59:59.999Z')
    expect(await allocate((await newOffer()).id)).toEqual([])
    clock.set('2026-12-07T23:00:00Z')
    expect(await allocate(offer.id)).toEqual(['OFFER_DEADLINE_PASSED'])
    for (const [bearer, step, input] of [
      [organisation, 'extendOffer', { businessDays: 2, reason: 'Syn' }],
      [organisation, 'withdrawOffer', { reasonCode: 'OTHER' }],
      [allocator, 'returnOffer', { reasonCode: 'SIZE' }],
      [allocator, 'giveUpOffer', { reasonCode: 'SIZE' }],
    ] as const)
      expect((await take(hub, bearer, step, { offerId: offer.id, ...input })).codes).toEqual([
        'OFFER_DEADLINE_PASSED',
      ])
  })

  test('is refused for a household elsewhere, out of reach, or allocated already', async () => {
    const { householdId } = await newAllocation()
    const offer = await newOffer()
    const input = { offerId: offer.id, householdId }
    expect((await take(hub, allocator, 'allocateDwelling', input)).codes).toEqual([
      'HOUSEHOLD_ALREADY_ALLOCATED',
    ])
    const other = { ...allocator, subject: 'allocator-unit', organisationUnits: [OWN_UNIT] }
    expect((await take(hub, other, 'allocateDwelling', input)).codes).toEqual(['HOUSEHOLD_NOT_FOUND'])
    const both = { ...allocator, subject: 'allocator-both', municipalityCodes: ['0169', '0101'] }
    const [elsewhere = ''] = await householdsFor(hub, 1, { municipalityCode: '0101' })
    expect((await take(hub, both, 'allocateDwelling', { ...input, householdId: elsewhere })).codes).toEqual([
      'HOUSEHOLD_OF_OTHER_MUNICIPALITY',
    ])
    expect(
      (await take(hub, both, 'allocateDwelling', { ...input, offerId: 'MunicipalOffer:x' })).codes,
    ).toEqual(['OFFER_NOT_FOUND'])
  })

  test('does not take a CPR number into a reason', async () => {
    const offer = await newOffer()
    const reason = 'Borgeren 311257-5001 kan ikke nå det'
    expect((await take(hub, organisation, 'pauseOffer', { offerId: offer.id, reason })).codes).toEqual([
      'TEXT_HOLDS_CPR',
    ])
    const input = { offerId: offer.id, householdId: await newHousehold(), overrideReason: reason }
    expect((await take(hub, allocator, 'allocateDwelling', input)).paths).toEqual(['input.overrideReason'])
  })
})

test('of 64 allocators at once on one vacancy one succeeds, 63 are refused by a code, and none meets a fault', async () => {
  const offer = await newOffer()
  const households = await householdsFor(hub, 64)
  const answers = await Promise.all(
    households.map((householdId) =>
      take(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId }),
    ),
  )
  expect(answers.filter(({ shown }) => shown !== null)).toHaveLength(1)
  expect(answers.filter(({ codes }) => codes.join() === 'OFFER_ALREADY_ALLOCATED')).toHaveLength(63)
  const [live] = await hub.asOwner(
    `select count(*)::int as allocations, (select count(*)::int from allocation_decision where offer_id = $1::uuid) as decisions
       from allocation where offer_id = $1::uuid`,
    [offer.id.split(':')[1]],
  )
  expect(live).toEqual({ allocations: 1, decisions: 1 })
})

test('two live allocations or two live offers of one vacancy cannot be, whoever writes them', async () => {
  const { allocation, offer } = await newAllocation()
  const again = (table: string, id: string, changes: string) =>
    inChange(
      hub,
      `insert into ${table} select (jsonb_populate_record(null::${table}, to_jsonb(t) || ${changes})).* from ${table} t where id = $1`,
      [id.split(':')[1]],
    )
  await expect(
    again('municipal_offer', offer.id, `jsonb_build_object('id', gen_random_uuid())`),
  ).rejects.toMatchObject({ code: '23505', constraint: 'one_live_offer' })
  const [columns] = await hub.asOwner<{ names: string }>(
    `select string_agg(attname, ', ' order by attnum) as names from pg_attribute
      where attrelid = 'allocation'::regclass and attnum > 0 and attgenerated = '' and attname not in ('id', 'decision_id')`,
  )
  const [decision] = await inChange<{ id: string }>(
    hub,
    `insert into allocation_decision (offer_id, vacancy_id, letting, household_id, municipality_code, case_scope, decided_on,
       legal_basis, agreement_version_id, agreement_term_id, facts_change_id, facts_at)
     select offer_id, vacancy_id, letting, household_id, municipality_code, case_scope, decided_on, legal_basis,
            agreement_version_id, agreement_term_id, facts_change_id, facts_at
       from allocation_decision where id = $1 returning id`,
    [allocation.decision.id.split(':')[1]],
  )
  await expect(
    inChange(
      hub,
      `insert into allocation (decision_id, ${columns?.names}) select $2::uuid, ${columns?.names} from allocation where id = $1`,
      [allocation.id.split(':')[1], decision?.id],
    ),
  ).rejects.toMatchObject({ code: '23505', constraint: 'one_live_allocation' })
})

test('of eight organisations’ systems that offer one vacancy at once one succeeds, and none meets a fault', async () => {
  const [vacancyId = ''] = await vacanciesFor(hub, 1)
  const input = { vacancyId, legalBasis: 'SECTION_59_2', liability: LIABILITY }
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => take(hub, organisation, 'offerVacancy', input)),
  )
  expect(answers.map(({ codes }) => codes.join()).sort()).toEqual([
    '',
    ...Array.from({ length: 7 }, () => 'VACANCY_ALREADY_OFFERED'),
  ])
})

describe('A decision', () => {
  const QUERY = `query($id: ID!) { decision(id: $id) { decidedOn legalBasis ruleSet factsChangeId factsAt
    agreementVersion { id } term { position answerDeadlineBusinessDays } parameters { name value }
    results { rule law passed undecided figures { name value } }
    explanation { textDa textEn rent dwellingType adults children sameAsDecided
      rules { code law passed undecided figures { name value } } } } }`

  test('is explained years later as it was, whatever has become of the facts', async () => {
    const { allocation, householdId, offer } = await newAllocation()
    const id = allocation.decision.id
    const ask = async () => (await hub.fields(await hub.token(allocator), QUERY, { id })).decision
    const before = await ask()
    expect(before).toMatchObject({
      agreementVersion: { id: versionId },
      term: { position: 1, answerDeadlineBusinessDays: 5 },
      explanation: {
        textEn: 'Allocated under Aftale om anvisning, version 1, term 1, on 2026-11-30. Rent: DKK 5000.00.',
        ...{ rent: '5000.00', adults: 1, children: 0, sameAsDecided: true },
      },
    })
    const { ruleSet, results, explanation } = before as {
      ruleSet: string
      results: { rule: string }[]
      explanation: { rules: { code: string }[] }
    }
    expect(ruleSet).toBe('2026-12')
    expect(results.length).toBeGreaterThan(3)
    expect(explanation.rules.map(({ code: rule, ...said }) => ({ rule, ...said }))).toEqual(results)
    await hub.asOwner(
      `do $$ declare next bigint; begin
         insert into change (subject, client_id, action, request_id) values ('test', 'test', 'test', 'test') returning id into next;
         perform set_config('app.change_id', next::text, true);
         update vacancy set rent_oere = 999900 where id = '${offer.vacancy.id.split(':')[1]}';
         update household set adults = 2, children = 3 where id = '${householdId.split(':')[1]}';
         update agreement set name = 'Omdøbt' where name = 'Aftale om anvisning';
       end $$`,
    )
    expect(await ask()).toEqual(before)
    await hub.asOwner(
      `do $$ begin
         perform set_config('app.change_id', (select max(id)::text from change), true);
         update agreement set name = 'Aftale om anvisning' where name = 'Omdøbt';
       end $$`,
    )
  })

  test('follows its household to another unit and stays sealed as it was', async () => {
    const { allocation, householdId } = await newAllocation()
    await hub.asOwner(
      `do $$ declare next bigint; begin
         insert into change (subject, client_id, action, request_id) values ('test', 'test', 'test', 'test') returning id into next;
         perform set_config('app.change_id', next::text, true);
         update household set organisation_unit_id = '${OWN_UNIT}', kle_number = '27.35' where id = '${householdId.split(':')[1]}';
       end $$`,
    )
    const { decision } = await hub.fields<{ decision: object | null }>(
      await hub.token(nominator),
      'query($id: ID!) { decision(id: $id) { legalBasis } }',
      { id: allocation.decision.id },
    )
    expect(decision).toEqual({ legalBasis: 'SECTION_59_2' })
    const [form] = await hub.asOwner<{ columns: string[] }>(
      `select columns from audit.form where source = 'allocation_decision' order by id desc limit 1`,
    )
    expect(form?.columns).not.toContain('case_scope')
    expect(form?.columns).toContain('results')
  })

  test('cannot be changed by the application', async () => {
    await expect(
      hub.app.database.reads.query(`update public.allocation_decision set reason = 'x'`),
    ).rejects.toMatchObject({ code: '42501' })
  })
})

describe('A decision against the rules', () => {
  const inNeed = async (need: { readonly rentMax?: number }) => {
    const [householdId = ''] = await householdsFor(hub, 1)
    const { rentMax } = { rentMax: null, ...need }
    await inChange(
      hub,
      `insert into public.household_need (household_id, municipality_code, case_scope, need_class, rent_max_oere)
       select id, municipality_code, case_scope, 'HOMELESS', $2 from public.household where id = $1::uuid`,
      [householdId.split(':')[1], rentMax],
    )
    return householdId
  }

  test('is refused with the rules that fail, until a person writes why', async () => {
    const offer = await newOffer()
    const input = { offerId: offer.id, householdId: await inNeed({ rentMax: 499_999 }) }
    const refused = await take(hub, allocator, 'allocateDwelling', input)
    expect([refused.codes, refused.paths]).toEqual([['MATCH_RULE_FAILS'], ['input.overrideReason']])
    const { decision } = await taken(hub, allocator, 'allocateDwelling', {
      ...{ ...input, overrideReason: 'Boligstøtte er søgt' },
    })
    expect(decision.overrideReason).toBe('Boligstøtte er søgt')
  })

  test('goes through without a word where the rules are met or cannot be decided', async () => {
    const [met, unknown] = [await inNeed({ rentMax: 500_000 }), await inNeed({})]
    for (const householdId of [met, unknown]) {
      const offer = await newOffer()
      const { codes } = await take(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
      expect(codes).toEqual([])
    }
  })
})
