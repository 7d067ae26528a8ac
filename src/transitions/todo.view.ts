import { householdView } from '../households/index.ts'
import {
  column,
  type EntityView,
  idColumn,
  instantColumn,
  type ListView,
  pointer,
  quoted,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { ofDwelling } from './case-rows.view.ts'
import { REMINDER_TEXTS } from './reminder.ts'
import { transitionView } from './transition.view.ts'

const text = (language: 'da' | 'en') => ({
  kind: 'column' as const,
  sql: (t: string) =>
    `(case ${t}.kind ${Object.entries(REMINDER_TEXTS)
      .map(([kind, texts]) => `when ${quoted(kind)} then ${quoted(texts[language])}`)
      .join(' ')} end)`,
})

const subjectId = {
  kind: 'column' as const,
  sql: (t: string) => `${t}.subject_type || ':' || ${t}.subject_id`,
}

/** What is to be done. Two actions open it, so no single relation says whose rows an actor reaches. */
export const todoItemView: EntityView = {
  type: 'TodoItem',
  action: 'todo:readCase',
  table: 'public.reminder',
  versions: 'history.reminder_versions',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  personal: {
    // Where nobody knows whose the arrears are, it is the step itself that is looked at.
    subjects: (t) =>
      `coalesce(${t}.household_id::text, case ${t}.subject_type when 'ArrearsStep' then ${t}.subject_id::text end, '')`,
    municipality: (t) => `${t}.municipality_code`,
  },
  fields: {
    id: idColumn('TodoItem', 'id'),
    kind: column('kind'),
    party: column('party'),
    ...ofDwelling,
    household: pointer(() => householdView, 'household_id'),
    subjectId,
    timeline: pointer(() => transitionView, 'transition_id'),
    dueOn: column('due_on'),
    daysLeft: {
      kind: 'column',
      sql: (t, args) => `(case when ${t}.settled_on is null then ${t}.due_on - ${args.today()} end)`,
    },
    raisedOn: column('raised_on'),
    law: column('law'),
    textDa: text('da'),
    textEn: text('en'),
    settledOn: column('settled_on'),
    settledBy: column('settled_by'),
    ...recorded,
  },
}

const due = (t: string) => `${t}.due_on`

const todoList: ListView = {
  view: todoItemView,
  orders: {
    DUE_ASC: { by: due, cast: 'date', direction: 'asc' },
    DUE_DESC: { by: due, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'DUE_ASC',
  filters: {
    kinds: { cast: 'text[]', sql: (t, kinds) => `${t}.kind = any (${kinds})` },
    dueBefore: { cast: 'date', sql: (t, day) => `${t}.due_on < ${day}` },
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    includeSettled: { cast: 'boolean', sql: (t, included) => `(${included} or ${t}.settled_on is null)` },
  },
}

/** What happened. Two actions open it, as they do what is to be done. */
export const outboxEventView: EntityView = {
  type: 'OutboxEvent',
  action: 'outbox:readOwn',
  table: 'public.outbox_event',
  scope: {},
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('OutboxEvent', 'id'),
    kind: column('kind'),
    party: column('party'),
    organisation: ofDwelling.organisation as NonNullable<typeof ofDwelling.organisation>,
    municipality: ofDwelling.municipality as NonNullable<typeof ofDwelling.municipality>,
    subjectId,
    occurredAt: instantColumn('occurred_at'),
    recordedAt: instantColumn('recorded_at'),
  },
}

const outboxList: ListView = {
  view: outboxEventView,
  orders: { ENTERED_ASC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'asc' } },
  defaultOrder: 'ENTERED_ASC',
  filters: {},
}

/** What reminders contribute to the read model. */
export const todoReadModel: Partial<ReadModel> = {
  roots: {
    todo: { kind: 'connection', list: todoList },
    todoItem: { kind: 'byId', view: todoItemView },
    outboxEvents: { kind: 'connection', list: outboxList },
  },
  nodes: [todoItemView, outboxEventView],
}
