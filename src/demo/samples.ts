import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { DateTime } from 'luxon'
import { programActor, type RequestOrigin } from '../access/actor.ts'
import {
  deliverFile,
  type FeedRegistration,
  type IngestService,
  receiveFile,
  registerFeed,
} from '../ingest/index.ts'
import { globalId } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Database } from '../platform/database.ts'
import { systemClock } from '../platform/system-clock.ts'
import { recordAreaList, registerHousingOrganisation } from '../registry/index.ts'
import { type DataSharing, signSharingGrant, wasSharingGrantSigned } from '../sharing/index.ts'

/** One sample: whose it is, how its feed is registered, and the files that arrive. */
interface Sample {
  readonly lbfNumber: string
  readonly name: string
  readonly feed: Omit<FeedRegistration, 'organisationId' | 'closingLimitPercent'>
  readonly files: readonly string[]
}

const SAMPLES: readonly Sample[] = [
  {
    lbfNumber: '0045',
    name: 'Demo boligorganisation 0045',
    feed: { code: '0045-csv', format: 'CSV', mode: 'SNAPSHOT', mapping: { municipalityCode: '0169' } },
    files: ['ledige-boliger.csv'],
  },
  {
    lbfNumber: '0007',
    name: 'Demo boligorganisation 0007',
    feed: {
      code: '0007-incom',
      format: 'INCOM_JSON',
      mode: 'SNAPSHOT',
      mapping: { municipalityCode: '0851' },
    },
    files: ['incom-tenancies.json', 'incom-details.json'],
  },
  {
    lbfNumber: '0311',
    name: 'Demo boligorganisation 0311',
    feed: {
      code: '0311-lbf',
      format: 'LBF_XML',
      mode: 'DELTA',
      mapping: { municipalityCode: '0101', leaseEnd: 'LAST_DAY' },
    },
    files: ['lbf-boligliste.xml'],
  },
]

const FILE_BYTES_MAX = 50 * 1024 * 1024

/** Enters the sample organisations and feeds and ingests the sample files, the way any file comes in. Idempotent. */
export async function ingestSamples(database: Database, ingest: IngestService): Promise<void> {
  const origin: RequestOrigin = {
    requestId: 'demo-start',
    actor: programActor('demo-start', {
      roles: ['operator', 'organisation_system', 'data_controller_representative'],
      organisationNumbers: SAMPLES.map((sample) => sample.lbfNumber),
      municipalityCodes: ['0169'],
      purpose: 'operations',
    }),
  }
  const organisationIds = new Map<string, string>()
  for (const sample of SAMPLES)
    organisationIds.set(sample.lbfNumber, await loadSample(database, ingest, origin, sample))
  await signSharing(database, origin, '0169', organisationIds.get('0045') ?? '')
  await recordAreaList(database, origin, {
    publishedOn: '2021-12-01' as LocalDate,
    source: 'Omdannelsesområder pr. 1. december 2021',
    entries: [
      {
        municipalityCode: '0169',
        areaName: 'Taastrupgaard',
        kind: 'TRANSFORMATION',
        estates: [{ lbfNumber: '0045', estateNumber: '011' }],
      },
    ],
  })
}

/** Each of the two shares with the other for a year, unless it has signed before. */
async function signSharing(
  database: Database,
  origin: RequestOrigin,
  municipalityCode: string,
  organisationId: string,
): Promise<void> {
  const today = systemClock.today()
  const daysMax = 366
  const parties = { municipalityCode, organisationId, estateIds: null }
  const year = {
    validFrom: today,
    validUntil: DateTime.fromISO(today).plus({ years: 1 }).toISODate() as LocalDate,
  }
  const sharings: readonly DataSharing[] = [
    { ...parties, ...year, fieldGroup: 'DISCLOSURE', purpose: 'tenancy-agreement' },
    { ...parties, ...year, fieldGroup: 'DELIVERY_REPORTS', purpose: 'vacancy-exchange' },
  ]
  for (const sharing of sharings) {
    if (await wasSharingGrantSigned(database, origin, sharing)) continue
    // Of several processes starting at once, all sign one grant.
    const idempotencyKey = `demo-${sharing.fieldGroup}-${municipalityCode}-${organisationId}`
    await signSharingGrant(
      database,
      origin,
      sharing,
      { today, daysMax, idempotencyKey },
      async () => undefined,
    )
  }
}

/** Answers the organisation's global id. */
async function loadSample(
  database: Database,
  ingest: IngestService,
  origin: RequestOrigin,
  { lbfNumber, name, feed, files }: Sample,
): Promise<string> {
  const organisationId = await registerHousingOrganisation(
    database,
    origin,
    { lbfNumber, cvr: null, name, administratorId: null },
    async (_, id) => globalId('HousingOrganisation', id),
  )
  await registerFeed(
    database,
    origin,
    { ...feed, organisationId, closingLimitPercent: 20 },
    async () => undefined,
  )
  const file = await receiveFile(Readable.from(contentOf(files)), undefined, FILE_BYTES_MAX)
  try {
    const delivery = { feedCode: feed.code, via: 'COMMAND_LINE', mode: null, sourceTime: null, file } as const
    await deliverFile(ingest, origin, delivery, async () => undefined)
  } finally {
    await file.remove()
  }
  return organisationId
}

async function* contentOf(files: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const file of files) yield* createReadStream(fileURLToPath(new URL(`feeds/${file}`, import.meta.url)))
}
