import { agreementTermView, agreementVersionView, agreementView } from '../agreements/index.ts'
import type { Text } from '../kernel/errors.ts'
import {
  column,
  type ColumnField,
  type EntityView,
  type FieldArguments,
  type Filter,
  idColumn,
  idFilter,
  instantColumn,
  type ListView,
  notLater,
  type OneField,
  pointer,
  type ReadModel,
  recordedFrom,
} from '../platform/read/view.ts'
import { estateView, itsMunicipality, itsOrganisation } from '../registry/index.ts'
import { vacancyView } from '../vacancies/index.ts'
import { FIGURES, OWED_TEXTS, RULE_TEXTS, RUNNING_TEXT } from './quota-texts.ts'

const parties: Readonly<Record<'municipality' | 'organisation' | 'agreement' | 'estate', OneField>> = {
  municipality: itsMunicipality,
  organisation: itsOrganisation,
  agreement: pointer(() => agreementView, 'agreement_id'),
  estate: pointer(() => estateView, 'estate_id'),
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** SQL of the lines that say in one language why a turn goes where it goes. */
function lines(language: keyof Text, termLine: string): ColumnField {
  const rules = Object.entries(RULE_TEXTS).map(
    ([rule, text]) => `when ${quoted(rule)} then ${quoted(text[language])}`,
  )
  const { debt, credit, nothing } = OWED_TEXTS
  const term = agreementTermView.fields[termLine] as ColumnField
  return {
    kind: 'column',
    sql: (t, args: FieldArguments) => `array_remove(array[
      (select ${term.sql('m', args)} from public.agreement_term m where m.id = ${t}.term_id),
      case ${t}.rule ${rules.join(' ')} end,
      case when ${t}.sequence is not null then format(${quoted(FIGURES[language])}, ${t}.sequence,
        case ${t}.period when 'RUNNING' then ${quoted(RUNNING_TEXT[language])} else ${t}.period end,
        ${t}.entitled_before, ${t}.entitled,
        case when ${t}.owed > 0 then format(${quoted(debt[language])}, ${t}.owed)
             when ${t}.owed < 0 then format(${quoted(credit[language])}, -${t}.owed)
             else ${quoted(nothing[language])} end) end], null)`,
  }
}

export const quotaTurnView: EntityView = {
  type: 'QuotaTurn',
  action: 'quota:read',
  table: 'public.quota_turn',
  versions: 'history.quota_turn_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('QuotaTurn', 'id'),
    vacancy: pointer(() => vacancyView, 'vacancy_id'),
    letting: column('letting'),
    ...parties,
    version: pointer(() => agreementVersionView, 'version_id'),
    term: pointer(() => agreementTermView, 'term_id'),
    balance: {
      kind: 'one',
      view: () => quotaBalanceView,
      on: (t, one) => `${one}.key = ${t}.key and ${one}.period = ${t}.period`,
    },
    day: column('day'),
    dwellingType: column('dwelling_type'),
    internalTransfer: column('internal_transfer'),
    rehousing: column('rehousing'),
    areaStatuses: column('area_statuses'),
    withdrawn: column('withdrawn'),
    period: column('period'),
    sequence: column('sequence'),
    channel: column('channel'),
    subShare: column('sub_share'),
    actedOn: column('acted_on'),
    rule: column('rule'),
    step: column('step'),
    entitledBefore: column('entitled_before'),
    entitled: column('entitled'),
    owed: column('owed'),
    explanationDa: lines('da', 'explanationDa'),
    explanationEn: lines('en', 'explanationEn'),
    events: {
      kind: 'list',
      type: 'QuotaEvent',
      from: (t, event, args) => `(select * from public.quota_event e
          where e.vacancy_id = ${t}.vacancy_id and e.letting = ${t}.letting and e.municipality_code = ${t}.municipality_code${notLater('e', args)}
          order by e.recorded_at, e.id limit 50) ${event}`,
      orderBy: (event) => `${event}.recorded_at, ${event}.id`,
      fields: {
        kind: column('kind'),
        day: column('day'),
        reason: column('reason'),
        recordedAt: instantColumn('recorded_at'),
        correctedDay: fact('day'),
        correctedEstate: {
          kind: 'one',
          view: () => estateView,
          on: (t, one) => `${one}.id = (${t}.facts ->> 'estateId')::uuid`,
        },
        dwellingType: fact('dwellingType'),
        internalTransfer: fact('internalTransfer'),
        rehousing: fact('rehousing'),
        areaStatuses: fact('areaStatuses'),
      },
    },
    recordedFrom,
  },
}

function fact(name: string): ColumnField {
  return { kind: 'column', sql: (t) => `${t}.facts -> '${name}'` }
}

