import {
  type ColumnField,
  column,
  type EmbeddedField,
  type EntityView,
  type FieldArguments,
  keyInIdSql,
  kronerColumn,
  type ListView,
  pointer,
  quoted,
  type ReadModel,
} from '../platform/read/view.ts'
import { itsMunicipality } from '../registry/index.ts'
import { COST_FACTS, COST_KINDS, type CostFacts, type CostKind } from './cost.ts'
import { ALL_DAYS, costLines, daysOf } from './cost-source.view.ts'
import { transitionView } from './transition.view.ts'

const action = 'transition:read' as const
const table = 'public.transition'
const municipality = (t: string) => `${t}.municipality_code`

const ofKind = (says: (facts: CostFacts) => string): ColumnField => ({
  kind: 'column',
  sql: (t) =>
    `case ${t}.kind ${COST_KINDS.map((kind) => `when '${kind}' then ${quoted(says(COST_FACTS[kind]))}`).join(' ')} end`,
})

const lineView: EntityView = {
  type: 'TransitionCostLine',
  action,
  table,
  scope: {},
  key: { column: 'line', cast: 'text' },
  personal: { subjects: (t) => `coalesce(${t}.household_id::text, '')`, municipality },
  fields: {
    key: column('line'),
    kind: column('kind'),
    timeline: pointer(() => transitionView, 'transition_id'),
    from: column('from_day'),
    until: column('until_day'),
    days: column('days'),
    months: column('months'),
    amount: kronerColumn('oere'),
    law: ofKind(({ law }) => law),
    textDa: ofKind(({ text }) => text[0]),
    textEn: ofKind(({ text }) => text[1]),
    rows: column('rows'),
    source: column('source'),
  },
}

const lineList: ListView = {
  view: lineView,
  orders: { FROM_ASC: { by: (t) => `${t}.from_day`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'FROM_ASC',
  filters: { kinds: { cast: 'text[]', sql: (t, kinds) => `${t}.kind = any (${kinds})` } },
}

/** SQL of what lines come to, kind by kind, with all households that they are about. */
function sumsOf(lines: string): string {
  const of = (kind: CostKind, what: string) =>
    `coalesce(sum(l.${what}) filter (where l.kind = '${kind}'), 0)::bigint`
  return `(select coalesce(sum(l.oere), 0)::bigint as oere, ${of('VACANCY_RENT', 'oere')} as vacancy_oere, ${of('VACANCY_RENT', 'days')} as vacancy_days,
      ${of('TENANT_SUBSIDY', 'oere')} as refund_oere, ${of('TENANT_SUBSIDY', 'months')} as refund_months,
      ${of('RESTORATION', 'oere')} as restoration_oere,
      ${of('RENT_AFTER_TERMINATION', 'oere')} as after_oere, ${of('RENT_AFTER_TERMINATION', 'days')} as after_days,
      coalesce(string_agg(distinct l.household_id::text, ','), '') as subjects
    from ${lines} l)`
}

const sums: EmbeddedField = {
  kind: 'embedded',
  type: 'TransitionCostSums',
  fields: {
    vacancyRent: kronerColumn('vacancy_oere'),
    vacancyDays: column('vacancy_days'),
    tenantSubsidy: kronerColumn('refund_oere'),
    tenantSubsidyMonths: column('refund_months'),
    restoration: kronerColumn('restoration_oere'),
    rentAfterTermination: kronerColumn('after_oere'),
    daysAfterTermination: column('after_days'),
    total: kronerColumn('oere'),
  },
}

const ofTimeline = (args: FieldArguments, id: string) => costLines(args, (x) => `${x}.id = ${id}`, ALL_DAYS)

const costsView: EntityView = {
  type: 'TransitionCosts',
  action,
  table,
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  personal: { subjects: (t) => `${t}.subjects`, municipality },
  fields: {
    timeline: pointer(() => transitionView, 'id'),
    sums,
    lines: {
      kind: 'connection',
      list: () => lineList,
      on: () => 'true',
      from: (t, args) => ofTimeline(args, `${t}.id`),
    },
  },
}

const ofYear = (args: FieldArguments, code: string, year: string) =>
  costLines(args, (x) => `${x}.municipality_code = ${code}`, daysOf(year))

const yearCostsView: EntityView = {
  type: 'TransitionYearCosts',
  action,
  table,
  scope: {},
  key: { column: 'municipality_code', cast: 'text' },
  personal: { subjects: (t) => `${t}.subjects`, municipality },
  fields: {
    municipality: itsMunicipality,
    year: column('year'),
    sums,
    lines: {
      kind: 'connection',
      list: () => lineList,
      on: () => 'true',
      from: (t, args) => ofYear(args, `${t}.municipality_code`, `${t}.year`),
    },
  },
}

/** What costs contribute to the read model: those of one timeline, and of a municipality and year. */
export const transitionCostReadModel: Partial<ReadModel> = {
  roots: {
    transitionCosts: {
      kind: 'row',
      view: costsView,
      on: () => 'true',
      from: (args) => {
        const id = keyInIdSql('TransitionTimeline', args.bind('id', 'text'))
        return `(select asked.id, asked.municipality_code, sums.* from ${args.table('transition')} asked
          cross join lateral ${sumsOf(ofTimeline(args, 'asked.id'))} sums where asked.id = ${id})`
      },
    },
    transitionCostsOfYear: {
      kind: 'row',
      view: yearCostsView,
      on: () => 'true',
      from: (args) =>
        `(select asked.*, sums.* from (select ${args.bind('municipalityCode', 'text')} as municipality_code, ${args.bind('year', 'integer')} as year) asked
          cross join lateral ${sumsOf(ofYear(args, 'asked.municipality_code', 'asked.year'))} sums)`,
    },
  },
}
