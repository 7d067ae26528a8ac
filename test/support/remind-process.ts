import 'reflect-metadata'
import pg from 'pg'
import { connectDatabase } from '../../src/platform/database.ts'
import { remindAll } from '../../src/transitions/index.ts'
import { testClock } from './offers.ts'

/** Reminds once by this clock, and is killed before or after the commit of this number; ends by itself when there are fewer. */
const [url = '', instant = '', number = '', when = ''] = process.argv.slice(2)
const database = await connectDatabase({ url, entities: [], readConnections: 1, writeConnections: 1 })
let commits = 0
const { prototype } = pg.Client as unknown as { prototype: { query: (...given: unknown[]) => unknown } }
const { query } = prototype
prototype.query = function killed(this: unknown, ...given: unknown[]) {
  const [config] = given
  const text = typeof config === 'string' ? config : String((config as { text?: unknown }).text)
  const last = /^commit/i.test(text) && ++commits === Number(number)
  if (last && when === 'before') process.kill(process.pid, 'SIGKILL')
  const answer = query.apply(this, given)
  if (last) Promise.resolve(answer).finally(() => process.kill(process.pid, 'SIGKILL'))
  return answer
}
await remindAll({ database, clock: testClock(instant) })
await database.close()
