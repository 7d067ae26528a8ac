import type { RequestOrigin } from '../access/actor.ts'
import type { Database } from './database.ts'
import { actorParameters, SET_ACTOR_SQL } from './session.ts'

/** Reads rows as the actor sees them, outside any operation: for a service that needs to know which there are. */
export async function lookUp<Row extends object>(
  database: Database,
  origin: RequestOrigin,
  text: string,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const client = await database.reads.connect()
  let broken: Error | undefined
  try {
    await client.query('begin read only')
    await client.query(SET_ACTOR_SQL, actorParameters(origin))
    const { rows } = await client.query<Row>(text, [...parameters])
    await client.query('commit')
    return rows
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // A connection that failed is not handed out again.
    client.release(broken)
  }
}
