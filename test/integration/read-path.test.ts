import { startHub, type TestHub } from '../support/hub.ts'

let hub: TestHub
beforeAll(async () => {
  hub = await startHub()
}, 120_000)
afterAll(() => hub?.stop())

test('x', async () => {
  const log = async (sql: string) => process.stderr.write(JSON.stringify(await hub.asOwner(sql)) + '\n')
  await log('select datname, datcollate, datlocprovider, datacl from pg_database')
  await log("select 'a' < 'B' as x, 'å' < 'z' as y")
  await log('select municipality_code, lbf_number, count(*) from vacancy v join housing_organisation o on o.id=organisation_id group by 1,2')
  await log('select state, count(*) from vacancy v group by 1')
  await log('select count(*) from history.vacancy v group by 1')
  await log('select number,municipality_code from estate order by 1 limit 30')
  await log('select code, snapshot_at, (select count(*) from delivery_problem) from feed')
})
