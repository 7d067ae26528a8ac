import type { Action } from '../../src/access/policy.ts'
import { REMINDER_TEXTS } from '../../src/transitions/index.ts'
import type { List, Resolve, Row } from './oracle-types.ts'

/** What it takes to see the types of this part that are about persons. */
export const TODO_ACTIONS = { TodoItem: 'todo:readCase' } as const satisfies Record<string, Action>

/** Whom something to do is about: the household, else the arrears that nobody knows the tenant of; null where it is nobody. */
export const toDoAbout = (type: string, row: Row): unknown =>
  type !== 'TodoItem'
    ? null
    : (row.household_id ?? (row.subject_type === 'ArrearsStep' ? row.subject_id : null))

/** What guards of some things to do, and of some events, ask of a row. */
export const TODO_ROW_CONDITIONS: Readonly<Record<string, (row: Row) => boolean>> = {
  "party = 'ORGANISATION'": (row) => row.party === 'ORGANISATION',
  "party = 'MUNICIPALITY'": (row) => row.party === 'MUNICIPALITY',
}

const isIn = (column: string) => (row: Row, values: unknown) => (values as unknown[]).includes(row[column])
const byFrom = (row: Row) => String(row.valid_from)

/** How what is to be done, events and the municipalities' numbers are listed. */
export const TODO_LISTS = {
  todo: {
    ...{ type: 'TodoItem', table: 'reminder', key: 'id' },
    orders: {
      DUE_ASC: { by: (row) => String(row.due_on) },
      DUE_DESC: { by: (row) => String(row.due_on), down: true },
    },
    filters: {
      kinds: isIn('kind'),
      dueBefore: (row, day) => String(row.due_on) < String(day),
      municipalityCodes: isIn('municipality_code'),
      includeSettled: (row, included) => included === true || row.settled_on === null,
    },
  },
  outboxEvents: {
    ...{ type: 'OutboxEvent', table: 'outbox_event', key: 'id' },
    orders: { ENTERED_ASC: { by: (row) => String(row.id) } },
    filters: {},
  },
  transitionParameters: {
    ...{ type: 'TransitionParameter', table: 'transition_parameter', key: 'id' },
    orders: { NAME_ASC: { by: (row) => String(row.name) }, FROM_DESC: { by: byFrom, down: true } },
    filters: {
      municipalityCode: (row, code) => row.municipality_code === code,
      names: isIn('name'),
      inForceOn: (row, day) =>
        byFrom(row) <= String(day) && (row.valid_until === null || String(day) < String(row.valid_until)),
    },
  },
} as const satisfies Record<string, List>

/** What the oracle has at hand, as the types of this part use it. */
export interface TodoParts {
  readonly today: string
  column(name: string): Resolve
  instant(name: string): Resolve
  parent(type: string, table: string, column: string, key?: string): Resolve
  id(): Resolve
}

const DAY_MS = 86_400_000

/** The fields of the types of this part, by type; those of `Query` aside. */
export function todoResolvers(parts: TodoParts): Readonly<Record<string, Readonly<Record<string, Resolve>>>> {
  const { today, column, instant, parent, id } = parts
  const recorded = { recordedFrom: instant('recorded_from'), recordedUntil: instant('recorded_until') }
  const municipality = parent('Municipality', 'municipality', 'municipality_code', 'code')
  const organisation = parent('HousingOrganisation', 'housing_organisation', 'organisation_id')
  const subjectId: Resolve = ({ row }) => `${row.subject_type}:${row.subject_id}`
  const text =
    (language: 'da' | 'en'): Resolve =>
    ({ row }) =>
      REMINDER_TEXTS[row.kind as keyof typeof REMINDER_TEXTS][language]
  return {
    TodoItem: {
      id: id(),
      kind: column('kind'),
      party: column('party'),
      organisation,
      municipality,
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      household: parent('Household', 'household', 'household_id'),
      timeline: parent('TransitionTimeline', 'transition', 'transition_id'),
      subjectId,
      dueOn: column('due_on'),
      daysLeft: ({ row }) =>
        row.settled_on === null ? (Date.parse(String(row.due_on)) - Date.parse(today)) / DAY_MS : null,
      raisedOn: column('raised_on'),
      law: column('law'),
      textDa: text('da'),
      textEn: text('en'),
      settledOn: column('settled_on'),
      settledBy: column('settled_by'),
      ...recorded,
    },
    OutboxEvent: {
      id: id(),
      kind: column('kind'),
      party: column('party'),
      organisation,
      municipality,
      subjectId,
      occurredAt: instant('occurred_at'),
      recordedAt: instant('recorded_at'),
    },
    TransitionParameter: {
      id: id(),
      municipality,
      name: column('name'),
      amounts: column('amounts'),
      from: column('valid_from'),
      until: column('valid_until'),
      source: column('source'),
      ...recorded,
    },
  }
}
