import {
  column,
  type EntityView,
  idColumn,
  type ListView,
  periodEnd,
  periodStart,
  type ReadModel,
} from '../platform/read/view.ts'
import { municipalityView } from '../registry/index.ts'
import { recorded } from './case-rows.view.ts'

export const transitionParameterView: EntityView = {
  type: 'TransitionParameter',
  action: 'transitionParameter:read',
  table: 'public.transition_parameter',
  versions: 'history.transition_parameter_versions',
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('TransitionParameter', 'id'),
    municipality: {
      kind: 'one',
      view: () => municipalityView,
      on: (t, municipality) => `${municipality}.code = ${t}.municipality_code`,
    },
    name: column('name'),
    amounts: column('amounts'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    source: column('source'),
    ...recorded,
  },
}

const transitionParameterList: ListView = {
  view: transitionParameterView,
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

/** What the municipalities' numbers contribute to the read model. */
export const transitionParameterReadModel: Partial<ReadModel> = {
  roots: { transitionParameters: { kind: 'connection', list: transitionParameterList } },
  nodes: [transitionParameterView],
}
