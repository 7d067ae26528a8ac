import pg from 'pg'
import { migrate } from '../../src/platform/migrate.ts'
import { emptyDatabase, type TestDatabase } from '../support/database.ts'

/**
 * A disclosure once said in a text from what the lease derogates. A text can name somebody, and would outlive the key that
 * erasure destroys; so the upgrade leaves none of it, in no version and not in the table's file either.
 */
const TEXT = 'Kanariefugl Hansen flytter inden to år'

let database: TestDatabase
let owner: pg.Client
beforeAll(async () => {
  database = await emptyDatabase()
  await migrate({ url: database.ownerUrl, to: '0029_earlier_transitions' })
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await database?.drop()
})

const shown = async (table: string) => (await owner.query(`select derogations from ${table}`)).rows

/** The pages of a table as PostgreSQL keeps them. */
async function pagesOf(table: string): Promise<string> {
  await owner.query('checkpoint')
  const { rows } = await owner.query<{ pages: Buffer }>(
    `select pg_read_binary_file(pg_relation_filepath('${table}')) as pages`,
  )
  return rows[0]?.pages.toString('latin1') ?? ''
}

test('the texts of disclosures are gone, live and in history, and further versions are kept', async () => {
  await owner.query(`
    begin;
    set local session_replication_role = replica;
    with entered as (insert into change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
      select set_config('app.change_id', id::text, true) from entered;
    insert into disclosure (household_id, municipality_code, case_scope, organisation_id, estate_id, dwelling_id,
        data_sharing_grant_id, valid, basis, adults, children, derogations, municipal_contact, payer)
      values (uuidv7(), '0169', '-|-', uuidv7(), uuidv7(), uuidv7(), uuidv7(), '[2026-01-01,2026-02-01)',
        'MUNICIPAL_ALLOCATION', 1, 0, '${TEXT}', 'x', 'TENANT');
    insert into history.disclosure select 1, d.* from disclosure d;
    update history.disclosure set recorded = tstzrange('2020-01-01', '2021-01-01');
    commit`)
  const hides = TEXT.slice(0, 10)
  expect(await pagesOf('public.disclosure')).toContain(hides)
  expect(await pagesOf('history.disclosure')).toContain(hides)

  await migrate({ url: database.ownerUrl })
  for (const table of ['public.disclosure', 'history.disclosure']) {
    expect([table, await shown(table)]).toEqual([table, [{ derogations: [] }]])
    expect(await pagesOf(table)).not.toContain(hides)
  }
  expect(await shown('history.disclosure_versions')).toEqual([{ derogations: [] }, { derogations: [] }])

  await owner.query(`
    begin;
    with entered as (insert into change (subject, client_id, action, request_id) values ('t', 't', 't', 't') returning id)
      select set_config('app.change_id', id::text, true) from entered;
    update disclosure set derogations = '{SECTION_85}' where true;
    commit`)
  expect(await shown('history.disclosure')).toEqual([{ derogations: [] }, { derogations: [] }])
  await owner.query(`select set_config('app.change_id', max(id)::text, false) from change`)
  await expect(owner.query(`update disclosure set derogations = '{${TEXT}}'`)).rejects.toMatchObject({
    code: '23514',
  })
})
