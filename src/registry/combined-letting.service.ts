import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { hasLength, nameLengthWrong, SOURCE_LENGTH_MAX } from './name-length.rules.ts'

/** A municipality's decision that applicants on certain benefits are refused in an estate. */
export interface CombinedLetting {
  /** Global id. */
  readonly estateId: string
  readonly from: LocalDate
  /** Null: until it is ended. */
  readonly until: LocalDate | null
  /** Where the decision was made and reported. */
  readonly source: string
}

/**
 * Records that the municipality has decided on combined letting in an estate. Recorded again with the same first day,
 * it corrects the last day and the source.
 *
 * **Refuses:** NOT_ALLOWED, COMBINED_LETTING_EMPTY, NAME_LENGTH_WRONG, ESTATE_NOT_FOUND, COMBINED_LETTING_OVERLAPS.
 * @law almenboligloven § 51 b
 */
export function recordCombinedLetting<Shown>(
  database: Database,
  origin: RequestOrigin,
  decision: CombinedLetting,
  show: (change: Change, estateId: string) => Promise<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    { action: 'combinedLetting:decide' },
    (running) => enterDecision(running, decision),
    show,
  )
}

const OVERLAPS = '23P01'
const OUT_OF_REACH = '42501'

async function enterDecision(running: Change, decision: CombinedLetting): Promise<string> {
  const { estateId, from, until, source } = decision
  if (until !== null && until <= from) throw new Refused(combinedLettingEmpty)
  if (!hasLength(source, SOURCE_LENGTH_MAX)) throw new Refused({ ...nameLengthWrong, path: 'input.source' })
  const [estate] = await running.sql<{ id: string }>('select id from public.estate where id = $1::uuid', [
    uuidOf(estateId, 'Estate'),
  ])
  if (estate === undefined) throw new Refused(estateNotFound)
  try {
    const corrected = await running.sql(
      `update public.combined_letting set valid = daterange($2::date, $3::date), source = $4
        where estate_id = $1 and lower(valid) = $2::date returning id`,
      [estate.id, from, until, source],
    )
    if (corrected.length === 0) {
      await running.sql(
        `insert into public.combined_letting (municipality_code, organisation_id, estate_id, valid, source)
         select municipality_code, organisation_id, id, daterange($2::date, $3::date), $4 from public.estate where id = $1`,
        [estate.id, from, until, source],
      )
    }
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === OVERLAPS) throw new Refused(combinedLettingOverlaps)
    // An estate that the actor may see and not decide on.
    if (code === OUT_OF_REACH) throw new Refused(estateNotFound)
    throw error
  }
  return estate.id
}

const estateNotFound: Refusal = {
  code: 'ESTATE_NOT_FOUND',
  path: 'input.estateId',
  text: {
    da: 'Der er ingen afdeling med dette id i din kommune.',
    en: 'There is no estate with this id in your municipality.',
  },
}

const combinedLettingEmpty: Refusal = {
  code: 'COMBINED_LETTING_EMPTY',
  path: 'input.until',
  text: {
    da: 'Perioden har ingen dage: »until« er den første dag, der ikke længere er med, og ligger efter »from«.',
    en: 'The period has no days: "until" is the first day that is no longer included, and lies after "from".',
  },
}

const combinedLettingOverlaps: Refusal = {
  code: 'COMBINED_LETTING_OVERLAPS',
  path: 'input.from',
  law: 'almenboligloven § 51 b',
  text: {
    da: 'Der er allerede en beslutning om kombineret udlejning for nogle af dagene. Ret den ved at angive dens første dag.',
    en: 'There is a decision on combined letting for some of these days already. Correct it by giving its first day.',
  },
}
