import type { RequestOrigin } from '../access/actor.ts'
import type { Clock, Instant } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { lockOrganisation, microsecondsOf, type SourceVersion } from '../registry/index.ts'
import {
  type AppliedRecord,
  applyVacancies,
  countOpen,
  lookUpRegistry,
  noteSeen,
  placeRecords,
  registryCache,
  type VersionedRecord,
  vacanciesByKey,
  versionOf,
} from '../vacancies/index.ts'
import { closeMissing, decideDelivery } from './closing.service.ts'
import type { FeedFormatCode, FeedMapping, ReadRecord } from './feed-format.ts'
import {
  ESTATE_SUCCEEDED,
  keepReport,
  type Outcome,
  type ReportedRecord,
  TENANCY_NUMBER_OF_TWO,
} from './report.service.ts'

/** A registered feed, as the ingest needs it. */
export interface Feed {
  readonly id: string
  readonly code: string
  readonly organisationId: string
  readonly format: FeedFormatCode
  readonly mapping: FeedMapping
  readonly mode: DeliveryMode
  readonly closingLimitPercent: number
  readonly latestSha256: string | null
  readonly latestSourceTime: string | null
}

export type DeliveryMode = 'DELTA' | 'SNAPSHOT'

/** Records on their way in, with all that is known of where they come from. */
export interface Delivery {
  readonly feedCode: string
  readonly via: 'MUTATION' | 'HTTP' | 'COMMAND_LINE'
  /** Null: as the feed is registered. */
  readonly mode: DeliveryMode | null
  /** The moment the records speak of; null when the source does not say. */
  readonly sourceTime: Instant | null
  /** SHA-256 of the content as received, in hexadecimal. */
  readonly sha256: string
  readonly sizeBytes: number
  /** Reads the records from the start; called again when the change has to run again. */
  readonly records: (feed: Feed) => AsyncIterable<ReadRecord>
  readonly dryRun?: boolean
  readonly idempotency?: { readonly key: string; readonly input: unknown }
}

/** How many records are applied with one statement: enough to be fast, few enough to stay small in memory. */
const BATCH_RECORDS = 2_000

/** How far a source's clock may run ahead of the hub's. */
const CLOCK_DIFFERENCE_MICROSECONDS = 10 * 60 * 1_000_000

/** Takes deliveries in and decides on what they would close. */
export interface IngestService {
  /**
   * Asks beforehand whether a delivery to the feed would be taken, so that nobody sends a large file in vain.
   * **Refuses:** NOT_ALLOWED, FEED_NOT_FOUND.
   */
  assertAccepts(origin: RequestOrigin, feedCode: string): Promise<void>
  /**
   * Applies a delivery as one change: all of its records get an outcome, or none of it happened.
   * **Refuses:** NOT_ALLOWED, FEED_NOT_FOUND, ORGANISATION_BUSY, SOURCE_TIME_IN_FUTURE, IDEMPOTENCY_KEY_REUSED.
   */
  deliver<Shown>(
    origin: RequestOrigin,
    delivery: Delivery,
    show: (change: Change, deliveryId: string) => Promise<Shown>,
  ): Promise<Shown>
  /**
   * Closes what a snapshot no longer holds, or lets it stand, after a person has looked.
   * **Refuses:** NOT_ALLOWED, DELIVERY_NOT_FOUND, ORGANISATION_BUSY, DELIVERY_NOT_WAITING, SNAPSHOT_OUTDATED.
   */
  decide<Shown>(
    origin: RequestOrigin,
    deliveryId: string | null,
    decision: 'APPROVED' | 'REJECTED',
    show: (change: Change, deliveryId: string) => Promise<Shown>,
  ): Promise<Shown>
}

/** Makes the service over one database. */
export function ingestService(database: Database, clock: Clock): IngestService {
  return {
    assertAccepts(origin, feedCode) {
      const question = { action: 'delivery:receive', dryRun: true } as const
      return change(
        database,
        origin,
        question,
        (running) => feedByCode(running, feedCode),
        async () => undefined,
      )
    },

    deliver(origin, delivery, show) {
      const { idempotency, dryRun } = delivery
      const command = {
        action: 'delivery:receive',
        ...(idempotency === undefined ? {} : { idempotency }),
        ...(dryRun === undefined ? {} : { dryRun }),
      } as const
      return change(
        database,
        origin,
        command,
        async (running) => ({ deliveryId: await applyDelivery(running, delivery, clock) }),
        (running, { deliveryId }) => show(running, deliveryId),
      )
    },

    decide(origin, deliveryId, decision, show) {
      return change(
        database,
        origin,
        { action: 'delivery:receive' },
        (running) => decideDelivery(running, deliveryId, decision),
        show,
      )
    },
  }
}

