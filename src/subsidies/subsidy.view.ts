import {
  column,
  type ColumnField,
  type ConnectionField,
  type EntityView,
  type FieldArguments,
  type Fields,
  idColumn,
  idFilter,
  instantColumn,
  instantSql,
  kronerColumn,
  type ListView,
  notLater,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  recordedFrom,
  recordedUntil,
  textColumn,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality, itsOrganisation } from '../registry/index.ts'
import { tenancyView } from '../tenancies/index.ts'
import { books, frameAccounts } from './frame-accounts.ts'
import {
  municipalityCodes,
  programmeFilter,
  subsidyProgrammeList,
  subsidyProgrammeView,
} from './programme.view.ts'
import { subsidyStatementList, subsidyStatementView } from './statement.view.ts'

const LIST_MAX = 1_000

const below = (list: () => ListView, on: ConnectionField['on']): ConnectionField => ({
  kind: 'connection',
  list,
  on,
})

const kroner = (sql: (t: string, args: FieldArguments) => string): ColumnField => ({
  kind: 'column',
  sql: (t, args) => `((${sql(t, args)})::numeric / 100)::numeric(15, 2)::text`,
})

/** Commitments of a frame, of dwellings and of tenants alike, that the actor may see. */
const committed = (t: string, args: FieldArguments) =>
  `(select granted_oere from ${args.table('subsidy_commitment')} c where c.frame_id = ${t}.id and not c.withdrawn
    union all select granted_oere from ${args.table('tenant_subsidy')} s where s.frame_id = ${t}.id and not s.withdrawn) given`

/** The fields of a condition, also where it stands in a list. */
const conditionFields: Fields = {
  id: idColumn('SubsidyCondition', 'id'),
  kind: column('kind'),
  organisation: itsOrganisation,
  from: periodStart('valid'),
  until: periodEnd('valid'),
  reference: column('reference'),
  withdrawn: column('withdrawn'),
  source: column('source'),
  recordedFrom,
}

const subsidyConditionView: EntityView = {
  type: 'SubsidyCondition',
  action: 'subsidy:read',
  table: 'public.subsidy_condition',
  versions: 'history.subsidy_condition_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: conditionFields,
}

export const subsidyFrameView: EntityView = {
  type: 'SubsidyFrame',
  action: 'subsidy:read',
  table: 'public.subsidy_frame',
  versions: 'history.subsidy_frame_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('SubsidyFrame', 'id'),
    programme: pointer(() => subsidyProgrammeView, 'programme_id'),
    municipality: itsMunicipality,
    reference: column('reference'),
    dwellingsMax: column('dwellings_max'),
    amountMax: kronerColumn('amount_max_oere'),
    windowFrom: periodStart('commit_window'),
    windowUntil: periodEnd('commit_window'),
    lapsesOn: column('lapses_on'),
    source: column('source'),
    conditions: {
      kind: 'list',
      type: 'SubsidyCondition',
      from: (t, child, args) =>
        `(select * from ${args.table('subsidy_condition')} one where one.frame_id = ${t}.id order by one.id limit ${LIST_MAX}) ${child}`,
      orderBy: (child) => `${child}.id`,
      fields: conditionFields,
    },
    dwellingsCommitted: { kind: 'column', sql: (t, args) => `(select count(*) from ${committed(t, args)})` },
    amountCommitted: kroner((t, args) => `select coalesce(sum(granted_oere), 0) from ${committed(t, args)}`),
    dwellingsUnused: {
      kind: 'column',
      sql: (t, args) =>
        `case when ${t}.dwellings_max is not null then greatest(${t}.dwellings_max - (select count(*) from ${committed(t, args)}), 0) end`,
    },
    amountUnused: kroner(
      (t, args) =>
        `case when ${t}.amount_max_oere is not null
           then greatest(${t}.amount_max_oere - (select coalesce(sum(granted_oere), 0) from ${committed(t, args)}), 0) end`,
    ),
    paid: kroner((t, args) => frameAccounts(t, args).paid),
    overpaid: kroner((t, args) => frameAccounts(t, args).overpaid),
    toRepay: kroner((t, args) => frameAccounts(t, args).toRepay),
    commitments: below(
      () => subsidyCommitmentList,
      (t, one) => `${one}.frame_id = ${t}.id`,
    ),
    recordedFrom,
  },
}

