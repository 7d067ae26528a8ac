import {
  type ConnectionField,
  column,
  type EntityView,
  idColumn,
  idFilter,
  instantColumn,
  kronerColumn,
  type ListView,
  type ReadModel,
  recordedFrom,
  recordedUntil,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality, itsOrganisation } from '../registry/index.ts'

/** Payments on account of a row, in øre. */
const acontoOere = (t: string) =>
  `(select coalesce(sum((line ->> 'amountOere')::numeric), 0) from jsonb_array_elements(${t}.aconto_lines) line)`

export const vacancyView: EntityView = {
  type: 'Vacancy',
  action: 'vacancy:read',
  table: 'public.vacancy',
  versions: 'history.vacancy_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Vacancy', 'id'),
    externalKey: {
      kind: 'column',
      sql: (t, args) => `(select coalesce(o.lbf_number, o.cvr) || '-' || e.number || '-' || d.tenancy_number
        from ${args.table('dwelling')} d join ${args.table('estate')} e on e.id = d.estate_id
        join ${args.table('housing_organisation')} o on o.id = d.organisation_id where d.id = ${t}.dwelling_id)`,
    },
    sourceId: { kind: 'column', sql: (t) => `nullif(${t}.source_id, '')` },
    state: column('state'),
    withdrawalReason: column('withdrawal_reason'),
    vacantForReletting: {
      kind: 'column',
      sql: (t) => `${t}.state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')`,
    },
    vacantAtLoss: column('vacant_at_loss'),
    dwelling: itsDwelling,
    organisation: itsOrganisation,
    municipality: itsMunicipality,
    dwellingType: column('dwelling_type'),
    rent: kronerColumn('rent_oere'),
    acontoLines: {
      kind: 'list',
      type: 'AcontoLine',
      from: (t, line) => `jsonb_array_elements(${t}.aconto_lines) with ordinality ${line}(line, place)`,
      orderBy: (line) => `${line}.place`,
      fields: {
        kind: { kind: 'column', sql: (line) => `${line}.line -> 'kind'` },
        name: { kind: 'column', sql: (line) => `${line}.line -> 'name'` },
        amount: {
          kind: 'column',
          sql: (line) => `((${line}.line ->> 'amountOere')::numeric / 100)::numeric(15, 2)::text`,
        },
      },
    },
    rentWithAconto: {
      kind: 'column',
      sql: (t) => `((${t}.rent_oere + ${acontoOere(t)}) / 100)::numeric(15, 2)::text`,
    },
    deposit: kronerColumn('deposit_oere'),
    firstPayment: kronerColumn('first_payment_oere'),
    availableFrom: column('available_from'),
    atDisposalFrom: column('at_disposal_from'),
    letFrom: column('let_from'),
    sourceTime: instantColumn('source_time'),
    recordedFrom,
    recordedUntil,
  },
}

/** Written as the indexes have it. */
const availableFrom = (t: string) => `coalesce(${t}.available_from, 'infinity'::date)`
const rent = (t: string) => `${t}.rent_oere`

export const vacancyList: ListView = {
  view: vacancyView,
  orders: {
    AVAILABLE_FROM_ASC: { by: availableFrom, cast: 'date', direction: 'asc' },
    AVAILABLE_FROM_DESC: { by: availableFrom, cast: 'date', direction: 'desc' },
    RENT_ASC: { by: rent, cast: 'bigint', direction: 'asc' },
    RENT_DESC: { by: rent, cast: 'bigint', direction: 'desc' },
  },
  defaultOrder: 'AVAILABLE_FROM_ASC',
  filters: {
    states: { cast: 'text[]', sql: (t, states) => `${t}.state = any (${states})` },
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    estateId: {
      ...idFilter('Estate', 'estate_id'),
      sql: (t, id, table) =>
        `${t}.dwelling_id in (select d.id from ${table('dwelling')} d where d.estate_id = ${id})`,
    },
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
    dwellingTypes: { cast: 'text[]', sql: (t, types) => `${t}.dwelling_type = any (${types})` },
    rentMax: { cast: 'bigint', sql: (t, oere) => `${t}.rent_oere <= ${oere}` },
    availableFromMin: { cast: 'date', sql: (t, day) => `${t}.available_from >= ${day}` },
    availableFromMax: { cast: 'date', sql: (t, day) => `${t}.available_from <= ${day}` },
    vacantAtLoss: { cast: 'boolean', sql: (t, atLoss) => `${t}.vacant_at_loss = ${atLoss}` },
  },
}

const vacanciesWhere = (on: ConnectionField['on']): ConnectionField => ({
  kind: 'connection',
  list: () => vacancyList,
  on,
})

/** What this context contributes to the read model: its queries, and vacancies below what the registry shows. */
export const vacancyReadModel: Partial<ReadModel> = {
  roots: {
    vacancies: { kind: 'connection', list: vacancyList },
    vacancy: { kind: 'byId', view: vacancyView },
  },
  nodes: [vacancyView],
  extensions: {
    Dwelling: { vacancies: vacanciesWhere((t, vacancy) => `${vacancy}.dwelling_id = ${t}.id`) },
    Municipality: { vacancies: vacanciesWhere((t, vacancy) => `${vacancy}.municipality_code = ${t}.code`) },
    HousingOrganisation: {
      vacancies: vacanciesWhere((t, vacancy) => `${vacancy}.organisation_id = ${t}.id`),
    },
  },
}
