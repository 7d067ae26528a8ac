import { Field, Int, ObjectType } from 'type-graphql'
import { SupportMethodEnum } from '../households/index.ts'
import { Kroner, LocalDate } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { TransitionEndingEnum } from './transition-words.types.ts'

@ObjectType({
  description:
    'How long it took those who moved into transitional dwellings in the year (tid til indflytning).',
})
export class MovingInFigures {
  @Field(() => Int, { description: 'How many moved in (indflyttede).' })
  movedIn!: number

  @Field(() => Int, {
    nullable: true,
    description: 'Days from the nomination to the allocation, median (indstilling til anvisning).',
  })
  medianDaysToAllocation?: number | null

  @Field(() => Int, { nullable: true, description: 'The same, of nine in ten no more than this (90 %).' })
  ninthDecileDaysToAllocation?: number | null

  @Field(() => Int, {
    nullable: true,
    description: 'Days from the nomination to moving in, median (indstilling til indflytning).',
  })
  medianDaysToMovingIn?: number | null

  @Field(() => Int, { nullable: true, description: 'The same, of nine in ten no more than this (90 %).' })
  ninthDecileDaysToMovingIn?: number | null
}

@ObjectType({
  description:
    'How stays in shelters ended and stand (herbergsophold, serviceloven § 110), by the municipality’s goal.',
})
export class ShelterFigures {
  @Field(() => Int, { description: 'Stays that ended in the year (afsluttede).' })
  staysEnded!: number

  @Field(() => Int, { description: 'Of these, in a dwelling (til bolig).' })
  toDwelling!: number

  @Field(() => Int, { description: 'Of these, within the goal (inden for målet).' })
  toDwellingInTime!: number

  @Field(() => Int, { nullable: true, description: 'Days of those that ended, median (median).' })
  medianDays?: number | null

  @Field(() => Int, { description: 'Stays that go on at the end (igangværende).' })
  goingOn!: number

  @Field(() => Int, { description: 'Of these, beyond the goal (over målet).' })
  beyondGoal!: number

  @Field(() => Int, {
    description: 'Of those, with all conditions for discharge met (udskrivningsklare, § 110 stk. 5).',
  })
  beyondGoalReady!: number
}

@ObjectType({ description: 'How transitions stand at the end, and ended in the year (udslusning).' })
export class TransitionStanding {
  @Field(() => Int, { description: 'Let on the terms of a transitional dwelling at the end (aktive).' })
  active!: number

  @Field(() => Int, {
    description: 'Of these, with a period that ends within six months (udløber inden for 6 måneder).',
  })
  endingWithin6Months!: number

  @Field(() => Int, { description: 'Ended in the year, in any way but ordinary terms (afsluttede).' })
  ended!: number

  @Field(() => Int, { description: 'Went over to ordinary terms in the year (til ordinære vilkår).' })
  toOrdinaryTerms!: number

  @Field(() => Int, { description: 'Days of vacancy rent in the year (dage med tomgangsleje).' })
  vacancyDays!: number

  @Field(() => Kroner, {
    nullable: true,
    description: 'A month’s refund, the mean of the households’ means (gennemsnitlig refusion); null: none.',
  })
  meanRefund?: string | null
}

@ObjectType({ description: 'How many transitions ended in a way (afslutninger efter årsag).' })
export class TransitionExitCount {
  @Field(() => TransitionEndingEnum, { description: 'How (årsag).' })
  ending!: string

  @Field(() => Int, { description: 'How many (antal).' })
  count!: number
}

@ObjectType({
  description: 'How many of those whose tenancy turned so old in the year still lived there (fastholdelse).',
})
export class TransitionRetention {
  @Field(() => Int, { description: 'How many months: 6, 12 or 24 (måneder).' })
  months!: number

  @Field(() => Int, { description: 'Tenancies that began so long before a day of the year (lejemål).' })
  tenancies!: number

  @Field(() => Int, { description: 'Of these, still lived in (fastholdt).' })
  housed!: number
}

@ObjectType({
  description: 'How many households in transitional dwellings had a kind of support in the year (bostøtte).',
})
export class TransitionSupportCount {
  @Field(() => SupportMethodEnum, { nullable: true, description: 'Which (metode); null: none.' })
  method?: string | null

  @Field(() => Int, { description: 'How many households (husstande).' })
  households!: number
}

@ObjectType({
  description:
    'Figures of a municipality’s transitional dwellings and shelters in a calendar year (nøgletal), of what the actor may see.',
})
export class TransitionFigures {
  @Field(() => Municipality, { nullable: true, description: 'The municipality (kommune).' })
  municipality?: Municipality | null

  @Field(() => Int, { description: 'The calendar year (år).' })
  year!: number

  @Field(() => LocalDate, {
    description: 'The day that “at the end” means: the year’s last, today at the latest (opgjort).',
  })
  asOf!: string

  @Field(() => MovingInFigures, { description: 'From nomination to moving in (tid til indflytning).' })
  movingIn!: MovingInFigures

  @Field(() => ShelterFigures, { description: 'Stays in shelters (herbergsophold).' })
  shelters!: ShelterFigures

  @Field(() => TransitionStanding, { description: 'Transitional dwellings (udslusningsboliger).' })
  standing!: TransitionStanding

  @Field(() => [TransitionExitCount], { description: 'How they ended (afslutninger).' })
  exits!: TransitionExitCount[]

  @Field(() => [TransitionRetention], { description: 'Who still lived there (fastholdelse).' })
  retention!: TransitionRetention[]

  @Field(() => [TransitionSupportCount], { description: 'Who was supported, and how (bostøtte).' })
  support!: TransitionSupportCount[]
}
