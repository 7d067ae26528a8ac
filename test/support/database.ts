import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** What the server's starter tells the test files. */
export interface TestServer {
  readonly ownerUrl: string
  readonly appPassword: string
}

export interface TestDatabase {
  /** As the application connects: role `boligbro_app`, under row-level security. */
  readonly url: string
  /** As the migrations connect: the owner, for preparing and inspecting. */
  readonly ownerUrl: string
  /** Ends the connections that are left and removes the database. */
  drop(): Promise<void>
}

const OBJECT_IN_USE = '55006'
const CLONE_ATTEMPTS = 50

/**
 * A fresh, fully migrated database for one test file, cloned from the run's template.
 * The first call of a run starts the server, so call it in `beforeAll`, and `drop` in `afterAll`.
 */
export function testDatabase(): Promise<TestDatabase> {
  return cloneOf('boligbro_template')
}

/** A database without anything in it, for a test that migrates step by step. */
export function emptyDatabase(): Promise<TestDatabase> {
  return cloneOf('template0')
}

/** A copy of a test's database, to which nobody may be connected meanwhile. */
export function copyOf(database: TestDatabase): Promise<TestDatabase> {
  return cloneOf(new URL(database.ownerUrl).pathname.slice(1))
}

async function cloneOf(template: string): Promise<TestDatabase> {
  const { ownerUrl, appPassword } = await testServer()
  const name = `test_${randomBytes(8).toString('hex')}`
  await cloneTemplate(ownerUrl, name, template)
  const url = new URL(ownerUrl)
  url.pathname = `/${name}`
  const own = url.href
  url.username = 'boligbro_app'
  url.password = appPassword
  return {
    url: url.href,
    ownerUrl: own,
    drop: () => query(ownerUrl, `drop database if exists ${name} with (force)`),
  }
}

async function testServer(): Promise<TestServer> {
  const answer = await text(connect(Number(process.env.BOLIGBRO_TEST_SERVER_PORT), '127.0.0.1'))
  const server = JSON.parse(answer) as TestServer & { readonly failure?: string }
  if (server.failure !== undefined) throw new Error(server.failure)
  return server
}

async function cloneTemplate(ownerUrl: string, name: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await query(ownerUrl, `create database ${name} template ${template} strategy file_copy`)
    } catch (error) {
      if ((error as { code?: string }).code !== OBJECT_IN_USE || attempt === CLONE_ATTEMPTS) throw error
      await delay(100)
    }
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
