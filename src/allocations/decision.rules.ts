import type { Refusal } from '../kernel/errors.ts'
import type { MatchResult } from '../matching/index.ts'

/**
 * Why a dwelling cannot be allocated as the rules stand, in the order of the rules. What the law on areas shuts out
 * nobody may allocate; any other rule that fails takes a written reason. A rule that cannot be decided stops nobody,
 * save that the municipality must have checked the household where the area asks for it.
 * @law almenboligloven § 59 stk. 6–7
 */
export function matchRefusals(
  results: readonly Pick<MatchResult, 'rule' | 'law' | 'passed' | 'undecided'>[],
  overrideReason: string | null,
): readonly Refusal[] {
  const failed = results.filter(({ passed, undecided }) => !passed && undecided === null)
  const unchecked = results.filter(({ undecided }) => undecided === 'NOT_CHECKED')
  const others = failed.filter(({ rule }) => !isOfArea(rule))
  return [
    ...failed.filter(({ rule }) => isOfArea(rule)).map(({ law }) => ({ ...areaExcludesHousehold, law })),
    ...unchecked.map(({ law }) => ({ ...areaCheckMissing, law })),
    ...(others.length > 0 && overrideReason === null ? [ruleFails(others.map(({ rule }) => rule))] : []),
  ]
}

const isOfArea = (rule: string) => rule.startsWith('AREA_')

const areaExcludesHousehold: Refusal = {
  code: 'AREA_EXCLUDES_HOUSEHOLD',
  path: 'input.householdId',
  text: {
    da: 'Boligens område har en status, der udelukker husstanden efter kommunens egen kontrol. Det kan ikke fraviges.',
    en: 'The area of the dwelling has a status that shuts the household out by the municipality’s own check. It cannot be overridden.',
  },
}

const areaCheckMissing: Refusal = {
  code: 'AREA_CHECK_MISSING',
  path: 'input.householdId',
  text: {
    da: 'Boligens område kræver, at husstanden er kontrolleret efter denne regel. Registrér kontrollen med »recordAreaCheck« først.',
    en: 'The area of the dwelling asks that the household is checked against this rule. Record the check with "recordAreaCheck" first.',
  },
}

const ruleFails = (rules: readonly string[]): Refusal => ({
  code: 'MATCH_RULE_FAILS',
  path: 'input.overrideReason',
  text: {
    da: `Regler er ikke opfyldt: ${rules.join(', ')}. Vælg en anden husstand, eller skriv, hvorfor boligen anvises alligevel.`,
    en: `Rules are not met: ${rules.join(', ')}. Choose another household, or write why the dwelling is allocated all the same.`,
  },
})
