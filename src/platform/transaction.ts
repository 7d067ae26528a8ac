import type { EntityManager } from '@mikro-orm/postgresql'
import { CompiledQuery } from 'kysely'
import type { RequestOrigin } from '../access/actor.ts'
import type { Database } from './database.ts'
import { actorParameters, SET_ACTOR_SQL } from './session.ts'

/** Runs a statement with `$1` placeholders. */
export type Sql = <Row>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>

/** The statements of an entity manager, one after the other. */
export function statements(em: EntityManager): Sql {
  return async <Row>(text: string, parameters: readonly unknown[] = []) =>
    (await em.getKysely().executeQuery<Row>(CompiledQuery.raw(text, [...parameters]))).rows
}

/** A transaction of the hub's own, in the actor's name, that writes no change row and so no versioned table. */
export function inTransaction<Answer>(
  database: Database,
  origin: RequestOrigin,
  work: (sql: Sql) => Promise<Answer>,
): Promise<Answer> {
  return database.orm.em.fork().transactional(async (em) => {
    const sql = statements(em as EntityManager)
    await sql(SET_ACTOR_SQL, actorParameters(origin))
    return work(sql)
  })
}
