import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change, PreparedStatement } from '../platform/change.ts'
import type { Tables } from '../platform/read/view.ts'
import { factsSql } from './facts.ts'
import { RULE_SETS } from './match.rules.ts'
import { type MatchResult, RULE_SET } from './match.ts'
import { onePair, resultsSql } from './match.view.ts'

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

/** A question of which the answer is to be given as it was known at a moment, by the rules of then. */
export interface FrozenMatchQuestion extends MatchQuestion {
  readonly ruleSet: string
  /** ISO 8601. */
  readonly knownAt: string
}

/**
 * What the rules say of a household and a vacancy, as far as the actor may see them; empty when it may not see both.
 * It logs no look: whoever shows the answer does.
 */
export function matchResults(running: Change, question: MatchQuestion): Promise<readonly MatchResult[]> {
  return results(running, statementOf(RULE_SET, 'now'), question, [])
}

/**
 * The same as it was known at a moment, by the rule set of then: what a decision was based on, computed again.
 * @throws Error for a rule set that this version of the hub does not have.
 */
export function matchResultsKnownAt(
  running: Change,
  question: FrozenMatchQuestion,
): Promise<readonly MatchResult[]> {
  return results(running, statementOf(question.ruleSet, 'earlier'), question, [question.knownAt])
}

const TABLES: Readonly<Record<'now' | 'earlier', Tables>> = {
  now: (name) => `public.${name}`,
  earlier: (name) =>
    `(select * from history.${name}_versions known_then where known_then.recorded @> $7::timestamptz)`,
}

const statements = new Map<string, PreparedStatement>()

/** The statement that asks a rule set of one pair; long, so it is written and planned once. */
function statementOf(ruleSet: string, known: keyof typeof TABLES): PreparedStatement {
  const rules = RULE_SETS[ruleSet]
  if (rules === undefined) throw new Error(`There is no rule set ${ruleSet}`)
  const name = `match ${ruleSet} ${known}`
  const written = statements.get(name)
  if (written !== undefined) return written
  const asked = {
    day: '$3::date',
    areaDay: '$6::date',
    subsidyOere: '$4::bigint',
    waitingList: '$5::boolean',
    table: TABLES[known],
  }
  const facts = factsSql(onePair('$1::uuid', '$2::uuid'), asked)
  const text = `select r.code as rule, r.law, r.passed, r.undecided, r.figures
    from ${facts} f, lateral ${resultsSql('f', 'r', rules, false)} order by r.place`
  statements.set(name, { name, text })
  return { name, text }
}

function results(
  running: Change,
  statement: PreparedStatement,
  { vacancyId, householdId, on, offeredOn = on, subsidyOere = 0n, waitingList = false }: MatchQuestion,
  more: readonly unknown[],
): Promise<readonly MatchResult[]> {
  const pair = [keyOf(vacancyId, 'Vacancy'), keyOf(householdId, 'Household')]
  return running.prepared<MatchResult>(statement, [...pair, on, subsidyOere, waitingList, offeredOn, ...more])
}

const keyOf = (id: string, type: string) => (id.includes(':') ? uuidOf(id, type) : id)

/** SQL of the numbers that a municipality has stated for matching on a day, by name, for a decision to be frozen with. */
export const parametersInForceSql = (municipalityCode: string, day: string) =>
  `(select coalesce(json_object_agg(p.name, p.value order by p.name), '{}') from public.matching_parameter p
     where p.municipality_code = ${municipalityCode} and p.valid @> ${day})`
