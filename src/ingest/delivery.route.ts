import { createReadStream } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { RequestOrigin } from '../access/actor.ts'
import type { TokenVerifier } from '../access/token.ts'
import type { Instant } from '../kernel/clock.ts'
import { Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { HttpProblem, originOf } from '../platform/http/server.ts'
import type { DeliveryMode, Feed } from './feed.ts'
import { offsetInstant } from './formats/source-text.ts'
import type { IngestService } from './ingest.service.ts'
import { type ReceivedFile, receiveFile } from './received-file.ts'
import { RECORD_KINDS } from './record-kinds.ts'

export interface DeliveryRouteOptions {
  readonly ingest: IngestService
  readonly tokens: TokenVerifier
  /** The largest file, after decompression, in bytes. */
  readonly bytesMax: number
}

/** The report of a delivery in short, as the sender of a file gets it. */
export interface DeliveryReceipt {
  readonly id: string
  readonly status: string
  readonly received: number
  readonly applied: number
  readonly unchanged: number
  readonly superseded: number
  readonly quarantined: number
  readonly closed: number
}

/**
 * `POST /feeds/{feed}/deliveries`: takes a file of any length in the feed's format. It is written to a temporary
 * file first, so that a slow sender holds no transaction open, and answered when every record has its outcome.
 * `?mode=DELTA|SNAPSHOT` and `?sourceTime=` say what the file does not.
 */
export function deliveryRoute(
  server: FastifyInstance,
  { ingest, tokens, bytesMax }: DeliveryRouteOptions,
): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // Whatever the content type says: the feed's registration decides on the format.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.post<{ Params: { feed: string }; Querystring: { mode?: string; sourceTime?: string } }>(
      '/feeds/:feed/deliveries',
      { bodyLimit: bytesMax },
      async (request, reply) => {
        const origin = await originOf(request, tokens)
        const mode = modeOf(request.query.mode)
        const sourceTime = sourceTimeOf(request.query.sourceTime)
        const feedCode = request.params.feed
        await asProblems(ingest.assertAccepts(origin, feedCode))
        const file = await receiveFile(request.raw, request.headers['content-encoding'], bytesMax)
        const delivery = { feedCode, via: 'HTTP', mode, sourceTime, file } as const
        const receipt = await asProblems(deliverFile(ingest, origin, delivery, receiptOf)).finally(
          file.remove,
        )
        return reply.status(201).send(receipt)
      },
    )
  })
}

/** A received file on its way into a feed. */
export interface FileDelivery {
  readonly feedCode: string
  readonly via: 'HTTP' | 'COMMAND_LINE'
  readonly mode: DeliveryMode | null
  readonly sourceTime: Instant | null
  readonly dryRun?: boolean
  readonly file: ReceivedFile
}

/**
 * Applies a received file to a feed; `show` reads the report, in the same transaction.
 * **Refuses:** what `IngestService.deliver` refuses.
 */
export function deliverFile<Shown>(
  ingest: IngestService,
  origin: RequestOrigin,
  { file, ...rest }: FileDelivery,
  show: (change: Change, deliveryId: string) => Promise<Shown>,
): Promise<Shown> {
  const { sha256, sizeBytes, path } = file
  const records = (feed: Feed, today: LocalDate) =>
    RECORD_KINDS[feed.kind].read(createReadStream(path), feed, today)
  return ingest.deliver(origin, { ...rest, sha256, sizeBytes, records }, show)
}

/** The short report of a delivery, read in the change that made it. */
export async function receiptOf(change: Change, deliveryId: string): Promise<DeliveryReceipt> {
  const [row] = await change.sql<Omit<DeliveryReceipt, 'id'>>(
    `select status, received, applied, unchanged, superseded, quarantined, closed
       from public.delivery where id = $1`,
    [deliveryId],
  )
  if (row === undefined) throw new Error('The delivery just made is not there')
  return { id: globalId('Delivery', deliveryId), ...row }
}

async function asProblems<Answer>(command: Promise<Answer>): Promise<Answer> {
  try {
    return await command
  } catch (error) {
    throw error instanceof Refused ? refusedProblem(error) : error
  }
}

function modeOf(given: string | undefined): DeliveryMode | null {
  if (given === undefined) return null
  if (given === 'DELTA' || given === 'SNAPSHOT') return given
  throw new HttpProblem(400, 'MODE_UNKNOWN', {
    da: 'mode skal være DELTA eller SNAPSHOT, eller udelades.',
    en: 'mode must be DELTA or SNAPSHOT, or be left out.',
  })
}

function sourceTimeOf(given: string | undefined): Instant | null {
  if (given === undefined) return null
  const instant = offsetInstant(given)
  if (instant !== null) return instant
  throw new HttpProblem(400, 'SOURCE_TIME_MALFORMED', {
    da: 'sourceTime skal være dato, klokkeslæt og tidszone, for eksempel 2026-11-22T08:00:00%2B01:00.',
    en: 'sourceTime must be a date, a time and an offset, such as 2026-11-22T08:00:00%2B01:00.',
  })
}

const REFUSAL_STATUS: Readonly<Record<string, number>> = {
  NOT_ALLOWED: 403,
  PURPOSE_MISSING: 403,
  PURPOSE_NOT_ALLOWED: 403,
  FEED_NOT_FOUND: 404,
  ORGANISATION_BUSY: 409,
  MUNICIPALITY_BUSY: 409,
}

function refusedProblem({ refusals }: Refused): HttpProblem {
  const [refusal] = refusals
  const code = refusal?.code ?? 'REFUSED'
  return new HttpProblem(
    REFUSAL_STATUS[code] ?? 422,
    code,
    refusal?.text ?? { da: 'Afvist.', en: 'Refused.' },
  )
}
