import type { Actor, RequestOrigin } from '../access/actor.ts'
import { actionHeld, assertMay } from '../access/viewer.ts'
import type { Clock, Instant } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { microsecondsOf } from '../registry/index.ts'
import { closeMissing, decideDelivery } from './closing.service.ts'
import { modeNotForKind } from './feed.rules.ts'
import type { DeliveryMode, Feed, RecordKindCode } from './feed.ts'
import type { ReadRecord } from './feed-format.ts'
import { lockOwner } from './feed-owner.service.ts'
import type { RecordKind, RunningDelivery, SentBatch } from './record-kind.ts'
import { RECORD_KINDS } from './record-kinds.ts'
import { keepReport } from './report.service.ts'

/** Records on their way in, with all that is known of where they come from. */
export interface Delivery {
  readonly feedCode: string
  /** The kind of the records, where they were not read as the feed's kind reads a file. */
  readonly kind?: RecordKindCode
  readonly via: 'MUTATION' | 'HTTP' | 'COMMAND_LINE'
  /** Null: as the feed is registered. */
  readonly mode: DeliveryMode | null
  /** The moment the records speak of; null when the source does not say. */
  readonly sourceTime: Instant | null
  /** SHA-256 of the content as received, in hexadecimal. */
  readonly sha256: string
  readonly sizeBytes: number
  /** Reads the records from the start; called again when the change has to run again. */
  readonly records: (feed: Feed, today: LocalDate) => AsyncIterable<ReadRecord<unknown>>
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
   * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, FEED_NOT_FOUND, FEED_KIND_DIFFERS,
   * MODE_NOT_FOR_KIND, ORGANISATION_BUSY, MUNICIPALITY_BUSY, SOURCE_TIME_IN_FUTURE, IDEMPOTENCY_KEY_REUSED.
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
      const question = { action: receiving(origin), dryRun: true } as const
      return change(
        database,
        origin,
        question,
        async (running) =>
          assertMayDeliver(origin.actor, RECORD_KINDS[(await feedByCode(running, feedCode)).kind]),
        async () => undefined,
      )
    },

    deliver(origin, delivery, show) {
      const { idempotency, dryRun } = delivery
      const command = {
        action: receiving(origin),
        ...(idempotency === undefined ? {} : { idempotency }),
        ...(dryRun === undefined ? {} : { dryRun }),
      } as const
      return change(
        database,
        origin,
        command,
        async (running) => ({ deliveryId: await applyDelivery(running, origin, delivery, clock) }),
        (running, { deliveryId }) => show(running, deliveryId),
      )
    },

    decide(origin, deliveryId, decision, show) {
      return change(
        database,
        origin,
        { action: receiving(origin) },
        (running) => decideDelivery(running, deliveryId, decision),
        show,
      )
    },
  }
}

/** Whoever delivers does so for an organisation or a municipality, or for the fund. */
const receiving = ({ actor }: RequestOrigin) =>
  actionHeld(actor, 'delivery:receive', 'delivery:receiveAsFund')

