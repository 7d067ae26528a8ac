import type { Action } from '../../src/access/policy.ts'
import type { List, Resolve, Row, Rows } from './oracle-types.ts'

/** Every row of a table, whoever asks. */
type RowsOf = (table: string) => readonly Row[]

/** What it takes to see arrears and what was done about them. */
export const ARREARS_ACTIONS = {
  ArrearsStep: 'arrears:read',
  ArrearsResponse: 'arrears:readResponse',
} as const satisfies Record<string, Action>

/** What guards of some responses ask of a response. */
export const ARREARS_ROW_CONDITIONS: Readonly<Record<string, (row: Row) => boolean>> = {
  shared: (row) => row.shared === true,
}

/** Whom a row of arrears is about; null for rows of other types. */
export function inArrears(type: string, row: Row, rowsOf: RowsOf): unknown {
  return type in ARREARS_ACTIONS ? tenantOf(row, rowsOf) : null
}

/** Whose home the tenancy of a row is; the tenancy itself where nobody knows. */
export function tenantOf(row: Row, rowsOf: RowsOf): unknown {
  const offers = rowsOf('public.municipal_offer').filter((offer) => offer.tenancy_id === row.tenancy_id)
  const allocation = rowsOf('public.allocation')
    .filter((one) => offers.some((offer) => offer.id === one.offer_id))
    .filter((one) => !['DECLINED', 'CANCELLED'].includes(String(one.state)))
    .sort((a, b) => (String(a.id) < String(b.id) ? 1 : -1))[0]
  const transitions = rowsOf('public.transition').filter((one) => one.tenancy_id === row.tenancy_id)
  const named = rowsOf('public.transition_case').find(
    (one) => one.withdrawn === false && transitions.some(({ id }) => id === one.transition_id),
  )
  return allocation?.household_id ?? named?.household_id ?? row.tenancy_id
}

const isIn = (column: string) => (row: Row, values: unknown) => (values as unknown[]).includes(row[column])
const equals = (column: string) => (row: Row, value: unknown) => row[column] === value
const idIs = (type: string, column: string) => (row: Row, id: unknown) => id === `${type}:${row[column]}`
const happened = (row: Row) => String(row.happened_on)

/** How arrears and the responses to them are listed. */
export const arrearsLists = (rows: Rows) =>
  ({
    arrearsSteps: {
      ...{ type: 'ArrearsStep', table: 'arrears_step', key: 'id' },
      orders: { HAPPENED_DESC: { by: happened, down: true }, HAPPENED_ASC: { by: happened } },
      filters: {
        municipalityCodes: isIn('municipality_code'),
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        tenancyId: idIs('Tenancy', 'tenancy_id'),
        kinds: isIn('kind'),
        happenedFrom: (row, day) => happened(row) >= String(day),
        happenedBefore: (row, day) => happened(row) < String(day),
        actBefore: (row, day) => row.act_by !== null && String(row.act_by) < String(day),
        answered: (row, answered, known) =>
          rows('arrears_response', known).some((one) => one.step_id === row.id) === answered,
        withdrawn: equals('withdrawn'),
      },
    },
    arrearsResponses: {
      ...{ type: 'ArrearsResponse', table: 'arrears_response', key: 'id' },
      orders: { HAPPENED_ASC: { by: happened }, HAPPENED_DESC: { by: happened, down: true } },
      filters: {},
    },
  }) as const satisfies Record<string, List>

/** What the oracle has at hand, as the types of this part use it. */
export interface ArrearsParts {
  column(name: string): Resolve
  instant(name: string): Resolve
  parent(type: string, table: string, column: string, key?: string): Resolve
  id(): Resolve
}

/** The fields of the types of this part, by type; lists of other types' rows aside. */
export function arrearsResolvers({
  column,
  instant,
  parent,
  id,
}: ArrearsParts): Readonly<Record<'ArrearsStep' | 'ArrearsResponse', Readonly<Record<string, Resolve>>>> {
  return {
    ArrearsStep: {
      id: id(),
      tenancy: parent('Tenancy', 'tenancy', 'tenancy_id'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      kind: column('kind'),
      happenedOn: column('happened_on'),
      children: column('children'),
      reference: column('reference'),
      actBy: column('act_by'),
      withdrawn: column('withdrawn'),
      recordedFrom: instant('recorded_from'),
      recordedUntil: instant('recorded_until'),
    },
    ArrearsResponse: {
      id: id(),
      step: parent('ArrearsStep', 'arrears_step', 'step_id'),
      kind: column('kind'),
      happenedOn: column('happened_on'),
      shared: column('shared'),
      recordedAt: instant('recorded_at'),
    },
  }
}
