import type { RequestOrigin } from '../access/actor.ts'
import type { Clock, Instant } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import { change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import {
  applyVacancies,
  type PlacedRecord,
  type RecordOutcome,
  registryCache,
  vacanciesByKey,
  withdrawAbsent,
} from '../vacancies/index.ts'
import { decideClosing } from './delivery.rules.ts'
import type { FeedFormatCode, FeedMapping, Problem, ReadRecord } from './feed-format.ts'

/** A registered feed, as the ingest needs it. */
export interface Feed {
  readonly id: string
  readonly code: string
  readonly organisationId: string
  readonly format: FeedFormatCode
  readonly mapping: FeedMapping
  readonly mode: DeliveryMode
  readonly closingLimitPercent: number
  readonly snapshotAt: string | null
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

/** Takes deliveries in and decides on what they would close. */
export interface IngestService {
  /**
   * Applies a delivery as one change: all of its records get an outcome, or none of it happened.
   * **Refuses:** NOT_ALLOWED, FEED_NOT_FOUND, IDEMPOTENCY_KEY_REUSED.
   */
  deliver<Shown>(
    origin: RequestOrigin,
    delivery: Delivery,
    show: (change: Change, deliveryId: string) => Promise<Shown>,
  ): Promise<Shown>
  /**
   * Closes what a snapshot no longer holds, or lets it stand, after a person has looked.
   * **Refuses:** NOT_ALLOWED, DELIVERY_NOT_FOUND, DELIVERY_NOT_WAITING, SNAPSHOT_OUTDATED.
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
  closing_limit_percent as "closingLimitPercent", snapshot_at::text as "snapshotAt", latest_sha256 as "latestSha256",
  latest_source_time::text as "latestSourceTime"`

async function feedByCode(running: Change, code: string): Promise<Feed> {
  const [feed] = await running.sql<Feed>(`select ${FEED_COLUMNS} from public.feed where code = $1`, [code])
  if (feed === undefined) throw new Refused(feedNotFound)
  return feed
}

const feedNotFound: Refusal = {
  code: 'FEED_NOT_FOUND',
  path: 'feed',
  text: {
    da: 'Der er ingen kilde med den kode, som du kan levere til. Se dine kilder med forespørgslen »feeds«.',
    en: 'There is no feed with this code that you may deliver to. The query "feeds" lists yours.',
  },
}

/** One delivery of an organisation is applied at a time, so that records meet the state they are judged against. */
async function lockFeeds(running: Change, organisationId: string): Promise<void> {
  await running.sql('select id from public.feed where organisation_id = $1 order by id for update', [
    organisationId,
  ])
}

async function applyDelivery(running: Change, delivery: Delivery, clock: Clock): Promise<string> {
  const { organisationId } = await feedByCode(running, delivery.feedCode)
  await lockFeeds(running, organisationId)
  const feed = await feedByCode(running, delivery.feedCode)
  const mode = delivery.mode ?? feed.mode
  const sourceTime = sourceTimeOf(delivery, feed, clock)
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.delivery (feed_id, organisation_id, via, mode, source_time, sha256, size_bytes, status)
     values ($1, $2, $3, $4, $5, $6, $7, 'APPLIED') returning id`,
    [feed.id, organisationId, delivery.via, mode, sourceTime, delivery.sha256, delivery.sizeBytes],
  )
  const id = entered?.id ?? ''
  const [before] = await running.sql<{ open: number }>(
    `select count(*)::int as open from public.vacancy where feed_id = $1 and state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')`,
    [feed.id],
  )
  const report = await applyRecords(running, delivery.records(feed), {
    feed,
    deliveryId: id,
    mode,
    sourceTime,
    clock,
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
      openBefore: before?.open ?? 0,
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
  if (delivery.sourceTime !== null) return delivery.sourceTime
  if (feed.latestSha256 === delivery.sha256 && feed.latestSourceTime !== null) return feed.latestSourceTime
  return clock.now()
}

interface Batch {
  readonly feed: Feed
  readonly deliveryId: string
  readonly mode: DeliveryMode
  readonly sourceTime: string
  readonly clock: Clock
}

type Report = Record<RecordOutcome | 'QUARANTINED', number> & {
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
  const { feed, deliveryId, mode, sourceTime, clock } = batch
  const source = {
    organisationId: feed.organisationId,
    feedId: feed.id,
    deliveryId,
    mode,
    sourceTime,
    today: clock.today(),
    municipalityOf: (estate: string) =>
      feed.mapping.municipalityByEstate?.[estate] ?? feed.mapping.municipalityCode,
  }
  let waiting: ReadRecord[] = []

  async function apply(): Promise<void> {
    const readable = waiting.filter((one): one is ReadRecord & PlacedRecord => one.record !== null)
    const applied = await applyVacancies(running, source, cache, readable)
    const quarantined = waiting.filter((one) => one.record === null)
    const named = await vacanciesByKey(running, feed.organisationId, quarantined.flatMap(namedKey))
    const outcomes = [
      ...applied,
      ...quarantined.map(({ row }) => ({
        row,
        outcome: 'QUARANTINED' as const,
        vacancyId: named.get(row) ?? null,
      })),
    ]
    for (const { outcome } of outcomes) report[outcome] += 1
    report.received += waiting.length
    report.unnamed += quarantined.filter((one) => namedKey(one).length === 0).length
    const succeeded = new Set(applied.flatMap((one) => (one.estateSucceeded ? [one.row] : [])))
    await keepReport(running, batch, waiting, outcomes, succeeded)
    waiting = []
  }

  for await (const record of records) {
    waiting.push(record)
    if (waiting.length >= BATCH_RECORDS) await apply()
  }
  if (waiting.length > 0) await apply()
  return report
}

function namedKey({ row, key }: ReadRecord) {
  const { estateNumber, tenancyNumber, sourceId } = key
  return estateNumber === null || tenancyNumber === null
    ? []
    : [{ row, estateNumber, tenancyNumber, sourceId }]
}

const ESTATE_SUCCEEDED: Problem = {
  severity: 'INFO',
  path: 'estateNumber',
  code: 'ESTATE_SUCCEEDED',
  text: {
    da: 'Afdelingen er lagt sammen med en anden. Posten er ført på den nye afdeling; brug dens nummer fremover.',
    en: 'The estate has been merged into another. The record was filed there; use its number from now on.',
  },
}

async function keepReport(
  running: Change,
  { deliveryId, feed }: Batch,
  records: readonly ReadRecord[],
  outcomes: readonly { row: number; outcome: string; vacancyId: string | null }[],
  succeeded: ReadonlySet<number>,
): Promise<void> {
  await running.sql(
    `insert into public.delivery_record (delivery_id, organisation_id, row, outcome, vacancy_id)
     select $1, $2, r.* from unnest($3::int[], $4::text[], $5::uuid[]) r`,
    [
      deliveryId,
      feed.organisationId,
      outcomes.map((one) => one.row),
      outcomes.map((one) => one.outcome),
      outcomes.map((one) => one.vacancyId),
    ],
  )
  const problems = records.flatMap((record) => {
    const all = succeeded.has(record.row) ? [...record.problems, ESTATE_SUCCEEDED] : record.problems
    return all.map(({ severity, path, code, text }, position) => ({
      r: record.row,
      p: position + 1,
      s: severity,
      a: path,
      c: code,
      da: text.da,
      en: text.en,
    }))
  })
  if (problems.length > 0) {
    await running.sql(
      `insert into public.delivery_problem (delivery_id, organisation_id, row, position, severity, path, code, text_da, text_en)
       select $1, $2, p.* from json_to_recordset($3::json)
           as p(r integer, p smallint, s text, a text, c text, da text, en text)`,
      [deliveryId, feed.organisationId, JSON.stringify(problems)],
    )
  }
  const raw = records.filter((record) => record.record === null)
  if (raw.length > 0) {
    await running.sql(
      `insert into public.delivery_raw (delivery_id, organisation_id, row, raw)
       select $1, $2, r.* from unnest($3::int[], $4::text[]) r`,
      [deliveryId, feed.organisationId, raw.map((one) => one.row), raw.map((one) => one.raw)],
    )
  }
}

/** Open vacancies of the feed that were last seen before the snapshot and that it does not name. */
const MISSING_SQL = `
  from public.vacancy v
 where v.feed_id = $1 and v.state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL') and v.seen_at < $3
   and not exists (select 1 from public.delivery_record r where r.delivery_id = $2 and r.vacancy_id = v.id)`

interface Closing {
  readonly feed: Feed
  readonly deliveryId: string
  readonly sourceTime: string
  readonly openBefore: number
  readonly unnamed: number
}

async function closeMissing(running: Change, closing: Closing): Promise<void> {
  const { feed, deliveryId, sourceTime, openBefore, unnamed } = closing
  const key = [feed.id, deliveryId, sourceTime]
  const [newer] = await running.sql<{ outdated: boolean }>(
    'select coalesce(snapshot_at > $2::timestamptz, false) as outdated from public.feed where id = $1',
    [feed.id, sourceTime],
  )
  const [found] = await running.sql<{ missing: number }>(
    `select count(*)::int as missing ${MISSING_SQL}`,
    key,
  )
  const missing = newer?.outdated === true ? 0 : (found?.missing ?? 0)
  const decision = decideClosing({ openBefore, missing, unnamed, limitPercent: feed.closingLimitPercent })
  if (decision === 'CLOSE' && newer?.outdated !== true)
    await closeNow(running, feed.id, deliveryId, sourceTime)
  await running.sql(
    `update public.delivery set open_before = $2, missing = $3, closed = $4, status = $5 where id = $1`,
    [
      deliveryId,
      openBefore,
      missing,
      decision === 'CLOSE' ? missing : 0,
      decision === 'CLOSE' ? 'APPLIED' : 'AWAITING_APPROVAL',
    ],
  )
}

async function closeNow(
  running: Change,
  feedId: string,
  deliveryId: string,
  sourceTime: string,
): Promise<number> {
  const rows = await running.sql<{ id: string }>(`select v.id ${MISSING_SQL}`, [
    feedId,
    deliveryId,
    sourceTime,
  ])
  await withdrawAbsent(
    running,
    rows.map((row) => row.id),
    sourceTime,
  )
  await running.sql('update public.feed set snapshot_at = $2 where id = $1', [feedId, sourceTime])
  return rows.length
}

async function decideDelivery(
  running: Change,
  deliveryId: string | null,
  decision: 'APPROVED' | 'REJECTED',
): Promise<string> {
  if (deliveryId === null) throw new Refused(deliveryNotFound)
  const [found] = await running.sql<{ organisationId: string }>(
    'select organisation_id as "organisationId" from public.delivery where id = $1',
    [deliveryId],
  )
  if (found === undefined) throw new Refused(deliveryNotFound)
  await lockFeeds(running, found.organisationId)
  const [delivery] = await running.sql<{
    feedId: string
    status: string
    sourceTime: string
    outdated: boolean
  }>(
    `select d.feed_id as "feedId", d.status, d.source_time::text as "sourceTime",
            coalesce(f.snapshot_at > d.source_time, false) as outdated
       from public.delivery d join public.feed f on f.id = d.feed_id where d.id = $1`,
    [deliveryId],
  )
  if (delivery?.status !== 'AWAITING_APPROVAL') throw new Refused(deliveryNotWaiting)
  if (decision === 'APPROVED' && delivery.outdated) throw new Refused(snapshotOutdated)
  const closed =
    decision === 'APPROVED' ? await closeNow(running, delivery.feedId, deliveryId, delivery.sourceTime) : 0
  await running.sql('update public.delivery set status = $2, closed = $3 where id = $1', [
    deliveryId,
    decision,
    closed,
  ])
  return deliveryId
}

const deliveryNotFound: Refusal = {
  code: 'DELIVERY_NOT_FOUND',
  path: 'id',
  text: {
    da: 'Der er ingen levering med det id, som du må se. Hent id’et fra forespørgslen »deliveries«.',
    en: 'There is no delivery with this id that you may see. The query "deliveries" gives the ids.',
  },
}

const deliveryNotWaiting: Refusal = {
  code: 'DELIVERY_NOT_WAITING',
  path: 'id',
  text: {
    da: 'Leveringen venter ikke på godkendelse; der er intet at afgøre.',
    en: 'The delivery does not wait for approval; there is nothing to decide.',
  },
}

const snapshotOutdated: Refusal = {
  code: 'SNAPSHOT_OUTDATED',
  path: 'id',
  text: {
    da: 'En nyere fuld liste fra samme kilde er trådt i kraft siden. Afvis denne levering i stedet.',
    en: 'A newer full list of the same feed has taken effect since. Reject this delivery instead.',
  },
}
