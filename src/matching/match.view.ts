import { householdView } from '../households/index.ts'
import {
  column,
  type EntityView,
  type FieldArguments,
  keyInIdSql,
  type ListField,
  type ListView,
  pointer,
  quoted,
  type ReadModel,
} from '../platform/read/view.ts'
import { vacancyView } from '../vacancies/index.ts'
import { type Asked, factsSql, type Pairs } from './facts.ts'
import { type MatchRule, noneFails, RULE_SETS } from './match.rules.ts'
import { RULE_SET, RULE_SET_AREAS_ON_DECISION } from './match.ts'
import { PARAMETER_NOT_SET } from './match-texts.ts'

const RULES = RULE_SETS[RULE_SET] as readonly MatchRule[]

/** The SQL of a rule over the facts in the row `t`. */
const over = (t: string, sql: string): string => sql.replaceAll(/\$([a-z_]\w*)/g, `${t}.$1`)

/** A text whose `{name}` are the figures of that name. */
function sentence(text: string, figures: Readonly<Record<string, string>>): string {
  const parts = text.split(/\{(\w+)\}/).map((part, place) => {
    if (place % 2 === 0) return quoted(part)
    const figure = figures[part]
    if (figure === undefined) throw new Error(`No figure is called ${part}`)
    return `coalesce(${figure}, '–')`
  })
  return `concat(${parts.join(', ')})`
}

function ruleRow(rule: MatchRule, place: number, withTexts: boolean): string {
  const { code, law, applies, passes, unknown, parameter, figures, texts } = rule
  const given = parameter === undefined ? figures : { ...figures, parameter: quoted(parameter) }
  const unset = parameter === undefined ? 'false' : `$${parameter.toLowerCase()}_stated is not true`
  const text = (language: 'da' | 'en') =>
    `case when ${unset} then ${sentence(parameter === undefined ? '' : PARAMETER_NOT_SET[language], given)}
      when (${passes}) then ${sentence(texts.passed[language], figures)}
      when not (${passes}) then ${sentence(texts.failed[language], figures)}
      else ${sentence(texts.unknown[language], figures)} end`
  const reason = `case when ${unset} then 'PARAMETER_NOT_SET' when (${passes}) is null then '${unknown}' end`
  const json = Object.entries(given).flatMap(([name, sql]) => [quoted(name), sql])
  const shown = withTexts ? `, ${text('da')}, ${text('en')}` : ''
  return `(${place}, '${code}', ${quoted(law)}, (${applies}), coalesce((${passes}), false), ${reason},
    jsonb_build_object(${json.join(', ')})${shown})`
}

/** SQL of the rules of a set that say something of the facts in the row `t`, as the row source `child`. */
export function resultsSql(
  t: string,
  child: string,
  rules: readonly MatchRule[] = RULES,
  withTexts = true,
): string {
  const rows = over(t, rules.map((rule, place) => ruleRow(rule, place, withTexts)).join(',\n'))
  const texts = withTexts ? ', text_da, text_en' : ''
  return `(select * from (values ${rows}) rule(place, code, law, applies, passed, undecided, figures${texts})
    where rule.applies) ${child}`
}

/** SQL of the results in the row source `r` as a JSON array of `MatchResult`, in the order of the rules. */
export const resultsJsonSql = (r: string): string =>
  `jsonb_agg(jsonb_build_object('rule', ${r}.code, 'law', ${r}.law, 'passed', ${r}.passed,
      'undecided', ${r}.undecided, 'figures', ${r}.figures) order by ${r}.place)`

/** The list of results over facts that a row source holds. */
const rules: ListField = {
  kind: 'list',
  type: 'MatchRuleResult',
  from: (t, result) => resultsSql(t, result),
  orderBy: (result) => `${result}.place`,
  fields: {
    code: column('code'),
    law: column('law'),
    passed: column('passed'),
    undecided: column('undecided'),
    figures: {
      kind: 'list',
      type: 'MatchFigure',
      from: (result, figure) => `jsonb_each_text(${result}.figures) ${figure}`,
      orderBy: (figure) => `${figure}.key collate "C"`,
      fields: { name: column('key'), value: column('value') },
    },
    textDa: column('text_da'),
    textEn: column('text_en'),
  },
}

/** The columns of the row `t` that name a pair and the moment for which the rules are asked again. */
export interface DecidedPair {
  /** The key of the vacancy, that of the household, the day of the decision and that of the offer. */
  readonly vacancy: string
  readonly household: string
  readonly day: string
  readonly offeredOn: string
  /** The rule set of then, and the instant as of which the facts are known. */
  readonly ruleSet: string
  readonly knownAt: string
}

/** What the rules said of a pair that a row names, asked again of history: the rule set and the facts of then. */
export function rulesKnownThen(pair: (t: string) => DecidedPair): ListField {
  return { ...rules, from: (t, result) => `${resultsKnownThenSql(pair(t))} ${result}` }
}

/** SQL of whether the rules asked again say what the JSON array `results` holds; null where the facts are not to be seen. */
export function sameResultsSql(pair: DecidedPair, results: string): string {
  return `(select ${resultsJsonSql('r')} = ${results} from ${resultsKnownThenSql(pair)} r)`
}

