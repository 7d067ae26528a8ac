import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Household, SHELTER_CLOCK_DAYS } from '../households/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { enumOf, orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, LocalDate, MunicipalityCode } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import {
  DISCHARGE_CONDITIONS,
  type DischargeConditionKind,
  STAY_KINDS,
  STAY_OUTCOMES,
  STAY_PROVIDERS,
  type StayKind,
  type StayOutcome,
  type StayProvider,
} from './stay.ts'

export const StayKindEnum = enumOf(...STAY_KINDS)
registerEnumType(StayKindEnum, {
  name: 'StayKind',
  description: 'Where a household stays while it has no dwelling of its own (opholdstype).',
  valuesConfig: {
    STREET: { description: 'On the street (på gaden).' },
    FAMILY_OR_FRIENDS: { description: 'With family or friends for the time being (sofasover).' },
    SHELTER: { description: 'In a shelter (herberg, serviceloven § 110).' },
    CRISIS_CENTRE: { description: 'In a crisis centre (krisecenter, serviceloven § 109).' },
    TEMPORARY_PLACE: { description: 'In a temporary place (midlertidigt botilbud, serviceloven § 107).' },
    LONG_TERM_PLACE: { description: 'In a long-term place (længerevarende botilbud, serviceloven § 108).' },
    HOSPITAL: { description: 'In hospital (sygehus).' },
    PRISON: { description: 'In prison (fængsel).' },
    OTHER: { description: 'Elsewhere (andet).' },
  },
})

export const StayProviderEnum = enumOf(...STAY_PROVIDERS)
registerEnumType(StayProviderEnum, {
  name: 'StayProvider',
  description: 'Whose place it is (leverandørtype).',
  valuesConfig: {
    OWN: { description: 'The municipality’s own, or by an agreement with it (egen eller efter aftale).' },
    EXTERNAL: { description: 'Bought elsewhere (ekstern).' },
  },
})

export const StayOutcomeEnum = enumOf(...STAY_OUTCOMES)
registerEnumType(StayOutcomeEnum, {
  name: 'StayOutcome',
  description: 'What a stay ended in (udskrevet til).',
  valuesConfig: {
    TRANSITIONAL_DWELLING: {
      description: 'A transitional dwelling (udslusningsbolig, almenboligloven § 63).',
    },
    ORDINARY_DWELLING: { description: 'A dwelling on ordinary terms (egen bolig).' },
    TEMPORARY_PLACE: { description: 'A temporary place (serviceloven § 107).' },
    LONG_TERM_PLACE: { description: 'A long-term place (serviceloven § 108).' },
    OTHER_STAY: { description: 'Another stay, such as another shelter or a hospital (andet ophold).' },
    LEFT: { description: 'Left by its own will (selv forladt).' },
  },
})

export const DischargeConditionKindEnum = enumOf(...DISCHARGE_CONDITIONS)
registerEnumType(DischargeConditionKindEnum, {
  name: 'DischargeConditionKind',
  description:
    'What has to be in place before somebody is discharged from a shelter (betingelser for udskrivning, serviceloven § 110 stk. 5).',
  valuesConfig: {
    PLAN: { description: 'An action plan (handleplan eller helhedsorienteret plan).' },
    DWELLING_OR_PLACE: {
      description:
        'An allocated dwelling, or a decision on a place (anvist bolig eller visitation til §§ 107–108).',
    },
    SUPPORT_DECISION: { description: 'A decision on support that meets the need (afgørelse om støtte).' },
    LEASE_AND_SUPPORT_READY: {
      description:
        'The lease is signed and moving in with support is possible (lejeaftale og støtte klar); for a dwelling.',
    },
    PLACE_READY: { description: 'The place is ready (pladsen er klar); for a place under §§ 107–108.' },
  },
})

export const StayOrderEnum = orderEnum('StayOrder', 'stays', {
  FROM_DESC: 'Latest first (nyeste først).',
  FROM_ASC: 'Earliest first (ældste først).',
})

@ObjectType({
  description: 'A condition for discharge that is met (opfyldt betingelse, serviceloven § 110 stk. 5).',
})
export class DischargeCondition {
  @Field(() => DischargeConditionKindEnum, { description: 'Which one (betingelse).' })
  kind!: DischargeConditionKind

