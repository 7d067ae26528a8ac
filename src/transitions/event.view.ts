import {
  type ColumnField,
  column,
  type EntityView,
  kronerColumn,
  type ListView,
  quoted,
  type ReadModel,
} from '../platform/read/view.ts'
import { EVENT_KINDS, type EventFacts, type EventKind, eventFacts } from './event.ts'
import { eventsOf } from './event-source.view.ts'

/** SQL of what the kinds say of the rows of their own. */
function ofKind(t: string, says: (facts: EventFacts) => string | number | null): string {
  const cases = EVENT_KINDS.flatMap((kind) => {
    const word = says(eventFacts(kind))
    return word === null ? [] : [`when '${kind}' then ${typeof word === 'number' ? word : quoted(word)}`]
  })
  return `case ${t}.kind ${cases.join(' ')} end`
}

/** What an event says in one of the two languages. */
function text(language: 0 | 1): ColumnField {
  const details = EVENT_KINDS.flatMap((kind: EventKind) =>
    Object.entries(eventFacts(kind).details ?? {}).map(
      ([code, words]) => `when '${kind}:${code}' then ${quoted(words[language])}`,
    ),
  )
  return {
    kind: 'column',
    sql: (t) => `replace(${ofKind(t, (facts) => facts.text[language])}, '{detail}',
      coalesce(case ${t}.kind || ':' || ${t}.detail ${details.join(' ')} end, ${t}.detail, ''))`,
  }
}

const transitionEventView: EntityView = {
  type: 'TransitionEvent',
  action: 'transition:read',
  table: 'public.transition',
  scope: {},
  key: { column: 'event', cast: 'text' },
  personal: {
    subjects: (t) => `coalesce(${t}.household_id::text, '')`,
    municipality: (t) => `${t}.municipality_code`,
  },
  fields: {
    key: column('event'),
    phase: { kind: 'column', sql: (t) => ofKind(t, ({ phase }) => phase) },
    kind: column('kind'),
    on: column('on_day'),
    until: { kind: 'column', sql: (t) => `nullif(${t}.until_day, 'infinity')` },
    status: column('status'),
    overdue: column('overdue'),
    by: { kind: 'column', sql: (t) => `coalesce(${t}.by_party, ${ofKind(t, ({ by }) => by)})` },
    law: { kind: 'column', sql: (t) => `coalesce(${t}.of_law, ${ofKind(t, ({ law }) => law)})` },
    detail: column('detail'),
    textDa: text(0),
    textEn: text(1),
    amount: kronerColumn('oere'),
    subject: column('subject'),
  },
}

const on = (t: string) => `${t}.sorted_on`

const transitionEventList: ListView = {
  view: transitionEventView,
  orders: {
    ON_ASC: { by: on, cast: 'date', direction: 'asc' },
    ON_DESC: { by: on, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'ON_ASC',
  filters: {
    statuses: { cast: 'text[]', sql: (t, statuses) => `${t}.status = any (${statuses})` },
    kinds: { cast: 'text[]', sql: (t, kinds) => `${t}.kind = any (${kinds})` },
    phases: { cast: 'integer[]', sql: (t, phases) => `${ofKind(t, ({ phase }) => phase)} = any (${phases})` },
  },
}

/** What events contribute to the read model: the ordered list of a timeline, and what of it is due. */
export const transitionEventReadModel: Partial<ReadModel> = {
  extensions: {
    TransitionTimeline: {
      events: { kind: 'connection', list: () => transitionEventList, on: () => 'true', from: eventsOf },
      dueNext: {
        kind: 'connection',
        list: () => transitionEventList,
        on: (_, event) => `${event}.status = 'DUE'`,
        from: eventsOf,
      },
    },
  },
}
