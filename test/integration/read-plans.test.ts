import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub({ env: { READ_CONNECTIONS: '1' } })
}, 120_000)
afterAll(() => hub?.stop())

test('a query that is asked again is not planned again, although its page size is a parameter', async () => {
  const token = await hub.token('demo-municipality')
  const document =
    'query ($first: Int!) { vacancies(first: $first) { nodes { id dwelling { id estate { id } } } } }'
  for (let first = 1; first <= 12; first++) await hub.fields(token, document, { first })
  const { rows } = await hub.app.database.reads.query(
    `select generic_plans::int, custom_plans::int from pg_prepared_statements where name ~ '^read_'`,
  )
  expect(rows).toEqual([{ generic_plans: 12, custom_plans: 0 }])
})
