import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import { amountsRefusal } from './transition-parameter.rules.ts'
import type { TransitionParameterEntry } from './transition-parameter.ts'

/**
 * Sets a number for a municipality's transitions from a day on: the one before ends there. Set again for the same first day,
 * it is corrected. What was set before a later one stays as it is.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PARAMETER_AMOUNTS_WRONG,
 * PARAMETER_SET_LATER, MUNICIPALITY_NOT_OWN.
 */
export function setTransitionParameter<Shown>(
  call: Call<Shown>,
  entry: TransitionParameterEntry,
): Promise<Shown> {
  return carryOut(call, 'transitionParameter:set', async (running) => {
    const refusal = amountsRefusal(entry.name, entry.amounts)
    if (refusal !== null) throw new Refused(refusal)
    return within(VIOLATIONS, () => enter(running, entry))
  })
}

async function enter(running: Change, entry: TransitionParameterEntry): Promise<string> {
  const { municipalityCode, name, amounts, from, source } = entry
  const place = [municipalityCode, name, from]
  const [later] = await running.sql(
    `select 1 from public.transition_parameter where municipality_code = $1 and name = $2 and lower(valid) > $3::date limit 1`,
    place,
  )
  if (later !== undefined) throw new Refused(parameterSetLater)
  const [corrected] = await running.sql<{ id: string }>(
    `update public.transition_parameter set amounts = $4::int[], source = $5, valid = daterange(lower(valid), null)
      where municipality_code = $1 and name = $2 and lower(valid) = $3::date returning id`,
    [...place, amounts, source],
  )
  if (corrected !== undefined) return corrected.id
  await running.sql(
    `update public.transition_parameter set valid = daterange(lower(valid), $3::date)
      where municipality_code = $1 and name = $2 and valid @> $3::date`,
    place,
  )
  const [entered] = await running.sql<{ id: string }>(
    `insert into public.transition_parameter (municipality_code, name, valid, amounts, source)
     values ($1, $2, daterange($3::date, null), $4::int[], $5) returning id`,
    [...place, amounts, source],
  )
  return entered?.id ?? ''
}

/**
 * Ends a number on a day, so that the municipality has none from then on.
 * **Refuses:** NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, PARAMETER_NOT_FOUND, PARAMETER_NOT_IN_FORCE.
 */
export function endTransitionParameter<Shown>(
  call: Call<Shown>,
  parameterId: string,
  until: LocalDate,
): Promise<Shown> {
  return carryOut(call, 'transitionParameter:set', async (running) => {
    const [parameter] = await running.sql<{ id: string; inForce: boolean }>(
      `select id, lower(valid) < $2::date and valid @> ($2::date - 1) as "inForce"
         from public.transition_parameter where id = $1::uuid for update`,
      [uuidOf(parameterId, 'TransitionParameter'), until],
    )
    if (parameter === undefined) throw new Refused(parameterNotFound)
    if (!parameter.inForce) throw new Refused(parameterNotInForce)
    await running.sql(
      'update public.transition_parameter set valid = daterange(lower(valid), $2::date) where id = $1',
      [parameter.id, until],
    )
    return parameter.id
  })
}

const parameterNotFound = notFound('PARAMETER', 'input.parameterId', 'intet tal', 'number')

const parameterNotInForce: Refusal = {
  code: 'PARAMETER_NOT_IN_FORCE',
  path: 'input.until',
  text: {
    da: 'Tallet gælder ikke dagen før. Angiv en dag efter dets første og senest dets sidste.',
    en: 'The number does not hold on the day before. Give a day after its first one, and not beyond its last.',
  },
}

const parameterSetLater: Refusal = {
  code: 'PARAMETER_SET_LATER',
  path: 'input.from',
  text: {
    da: 'Tallet er allerede fastsat fra en senere dag. Ret det fra den dag, eller angiv en dag derefter.',
    en: 'The number is set from a later day already. Correct it from that day, or give a day after it.',
  },
}

const VIOLATIONS: Readonly<Record<string, Refusal>> = {
  OUT_OF_REACH: {
    code: 'MUNICIPALITY_NOT_OWN',
    path: 'input.municipalityCode',
    text: {
      da: 'Du handler ikke for denne kommune. Angiv en af dine egne.',
      en: 'You do not act for this municipality. Give one of your own.',
    },
  },
  // Somebody else set it meanwhile.
  transition_parameter_municipality_code_name_valid_key: parameterSetLater,
}
