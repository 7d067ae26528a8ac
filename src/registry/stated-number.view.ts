import {
  column,
  type EntityView,
  type Fields,
  idColumn,
  type ListView,
  periodEnd,
  periodStart,
} from '../platform/read/view.ts'
import { itsMunicipality } from './registry.view.ts'

/** Rows in which municipalities state numbers of their own under a name, each for a period and with its source. */
export function statedNumberView({
  fields,
  ...view
}: Pick<EntityView, 'type' | 'action' | 'table' | 'versions'> & { readonly fields: Fields }): EntityView {
  return {
    ...view,
    scope: { municipality: 'municipality_code' },
    key: { column: 'id', cast: 'uuid' },
    fields: {
      id: idColumn(view.type, 'id'),
      municipality: itsMunicipality,
      name: column('name'),
      from: periodStart('valid'),
      until: periodEnd('valid'),
      source: column('source'),
      ...fields,
    },
  }
}

/** How such rows are listed. */
export function statedNumberList(view: EntityView): ListView {
  return {
    view,
    orders: {
      NAME_ASC: { by: (t) => `${t}.name`, cast: 'text', direction: 'asc' },
      FROM_DESC: { by: (t) => `lower(${t}.valid)`, cast: 'date', direction: 'desc' },
    },
    defaultOrder: 'NAME_ASC',
    filters: {
      municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
      names: { cast: 'text[]', sql: (t, names) => `${t}.name = any (${names})` },
      inForceOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` },
    },
  }
}
