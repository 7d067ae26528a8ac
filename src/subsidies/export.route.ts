import type { FastifyInstance } from 'fastify'
import type { TokenVerifier } from '../access/token.ts'
import { isOffsetDateTime } from '../kernel/clock.ts'
import { Refused, type Text } from '../kernel/errors.ts'
import { parseLocalDate } from '../kernel/period.ts'
import type { Database } from '../platform/database.ts'
import { HttpProblem, originOf } from '../platform/http/server.ts'
import { type ExportRequest, exportSubsidies, type Sign } from './export.service.ts'

/** The type of the signed manifest. */
export const EXPORT_TYPE = 'boligbro-subsidies+jws'

export interface ExportRouteOptions {
  readonly database: Database
  readonly tokens: TokenVerifier
  readonly sign: Sign
}

type Query = Readonly<Record<string, string | string[] | undefined>>

/**
 * `GET /subsidies/export?municipality=0169&programme=98F&from=2022-01-01&until=2023-01-01`, and `&knownAt=` if it is not to be now: a
 * programme's books as a ZIP archive with a signed manifest.
 */
export function subsidyExportRoute(
  server: FastifyInstance,
  { database, tokens, sign }: ExportRouteOptions,
): void {
  server.get<{ Querystring: Query }>('/subsidies/export', async (request, reply) => {
    const origin = await originOf(request, tokens)
    const wanted = requestOf(request.query)
    const packed = await exportSubsidies(database, origin, wanted, sign).catch((error: unknown) => {
      throw error instanceof Refused ? refusedProblem(error) : error
    })
    const name = `subsidies-${wanted.municipalityCode}-${wanted.programme}.zip`
    return reply
      .header('content-type', 'application/zip')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(packed))
  })
}

function requestOf(query: Query): ExportRequest {
  const text = (name: string, form: RegExp) => {
    const value = query[name]
    if (typeof value === 'string' && form.test(value)) return value
    throw new HttpProblem(400, 'PARAMETER_MALFORMED', malformed(name))
  }
  const day = (name: string) => {
    const found = parseLocalDate(text(name, /^/))
    if (found === null) throw new HttpProblem(400, 'PARAMETER_MALFORMED', malformed(name))
    return found
  }
  const knownAt = query.knownAt === undefined ? null : text('knownAt', /^/)
  if (knownAt !== null && !isOffsetDateTime(knownAt)) {
    throw new HttpProblem(400, 'PARAMETER_MALFORMED', malformed('knownAt'))
  }
  return {
    municipalityCode: text('municipality', /^\d{4}$/),
    programme: text('programme', /^[0-9A-Z][0-9A-Z_-]{0,39}$/),
    from: day('from'),
    until: day('until'),
    knownAt,
  }
}

const malformed = (name: string): Text => ({
  da: `Parameteren »${name}« mangler eller har en forkert form. Angiv municipality=0169, programme=98F, from og until som dage og eventuelt knownAt som tidspunkt med tidszone.`,
  en: `The parameter "${name}" is missing or malformed. Give municipality=0169, programme=98F, from and until as days, and knownAt, if at all, as a time with an offset.`,
})

const REFUSAL_STATUS: Readonly<Record<string, number>> = {
  NOT_ALLOWED: 403,
  PURPOSE_MISSING: 403,
  PURPOSE_NOT_ALLOWED: 403,
  PROGRAMME_NOT_FOUND: 404,
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
