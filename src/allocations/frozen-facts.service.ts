import type { LocalDate } from '../kernel/period.ts'
import { type MatchResult, matchResults, parametersInForceSql, RULE_SET } from '../matching/index.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import type { HeldOffer } from './offer.ts'

/** What a decision rests on beside the agreement, as it was when it was made. */
export interface FrozenFacts {
  /** The rules that were applied, such as `2026-11`. */
  readonly ruleSet: string
  /** The numbers that the municipality has stated for them, by name. */
  readonly parameters: Readonly<Record<string, number | null>>
  readonly results: readonly MatchResult[]
  /** The newest change of the vacancy, the household and its need; all else is known by the moment `at`. */
  readonly changeId: string
  /** When they were read, to the microsecond: a database's own time, as recorded times are. */
  readonly at: string
}

/** Reads what is known of a held offer and a held household and what the rules say of them, to be frozen with a decision. */
export async function frozenFacts(
  running: Change,
  { id, vacancyId, offeredOn }: Pick<HeldOffer, 'id' | 'vacancyId' | 'offeredOn'>,
  householdId: string,
  on: LocalDate,
): Promise<FrozenFacts> {
  const [[facts], results] = await Promise.all([
    running.prepared<Pick<FrozenFacts, 'changeId' | 'at' | 'parameters'>>(FACTS_BEHIND, [
      id,
      householdId,
      on,
    ]),
    matchResults(running, { vacancyId, householdId, on, offeredOn }),
  ])
  if (facts === undefined) throw new Error('The facts of a decision are not there')
  return { ruleSet: RULE_SET, results, ...facts }
}

const FACTS_BEHIND: PreparedStatement = {
  name: 'facts_behind_decision',
  text: `select greatest(v.change_id, h.change_id, n.change_id) as "changeId",
         to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
         ${parametersInForceSql('o.municipality_code', '$3::date')} as parameters
    from public.municipal_offer o join public.vacancy v on v.id = o.vacancy_id,
         public.household h left join public.household_need n on n.household_id = h.id
   where o.id = $1::uuid and h.id = $2::uuid`,
}