  @Field(() => LocalDate, { description: 'Since when it is met (opfyldt den).' })
  metOn!: string

  @Field(() => String, { description: 'Where that is written (dokumentation).' })
  evidence!: string
}

@ObjectType({
  implements: Node,
  description:
    'Where a household stays, or stayed, without a dwelling of its own (ophold). The municipality’s own: each look is logged.',
})
export class Stay extends Node {
  @Field(() => Household, { nullable: true, description: 'Who stays there (husstand).' })
  household?: Household | null

  @Field(() => Municipality, { description: 'Whose case it is (kommune).' })
  municipality!: Municipality

  @Field(() => StayKindEnum, { description: 'Where (opholdstype).' })
  kind!: StayKind

  @Field(() => StayProviderEnum, {
    nullable: true,
    description: 'Whose place it is (leverandørtype); null when not known, and where there is none.',
  })
  provider?: StayProvider | null

  @Field(() => LocalDate, { description: 'First day (virkning fra).' })
  from!: string

  @Field(() => LocalDate, {
    nullable: true,
    description: 'First day on which it is no longer there (virkning til); null = it still is.',
  })
  until?: string | null

  @Field(() => StayOutcomeEnum, {
    nullable: true,
    description: 'What it ended in (udskrevet til); null while it lasts.',
  })
  outcome?: StayOutcome | null

  @Field(() => LocalDate, {
    nullable: true,
    description: `The day by which the household is to have left a shelter for a dwelling (herbergsfrist): so many days after the first as its municipality had set by then (SHELTER_DAYS), ${SHELTER_CLOCK_DAYS} where it had set none, København’s goal; null for other stays.`,
  })
  shelterDueOn?: string | null

  @Field(() => Int, {
    nullable: true,
    description:
      'Days left until that day, below 0 when it is past (dage til frist); null once the stay has ended.',
  })
  shelterDaysLeft?: number | null

  @Field(() => [DischargeCondition], {
    description: 'The conditions for discharge that are met, in the order of the law (opfyldte betingelser).',
  })
  conditions!: DischargeCondition[]

  @Field(() => [DischargeConditionKindEnum], {
    nullable: true,
    description:
      'What is still missing for a discharge to a dwelling (mangler for udskrivning til bolig); null for other stays than in a shelter.',
  })
  missingForDwelling?: DischargeConditionKind[] | null

  @Field(() => [DischargeConditionKindEnum], {
    nullable: true,
    description:
      'What is still missing for a discharge to a place under §§ 107–108 (mangler for udskrivning til botilbud); null for other stays than in a shelter.',
  })
  missingForPlace?: DischargeConditionKind[] | null

  @Field(() => String, { description: 'Where it is written (kilde).' })
  source!: string

  @Field(() => Boolean, { description: 'Taken back: it was entered in error (trukket tilbage).' })
  withdrawn!: boolean

  @Field(() => Instant, { description: 'Since when the hub has known it like this (registrering fra).' })
  recordedFrom!: string

  @Field(() => Instant, {
    nullable: true,
    description: 'Until when the hub knew it like this (registrering til); null = still.',
  })
  recordedUntil?: string | null
}

@InputType({ description: 'Which stays (filter).' })
export class StayFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality’s cases (kommune).' })
  municipalityCode?: string | null

  @Field(() => [StayKindEnum], { nullable: true, description: 'Of these kinds (opholdstyper).' })
  kinds?: StayKind[] | null

  @Field(() => StayProviderEnum, {
    nullable: true,
    description: 'In places of this provider (leverandørtype).',
  })
  provider?: StayProvider | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'That last on this day (igangværende den).',
  })
  validOn?: string | null

  @Field(() => [StayOutcomeEnum], { nullable: true, description: 'That ended in these (udskrevet til).' })
  outcomes?: StayOutcome[] | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'In a shelter without an end, to be left before this day (herbergsfrist før).',
  })
  shelterDueBefore?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Taken back, or not (trukket tilbage).' })
  withdrawn?: boolean | null
}

export const StayConnection = connectionOf('Stay', () => Stay, 'ophold')
export type StayConnection = Connection<Stay>