const FEED_COLUMNS = `id, code, organisation_id as "organisationId", format, mapping, mode,
  closing_limit_percent as "closingLimitPercent", latest_sha256 as "latestSha256",
  to_char(latest_source_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "latestSourceTime"`

async function feedByCode(running: Change, code: string): Promise<Feed> {
  const [feed] = await running.sql<Feed>(`select ${FEED_COLUMNS} from public.feed where code = $1`, [code])
  if (feed === undefined) throw new Refused(feedNotFound)
  return feed
}

/** The same for a feed that is not there and one that the actor may not see. */
export const feedNotFound: Refusal = {
  code: 'FEED_NOT_FOUND',
  path: 'feed',
  text: {
    da: 'Der er ingen kilde med den kode, som du kan levere til. Se dine kilder med forespørgslen »feeds«.',
    en: 'There is no feed with this code that you may deliver to. The query "feeds" lists yours.',
  },
}

async function applyDelivery(running: Change, delivery: Delivery, clock: Clock): Promise<string> {
  const { organisationId } = await feedByCode(running, delivery.feedCode)
  await lockOrganisation(running, organisationId)
  const feed = await feedByCode(running, delivery.feedCode)
  const mode = delivery.mode ?? feed.mode
  const sourceTime = sourceTimeOf(delivery, feed, clock)
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.delivery (feed_id, organisation_id, via, mode, source_time, sha256, size_bytes, status)
     values ($1, $2, $3, $4, $5, $6, $7, 'APPLIED') returning id`,
    [feed.id, organisationId, delivery.via, mode, sourceTime, delivery.sha256, delivery.sizeBytes],
  )
  const id = entered?.id ?? ''
  const openBefore = mode === 'SNAPSHOT' ? await countOpen(running, feed.id) : 0
  const report = await applyRecords(running, delivery.records(feed), {
    feed,
    deliveryId: id,
    mode,
    sourceTime,
  })
  await running.sql(
    `update public.delivery set received = $2, applied = $3, unchanged = $4, superseded = $5, quarantined = $6 where id = $1`,
    [id, report.received, report.APPLIED, report.UNCHANGED, report.SUPERSEDED, report.QUARANTINED],
  )
  if (mode === 'SNAPSHOT')
    await closeMissing(running, {
      feed,
      deliveryId: id,
      sourceTime,
      openBefore,
      unnamed: report.unnamed,
    })
  await running.sql(
    `update public.feed set latest_sha256 = $2, latest_source_time = $3 where id = $1
        and (latest_sha256, latest_source_time) is distinct from ($2, $3::timestamptz)`,
    [feed.id, delivery.sha256, sourceTime],
  )
  return id
}

/** The same content sent again without a time of its own still speaks of the moment it spoke of first. */
function sourceTimeOf(delivery: Delivery, feed: Feed, clock: Clock): string {
  if (delivery.sourceTime !== null) {
    const ahead = microsecondsOf(delivery.sourceTime) - microsecondsOf(clock.now())
    // Every later delivery would count as older than this one.
    if (ahead > CLOCK_DIFFERENCE_MICROSECONDS) throw new Refused(sourceTimeInFuture)
    return delivery.sourceTime
  }
  if (feed.latestSha256 === delivery.sha256 && feed.latestSourceTime !== null) return feed.latestSourceTime
  return clock.now()
}

const sourceTimeInFuture: Refusal = {
  code: 'SOURCE_TIME_IN_FUTURE',
  path: 'sourceTime',
  text: {
    da: 'sourceTime ligger i fremtiden. Ret kildens ur eller tidszonen, og send igen.',
    en: 'sourceTime lies in the future. Correct the source’s clock or the offset and send again.',
  },
}

interface Batch {
  readonly feed: Feed
  readonly deliveryId: string
  readonly mode: DeliveryMode
  readonly sourceTime: string
}

type Report = Record<Outcome, number> & {
  received: number
  /** Quarantined records that do not even say which dwelling they are about. */
  unnamed: number
}

async function applyRecords(
  running: Change,
  records: AsyncIterable<ReadRecord>,
  batch: Batch,
): Promise<Report> {
  const report: Report = { received: 0, APPLIED: 0, UNCHANGED: 0, SUPERSEDED: 0, QUARANTINED: 0, unnamed: 0 }
  const cache = registryCache()
  const { feed, deliveryId, mode, sourceTime } = batch
  const source = {
    organisationId: feed.organisationId,
    feedId: feed.id,
    deliveryId,
    mode,
    sourceTime,
    municipalityOf: (estate: string) =>
      feed.mapping.municipalityByEstate?.[estate] ?? feed.mapping.municipalityCode,
  }

  async function keep(
    given: readonly BatchRecord[],
    applying: Promise<AppliedRecord[]>,
    naming: Promise<ReadonlyMap<number, string>>,
  ): Promise<void> {
    const [results, named] = await Promise.all([applying, naming])
    const applied = new Map(results.map((one) => [one.row, one]))
    if (mode === 'SNAPSHOT') await noteSeen(running, [...named.values()], sourceTime)
    const reported = given.map((one): ReportedRecord => {
      const { row, problems } = one
      const result = applied.get(row)
      if (result === undefined) {
        if (namedKey(one).length === 0) report.unnamed += 1
        return { ...one, outcome: 'QUARANTINED', vacancyId: named.get(row) ?? null }
      }
      const { outcome, vacancyId, estateSucceeded } = result
      if (outcome === 'UNPLACEABLE') {
        report.unnamed += 1
        return { ...one, outcome: 'QUARANTINED', vacancyId, problems: [...problems, TENANCY_NUMBER_OF_TWO] }
      }
      return {
        ...one,
        outcome,
        vacancyId,
        problems: estateSucceeded ? [...problems, ESTATE_SUCCEEDED] : problems,
      }
    })
    for (const { outcome } of reported) report[outcome] += 1
    report.received += given.length
    await keepReport(running, { deliveryId, organisationId: feed.organisationId }, reported)
  }

  let kept: Promise<unknown> = Promise.resolve()
  let sent: Promise<unknown> = Promise.resolve()
  async function apply(batch: readonly BatchRecord[], known: Promise<void>): Promise<void> {
    await known
    const placed = await placeRecords(running, source, cache, batch.filter(isVersioned))
    const applying = applyVacancies(running, source, placed)
    const unread = batch.filter((one) => one.record === null).flatMap(namedKey)
    const keeping = keep(batch, applying, vacanciesByKey(running, feed.organisationId, unread))
    kept = Promise.all([kept, keeping])
    kept.catch(() => undefined)
    await sent
    sent = applying
  }

  // The database is to find its next statement waiting when it has done one: while it works on a batch, the next one is
  // sent behind it. What a batch needs to know goes out before the batch ahead of it, or it would wait for that one.
  await running.sql(joinsOfWholeTables('off'))
  let ahead: { readonly batch: readonly BatchRecord[]; readonly known: Promise<void> } | null = null
  for await (const batch of batchesOf(records, sourceTime)) {
    const known = lookUpRegistry(running, source, cache, batch.filter(isVersioned))
    known.catch(() => undefined)
    if (ahead !== null) await apply(ahead.batch, ahead.known)
    ahead = { batch, known }
  }
  if (ahead !== null) await apply(ahead.batch, ahead.known)
  await kept
  await running.sql(joinsOfWholeTables('on'))
  return report
}

/**
 * Whether joins may read whole tables. Those of the ingest look up single rows by key; after a first load the planner
 * does not know yet how large the tables are, and would rather read all of them again for every batch.
 */
function joinsOfWholeTables(allowed: 'on' | 'off'): string {
  return `select set_config(name, '${allowed}', true) from unnest(array['enable_hashjoin', 'enable_mergejoin']) name`
}

type BatchRecord = ReadRecord & { readonly version: SourceVersion | null }

function isVersioned(one: BatchRecord): one is BatchRecord & VersionedRecord {
  return one.record !== null
}

async function* batchesOf(
  records: AsyncIterable<ReadRecord>,
  sourceTime: string,
): AsyncGenerator<BatchRecord[], undefined> {
  let batch: BatchRecord[] = []
  for await (const one of records) {
    batch.push({ ...one, version: one.record === null ? null : versionOf(one.record, sourceTime) })
    if (batch.length < BATCH_RECORDS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** The key of a record that could not be read further, if it names one vacancy. */
function namedKey({ row, key, problems }: ReadRecord) {
  const { estateNumber, tenancyNumber, sourceId } = key
  if (estateNumber === null || tenancyNumber === null) return []
  // Which of the dwelling's vacancies it means, nobody can tell.
  if (problems.some(({ code }) => code === 'SOURCE_ID_MALFORMED')) return []
  return [{ row, estateNumber, tenancyNumber, sourceId }]
}