/** The fields of a correction, also where it stands in a list. */
export const correctionFields: Fields = {
  id: idColumn('SubsidyCorrection', 'id'),
  entity: column('entity'),
  rowId: { kind: 'column', sql: (t) => `${t}.entity || ':' || ${t}.row_id` },
  originalRecordedFrom: instantColumn('original_recorded_from'),
  before: { kind: 'column', sql: (t) => `${t}.before::text` },
  after: { kind: 'column', sql: (t) => `${t}.after::text` },
  reason: column('reason'),
  correctedBy: column('corrected_by'),
  correctedAt: { kind: 'column', sql: (t) => instantSql(`${t}.recorded_at`) },
}

export const subsidyCorrectionView: EntityView = {
  type: 'SubsidyCorrection',
  action: 'subsidy:read',
  table: 'public.subsidy_correction',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: correctionFields,
}

export const subsidyCorrectionList: ListView = {
  view: subsidyCorrectionView,
  orders: { ENTERED_DESC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'desc' } },
  defaultOrder: 'ENTERED_DESC',
  filters: {},
}

const corrections = below(
  () => subsidyCorrectionList,
  (t, one, args) => `${one}.row_id = ${t}.id${notLater(one, args)}`,
)

export const subsidyCommitmentView: EntityView = {
  type: 'SubsidyCommitment',
  action: 'subsidy:read',
  table: 'public.subsidy_commitment',
  versions: 'history.subsidy_commitment_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('SubsidyCommitment', 'id'),
    frame: pointer(() => subsidyFrameView, 'frame_id'),
    instrument: column('instrument'),
    reference: column('reference'),
    dwelling: itsDwelling,
    organisation: itsOrganisation,
    committedOn: column('committed_on'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    granted: kronerColumn('granted_oere'),
    rentBefore: kronerColumn('rent_before_oere'),
    allocationDecidedOn: column('allocation_decided_on'),
    targetGroupRecordedOn: column('target_group_recorded_on'),
    targetGroupBasis: column('target_group_basis'),
    withdrawn: column('withdrawn'),
    source: column('source'),
    periods: below(
      () => periodsBelow,
      (t, one) => `${one}.commitment_id = ${t}.id`,
    ),
    payments: below(
      () => subsidyPaymentList,
      (t, one) => `${one}.commitment_id = ${t}.id`,
    ),
    corrections,
    recordedFrom,
  },
}

export const subsidyPeriodView: EntityView = {
  type: 'SubsidyPeriod',
  action: 'subsidy:read',
  table: 'public.subsidy_period',
  versions: 'history.subsidy_period_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('SubsidyPeriod', 'id'),
    commitment: pointer(() => subsidyCommitmentView, 'commitment_id'),
    programme: column('programme'),
    instrument: column('instrument'),
    reference: column('reference'),
    dwelling: itsDwelling,
    organisation: itsOrganisation,
    municipality: itsMunicipality,
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    monthly: kronerColumn('monthly_oere'),
    base: kronerColumn('base_oere'),
    indexFactor: textColumn('index_factor'),
    rentBefore: kronerColumn('rent_before_oere'),
    rentAfter: kronerColumn('rent_after_oere'),
    partialMonths: column('partial_months'),
    withdrawn: column('withdrawn'),
    source: column('source'),
    months: {
      kind: 'list',
      type: 'SubsidyMonth',
      from: (t, child) =>
        `public.subsidy_months(case when not ${t}.withdrawn then ${t}.valid else 'empty' end, ${t}.monthly_oere, ${t}.partial_months) ${child}`,
      orderBy: (child) => `${child}.month`,
      fields: { month: column('month'), days: column('days'), due: kronerColumn('due_oere') },
    },
    corrections,
    recordedFrom,
    recordedUntil,
  },
}

const subsidyPaymentView: EntityView = {
  type: 'SubsidyPayment',
  action: 'subsidy:read',
  table: 'public.subsidy_payment',
  versions: 'history.subsidy_payment_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('SubsidyPayment', 'id'),
    month: column('month'),
    amount: kronerColumn('amount_oere'),
    paidOn: column('paid_on'),
    reference: column('reference'),
    recordedFrom,
  },
}

