import { Refused } from '../../src/kernel/errors.ts'
import { type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest
let own: Awaited<ReturnType<TestIngest['organisation']>>
let other: Awaited<ReturnType<TestIngest['organisation']>>

beforeAll(async () => {
  hub = await testIngest()
  own = await hub.organisation('0045')
  other = await hub.organisation('0311')
}, 60_000)
afterAll(() => hub.stop())

async function codesOf(registration: Promise<unknown>): Promise<string[]> {
  const refused: unknown = await registration.then(
    () => 'registered',
    (error) => error,
  )
  return refused instanceof Refused ? refused.refusals.map(({ code }) => code) : [String(refused)]
}

test('a feed whose code, limit and format leave something open is refused with every reason at once', async () => {
  const settings = { format: 'LBF_XML', closingLimitPercent: 101 } as const
  expect(await codesOf(hub.feed(own.origin, own.id, '0045_Ny', settings))).toEqual([
    'FEED_CODE_MALFORMED',
    'CLOSING_LIMIT_OUT_OF_RANGE',
    'LEASE_END_MISSING',
  ])
  expect(await codesOf(hub.feed(own.origin, own.id, '0045-ny', { closingLimitPercent: -1 }))).toEqual([
    'CLOSING_LIMIT_OUT_OF_RANGE',
  ])
})

test('a feed is registered for an organisation that the actor acts for, under its number', async () => {
  expect(await codesOf(hub.feed(own.origin, other.id, '0311-csv'))).toEqual(['ORGANISATION_NOT_FOUND'])
  expect(await codesOf(hub.feed(own.origin, own.id, '0311-csv'))).toEqual(['FEED_CODE_NOT_OWN'])
})

test('a code that an earlier owner of the number uses is taken, and its feed stays as it is', async () => {
  const feedId = await hub.feed(own.origin, own.id, '0045-csv')
  await hub.asOwner(`
    select set_config('app.change_id', (select max(id)::text from public.change), true);
    update public.housing_organisation set lbf_number = '0046' where id = '${own.id}';
    update public.housing_organisation set lbf_number = '0045' where id = '${other.id}'`)
  expect(await codesOf(hub.feed(own.origin, other.id, '0045-csv', { mode: 'SNAPSHOT' }))).toEqual([
    'FEED_CODE_TAKEN',
  ])
  expect(await hub.asOwner('select id, organisation_id, mode from public.feed')).toEqual([
    { id: feedId, organisation_id: own.id, mode: 'DELTA' },
  ])
})
