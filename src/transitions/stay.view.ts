import { SHELTER_CLOCK_DAYS } from '../households/index.ts'
import {
  type ColumnField,
  column,
  type EntityView,
  idColumn,
  type ListView,
  periodEnd,
  periodStart,
  quoted,
  type ReadModel,
  recorded,
  type Tables,
} from '../platform/read/view.ts'
import { ABOUT_HOUSEHOLD, ofCase } from './case-rows.view.ts'
import { CONDITIONS_FOR, DISCHARGE_CONDITIONS, type DischargeConditionKind } from './stay.ts'

/** SQL for the day by which a stay in a shelter is to have ended in a dwelling; null for other stays. */
export function shelterDueSql(t: string, table: Tables): string {
  return `(case when ${t}.kind = 'SHELTER' then lower(${t}.valid) + coalesce(
    (select p.amounts[1] from ${table('transition_parameter')} p
      where p.municipality_code = ${t}.municipality_code and p.name = 'SHELTER_DAYS' and p.valid @> lower(${t}.valid)),
    ${SHELTER_CLOCK_DAYS}) end)`
}

const array = (kinds: readonly DischargeConditionKind[]) => `array[${kinds.map(quoted).join(', ')}]`

const missing = (kinds: readonly DischargeConditionKind[]): ColumnField => ({
  kind: 'column',
  sql: (t, args) => `(case when ${t}.kind = 'SHELTER' then array(
    select wanted.kind from unnest(${array(kinds)}) with ordinality wanted(kind, place)
     where not exists (select from ${args.table('discharge_condition')} met
                        where met.stay_id = ${t}.id and met.kind = wanted.kind and not met.withdrawn)
     order by wanted.place) end)`,
})

export const stayView: EntityView = {
  ...ABOUT_HOUSEHOLD,
  type: 'Stay',
  action: 'stay:read',
  table: 'public.stay',
  versions: 'history.stay_versions',
  fields: {
    id: idColumn('Stay', 'id'),
    ...ofCase,
    kind: column('kind'),
    provider: column('provider'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    outcome: column('outcome'),
    shelterDueOn: { kind: 'column', sql: (t, args) => shelterDueSql(t, args.table) },
    shelterDaysLeft: {
      kind: 'column',
      sql: (t, args) =>
        `(case when upper_inf(${t}.valid) and not ${t}.withdrawn then ${shelterDueSql(t, args.table)} - ${args.today()} end)`,
    },
    conditions: {
      kind: 'list',
      type: 'DischargeCondition',
      from: (t, met, args) =>
        `(select c.kind, c.met_on, c.evidence, array_position(${array(DISCHARGE_CONDITIONS)}, c.kind) as place
            from ${args.table('discharge_condition')} c where c.stay_id = ${t}.id and not c.withdrawn) ${met}`,
      orderBy: (met) => `${met}.place`,
      fields: { kind: column('kind'), metOn: column('met_on'), evidence: column('evidence') },
    },
    missingForDwelling: missing(CONDITIONS_FOR.DWELLING),
    missingForPlace: missing(CONDITIONS_FOR.PLACE),
    source: column('source'),
    ...recorded,
  },
}

const from = (t: string) => `lower(${t}.valid)`

const stayList: ListView = {
  view: stayView,
  orders: {
    FROM_DESC: { by: from, cast: 'date', direction: 'desc' },
    FROM_ASC: { by: from, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'FROM_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    kinds: { cast: 'text[]', sql: (t, kinds) => `${t}.kind = any (${kinds})` },
    provider: { cast: 'text', sql: (t, provider) => `${t}.provider = ${provider}` },
    validOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` },
    outcomes: { cast: 'text[]', sql: (t, outcomes) => `${t}.outcome = any (${outcomes})` },
    shelterDueBefore: {
      cast: 'date',
      sql: (t, day, table) =>
        `(upper_inf(${t}.valid) and not ${t}.withdrawn and ${shelterDueSql(t, table)} < ${day})`,
    },
    withdrawn: { cast: 'boolean', sql: (t, withdrawn) => `${t}.withdrawn = ${withdrawn}` },
  },
}

/** What stays contribute to the read model: their queries, and stays below households. */
export const stayReadModel: Partial<ReadModel> = {
  roots: {
    stays: { kind: 'connection', list: stayList },
    stay: { kind: 'byId', view: stayView },
  },
  nodes: [stayView],
  extensions: {
    Household: {
      stays: { kind: 'connection', list: () => stayList, on: (t, stay) => `${stay}.household_id = ${t}.id` },
    },
  },
}
