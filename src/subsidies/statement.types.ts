import { Field, InputType, ObjectType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, MunicipalityCode, PlainText } from '../platform/graphql/scalars.ts'
import { Municipality } from '../registry/index.ts'
import { INSTRUMENT, PROGRAMME, RECORDED_FROM } from './descriptions.ts'
import { InstrumentEnum, SideEnum, StatementKindEnum } from './instrument.types.ts'
import { SubsidyFigure } from './tenant-subsidy.types.ts'

export const SubsidyStatementOrderEnum = orderEnum('SubsidyStatementOrder', 'statements', {
  REFERENCE_ASC: 'By reference (reference).',
})

@ObjectType({
  implements: Node,
  description:
    'What one side’s feed states of a frame, a commitment or a payment (oplysning), whatever the books say.',
})
export class SubsidyStatement extends Node {
  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => String, { description: PROGRAMME })
  programme!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => SideEnum, { description: 'Who states it (part).' })
  side!: string

  @Field(() => StatementKindEnum, { description: 'What it is about (oplysningens slags).' })
  kind!: string

  @Field(() => String, { description: 'What the parties call it between them (fælles reference).' })
  reference!: string

  @Field(() => [SubsidyFigure], {
    description: 'What it says, by the names of the feed’s schema (oplyst); amounts in kroner.',
  })
  stated!: SubsidyFigure[]

  @Field(() => Boolean, {
    description: 'Its feed brought the row of the books and restates it (fører posten).',
  })
  keeps!: boolean

  @Field(() => Boolean, {
    description: 'The full list of its feed holds it no longer (ikke længere meldt).',
  })
  withdrawn!: boolean

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

export const SubsidyStatementConnection = connectionOf(
  'SubsidyStatement',
  () => SubsidyStatement,
  'oplysninger om tilskud',
)
export type SubsidyStatementConnection = Connection<SubsidyStatement>

@InputType({ description: 'Which statements to list (filter).' })
export class SubsidyStatementFilter {
  @Field(() => [MunicipalityCode], { nullable: true, description: 'Of these municipalities (kommuner).' })
  municipalityCodes?: string[] | null

  @Field(() => PlainText, { nullable: true, description: PROGRAMME })
  programme?: string | null

  @Field(() => [StatementKindEnum], { nullable: true, description: 'About these (slags).' })
  kinds?: (keyof typeof StatementKindEnum)[] | null

  @Field(() => PlainText, { nullable: true, description: 'With this reference (reference).' })
  reference?: string | null
}
