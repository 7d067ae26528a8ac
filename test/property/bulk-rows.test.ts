import pg from 'pg'
import { bulkParameters, bulkRowsSql } from '../../src/platform/bulk-rows.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import fc from '../support/fast-check.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
}, 60_000)
afterAll(async () => {
  await client?.end()
  await database?.drop()
})

interface Row {
  readonly text: string | null
  readonly amount: bigint | null
  readonly truth: boolean | undefined
  readonly day: string
}

const COLUMNS = [
  { name: 'text', type: 'text', of: (row: Row) => row.text },
  { name: 'amount', type: 'bigint', of: (row: Row) => row.amount },
  { name: 'truth', type: 'boolean', of: (row: Row) => row.truth },
  { name: 'day', type: 'date', of: (row: Row) => row.day },
]

const text = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    'NULL',
    'Null',
    '{}',
    'a,b',
    '"',
    '\\',
    '\\"',
    ' a ',
    '\n',
    'æøå',
    '[{"a": "b"}]',
  ),
  fc.string({
    unit: fc.constantFrom('a', '"', '\\', ',', '{', '}', ' ', '\t', '\n', "'", 'ø', '😀', 'N', 'U', 'L'),
  }),
)
const row: fc.Arbitrary<Row> = fc.record({
  text: fc.option(text),
  amount: fc.option(fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })),
  truth: fc.option(fc.boolean(), { nil: undefined }),
  day: fc.constantFrom('2027-01-01', '0001-12-31'),
})

test('rows handed over in bulk arrive as they were, in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row), async (rows) => {
      const { rows: arrived } = await client.query(
        `select place::int, text, amount::text, truth, day::text from ${bulkRowsSql(COLUMNS, 1, 'r')} order by place`,
        bulkParameters(COLUMNS, rows),
      )
      expect(arrived).toEqual(
        rows.map(({ text: written, amount, truth, day }, index) => ({
          place: index + 1,
          text: written,
          amount: amount === null ? null : String(amount),
          truth: truth ?? null,
          day,
        })),
      )
    }),
    { numRuns: 200 },
  )
})