function resultsKnownThenSql({ vacancy, household, day, offeredOn, ruleSet, knownAt }: DecidedPair): string {
  const facts = (name: string) =>
    factsSql(onePair(vacancy, household), {
      ...{ day, subsidyOere: '0::bigint', waitingList: 'false' },
      areaDay: name === RULE_SET_AREAS_ON_DECISION ? day : offeredOn,
      table: (table) =>
        `(select * from history.${table}_versions known_then where known_then.recorded @> ${knownAt})`,
    })
  const ofSet = ([name, declared]: readonly [string, readonly MatchRule[]]) =>
    `select said.* from ${facts(name)} f, lateral ${resultsSql('f', 'said', declared)} where ${ruleSet} = ${quoted(name)}`
  return `(${Object.entries(RULE_SETS).map(ofSet).join(' union all ')})`
}

/** A household beside a vacancy. What the rules say of it tells of the need, so each look at one is a look at that. */
const matchView: EntityView = {
  type: 'Match',
  action: 'household:readNeed',
  table: 'public.household_need',
  scope: { municipality: 'municipality_code' },
  key: { column: 'household_id', cast: 'uuid' },
  personal: { subjects: (t) => `${t}.household_id`, municipality: (t) => `${t}.municipality_code` },
  fields: {
    household: pointer(() => householdView, 'household_id'),
    vacancy: pointer(() => vacancyView, 'vacancy_id'),
    fits: { kind: 'column', sql: (t) => over(t, noneFails(RULES)) },
    ruleSet: { kind: 'column', sql: () => `'${RULE_SET}'` },
    addressProtected: {
      kind: 'column',
      sql: (t, args) =>
        `exists (select from ${args.table('person')} p where p.household_id = ${t}.household_id and p.address_protected)`,
    },
    rules,
  },
}

const caseMatchList: ListView = {
  view: matchView,
  orders: {
    ENTERED_ASC: { by: (t) => `${t}.household_id`, cast: 'uuid', direction: 'asc' },
    CASE_REFERENCE_ASC: { by: (t) => `${t}.case_reference`, cast: 'text', direction: 'asc' },
    SHELTER_DUE_ASC: {
      by: (t) => `coalesce(${t}.shelter_due_on, 'infinity'::date)`,
      cast: 'date',
      direction: 'asc',
    },
  },
  defaultOrder: 'ENTERED_ASC',
  filters: {},
}

const vacancyMatchList: ListView = {
  view: { ...matchView, key: { column: 'vacancy_id', cast: 'uuid' } },
  orders: {
    AVAILABLE_FROM_ASC: {
      by: (t) => `coalesce(${t}.available_from, 'infinity'::date)`,
      cast: 'date',
      direction: 'asc',
    },
    RENT_ASC: { by: (t) => `${t}.rent_oere`, cast: 'bigint', direction: 'asc' },
  },
  defaultOrder: 'AVAILABLE_FROM_ASC',
  filters: {},
}

const dayAsked = (args: FieldArguments) => (args.has('on') ? args.bind('on', 'date') : args.today())

function asked(args: FieldArguments): Asked {
  return {
    day: dayAsked(args),
    areaDay: dayAsked(args),
    subsidyOere: args.has('subsidy') ? args.bind('subsidy', 'bigint') : '0::bigint',
    waitingList: args.bind('waitingList', 'boolean'),
    table: args.table,
  }
}

const OPEN = `v.state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')`

/** The open cases of the municipality of the vacancy in the row `vacancy`. */
const casesFor = (vacancy: string): Pairs => ({
  vacancies: `v.id = ${vacancy}.id and ${OPEN}`,
  households: `h.municipality_code = ${vacancy}.municipality_code and h.status in ('OPEN', 'PARKED')`,
  checks: `c.municipality_code = ${vacancy}.municipality_code`,
  needed: true,
})

/** The open vacancies of the municipality that handles the household in the row `household`. */
const vacanciesFor = (household: string): Pairs => ({
  vacancies: `v.municipality_code = ${household}.municipality_code and ${OPEN}`,
  households: `h.id = ${household}.id`,
  checks: `c.household_id = ${household}.id`,
  needed: true,
})

/** One vacancy and one household, whatever they are; `vacancy` and `household` are SQL of their keys. */
export function onePair(vacancy: string, household: string): Pairs {
  return {
    vacancies: `v.id = ${vacancy}`,
    households: `h.id = ${household}`,
    checks: `c.household_id = ${household}`,
    needed: false,
  }
}

const fits = (_: string, match: string) => over(match, noneFails(RULES))

/** What this context contributes to the read model. */
export const matchReadModel: Partial<ReadModel> = {
  roots: {
    whyNot: {
      kind: 'row',
      view: matchView,
      on: () => 'true',
      from: (args) =>
        factsSql(
          onePair(
            keyInIdSql('Vacancy', args.bind('vacancyId', 'text')),
            keyInIdSql('Household', args.bind('householdId', 'text')),
          ),
          asked(args),
        ),
    },
  },
  extensions: {
    Vacancy: {
      fittingCases: {
        kind: 'connection',
        list: () => caseMatchList,
        on: fits,
        from: (vacancy, args) => factsSql(casesFor(vacancy), asked(args)),
      },
    },
    Household: {
      fittingVacancies: {
        kind: 'connection',
        list: () => vacancyMatchList,
        on: fits,
        from: (household, args) => factsSql(vacanciesFor(household), asked(args)),
      },
    },
  },
}
