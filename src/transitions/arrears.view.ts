import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  instantColumn,
  type ListView,
  pointer,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { tenancyView } from '../tenancies/index.ts'
import { ofDwelling } from './case-rows.view.ts'

/** Arrears are about whoever lives there: the household that the dwelling was allocated to, else whoever the tenancy is. */
export const ABOUT_TENANT: NonNullable<EntityView['personal']> = {
  subjects: (t) => `coalesce(access.household_of_tenancy(${t}.tenancy_id), ${t}.tenancy_id)`,
  municipality: (t) => `${t}.municipality_code`,
}

export const arrearsStepView: EntityView = {
  type: 'ArrearsStep',
  action: 'arrears:read',
  table: 'public.arrears_step',
  versions: 'history.arrears_step_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  personal: ABOUT_TENANT,
  fields: {
    id: idColumn('ArrearsStep', 'id'),
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    ...ofDwelling,
    kind: column('kind'),
    happenedOn: column('happened_on'),
    children: column('children'),
    reference: column('reference'),
    actBy: column('act_by'),
    withdrawn: column('withdrawn'),
    responses: {
      kind: 'connection',
      list: () => arrearsResponseList,
      on: (t, response) => `${response}.step_id = ${t}.id`,
    },
    ...recorded,
  },
}

/** What the municipality did. Two actions open it, so no single relation says whose rows an actor reaches. */
export const arrearsResponseView: EntityView = {
  type: 'ArrearsResponse',
  action: 'arrears:readResponse',
  table: 'public.arrears_response',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  personal: ABOUT_TENANT,
  fields: {
    id: idColumn('ArrearsResponse', 'id'),
    step: pointer(() => arrearsStepView, 'step_id'),
    kind: column('kind'),
    happenedOn: column('happened_on'),
    shared: column('shared'),
    recordedAt: instantColumn('recorded_at'),
  },
}

const happened = (t: string) => `${t}.happened_on`

const arrearsStepList: ListView = {
  view: arrearsStepView,
  orders: {
    HAPPENED_DESC: { by: happened, cast: 'date', direction: 'desc' },
    HAPPENED_ASC: { by: happened, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'HAPPENED_DESC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    tenancyId: idFilter('Tenancy', 'tenancy_id'),
    kinds: { cast: 'text[]', sql: (t, kinds) => `${t}.kind = any (${kinds})` },
    happenedFrom: { cast: 'date', sql: (t, day) => `${t}.happened_on >= ${day}` },
    happenedBefore: { cast: 'date', sql: (t, day) => `${t}.happened_on < ${day}` },
    actBefore: { cast: 'date', sql: (t, day) => `${t}.act_by < ${day}` },
    answered: {
      cast: 'boolean',
      sql: (t, answered) =>
        `exists (select from public.arrears_response r where r.step_id = ${t}.id) = ${answered}`,
    },
    withdrawn: { cast: 'boolean', sql: (t, withdrawn) => `${t}.withdrawn = ${withdrawn}` },
  },
}

const arrearsResponseList: ListView = {
  view: arrearsResponseView,
  orders: {
    HAPPENED_ASC: { by: happened, cast: 'date', direction: 'asc' },
    HAPPENED_DESC: { by: happened, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'HAPPENED_ASC',
  filters: {},
}

/** What arrears contribute to the read model: their queries, and arrears below tenancies. */
export const arrearsReadModel: Partial<ReadModel> = {
  roots: {
    arrearsSteps: { kind: 'connection', list: arrearsStepList },
    arrearsStep: { kind: 'byId', view: arrearsStepView },
  },
  nodes: [arrearsStepView, arrearsResponseView],
  extensions: {
    Tenancy: {
      arrears: {
        kind: 'connection',
        list: () => arrearsStepList,
        on: (t, step) => `${step}.tenancy_id = ${t}.id`,
      },
    },
  },
}
