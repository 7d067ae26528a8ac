import { lapseOffer } from '../../src/allocations/lapse.service.ts'
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
import { refreshHub } from '../support/quota-story.ts'
import { BEARERS } from '../support/story.ts'

/** What happens to an offer, as the quota ledger of the two parties tells it afterwards. */
const MONDAY = '2026-11-30T11:00:00Z'
const { organisation, allocator, municipality } = BEARERS
const clock = testClock(MONDAY)

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ clock, sampleData: true })
  // So small a share that no letting is the municipality's by the rules: what it gets, somebody has given it.
  await letOrganisationAgree(hub, {
    share: { numerator: 1, denominator: 10_000 },
    returnCountsAsDelivered: false,
    replacementOwed: true,
    returnExceptions: ['RENT_TOO_HIGH'],
    transitionalCapPerYear: 75,
  })
}, 120_000)
afterAll(() => hub?.stop())
beforeEach(() => clock.set(MONDAY))

interface Standing {
  readonly vacancy: {
    readonly turn: {
      readonly channel: string
      readonly actedOn: string | null
      readonly rule: string
      readonly events: readonly { readonly kind: string; readonly reason: string | null }[]
      readonly balance: {
        readonly delivered: number
        readonly returned: number
        readonly replaced: number
        readonly owed: number
      }
    }
  }
}

async function standing(vacancyId: string): Promise<Standing['vacancy']['turn']> {
  await refreshHub(hub)
  const { vacancy } = await hub.fields<Standing>(
    await hub.token(municipality),
    `query($id: ID!) { vacancy(id: $id) { turn { channel actedOn rule events { kind reason }
       balance { delivered returned replaced owed } } } }`,
    { id: vacancyId },
  )
  return vacancy.turn
}

const delivered = async (vacancyId: string) => (await standing(vacancyId)).balance.delivered

async function newVacancy(): Promise<string> {
  const [vacancyId = ''] = await vacanciesFor(hub, 1)
  return vacancyId
}

test('an offer acts upon the turn: it is the municipality’s from then on, and what the rules did not give it is a credit', async () => {
  const vacancyId = await newVacancy()
  const before = await standing(vacancyId)
  expect(before).toMatchObject({ channel: 'WAITING_LIST', actedOn: null })
  await offered(hub, vacancyId)
  const after = await standing(vacancyId)
  expect(after).toMatchObject({ channel: 'MUNICIPAL', actedOn: '2026-11-30', rule: 'ACTED_UPON' })
  expect(after.balance.delivered - before.balance.delivered).toBe(1)
  expect(after.balance.owed - before.balance.owed).toBe(-1)
})

test('an offer that the organisation takes back was not delivered, and made again it is', async () => {
  const vacancyId = await newVacancy()
  const { balance } = await standing(vacancyId)
  const offer = await offered(hub, vacancyId)
  await taken(hub, organisation, 'withdrawOffer', { offerId: offer.id, reasonCode: 'NOT_HABITABLE' })
  const withdrawn = await standing(vacancyId)
  expect(withdrawn.events).toEqual([{ kind: 'WITHDRAWN', reason: 'NOT_HABITABLE' }])
  expect(withdrawn.balance).toEqual(balance)
  await offered(hub, vacancyId)
  const again = await standing(vacancyId)
  expect(again.events.map(({ kind }) => kind)).toEqual(['WITHDRAWN', 'OFFERED_AGAIN'])
  expect(again.balance.delivered).toBe(balance.delivered + 1)
})

test('a return is entered with its reason, and the agreement says whether it counts as delivered', async () => {
  const [counting, notCounting] = [await newVacancy(), await newVacancy()]
  const first = await offered(hub, counting)
  const second = await offered(hub, notCounting)
  const before = (await standing(counting)).balance
  await taken(hub, allocator, 'returnOffer', { offerId: first.id, reasonCode: 'RENT_TOO_HIGH' })
  const { balance, events } = await standing(counting)
  expect(events).toEqual([{ kind: 'RETURNED', reason: 'RENT_TOO_HIGH' }])
  expect([balance.returned - before.returned, balance.delivered - before.delivered]).toEqual([1, 0])
  await taken(hub, allocator, 'returnOffer', { offerId: second.id, reasonCode: 'SIZE' })
  const after = (await standing(notCounting)).balance
  expect([after.returned - before.returned, after.delivered - before.delivered]).toEqual([2, -1])
})

test('a transitional lease counts as one until it comes to nothing before moving in', async () => {
  const vacancyId = await newVacancy()
  const offer = await offered(hub, vacancyId, { legalBasis: 'SECTION_63' })
  const [householdId] = await householdsFor(hub, 1)
  const { id } = await taken(hub, allocator, 'allocateDwelling', { offerId: offer.id, householdId })
  await taken(hub, allocator, 'recordAnswer', { allocationId: id, answer: 'ACCEPTED' })
  const used = async () => {
    await refreshHub(hub)
    const [cap] = await hub.asOwner<{ used: number }>(
      'select coalesce(sum(used), 0)::int as used from quota_cap_use',
    )
    return cap?.used ?? 0
  }
  const before = await used()
  const lease = { offerId: offer.id, signedOn: '2026-11-30', from: '2026-12-01', rent: '5100.00' }
  await taken(hub, organisation, 'recordLease', lease)
  expect(await used()).toBe(before + 1)
  await taken(hub, organisation, 'cancelLease', { offerId: offer.id, reason: 'Lejeren har fortrudt' })
  expect(await used()).toBe(before)
  expect((await standing(vacancyId)).events.map(({ kind }) => kind)).toEqual([
    ...['USED_AS_TRANSITIONAL', 'OFFERED_AGAIN'],
  ])
})

test('an offer that lapses counts as a return because the time was over', async () => {
  const vacancyId = await newVacancy()
  const offer = await offered(hub, vacancyId)
  clock.set('2027-01-31T11:00:00Z')
  await lapseOffer({ database: hub.app.database, clock }, offer.id.slice('MunicipalOffer:'.length))
  expect((await standing(vacancyId)).events).toEqual([{ kind: 'RETURNED', reason: 'DEADLINE_PASSED' }])
})

test('a dwelling given in the place of a returned one is told as such, and only of one that was returned', async () => {
  const [returned, standingOne, replacement] = [await newVacancy(), await newVacancy(), await newVacancy()]
  const first = await offered(hub, returned)
  const live = await offered(hub, standingOne)
  await taken(hub, allocator, 'returnOffer', { offerId: first.id, reasonCode: 'SIZE' })
  const input = { vacancyId: replacement, legalBasis: 'SECTION_59_2', liability: LIABILITY }
  const refused = await take(hub, organisation, 'offerVacancy', { ...input, inPlaceOfOfferId: live.id })
  expect(refused.codes).toEqual(['REPLACED_OFFER_NOT_RETURNED'])
  const before = (await standing(replacement)).balance
  await taken(hub, organisation, 'offerVacancy', { ...input, inPlaceOfOfferId: first.id })
  const after = await standing(replacement)
  expect(after.events.map(({ kind }) => kind)).toEqual(['REPLACED'])
  expect(after.balance.replaced - before.replaced).toBe(1)
  expect(await delivered(replacement)).toBe(before.delivered + 1)
})
