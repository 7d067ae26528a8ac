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

export const parameterView: EntityView = {
  type: 'MatchingParameter',
  action: 'matching:readParameters',
  table: 'public.matching_parameter',
  versions: 'history.matching_parameter_versions',
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('MatchingParameter', 'id'),
    municipality: {
      kind: 'one',
      view: () => municipalityView,
      on: (t, municipality) => `${municipality}.code = ${t}.municipality_code`,
    },
    name: column('name'),
    value: column('value'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    source: column('source'),
  },
}

const parameterList: ListView = {
  view: parameterView,
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

/** What the parameters contribute to the read model. */
export const parameterReadModel: Partial<ReadModel> = {
  roots: { matchingParameters: { kind: 'connection', list: parameterList } },
  nodes: [parameterView],
}
