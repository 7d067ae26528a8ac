import 'reflect-metadata'
import { createReadStream } from 'node:fs'
import { programActor, type RequestOrigin } from '../../src/access/actor.ts'
import {
  deliverFile,
  FeedEntity,
  ingestService,
  receiptOf,
  receiveFile,
  registerFeed,
} from '../../src/ingest/index.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { globalId } from '../../src/kernel/ids.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { connectDatabase } from '../../src/platform/database.ts'
import { registerHousingOrganisation } from '../../src/registry/index.ts'
import { type ResourceReport, resourceReport } from './resource-report.ts'

/** What the delivery of one file took. */
export interface FileIngest extends ResourceReport {
  readonly seconds: number
  /** What `FILE_AGAIN` took after it, if there is one. */
  readonly againSeconds?: number
  readonly applied: number
}

/** Delivers `FILE`, and then `FILE_AGAIN`, to a new feed of `LBF_NUMBER`, from the first byte to the commit. */
async function main(): Promise<void> {
  const { DATABASE_URL = '', FILE = '', FILE_AGAIN, LBF_NUMBER = '' } = process.env
  const database = await connectDatabase({
    url: DATABASE_URL,
    entities: [FeedEntity],
    readConnections: 1,
    writeConnections: 1,
  })
  const ingest = ingestService(database, {
    now: () => new Date().toISOString() as Instant,
    today: () => new Date().toISOString().slice(0, 10) as LocalDate,
  })
  const origin: RequestOrigin = {
    requestId: 'bench',
    actor: programActor('bench', {
      roles: ['operator', 'organisation_system'],
      organisationNumbers: [LBF_NUMBER],
      purpose: 'operations',
    }),
  }
  const organisationId = await registerHousingOrganisation(
    database,
    origin,
    { lbfNumber: LBF_NUMBER, cvr: null, name: `Boligforeningen ${LBF_NUMBER}`, administratorId: null },
    async (_, id) => globalId('HousingOrganisation', id),
  )
  const feedCode = `${LBF_NUMBER}-bench`
  await registerFeed(
    database,
    origin,
    {
      code: feedCode,
      organisationId,
      format: 'CSV',
      mode: 'SNAPSHOT',
      closingLimitPercent: 20,
      mapping: { municipalityCode: '0169' },
    },
    async () => undefined,
  )
  const deliver = async (path: string) => {
    const before = performance.now()
    const file = await receiveFile(createReadStream(path), undefined, Number.MAX_SAFE_INTEGER)
    const delivery = { feedCode, via: 'COMMAND_LINE', mode: null, sourceTime: null, file } as const
    const { applied } = await deliverFile(ingest, origin, delivery, receiptOf)
    const seconds = (performance.now() - before) / 1_000
    await file.remove()
    return { applied, seconds }
  }
  const first = await deliver(FILE)
  const again = FILE_AGAIN === undefined ? {} : { againSeconds: (await deliver(FILE_AGAIN)).seconds }
  await database.close()
  const answer: FileIngest = { ...first, ...again, ...resourceReport() }
  process.send?.(answer)
}

await main()
