import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import {
  FeedEntity,
  type FeedRegistration,
  type IngestService,
  ingestService,
  registerFeed,
} from '../../src/ingest/index.ts'
import type { Delivery } from '../../src/ingest/ingest.service.ts'
import { globalId } from '../../src/kernel/ids.ts'
import type { Change } from '../../src/platform/change.ts'
import { connectDatabase, type Database } from '../../src/platform/database.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { registerHousingOrganisation } from '../../src/registry/index.ts'
import { type TestDatabase, testDatabase } from './database.ts'

/** The ingest over a database of its own, without HTTP. */
export interface TestIngest {
  readonly database: Database
  readonly ingest: IngestService
  /** Registers an organisation and gives the origin that acts for it. */
  organisation(lbfNumber: string): Promise<{ readonly id: string; readonly origin: RequestOrigin }>
  /** Registers a delta CSV feed in municipality 0169 that closes without asking, unless told otherwise. */
  feed(
    origin: RequestOrigin,
    organisationId: string,
    code: string,
    settings?: Partial<FeedRegistration>,
  ): Promise<string>
  /** Delivers and answers the delivery's row. */
  deliver(
    origin: RequestOrigin,
    delivery: Partial<Delivery> & Pick<Delivery, 'feedCode' | 'records'>,
  ): Promise<DeliveryRow>
  /** Runs SQL as the database's owner, past row-level security. */
  asOwner<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** The database's owner, past row-level security, for a connection of one's own. */
  readonly ownerUrl: string
  stop(): Promise<void>
}

export interface DeliveryRow {
  readonly id: string
  readonly status: string
  readonly received: number
  readonly applied: number
  readonly unchanged: number
  readonly superseded: number
  readonly quarantined: number
  readonly open_before: number | null
  readonly missing: number | null
  readonly closed: number
}

/** Starts an ingest; call it in `beforeAll` and `stop` in `afterAll`. */
export async function testIngest(clock = systemClock): Promise<TestIngest> {
  const server: TestDatabase = await testDatabase()
  const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 2 })
  owner.on('error', () => undefined)
  const database = await connectDatabase({
    url: server.url,
    entities: [FeedEntity],
    readConnections: 1,
    writeConnections: 10,
  })
  const ingest = ingestService(database, clock)
  return {
    database,
    ingest,
    async organisation(lbfNumber) {
      const origin = actingFor(lbfNumber)
      const registration = { lbfNumber, cvr: null, name: `Organisation ${lbfNumber}`, administratorId: null }
      const id = await registerHousingOrganisation(database, OPERATOR, registration, async (_, key) => key)
      return { id, origin }
    },
    feed: (origin, organisationId, code, settings = {}) =>
      registerFeed(
        database,
        origin,
        {
          code,
          format: 'CSV',
          mode: 'DELTA',
          closingLimitPercent: 100,
          mapping: { municipalityCode: '0169' },
          ...settings,
          organisationId: globalId('HousingOrganisation', organisationId),
        },
        async (_, id) => id,
      ),
    deliver: (origin, delivery) =>
      ingest.deliver(
        origin,
        {
          via: 'HTTP',
          mode: null,
          sourceTime: null,
          sha256: randomUUID().replaceAll('-', '').repeat(2),
          sizeBytes: 0,
          ...delivery,
        },
        deliveryRow,
      ),
    asOwner: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      (await owner.query<Row>(sql, [...parameters])).rows,
    ownerUrl: server.ownerUrl,
    async stop() {
      await database.close()
      await owner.end()
      await server.drop()
    },
  }
}

async function deliveryRow(change: Change, id: string): Promise<DeliveryRow> {
  const [row] = await change.sql<DeliveryRow>('select * from public.delivery where id = $1', [id])
  if (row === undefined) throw new Error('the delivery is not there')
  return row
}

/** A request of the hub's operator. */
export const OPERATOR: RequestOrigin = {
  requestId: 'test',
  actor: programActor('operator', { roles: ['operator'], purpose: 'operations' }),
}

/** A request of the system of the organisation with this number in Landsbyggefonden's register. */
export function actingFor(lbfNumber: string): RequestOrigin {
  return {
    requestId: 'test',
    actor: programActor(`system-${lbfNumber}`, {
      roles: ['organisation_system'],
      organisationNumbers: [lbfNumber],
      purpose: 'operations',
    }),
  }
}
