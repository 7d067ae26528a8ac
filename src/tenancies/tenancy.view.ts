import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  instantSql,
  kronerColumn,
  type ListView,
  periodEnd,
  periodStart,
  type ReadModel,
} from '../platform/read/view.ts'
import { dwellingView, housingOrganisationView, municipalityView } from '../registry/index.ts'

export const tenancyView: EntityView = {
  type: 'Tenancy',
  action: 'tenancy:read',
  table: 'public.tenancy',
  versions: 'history.tenancy_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Tenancy', 'id'),
    dwelling: {
      kind: 'one',
      view: () => dwellingView,
      on: (t, dwelling) => `${dwelling}.id = ${t}.dwelling_id`,
    },
    organisation: {
      kind: 'one',
      view: () => housingOrganisationView,
      on: (t, organisation) => `${organisation}.id = ${t}.organisation_id`,
    },
    municipality: {
      kind: 'one',
      view: () => municipalityView,
      on: (t, municipality) => `${municipality}.code = ${t}.municipality_code`,
    },
    part: { kind: 'column', sql: (t) => `nullif(${t}.part, '')` },
    from: periodStart('valid'),
    until: periodEnd('valid'),
    allocated: column('allocated'),
    transitional: column('transitional'),
    leaseSignedOn: column('lease_signed_on'),
    rent: kronerColumn('rent_oere'),
    ending: column('ending'),
    recordedFrom: { kind: 'column', sql: (t) => instantSql(`lower(${t}.recorded)`) },
    recordedUntil: { kind: 'column', sql: (t) => instantSql(`upper(${t}.recorded)`) },
  },
}

const from = (t: string) => `lower(${t}.valid)`

const tenancyList: ListView = {
  view: tenancyView,
  orders: {
    FROM_DESC: { by: from, cast: 'date', direction: 'desc' },
    FROM_ASC: { by: from, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'FROM_DESC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
    allocated: { cast: 'boolean', sql: (t, allocated) => `${t}.allocated = ${allocated}` },
    transitional: { cast: 'boolean', sql: (t, transitional) => `${t}.transitional = ${transitional}` },
    validOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` },
  },
}

/** What this context contributes to the read model: its queries, and tenancies below dwellings. */
export const tenancyReadModel: Partial<ReadModel> = {
  roots: {
    tenancies: { kind: 'connection', list: tenancyList },
    tenancy: { kind: 'byId', view: tenancyView },
  },
  nodes: [tenancyView],
  extensions: {
    Dwelling: {
      tenancies: {
        kind: 'connection',
        list: () => tenancyList,
        on: (t, tenancy) => `${tenancy}.dwelling_id = ${t}.id`,
      },
    },
  },
}
