import { startHub, statementsDuring, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

test('x', async () => {
  const token = await hub.token('demo-municipality')
  const op = await hub.token({ subject: 'op', roles: ['operator'] })
  process.stderr.write(JSON.stringify(await hub.fields(token, '{ vacancies(first: 2) { totalCount nodes { id externalKey } } }')) + '\n')
  process.stderr.write(JSON.stringify(await hub.fields(op, '{ viewer {subject roles} vacancies(first: 2) { totalCount nodes { id externalKey } } }')) + '\n')
  process.stderr.write(JSON.stringify(await statementsDuring(() => hub.fields(op, '{ viewer {subject roles} vacancies(first: 2) { totalCount nodes { id externalKey } } }'))) + '\n')
})