const FEED_COLUMNS = `id, code, organisation_id as "organisationId", municipality_code as "municipalityCode", kind,
  format, mapping, mode,
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

function assertMayDeliver(actor: Actor, { actions }: RecordKind): void {
  assertMay(actor, actionHeld(actor, ...actions))
}

async function applyDelivery(
  running: Change,
  { actor }: RequestOrigin,
  delivery: Delivery,
  clock: Clock,
): Promise<string> {
  const found = await feedByCode(running, delivery.feedCode)
  await lockOwner(running, found)
  const feed = await feedByCode(running, delivery.feedCode)
  if (delivery.kind !== undefined && delivery.kind !== feed.kind)
    throw new Refused(feedKindDiffers(feed.kind))
  const kind = RECORD_KINDS[feed.kind]
  assertMayDeliver(actor, kind)
  const mode = delivery.mode ?? feed.mode
  const { closing } = kind
  if (mode === 'SNAPSHOT' && closing === null) throw new Refused(modeNotForKind)
  const sourceTime = sourceTimeOf(delivery, feed, clock)
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.delivery
       (feed_id, organisation_id, municipality_code, via, mode, source_time, sha256, size_bytes, status)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'APPLIED') returning id`,
    [
      feed.id,
      feed.organisationId,
      feed.municipalityCode,
      delivery.via,
      mode,
      sourceTime,
      delivery.sha256,
      delivery.sizeBytes,
    ],
  )
  const id = entered?.id ?? ''
  const openBefore = mode === 'SNAPSHOT' ? ((await closing?.countOpen(running, feed.id)) ?? 0) : 0
  const records = delivery.records(feed, clock.today())
  const report = await applyRecords(running, kind, records, { id, feed, mode, sourceTime, clock })
  await running.sql(
    `update public.delivery set received = $2, applied = $3, unchanged = $4, superseded = $5, quarantined = $6 where id = $1`,
    [id, report.received, report.APPLIED, report.UNCHANGED, report.SUPERSEDED, report.QUARANTINED],
  )
  if (mode === 'SNAPSHOT' && closing !== null)
    await closeMissing(running, closing, {
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

function feedKindDiffers(kind: RecordKindCode): Refusal {
  return {
    code: 'FEED_KIND_DIFFERS',
    path: 'feed',
    text: {
      da: `Kilden er registreret til poster af en anden slags (${kind}). Send posterne til en kilde af deres slags.`,
      en: `The feed is registered for records of another kind (${kind}). Send the records to a feed of their kind.`,
    },
  }
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

interface Report {
  received: number
  APPLIED: number
  UNCHANGED: number
  SUPERSEDED: number
  QUARANTINED: number
  /** Quarantined records that do not even say what they are about. */
  unnamed: number
}

async function applyRecords(
  running: Change,
  kind: RecordKind,
  records: AsyncIterable<ReadRecord<unknown>>,
  delivery: RunningDelivery,
): Promise<Report> {
  const report: Report = { received: 0, APPLIED: 0, UNCHANGED: 0, SUPERSEDED: 0, QUARANTINED: 0, unnamed: 0 }
  const reported = { deliveryId: delivery.id, owner: delivery.feed, namesCases: kind.namesCases }
  const applier = kind.applier(running, delivery)

  async function keep(batch: SentBatch): Promise<void> {
    const results = await batch.results
    for (const { outcome, unnamed } of results) {
      report[outcome] += 1
      if (unnamed) report.unnamed += 1
    }
    report.received += results.length
    await keepReport(running, reported, results)
  }

  let kept: Promise<unknown> = Promise.resolve()
  let sent: Promise<unknown> = Promise.resolve()
  async function apply(batch: readonly unknown[], known: Promise<void>): Promise<void> {
    await known
    if (kind.oneByOne) await kept
    const sending = await applier.apply(batch)
    kept = Promise.all([kept, keep(sending)])
    kept.catch(() => undefined)
    await sent
    sent = sending.applied
  }

  // The database is to find its next statement waiting when it has done one: while it works on a batch, the next one is
  // sent behind it. What a batch needs to know goes out before the batch ahead of it, or it would wait for that one.
  await running.sql(joinsOfWholeTables('off'))
  let ahead: { readonly batch: readonly unknown[]; readonly known: Promise<void> } | null = null
  for await (const batch of batchesOf(records, applier.take)) {
    const known = applier.lookUp(batch)
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

async function* batchesOf(
  records: AsyncIterable<ReadRecord<unknown>>,
  take: (read: ReadRecord<unknown>) => unknown,
): AsyncGenerator<unknown[], undefined> {
  let batch: unknown[] = []
  for await (const one of records) {
    batch.push(take(one))
    if (batch.length < BATCH_RECORDS) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
