import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Household } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, LocalDate, MunicipalityCode, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling, HousingOrganisation, Municipality } from '../registry/index.ts'
import { REMINDER_KINDS, REMINDER_PARTIES, type ReminderKind, type ReminderParty } from './reminder.ts'
import { TransitionTimeline } from './transition.types.ts'

export const TodoKindEnum = enumOf(...REMINDER_KINDS)
registerEnumType(TodoKindEnum, {
  name: 'TodoKind',
  description: 'What falls due in transitions (hvad der forfalder).',
  valuesConfig: {
    TERMS_MISSING: {
      description:
        'The organisation has not stated how long the derogations of a lease last; due on the tenancy’s first day (vilkår mangler).',
    },
    PERIOD_ENDING: {
      description:
        'The period of a lease ends; due on the first day on ordinary terms, entered so many months before it (perioden slutter).',
    },
    REVIEW_DUE: {
      description:
        'A review of the ability to pay is appointed, or the municipality’s interval asks for one (opfølgning på betalingsevne).',
    },
    SHELTER_LIMIT: {
      description: 'A stay in a shelter is to have ended in a dwelling by this day (herbergsfrist).',
    },
    DISCHARGE_CONDITION: {
      description:
        'Conditions for discharge from a shelter are missing; due when the stay is to end (betingelser for udskrivning).',
    },
    ARREARS_DUTY: {
      description: 'The municipality has to act on arrears, on this day at the latest (handlepligt).',
    },
    CLAIM_DECISION: {
      description:
        'A claim on the guarantee is to be decided; due when it was claimed, where the municipality has set no period (afgørelse af krav).',
    },
  },
})

export const TodoPartyEnum = enumOf(...REMINDER_PARTIES)
registerEnumType(TodoPartyEnum, {
  name: 'TodoParty',
  description: 'Whose it is to do (ansvarlig part).',
  valuesConfig: {
    ORGANISATION: { description: 'The housing organisation’s (boligorganisationen).' },
    MUNICIPALITY: { description: 'The municipality’s (kommunen).' },
  },
})

export const TodoOrderEnum = orderEnum('TodoOrder', 'things to do', {
  DUE_ASC: 'Due first (først forfaldne først).',
  DUE_DESC: 'Due last (sidst forfaldne først).',
})

const WHICH_ROW = 'The row that it is about: type and key (hvad det handler om).'

@ObjectType({
  implements: Node,
  description:
    'Something that falls due and whose it is to do (opgave). A fact settles it: nobody can tick it off.',
})
export class TodoItem extends Node {
  @Field(() => TodoKindEnum, { description: 'What falls due (art).' })
  kind!: ReminderKind

  @Field(() => TodoPartyEnum, { description: 'Whose it is to do (ansvarlig part).' })
  party!: ReminderParty

  @Field(() => HousingOrganisation, {
    nullable: true,
    description:
      'The organisation whose it is to do (boligorganisation); null when it is the municipality’s.',
  })
  organisation?: HousingOrganisation | null

  @Field(() => Municipality, { description: 'The municipality that it is about (kommune).' })
  municipality!: Municipality

  @Field(() => Dwelling, {
    nullable: true,
    description: 'The dwelling that it is about (bolig); null when it is about a stay.',
  })
  dwelling?: Dwelling | null

  @Field(() => Household, {
    nullable: true,
    description: 'The household that it is about (husstand); null for the organisation.',
  })
  household?: Household | null

  @Field(() => StrictID, { description: WHICH_ROW })
  subjectId!: string

  @Field(() => TransitionTimeline, {
    nullable: true,
    description: 'The transition that it belongs to (udslusningsforløb); null when it belongs to none.',
  })
  timeline?: TransitionTimeline | null

  @Field(() => LocalDate, { description: 'When it falls due (forfalder den).' })
  dueOn!: string

  @Field(() => Int, {
    nullable: true,
    description:
      'Days until it falls due (dage tilbage); negative when that is past, null when it is settled.',
  })
  daysLeft?: number | null

  @Field(() => LocalDate, { description: 'When the hub reminded of it (påmindet den).' })
  raisedOn!: string

  @Field(() => String, { description: 'The law or decision that it rests on (hjemmel).' })
  law!: string

  @Field(() => String, { description: 'What is to be done, in Danish (tekst på dansk).' })
  textDa!: string

  @Field(() => String, { description: 'What is to be done, in English (tekst på engelsk).' })
  textEn!: string

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'The day of the fact that settled it (afsluttet den), which can lie ahead where an end is known; null = open.',
  })
  settledOn?: string | null

  @Field(() => StrictID, {
    nullable: true,
    description: 'The fact that settled it: type and key (afsluttet af); null = open.',
  })
  settledBy?: string | null

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which things to do (filter).' })
export class TodoFilter {
  @Field(() => [TodoKindEnum], { nullable: true, description: 'Of these kinds (art).' })
  kinds?: ReminderKind[] | null

  @Field(() => LocalDate, { nullable: true, description: 'Due before this day (forfalder før).' })
  dueBefore?: string | null

  @Field(() => [MunicipalityCode], { nullable: true, description: 'In these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Those that are settled too (også afsluttede); else only those that are open.',
  })
  includeSettled!: boolean
}

export const OutboxOrderEnum = orderEnum('OutboxOrder', 'events', {
  ENTERED_ASC: 'In the order in which they were entered (indtastet først).',
})

@ObjectType({
  implements: Node,
  description:
    'Something that happened, for systems that follow along (hændelse). It names rows and no person; what it is about is read by its id.',
})
export class OutboxEvent extends Node {
  @Field(() => TodoKindEnum, { description: 'What happened: this fell due (art).' })
  kind!: ReminderKind

  @Field(() => TodoPartyEnum, { description: 'Whom it concerns (part).' })
  party!: ReminderParty

  @Field(() => HousingOrganisation, {
    nullable: true,
    description: 'The organisation that it concerns (boligorganisation); null when it is the municipality.',
  })
  organisation?: HousingOrganisation | null

  @Field(() => Municipality, { description: 'The municipality that it is about (kommune).' })
  municipality!: Municipality

  @Field(() => StrictID, { description: WHICH_ROW })
  subjectId!: string

  @Field(() => Instant, { description: 'When it happened (tidspunkt).' })
  occurredAt!: string

  @Field(() => Instant, { description: 'When the hub entered it (registreret).' })
  recordedAt!: string
}

export const TodoItemConnection = connectionOf('TodoItem', () => TodoItem, 'opgaver')
export type TodoItemConnection = Connection<TodoItem>
export const OutboxEventConnection = connectionOf('OutboxEvent', () => OutboxEvent, 'hændelser')
export type OutboxEventConnection = Connection<OutboxEvent>
