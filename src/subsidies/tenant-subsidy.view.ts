import { householdView } from '../households/index.ts'
import {
  column,
  type EntityView,
  idColumn,
  kronerColumn,
  type ListView,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  recordedFrom,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality } from '../registry/index.ts'
import { tenancyView } from '../tenancies/index.ts'
import { subsidyFrameView } from './subsidy.view.ts'

const personal: NonNullable<EntityView['personal']> = {
  subjects: (t) => `${t}.household_id`,
  municipality: (t) => `${t}.municipality_code`,
}
const scope = { municipality: 'municipality_code' } as const
const key = { column: 'id', cast: 'uuid' } as const

export const tenantSubsidyView: EntityView = {
  type: 'TenantSubsidy',
  action: 'tenantSubsidy:read',
  table: 'public.tenant_subsidy',
  versions: 'history.tenant_subsidy_versions',
  scope,
  key,
  personal,
  fields: {
    id: idColumn('TenantSubsidy', 'id'),
    household: pointer(() => householdView, 'household_id'),
    municipality: itsMunicipality,
    dwelling: itsDwelling,
    programme: column('programme'),
    instrument: column('instrument'),
    frame: pointer(() => subsidyFrameView, 'frame_id'),
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    committedOn: column('committed_on'),
    granted: kronerColumn('granted_oere'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    previousSituation: column('previous_situation'),
    housingBenefitAppliedOn: column('housing_benefit_applied_on'),
    partialMonths: column('partial_months'),
    rounding: column('rounding'),
    monthDays: column('month_days'),
    withdrawn: column('withdrawn'),
    source: column('source'),
    inputs: {
      kind: 'connection',
      list: () => inputList,
      on: (t, one) => `${one}.tenant_subsidy_id = ${t}.id`,
    },
    calculations: {
      kind: 'connection',
      list: () => calculationList,
      on: (t, one) => `${one}.tenant_subsidy_id = ${t}.id`,
    },
    payments: {
      kind: 'connection',
      list: () => paymentList,
      on: (t, one) => `${one}.tenant_subsidy_id = ${t}.id`,
    },
    recordedFrom,
  },
}

const inputView: EntityView = {
  type: 'TenantSubsidyInput',
  action: 'tenantSubsidy:read',
  table: 'public.tenant_subsidy_input',
  versions: 'history.tenant_subsidy_input_versions',
  scope,
  key,
  personal,
  fields: {
    id: idColumn('TenantSubsidyInput', 'id'),
    kind: column('kind'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    amount: {
      kind: 'column',
      sql: (t) =>
        `case when ${t}.kind <> 'ADULTS' then (${t}.value::numeric / 100)::numeric(15, 2)::text end`,
    },
    adults: { kind: 'column', sql: (t) => `case when ${t}.kind = 'ADULTS' then ${t}.value end` },
    source: column('source'),
    recordedFrom,
  },
}

const calculationView: EntityView = {
  type: 'TenantSubsidyCalculation',
  action: 'tenantSubsidy:read',
  table: 'public.tenant_subsidy_calculation',
  versions: 'history.tenant_subsidy_calculation_versions',
  scope,
  key,
  personal,
  fields: {
    id: idColumn('TenantSubsidyCalculation', 'id'),
    month: column('month'),
    number: column('number'),
    amount: kronerColumn('amount_oere'),
    difference: kronerColumn('difference_oere'),
    reason: column('reason'),
    inputs: {
      kind: 'list',
      type: 'SubsidyFigure',
      from: (t, child) => `jsonb_each_text(${t}.inputs) ${child}(name, value)`,
      orderBy: (child) => `${child}.name collate "C"`,
      fields: { name: column('name'), value: column('value') },
    },
    recordedFrom,
  },
}

const paymentView: EntityView = {
  type: 'TenantSubsidyPayment',
  action: 'tenantSubsidy:read',
  table: 'public.tenant_subsidy_payment',
  versions: 'history.tenant_subsidy_payment_versions',
  scope,
  key,
  personal,
  fields: {
    id: idColumn('TenantSubsidyPayment', 'id'),
    month: column('month'),
    amount: kronerColumn('amount_oere'),
    paidOn: column('paid_on'),
    reference: column('reference'),
    recordedFrom,
  },
}

const tenantSubsidyList: ListView = {
  view: tenantSubsidyView,
  orders: { FROM_ASC: { by: (t) => `lower(${t}.valid)`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'FROM_ASC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    programme: { cast: 'text', sql: (t, code) => `${t}.programme = ${code}` },
  },
}

const inputList: ListView = {
  view: inputView,
  orders: { FROM_ASC: { by: (t) => `lower(${t}.valid)`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'FROM_ASC',
  filters: {},
}

const calculationList: ListView = {
  view: calculationView,
  orders: { MONTH_ASC: { by: (t) => `${t}.month`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'MONTH_ASC',
  filters: {},
}

const paymentList: ListView = {
  view: paymentView,
  orders: { MONTH_ASC: { by: (t) => `${t}.month`, cast: 'date', direction: 'asc' } },
  defaultOrder: 'MONTH_ASC',
  filters: {},
}

/** What the tenants' own subsidies contribute to the read model. */
export const tenantSubsidyReadModel: Partial<ReadModel> = {
  roots: {
    tenantSubsidies: { kind: 'connection', list: tenantSubsidyList },
    tenantSubsidy: { kind: 'byId', view: tenantSubsidyView },
  },
  nodes: [tenantSubsidyView, inputView, calculationView, paymentView],
}
