import {
  type ColumnField,
  column,
  type EntityView,
  type Fields,
  idColumn,
  kronerColumn,
  type ListField,
  type ListView,
  periodEnd,
  periodStart,
  recordedFrom,
} from '../platform/read/view.ts'
import { itsMunicipality } from '../registry/index.ts'
import { INSTRUMENT_FACTS, INSTRUMENTS, type InstrumentFacts } from './instrument.ts'

/** What holds of the row's instrument wherever it is used. */
const ofInstrument = (name: keyof InstrumentFacts): ColumnField => ({
  kind: 'column',
  sql: (t) =>
    `case ${t}.instrument ${INSTRUMENTS.map((one) => `when '${one}' then '${INSTRUMENT_FACTS[one][name]}'`).join(' ')} end`,
})

/** A programme has no more terms or rates than these. */
const DATED_MAX = 1_000

const dated = (type: string, table: string, order: string, fields: Fields): ListField => ({
  kind: 'list',
  type,
  from: (t, child, args) =>
    `(select * from ${args.table(table)} one where one.programme_id = ${t}.id order by one.id limit ${DATED_MAX}) ${child}`,
  orderBy: (child) => order.replaceAll('$', child),
  fields: {
    ...fields,
    from: periodStart('valid'),
    until: periodEnd('valid'),
    source: column('source'),
    recordedFrom,
  },
})

export const subsidyProgrammeView: EntityView = {
  type: 'SubsidyProgramme',
  action: 'subsidyProgramme:read',
  table: 'public.subsidy_programme',
  versions: 'history.subsidy_programme_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('SubsidyProgramme', 'id'),
    code: column('code'),
    instrument: column('instrument'),
    municipality: itsMunicipality,
    name: column('name'),
    payer: ofInstrument('payer'),
    base: ofInstrument('base'),
    law: ofInstrument('law'),
    source: column('source'),
    terms: dated('SubsidyTerm', 'subsidy_term', 'lower($.valid)', {
      payee: column('payee'),
      endRule: column('end_rule'),
      indexation: column('indexation'),
      partialMonths: column('partial_months'),
      paymentCalendar: column('payment_calendar'),
      rounding: column('rounding'),
      monthDays: column('month_days'),
      monthsMax: column('months_max'),
      rentBeforeMin: kronerColumn('rent_before_min_oere'),
      rentBeforeMax: kronerColumn('rent_before_max_oere'),
      rentAfterMax: kronerColumn('rent_after_max_oere'),
      repayAbove: kronerColumn('repay_above_oere'),
    }),
    rates: dated('SubsidyRate', 'subsidy_rate', '$.kind, lower($.valid)', {
      kind: column('kind'),
      amount: kronerColumn('amount_oere'),
    }),
    recordedFrom,
  },
}

export const subsidyProgrammeList: ListView = {
  view: subsidyProgrammeView,
  orders: { CODE_ASC: { by: (t) => `${t}.code`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'CODE_ASC',
  filters: {
    code: { cast: 'text', sql: (t, code) => `${t}.code = ${code}` },
    instruments: { cast: 'text[]', sql: (t, instruments) => `${t}.instrument = any (${instruments})` },
  },
}

/** Of one of these municipalities. */
export const municipalityCodes = {
  cast: 'text[]',
  sql: (t: string, codes: string) => `${t}.municipality_code = any (${codes})`,
}
/** Of this programme. */
export const programmeFilter = { cast: 'text', sql: (t: string, code: string) => `${t}.programme = ${code}` }
