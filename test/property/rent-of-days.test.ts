import pg from 'pg'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import fc from '../support/fast-check.ts'
import { rentOfDays } from '../support/lifecycle-oracle.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
}, 60_000)
afterAll(async () => {
  await client?.end()
  await database?.drop()
})

const DAY_MS = 86_400_000
const dayOf = (n: number) => new Date(Date.UTC(2024, 0, 1) + n * DAY_MS).toISOString().slice(0, 10)

async function rents(
  cases: readonly (readonly [from: string, until: string, rent: bigint, dayCount: string])[],
): Promise<bigint[]> {
  const { rows } = await client.query<{ rent: string }>(
    `select public.rent_of_days(f, u, r, c)::text as rent
       from unnest($1::date[], $2::date[], $3::bigint[], $4::text[]) with ordinality t(f, u, r, c, place) order by place`,
    [0, 1, 2, 3].map((place) => cases.map((one) => one[place])),
  )
  return rows.map(({ rent }) => BigInt(rent))
}

test('the rent of any days is what a walk from day to day adds up to', async () => {
  const some = fc.tuple(
    fc.nat(2_500),
    fc.integer({ min: -3, max: 800 }),
    fc.bigInt({ min: 0n, max: 5_000_000n }),
    fc.constantFrom('ACTUAL_MONTH', 'YEAR_OF_365'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(some, { minLength: 50, maxLength: 50 }), async (drawn) => {
      const cases = drawn.map(
        ([from, days, rent, dayCount]) => [dayOf(from), dayOf(from + days), rent, dayCount] as const,
      )
      expect(await rents(cases)).toEqual(cases.map((one) => rentOfDays(...one)))
    }),
    { numRuns: 20 },
  )
})

test.each([
  ['a whole month is the month’s rent', '2026-11-01', '2026-12-01', 500_000n, 'ACTUAL_MONTH', 500_000n],
  ['so is February', '2027-02-01', '2027-03-01', 500_000n, 'ACTUAL_MONTH', 500_000n],
  ['half a year is six', '2026-07-01', '2027-01-01', 500_000n, 'ACTUAL_MONTH', 3_000_000n],
  [
    'one day of November is a thirtieth, rounded up from a half',
    '2026-11-03',
    '2026-11-04',
    45n,
    'ACTUAL_MONTH',
    2n,
  ],
  ['a year of 365 days is twelve months', '2026-01-01', '2027-01-01', 500_000n, 'YEAR_OF_365', 6_000_000n],
  ['no days cost nothing', '2026-11-03', '2026-11-03', 500_000n, 'ACTUAL_MONTH', 0n],
  ['nor do days that end before they begin', '2026-11-03', '2026-11-01', 500_000n, 'YEAR_OF_365', 0n],
] as const)('%s', async (_, from, until, rent, dayCount, amount) => {
  expect(await rents([[from, until, rent, dayCount]])).toEqual([amount])
})
