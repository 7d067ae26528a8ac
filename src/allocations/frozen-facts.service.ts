import type { Change } from '../platform/change.ts'

/** What a decision rests on beside the agreement, as it was when it was made. */
export interface FrozenFacts {
  /** The rules that were applied, such as `2026-11`; null when none were. */
  readonly ruleSet: string | null
  readonly parameters: object
  readonly results: readonly object[]
  /** The newest change among the facts. */
  readonly changeId: string
  /** When they were read, to the microsecond: a database's own time, as recorded times are. */
  readonly at: string
}

/** Reads the facts of an offer and a household, by their keys, to be frozen with the decision; null when one is not there. */
export async function frozenFacts(
  running: Change,
  offerKey: string | null,
  householdKey: string | null,
): Promise<FrozenFacts | null> {
  const [facts] = await running.sql<{ changeId: string; at: string }>(
    `select greatest(v.change_id, h.change_id, n.change_id) as "changeId",
            to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from public.municipal_offer o join public.vacancy v on v.id = o.vacancy_id,
            public.household h left join public.household_need n on n.household_id = h.id
      where o.id = $1::uuid and h.id = $2::uuid`,
    [offerKey, householdKey],
  )
  if (facts === undefined) return null
  return { ruleSet: null, parameters: {}, results: [], ...facts }
}