export const subsidyFrameList: ListView = {
  view: subsidyFrameView,
  orders: {
    WINDOW_FROM_ASC: { by: (t) => `lower(${t}.commit_window)`, cast: 'date', direction: 'asc' },
    LAPSES_ON_ASC: { by: (t) => `${t}.lapses_on`, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'WINDOW_FROM_ASC',
  filters: { municipalityCodes, programme: programmeFilter },
}

export const subsidyCommitmentList: ListView = {
  view: subsidyCommitmentView,
  orders: { COMMITTED_ON_ASC: { by: (t) => `${t}.committed_on`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'COMMITTED_ON_ASC',
  filters: {},
}

const periodOrders = {
  FROM_ASC: { by: (t: string) => `lower(${t}.valid)`, cast: 'date', direction: 'asc' },
} as const

/** The periods of a commitment. */
export const periodsBelow: ListView = {
  view: subsidyPeriodView,
  orders: periodOrders,
  defaultOrder: 'FROM_ASC',
  filters: {},
}

export const subsidyPaymentList: ListView = {
  view: subsidyPaymentView,
  orders: { MONTH_ASC: { by: (t) => `${t}.month`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'MONTH_ASC',
  filters: {},
}

const subsidyPeriodList: ListView = {
  view: subsidyPeriodView,
  orders: periodOrders,
  defaultOrder: 'FROM_ASC',
  filters: {
    municipalityCodes,
    programme: programmeFilter,
    instruments: { cast: 'text[]', sql: (t, instruments) => `${t}.instrument = any (${instruments})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
    withdrawn: { cast: 'boolean', sql: (t, withdrawn) => `${t}.withdrawn = ${withdrawn}` },
  },
  arguments: { validOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` } },
}

/** A month of a commitment in the books of one municipality and year. */
const ledgerEntryView: EntityView = {
  type: 'SubsidyLedgerEntry',
  action: 'subsidy:read',
  table: 'public.subsidy_commitment',
  scope: {},
  key: { column: 'entry', cast: 'text' },
  fields: {
    commitment: pointer(() => subsidyCommitmentView, 'id'),
    dwelling: itsDwelling,
    programme: column('programme'),
    instrument: column('instrument'),
    month: column('month'),
    days: column('days'),
    due: kronerColumn('due_oere'),
    paid: kronerColumn('paid_oere'),
  },
}

const ledgerList: ListView = {
  view: ledgerEntryView,
  orders: { MONTH_ASC: { by: (t) => `${t}.month`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'MONTH_ASC',
  filters: { programme: programmeFilter, dwellingId: idFilter('Dwelling', 'dwelling_id') },
  arguments: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    year: { cast: 'integer', sql: (t, year) => `extract(year from ${t}.month) = ${year}` },
  },
}

function ledgerOf(args: FieldArguments): string {
  const code = args.bind('municipalityCode', 'text')
  return `(select b.commitment_id || ':' || b.month as entry, c.id, c.municipality_code, c.programme, c.instrument, c.dwelling_id,
      b.month, b.days, b.due_oere, b.paid_oere
    from ${books(args, `municipality_code = ${code}`)} b join ${args.table('subsidy_commitment')} c on c.id = b.commitment_id)`
}

/** What the subsidies of dwellings contribute to the read model. */
export const subsidyReadModel: Partial<ReadModel> = {
  roots: {
    subsidyProgrammes: { kind: 'connection', list: subsidyProgrammeList },
    subsidyFrames: { kind: 'connection', list: subsidyFrameList },
    subsidyFrame: { kind: 'byId', view: subsidyFrameView },
    subsidyPeriods: { kind: 'connection', list: subsidyPeriodList },
    subsidyLedger: { kind: 'connection', list: ledgerList, from: ledgerOf },
    subsidyStatements: { kind: 'connection', list: subsidyStatementList },
  },
  nodes: [
    subsidyProgrammeView,
    subsidyFrameView,
    subsidyConditionView,
    subsidyCommitmentView,
    subsidyPeriodView,
    subsidyPaymentView,
    subsidyCorrectionView,
    subsidyStatementView,
  ],
}
