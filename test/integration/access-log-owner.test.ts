import pg from 'pg'
import { migrate } from '../../src/platform/migrate.ts'
import { actorParameters, SET_ACTOR_SQL } from '../../src/platform/session.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { BEARERS, originOfBearer } from '../support/story.ts'

const OWNER = `owner_${process.pid}_of_log`
const DATABASE = `test_${OWNER}`

let template: TestDatabase
let superuser: pg.Client
let owner: pg.Client

beforeAll(async () => {
  template = await testDatabase()
  superuser = new pg.Client({ connectionString: template.ownerUrl })
  await superuser.connect()
  await superuser.query(`create role ${OWNER} login password 'owner' createrole`)
  for (const role of ['boligbro_app', 'boligbro_verifier']) {
    await superuser.query(
      `do $$ begin grant ${role} to ${OWNER} with admin option; exception when undefined_object then null; end $$`,
    )
  }
  await superuser.query(`create database ${DATABASE} owner ${OWNER}`)
  const url = new URL(template.ownerUrl)
  url.username = OWNER
  url.password = 'owner'
  url.pathname = `/${DATABASE}`
  await migrate({ url: url.href })
  owner = new pg.Client({ connectionString: url.href })
  await owner.connect()
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await superuser?.query(`drop database if exists ${DATABASE} with (force)`)
  await superuser?.query(`drop role if exists ${OWNER}`)
  await superuser?.end()
  await template?.drop()
})

test('the looks at a person are found by their index where the owner of the tables is no superuser', async () => {
  const subject = 'b0000000-0000-7000-8000-000000000001'
  await owner.query('set role boligbro_app')
  await owner.query('begin')
  await owner.query(SET_ACTOR_SQL, actorParameters(originOfBearer(BEARERS.dataProtection)))
  await owner.query(
    `insert into public.access_log (subject, client_id, municipality_code, roles, purpose, request_id, operation, fields, subjects)
     values ($1, 'c', '0169', '{}', 'data-protection', 'r', 'o', '{Person.id}', array[$2::uuid])`,
    [BEARERS.dataProtection.subject, subject],
  )
  const { rows } = await owner.query('select id from access.look_ids(array[$1]::uuid[]) id', [subject])
  expect(rows).toHaveLength(1)
  await owner.query('commit')
  await owner.query('reset role')
  await owner.query('set enable_seqscan = off')
  const plan = await owner.query(
    `explain (format text) select id from public.access_log where subjects && array['${subject}']::uuid[]`,
  )
  expect(JSON.stringify(plan.rows)).toContain('access_log_subjects_idx')
})
