import { Field, InputType, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { type LocalDate as Day, LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import type { DischargeConditionKind, StayKind, StayOutcome, StayProvider } from './stay.ts'
import {
  DischargeConditionKindEnum,
  Stay,
  StayKindEnum,
  StayOutcomeEnum,
  StayProviderEnum,
} from './stay.types.ts'

@InputType({ description: 'A condition for discharge that is met (opfyldt betingelse).' })
export class DischargeConditionInput {
  @Field(() => DischargeConditionKindEnum, { description: 'Which one (betingelse).' })
  kind!: DischargeConditionKind

  @Field(() => LocalDate, { description: 'Since when it is met, today or earlier (opfyldt den).' })
  metOn!: Day

  @Field(() => PlainText, {
    description: 'Where that is written, in 200 characters at most, and no CPR number (dokumentation).',
  })
  evidence!: string
}

@InputType({ description: 'What is told of a stay (ophold).' })
class StayInput {
  @Field(() => StayKindEnum, { description: 'Where (opholdstype).' })
  kind!: StayKind

  @Field(() => StayProviderEnum, {
    nullable: true,
    description: 'Whose place it is (leverandørtype), for places under serviceloven.',
  })
  provider?: StayProvider | null

  @Field(() => LocalDate, { description: 'First day, today or earlier (virkning fra).' })
  from!: Day

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'First day on which it is no longer there, today or earlier (virkning til); left out while it is.',
  })
  until?: Day | null

  @Field(() => StayOutcomeEnum, {
    nullable: true,
    description: 'What it ended in (udskrevet til); with an end, and only then.',
  })
  outcome?: StayOutcome | null

  @Field(() => PlainText, { description: 'Where it is written, without a CPR number (kilde).' })
  source!: string
}

@InputType({ description: 'A stay to record (registrér ophold).' })
export class RecordStayInput extends StayInput {
  @Field(() => StrictID, { description: 'The household’s id.' })
  householdId!: string

  @Field(() => [DischargeConditionInput], {
    defaultValue: [],
    description: 'The conditions for discharge that are met already (opfyldte betingelser).',
  })
  conditions!: DischargeConditionInput[]
}

@InputType({ description: 'A stay as it is to be, the whole of it (ret ophold).' })
export class CorrectStayInput extends StayInput {
  @Field(() => StrictID, { description: 'The stay’s id.' })
  stayId!: string
}

@InputType({ description: 'A stay that ends (ophold slutter).' })
export class EndStayInput {
  @Field(() => StrictID, { description: 'The stay’s id.' })
  stayId!: string

  @Field(() => LocalDate, {
    description: 'First day on which the household is no longer there, today or earlier (virkning til).',
  })
  until!: Day

  @Field(() => StayOutcomeEnum, {
    description:
      'What it ended in (udskrevet til). Discharge from a shelter to a dwelling or a place takes the conditions of serviceloven § 110 stk. 5.',
  })
  outcome!: StayOutcome
}

@InputType({ description: 'A stay to take back (træk ophold tilbage).' })
export class WithdrawStayInput {
  @Field(() => StrictID, { description: 'The stay’s id.' })
  stayId!: string
}

@InputType({ description: 'A condition for discharge that is met (opfyldt betingelse).' })
export class RecordDischargeConditionInput extends DischargeConditionInput {
  @Field(() => StrictID, { description: 'The stay’s id.' })
  stayId!: string
}

@InputType({ description: 'A condition that is not met after all (træk betingelse tilbage).' })
export class WithdrawDischargeConditionInput {
  @Field(() => StrictID, { description: 'The stay’s id.' })
  stayId!: string

  @Field(() => DischargeConditionKindEnum, { description: 'Which one (betingelse).' })
  kind!: DischargeConditionKind
}

@ObjectType({ description: 'What became of a command on a stay (svar).' })
export class StayPayload {
  @Field(() => Stay, { nullable: true, description: 'The stay (ophold); null when the call was refused.' })
  stay?: Stay | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
