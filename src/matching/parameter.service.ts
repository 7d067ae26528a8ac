import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { type ParameterEntry, valueRefusal } from './parameter.rules.ts'

/** How a command was sent. */
export interface ParameterOptions {
  readonly idempotencyKey: string
  readonly dryRun: boolean
}

/**
 * States a number for matching from a day on: the one before ends there. Stated again for the same first day, it is
 * corrected. What was stated before a later one stays as it is.
 *
 * **Refuses:** NOT_ALLOWED, PARAMETER_VALUE_WRONG, IDEMPOTENCY_KEY_REUSED, MUNICIPALITY_NOT_OWN,
 * PARAMETER_STATED_LATER.
 */
export function setMatchingParameter<Shown>(
  database: Database,
  origin: RequestOrigin,
  entry: ParameterEntry,
  { idempotencyKey, dryRun }: ParameterOptions,
  show: (change: Change, id: string) => Promise<Shown>,
): Promise<Shown> {
  return change(
    database,
    origin,
    { action: 'matching:setParameters', idempotency: { key: idempotencyKey, input: entry }, dryRun },
    (running) => enter(running, entry),
    show,
  )
}

const OUT_OF_REACH = '42501'
const OVERLAPS = '23P01'

async function enter(running: Change, entry: ParameterEntry): Promise<string> {
  const { municipalityCode, name, value, from, source } = entry
  const refusal = valueRefusal(name, value)
  if (refusal !== null) throw new Refused(refusal)
  const place = [municipalityCode, name, from]
  const [later] = await running.sql(
    `select 1 from public.matching_parameter where municipality_code = $1 and name = $2 and lower(valid) > $3::date limit 1`,
    place,
  )
  if (later !== undefined) throw new Refused(parameterStatedLater)
  try {
    const [corrected] = await running.sql<{ id: string }>(
      `update public.matching_parameter set value = $4, source = $5
        where municipality_code = $1 and name = $2 and lower(valid) = $3::date returning id`,
      [...place, value, source],
    )
    if (corrected !== undefined) return corrected.id
    await running.sql(
      `update public.matching_parameter set valid = daterange(lower(valid), $3::date)
        where municipality_code = $1 and name = $2 and valid @> $3::date`,
      place,
    )
    const [entered] = await running.sql<{ id: string }>(
      `insert into public.matching_parameter (municipality_code, name, valid, value, source)
       values ($1, $2, daterange($3::date, null), $4, $5) returning id`,
      [...place, value, source],
    )
    return entered?.id ?? ''
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === OUT_OF_REACH) throw new Refused(municipalityNotOwn)
    // Somebody else stated it meanwhile.
    if (code === OVERLAPS) throw new Refused(parameterStatedLater)
    throw error
  }
}

const municipalityNotOwn: Refusal = {
  code: 'MUNICIPALITY_NOT_OWN',
  path: 'input.municipalityCode',
  text: {
    da: 'Du handler ikke for denne kommune. Angiv en af dine egne.',
    en: 'You do not act for this municipality. Give one of your own.',
  },
}

const parameterStatedLater: Refusal = {
  code: 'PARAMETER_STATED_LATER',
  path: 'input.from',
  text: {
    da: 'Tallet er allerede oplyst fra en senere dag. Ret det fra den dag, eller angiv en dag derefter.',
    en: 'The number is stated from a later day already. Correct it from that day, or give a day after it.',
  },
}