export const quotaBalanceView: EntityView = {
  type: 'QuotaBalance',
  action: 'quota:read',
  table: 'public.quota_balance',
  versions: 'history.quota_balance_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('QuotaBalance', 'id'),
    ...parties,
    period: column('period'),
    level: column('level'),
    dwellingType: column('dwelling_type'),
    counted: column('counted'),
    entitledExact: column('entitled_exact'),
    entitled: column('entitled'),
    carried: column('carried'),
    delivered: column('delivered'),
    returned: column('returned'),
    replaced: column('replaced'),
    lapsed: column('lapsed'),
    owed: column('owed'),
    overdue: column('overdue'),
    flexibleEntitledExact: column('flexible_entitled_exact'),
    flexibleDelivered: column('flexible_delivered'),
    recordedFrom,
  },
}

export const quotaCapUseView: EntityView = {
  type: 'QuotaCapUse',
  action: 'quota:read',
  table: 'public.quota_cap_use',
  versions: 'history.quota_cap_use_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('QuotaCapUse', 'id'),
    municipality: parties.municipality,
    organisation: parties.organisation,
    agreement: parties.agreement,
    year: column('year'),
    used: column('used'),
    cap: column('cap'),
    recordedFrom,
  },
}

const ofParties: Readonly<Record<string, Filter>> = {
  municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
  organisationId: idFilter('HousingOrganisation', 'organisation_id'),
}

const agreementId = idFilter('Agreement', 'agreement_id')
const year = (given: unknown) => (Number(given) >= 1800 && Number(given) <= 2200 ? Number(given) : null)

export const quotaTurnList: ListView = {
  view: quotaTurnView,
  orders: {
    DAY_ASC: { by: (t) => `${t}.day`, cast: 'date', direction: 'asc' },
    DAY_DESC: { by: (t) => `${t}.day`, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'DAY_ASC',
  arguments: ofParties,
  filters: {
    year: {
      cast: 'integer',
      value: year,
      sql: (t, of) => `${t}.day >= make_date(${of}, 1, 1) and ${t}.day < make_date(${of} + 1, 1, 1)`,
    },
    periods: { cast: 'text[]', sql: (t, periods) => `${t}.period = any (${periods})` },
    agreementId,
    estateId: idFilter('Estate', 'estate_id'),
    channels: { cast: 'text[]', sql: (t, channels) => `${t}.channel = any (${channels})` },
    acted: { cast: 'boolean', sql: (t, acted) => `(${t}.acted_on is not null) = ${acted}` },
  },
}

export const quotaBalanceList: ListView = {
  view: quotaBalanceView,
  orders: {
    PERIOD_ASC: { by: (t) => `${t}.period`, cast: 'text', direction: 'asc' },
    PERIOD_DESC: { by: (t) => `${t}.period`, cast: 'text', direction: 'desc' },
  },
  defaultOrder: 'PERIOD_ASC',
  arguments: ofParties,
  filters: {
    year: { cast: 'integer', value: year, sql: (t, of) => `left(${t}.period, 4) = ${of}::text` },
    periods: { cast: 'text[]', sql: (t, periods) => `${t}.period = any (${periods})` },
    agreementId,
    levels: { cast: 'text[]', sql: (t, levels) => `${t}.level = any (${levels})` },
    owing: { cast: 'boolean', sql: (t, owing) => `(${t}.owed <> 0) = ${owing}` },
  },
}

export const quotaCapUseList: ListView = {
  view: quotaCapUseView,
  orders: { YEAR_ASC: { by: (t) => `${t}.year`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'YEAR_ASC',
  arguments: ofParties,
  filters: {},
}

/** The key in a vacancy's global id; null for any other text. */
const vacancyKey = (id: string) =>
  `(case when ${id} ~ '^Vacancy:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then substr(${id}, 9)::uuid end)`

/** What the ledger contributes to the read model: its lists, and the turn below a vacancy. */
export const quotaReadModel: Partial<ReadModel> = {
  roots: {
    quotaLedger: { kind: 'connection', list: quotaTurnList },
    quotaBalances: { kind: 'connection', list: quotaBalanceList },
    quotaBalance: { kind: 'byId', view: quotaBalanceView },
    quotaCapUses: { kind: 'connection', list: quotaCapUseList },
    explainTurn: {
      kind: 'row',
      view: quotaTurnView,
      on: (t, args) => `(${t}.vacancy_id, ${t}.letting, ${t}.municipality_code) = (
        select v.id, ${args.has('letting') ? args.bind('letting', 'integer') : 'v.letting'}, v.municipality_code
          from ${args.table('vacancy')} v where v.id = ${vacancyKey(args.bind('vacancyId', 'text'))})`,
    },
  },
  nodes: [quotaTurnView, quotaBalanceView, quotaCapUseView],
  extensions: {
    Vacancy: {
      turn: {
        kind: 'one',
        view: () => quotaTurnView,
        on: (t, turn) =>
          `${turn}.vacancy_id = ${t}.id and ${turn}.letting = ${t}.letting and ${turn}.municipality_code = ${t}.municipality_code`,
      },
    },
  },
}
