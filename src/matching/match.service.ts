import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import { factsSql } from './facts.ts'
import { RULE_SETS } from './match.rules.ts'
import { type MatchResult, RULE_SET } from './match.ts'
import { onePair, resultsJsonSql, resultsSql } from './match.view.ts'

/** A household and a vacancy to be looked at together. */
export interface MatchQuestion {
  /** Global ids or keys. */
  readonly vacancyId: string
  readonly householdId: string
  /** The day for which the rules are asked. */
  readonly on: LocalDate
  /** The day of the offer, whose area lists count; the same day when left out. */
  readonly offeredOn?: LocalDate
  /** A rent subsidy per month in øre that is reckoned with. */
  readonly subsidyOere?: bigint
  /** A letting from the waiting list, and no municipal allocation. */
  readonly waitingList?: boolean
}

/** What the rules say of a pair, and all that a decision over it rests on beside the agreement, as it is known now. */
export interface MatchedFacts {
  /** The rules that were applied, such as `2026-11`. */
  readonly ruleSet: string
  /** The numbers that the household's municipality has stated for them, by name. */
  readonly parameters: Readonly<Record<string, number | null>>
  readonly results: readonly MatchResult[]
  /** The newest change of the vacancy, the household and its need; all else is known by the moment `at`. */
  readonly changeId: string
  /** When they were read, to the microsecond: a database's own time, as recorded times are. */
  readonly at: string
}

/**
 * Reads what the rules say of a household and a vacancy, to be frozen with a decision; null when the actor may not see
 * both. It logs no look: whoever shows the answer does.
 */
export async function matchedFacts(
  running: Change,
  { vacancyId, householdId, on, offeredOn = on, subsidyOere = 0n, waitingList = false }: MatchQuestion,
): Promise<MatchedFacts | null> {
  const [found] = await running.prepared<Omit<MatchedFacts, 'ruleSet'>>(MATCHED_FACTS, [
    ...[
      keyOf(vacancyId, 'Vacancy'),
      keyOf(householdId, 'Household'),
      on,
      offeredOn,
      subsidyOere,
      waitingList,
    ],
  ])
  return found === undefined ? null : { ruleSet: RULE_SET, ...found }
}

const keyOf = (id: string, type: string) => (id.includes(':') ? uuidOf(id, type) : id)

/** One statement: all of it is of one moment. */
const MATCHED_FACTS: PreparedStatement = {
  name: `matched_facts ${RULE_SET}`,
  text: `select f.change_id as "changeId",
         to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
         (select coalesce(json_object_agg(p.name, p.value order by p.name), '{}') from public.matching_parameter p
           where p.municipality_code = f.municipality_code and p.valid @> f.day) as parameters,
         (select ${resultsJsonSql('r')} from ${resultsSql('f', 'r', RULE_SETS[RULE_SET], false)}) as results
    from ${factsSql(onePair('$1::uuid', '$2::uuid'), {
      ...{ day: '$3::date', areaDay: '$4::date', subsidyOere: '$5::bigint', waitingList: '$6::boolean' },
      table: (name) => `public.${name}`,
    })} f`,
}
