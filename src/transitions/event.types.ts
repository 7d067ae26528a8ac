import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Kroner, LocalDate, StrictID } from '../platform/graphql/scalars.ts'
import {
  EVENT_KINDS,
  EVENT_PARTIES,
  EVENT_STATUSES,
  type EventKind,
  type EventParty,
  type EventStatus,
  eventFacts,
} from './event.ts'

const TransitionEventKindEnum = enumOf(...EVENT_KINDS)
registerEnumType(TransitionEventKindEnum, {
  name: 'TransitionEventKind',
  description: 'What a timeline tells of a transitional dwelling (hændelsestype).',
  valuesConfig: Object.fromEntries(
    EVENT_KINDS.map((kind) => {
      const { text, details } = eventFacts(kind)
      const [da, en] = text.map((words) => words.replace(': {detail}', ''))
      const which = details === undefined ? '' : ` Detail: ${Object.keys(details).join(', ')}.`
      return [kind, { description: `${en} (${da}).${which}`.replaceAll('{detail}', 'n') }]
    }),
  ) as never,
})

const TransitionPartyEnum = enumOf(...EVENT_PARTIES)
registerEnumType(TransitionPartyEnum, {
  name: 'TransitionParty',
  description: 'Who does something in a transition, or has to (part).',
  valuesConfig: {
    ORGANISATION: { description: 'The housing organisation (boligorganisationen).' },
    MUNICIPALITY: { description: 'The municipality (kommunen).' },
    TENANT: { description: 'The household (borgeren).' },
    HUB: { description: 'The hub by itself (af sig selv).' },
  },
})

const TransitionEventStatusEnum = enumOf(...EVENT_STATUSES)
registerEnumType(TransitionEventStatusEnum, {
  name: 'TransitionEventStatus',
  description: 'Where an event lies, seen from the day that is asked about (status).',
  valuesConfig: {
    PAST: { description: 'It has happened, or is over (sket).' },
    NOW: { description: 'It holds on that day (gælder nu).' },
    DUE: { description: 'It is still to come or to be done (forestår).' },
  },
})

export const TransitionEventOrderEnum = orderEnum('TransitionEventOrder', 'events', {
  ON_ASC: 'Earliest first; what has no day comes last (ældste først).',
  ON_DESC: 'Latest first; what has no day comes first (nyeste først).',
})

@ObjectType({
  description:
    'Something that happened in a transition, holds, or is due (hændelse i et udslusningsforløb); told out of the facts that the actor may see.',
})
export class TransitionEvent {
  @Field(() => String, { description: 'Names it in its timeline, whenever it is asked (nøgle).' })
  key!: string

  @Field(() => Int, {
    description:
      'Its phase (fase): 0 agreement, 1 at disposal, 2 allocation, 3 lease, 4 period with subsidy, 5 exit.',
  })
  phase!: number

  @Field(() => TransitionEventKindEnum, { description: 'What it is (hændelsestype).' })
  kind!: EventKind

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'Its day, or its first; of what is to be done, the last day to do it (dato); null when none is set.',
  })
  on?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it no longer holds (til); null: it is of one day, or no end is known.',
  })
  until?: string | null

  @Field(() => TransitionEventStatusEnum, { description: 'Where it lies (status).' })
  status!: EventStatus

  @Field(() => Boolean, { description: 'It was to be done before that day and is not (overskredet).' })
  overdue!: boolean

  @Field(() => TransitionPartyEnum, {
    nullable: true,
    description: 'Whose act or duty it is (part); null: of both parties, or of nobody.',
  })
  by?: EventParty | null

  @Field(() => String, { nullable: true, description: 'By which law (hjemmel); null: none is known.' })
  law?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The code of its detail (detalje), such as a method of support.',
  })
  detail?: string | null

  @Field(() => String, { description: 'What it says, in Danish (tekst).' })
  textDa!: string

  @Field(() => String, { description: 'What it says, in English (engelsk tekst).' })
  textEn!: string

  @Field(() => Kroner, {
    nullable: true,
    description:
      'Its money (beløb): rent up to today, the refund of one month, the rent that a household can pay, or a claim.',
  })
  amount?: string | null

  @Field(() => StrictID, { description: 'The row that it is told of (post).' })
  subject!: string
}

export const TransitionEventConnection = connectionOf('TransitionEvent', () => TransitionEvent, 'hændelser')
export type TransitionEventConnection = Connection<TransitionEvent>

@InputType({ description: 'Which events of a timeline are wanted (filter).' })
export class TransitionEventFilter {
  @Field(() => [TransitionEventStatusEnum], { nullable: true, description: 'In one of these (status).' })
  statuses?: EventStatus[] | null

  @Field(() => [TransitionEventKindEnum], { nullable: true, description: 'Of one of these kinds (typer).' })
  kinds?: EventKind[] | null

  @Field(() => [Int], { nullable: true, description: 'Of one of these phases (faser).' })
  phases?: number[] | null
}
