import { column, type EntityView, idColumn, type ListView, recordedFrom } from '../platform/read/view.ts'
import { itsMunicipality } from '../registry/index.ts'
import { municipalityCodes, programmeFilter } from './programme.view.ts'
import { AMOUNTS } from './statement.ts'

export const subsidyStatementView: EntityView = {
  type: 'SubsidyStatement',
  action: 'subsidy:read',
  table: 'public.subsidy_statement',
  versions: 'history.subsidy_statement_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('SubsidyStatement', 'id'),
    municipality: itsMunicipality,
    programme: column('programme'),
    instrument: column('instrument'),
    side: column('side'),
    kind: column('kind'),
    reference: column('reference'),
    stated: {
      kind: 'list',
      type: 'SubsidyFigure',
      from: (t, child) => `(select m.name, case when m.name = any ('{${[...AMOUNTS].join(',')}}')
            then (m.value::numeric / 100)::numeric(15, 2)::text else m.value end as value
          from jsonb_each_text(${t}.content) m(name, value)) ${child}`,
      orderBy: (child) => `${child}.name collate "C"`,
      fields: { name: column('name'), value: column('value') },
    },
    keeps: column('keeps'),
    withdrawn: column('withdrawn'),
    recordedFrom,
  },
}

export const subsidyStatementList: ListView = {
  view: subsidyStatementView,
  orders: { REFERENCE_ASC: { by: (t) => `${t}.reference`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'REFERENCE_ASC',
  filters: {
    municipalityCodes,
    programme: programmeFilter,
    kinds: { cast: 'text[]', sql: (t, kinds) => `${t}.kind = any (${kinds})` },
    reference: { cast: 'text', sql: (t, reference) => `${t}.reference = ${reference}` },
  },
}
