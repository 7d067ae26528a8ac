import {
  column,
  type EntityView,
  idColumn,
  type ListView,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { tenancyView } from '../tenancies/index.ts'
import { ofDwelling } from './case-rows.view.ts'

export const tenancyContactView: EntityView = {
  type: 'TenancyContact',
  action: 'tenancyContact:read',
  table: 'public.tenancy_contact',
  versions: 'history.tenancy_contact_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('TenancyContact', 'id'),
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    ...ofDwelling,
    name: column('name'),
    phone: column('phone'),
    email: column('email'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    ...recorded,
  },
}

const from = (t: string) => `lower(${t}.valid)`

const tenancyContactList: ListView = {
  view: tenancyContactView,
  orders: {
    FROM_DESC: { by: from, cast: 'date', direction: 'desc' },
    FROM_ASC: { by: from, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'FROM_DESC',
  filters: { validOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` } },
}

/** What contacts contribute to the read model: contacts below tenancies. */
export const contactReadModel: Partial<ReadModel> = {
  nodes: [tenancyContactView],
  extensions: {
    Tenancy: {
      contacts: {
        kind: 'connection',
        list: () => tenancyContactList,
        on: (t, contact) => `${contact}.tenancy_id = ${t}.id`,
      },
    },
  },
}
