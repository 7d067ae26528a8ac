import { startHub, type TestHub } from '../support/hub.ts'
import {
  LIABILITY,
  letOrganisationAgree,
  offered,
  take,
  taken,
  testClock,
  vacanciesFor,
} from '../support/offers.ts'
import { BEARERS } from '../support/story.ts'

/** Monday 30 November 2026 at noon. */
const MONDAY = '2026-11-30T11:00:00Z'
const { organisation, otherOrganisation, allocator, nominator, municipality } = BEARERS
const clock = testClock(MONDAY)

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ clock })
  await letOrganisationAgree(
    hub,
    { answerDeadlineBusinessDays: 5 },
    { closingDays: [{ day: '12-24', source: 'Aftalens § 7' }] },
  )
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(MONDAY))

const newOffer = async (changes: object = {}) => {
  const [vacancyId] = await vacanciesFor(hub, 1)
  return offered(hub, vacancyId ?? '', changes)
}

describe('A vacancy that is put at the municipality’s disposal', () => {
  test('has its deadline by the term in force, as an instant and as business days left', async () => {
    const offer = await newOffer()
    expect(offer).toMatchObject({
      state: 'OFFERED',
      // The fifth business day after Monday 30 November is Monday 7 December; it ends at midnight in Denmark.
      deadline: '2026-12-07T23:00:00.000000Z',
      daysLeft: 5,
      rent: '5000.00',
      legalBasis: 'SECTION_59_2',
      events: { nodes: [{ kind: 'OFFERED', party: 'ORGANISATION' }] },
    })
    clock.set('2026-12-07T22:00:00Z')
    const { offer: seen } = await hub.fields<{ offer: { daysLeft: number } }>(
      await hub.token(allocator),
      'query($id: ID!) { offer(id: $id) { daysLeft } }',
      { id: offer.id },
    )
    expect(seen.daysLeft).toBe(0)
  })

  test('is seen by both parties and by nobody else', async () => {
    const { id } = await newOffer()
    const seenBy = async (bearer: Parameters<TestHub['token']>[0]) =>
      (
        await hub.fields<{ offer: object | null }>(
          await hub.token(bearer),
          'query($id: ID!) { offer(id: $id) { state events(first: 5) { totalCount } } }',
          { id },
        )
      ).offer
    for (const bearer of [organisation, allocator, nominator, municipality, BEARERS.auditor])
      expect(await seenBy(bearer)).toEqual({ state: 'OFFERED', events: { totalCount: 1 } })
    for (const bearer of [otherOrganisation, BEARERS.otherMunicipality, BEARERS.nobody])
      expect(await seenBy(bearer)).toBeNull()
  })

  test('is offered once at a time', async () => {
    const offer = await newOffer()
    const again = {
      vacancyId: offer.vacancy.id,
      legalBasis: 'SECTION_59_2',
      liability: LIABILITY,
    }
    const { codes } = await take(hub, organisation, 'offerVacancy', again)
    expect(codes).toEqual(['VACANCY_ALREADY_OFFERED'])
    await taken(hub, allocator, 'returnOffer', { offerId: offer.id, reasonCode: 'SIZE' })
    const { shown } = await take(hub, organisation, 'offerVacancy', again)
    expect(shown).toMatchObject({ state: 'OFFERED' })
  })

  test('costs rent once for each day, however often it is offered', async () => {
    const offer = await newOffer()
    const liabilityOf = async (id: string) => {
      const { offer: seen } = await hub.fields<{ offer: { liability: Record<string, unknown> } }>(
        await hub.token(organisation),
        'query($id: ID!) { offer(id: $id) { liability { from until days } } }',
        { id },
      )
      return seen.liability
    }
    clock.set('2026-12-02T11:00:00Z')
    await taken(hub, allocator, 'giveUpOffer', { offerId: offer.id, reasonCode: 'SIZE' })
    const first = await liabilityOf(offer.id)
    expect(first).toMatchObject({ until: '2027-04-01' })
    const again = (changes: object) =>
      take(hub, organisation, 'offerVacancy', {
        ...{ vacancyId: offer.vacancy.id, legalBasis: 'SECTION_59_2', liability: LIABILITY },
        ...changes,
      })
    expect((await again({ atDisposalFrom: '2027-03-31' })).codes).toEqual(['RENT_COUNTED_ALREADY'])
    const second = (await again({})).shown as { id: string }
    expect(await liabilityOf(second.id)).toMatchObject({ from: '2027-04-01', days: 0 })
    await taken(hub, organisation, 'withdrawOffer', { offerId: second.id, reasonCode: 'OFFERED_BY_MISTAKE' })
    clock.set('2027-05-03T10:00:00Z')
    // Back with the organisation since April: nobody pays for the days in between.
    const third = (await again({})).shown as { id: string }
    expect(await liabilityOf(third.id)).toMatchObject({ from: '2027-05-03' })
    clock.set('2027-05-10T10:00:00Z')
    const inAll = async (bearer: Parameters<typeof hub.token>[0]) => {
      const { vacancy } = await hub.fields<{ vacancy: { rentLiabilities: object[] } }>(
        await hub.token(bearer),
        'query($id: ID!) { vacancy(id: $id) { rentLiabilities { letting from until days amount } } }',
        { id: offer.vacancy.id },
      )
      return vacancy.rentLiabilities
    }
    // Five whole months, and seven of May's 31 days.
    const liability = { letting: 1, from: '2026-11-01', until: null, days: 158, amount: '26129.03' }
    expect(await inAll(organisation)).toEqual([liability])
    expect(await inAll(allocator)).toEqual([liability])
    await taken(hub, allocator, 'returnOffer', { offerId: third.id, reasonCode: 'SIZE' })
    expect(await inAll(organisation)).toMatchObject([{ days: 158, until: '2027-05-10' }])
  })

  test.each([
    ['VACANCY_NOT_OPEN', { state: 'LET', letFrom: '2026-11-20' }, {}],
    ['VACANCY_NOT_OPEN', { state: 'WITHDRAWN' }, {}],
    ['DISPOSAL_DAY_MISSING', { state: 'ANNOUNCED', atDisposalFrom: null }, {}],
    ['LEGAL_BASIS_NOT_AGREED', {}, { legalBasis: 'SECTION_59_4' }],
    ['NOTICE_OUT_OF_BOUNDS', {}, { liability: { ...LIABILITY, noticeMonths: 13 } }],
  ])('is refused with %s where %j and %j', async (code, record, changes) => {
    const [vacancyId] = await vacanciesFor(hub, 1, record)
    const { codes, shown } = await take(hub, organisation, 'offerVacancy', {
      ...{ vacancyId, legalBasis: 'SECTION_59_2', liability: LIABILITY },
      ...changes,
    })
    expect([codes, shown]).toEqual([[code], null])
  })

  test('is not found by another organisation, and not offered by the municipality', async () => {
    const [vacancyId] = await vacanciesFor(hub, 1)
    const input = { vacancyId, legalBasis: 'SECTION_59_2', liability: LIABILITY }
    expect((await take(hub, otherOrganisation, 'offerVacancy', input)).codes).toEqual(['VACANCY_NOT_FOUND'])
    expect((await take(hub, allocator, 'offerVacancy', input)).codes).toEqual(['NOT_ALLOWED'])
  })
})
