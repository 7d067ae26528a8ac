import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  kronerColumn,
  type ListView,
  periodEnd,
  periodStart,
  type ReadModel,
  recordedFrom,
  recordedUntil,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality, itsOrganisation } from '../registry/index.ts'

export const tenancyView: EntityView = {
  type: 'Tenancy',
  action: 'tenancy:read',
  table: 'public.tenancy',
  versions: 'history.tenancy_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Tenancy', 'id'),
    dwelling: itsDwelling,
    organisation: itsOrganisation,
    municipality: itsMunicipality,
    part: { kind: 'column', sql: (t) => `nullif(${t}.part, '')` },
    from: periodStart('valid'),
    until: periodEnd('valid'),
    allocated: column('allocated'),
    transitional: column('transitional'),
    leaseSignedOn: column('lease_signed_on'),
    rent: kronerColumn('rent_oere'),
    ending: column('ending'),
    recordedFrom,
    recordedUntil,
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
