import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { RefusalType } from '../platform/graphql/refusal.ts'
import { LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import {
  type AreaStatusKind,
  AreaStatusKindEnum,
  type DwellingType,
  DwellingTypeEnum,
} from '../registry/index.ts'
import { QuotaTurn } from './quota.types.ts'
import { InternalTransferEnum, OwnLettingChannelEnum } from './quota-words.types.ts'

@InputType({
  description: 'What an organisation knows of a vacancy and its feed does not say (oplysninger).',
})
export class ReportVacancyFactsInput {
  @Field(() => StrictID, { description: 'The vacancy (ledig bolig).' })
  vacancyId!: string

  @Field(() => Int, {
    nullable: true,
    description: 'Which letting of it (udlejning nr.); the one at hand when left out.',
  })
  letting?: number | null

  @Field(() => InternalTransferEnum, {
    nullable: true,
    description: 'What became of the internal list (intern oprykning); not reported when left out.',
  })
  internalTransfer?: keyof typeof InternalTransferEnum | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is taken for rehousing (genhusning); not reported when left out.',
  })
  rehousing?: boolean | null

  @Field(() => OwnLettingChannelEnum, {
    nullable: true,
    description:
      'How it was let (udlejningsvej); its turn stays from then on. What the municipality took is recorded by its allocation.',
  })
  letThrough?: keyof typeof OwnLettingChannelEnum | null
}

@InputType({
  description: 'The facts behind a turn as they are to be counted (rettelse). What is left out stays.',
})
export class CorrectTurnInput {
  @Field(() => StrictID, { description: 'The turn (tur).' })
  turnId!: string

  @Field(() => PlainText, { description: 'Why (begrundelse); both parties read it.' })
  reason!: string

  @Field(() => LocalDate, { nullable: true, description: 'The day it counts with (dag).' })
  day?: LocalDate | null

  @Field(() => StrictID, { nullable: true, description: 'The estate it counts with (afdeling).' })
  estateId?: string | null

  @Field(() => DwellingTypeEnum, { nullable: true, description: 'The type it counts with (boligtype).' })
  dwellingType?: DwellingType | null

  @Field(() => InternalTransferEnum, { nullable: true, description: 'The internal list (intern oprykning).' })
  internalTransfer?: keyof typeof InternalTransferEnum | null

  @Field(() => Boolean, { nullable: true, description: 'Whether rehousing took it (genhusning).' })
  rehousing?: boolean | null

  @Field(() => [AreaStatusKindEnum], {
    nullable: true,
    description: 'The area statuses it counts with, in place of the lists’ (områdestatus).',
  })
  areaStatuses?: AreaStatusKind[] | null
}

@ObjectType({ description: 'What became of a command on a turn (svar).' })
export class QuotaTurnPayload {
  @Field(() => QuotaTurn, {
    nullable: true,
    description: 'The turn (tur); null when the call was refused, or when there is no agreement.',
  })
  turn?: QuotaTurn | null

  @Field(() => [RefusalType], { description: 'Why the call was refused; empty when it was carried out.' })
  refusals!: RefusalType[]
}
