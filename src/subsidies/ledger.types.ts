import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { orderEnum } from '../platform/graphql/enum.ts'
import { Kroner, LocalDate, MunicipalityCode, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import { Dwelling } from '../registry/index.ts'
import { INSTRUMENT, PROGRAMME } from './descriptions.ts'
import { InstrumentEnum } from './instrument.types.ts'
import { SubsidyCommitment } from './subsidy.types.ts'

export const SubsidyFrameOrderEnum = orderEnum('SubsidyFrameOrder', 'frames', {
  WINDOW_FROM_ASC: 'Oldest window first (tilsagnsperiode).',
  LAPSES_ON_ASC: 'The first to lapse first (bortfald).',
})
export const SubsidyPeriodOrderEnum = orderEnum('SubsidyPeriodOrder', 'periods', {
  FROM_ASC: 'Oldest first (virkning fra).',
})

export const SubsidyLedgerOrderEnum = orderEnum('SubsidyLedgerOrder', 'entries', {
  MONTH_ASC: 'Month by month (måned).',
})

@ObjectType({ description: 'A month of a commitment in the books (postering).' })
export class SubsidyLedgerEntry {
  @Field(() => SubsidyCommitment, { nullable: true, description: 'The commitment (tilsagn).' })
  commitment?: SubsidyCommitment | null

  @Field(() => Dwelling, { nullable: true, description: 'The dwelling (bolig).' })
  dwelling?: Dwelling | null

  @Field(() => String, { description: PROGRAMME })
  programme!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => LocalDate, { description: 'The month’s first day (måned).' })
  month!: string

  @Field(() => Int, { description: 'Days covered (dage); 0 where nothing is due.' })
  days!: number

  @Field(() => Kroner, { description: 'What is due (tilskud).' })
  due!: string

  @Field(() => Kroner, { description: 'What was paid (betalt).' })
  paid!: string
}

export const SubsidyLedgerEntryConnection = connectionOf(
  'SubsidyLedgerEntry',
  () => SubsidyLedgerEntry,
  'tilskudsregnskab',
)
export type SubsidyLedgerEntryConnection = Connection<SubsidyLedgerEntry>

@InputType({ description: 'Which frames to list (filter).' })
export class SubsidyFrameFilter {
  @Field(() => [MunicipalityCode], {
    nullable: true,
    description: 'Of one of these municipalities (kommuner).',
  })
  municipalityCodes?: string[] | null

  @Field(() => PlainText, { nullable: true, description: PROGRAMME })
  programme?: string | null
}

@InputType({ description: 'Which periods to list (filter).' })
export class SubsidyPeriodFilter {
  @Field(() => [MunicipalityCode], {
    nullable: true,
    description: 'Of one of these municipalities (kommuner).',
  })
  municipalityCodes?: string[] | null

  @Field(() => PlainText, { nullable: true, description: PROGRAMME })
  programme?: string | null

  @Field(() => [InstrumentEnum], { nullable: true, description: 'By one of these clauses (hjemler).' })
  instruments?: string[] | null

  @Field(() => StrictID, {
    nullable: true,
    description: 'Of this organisation’s dwellings (boligorganisation).',
  })
  organisationId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this dwelling (bolig).' })
  dwellingId?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those taken back, or only those not (trukket tilbage).',
  })
  withdrawn?: boolean | null
}

@InputType({ description: 'Which entries to list (filter).' })
export class SubsidyLedgerFilter {
  @Field(() => PlainText, { nullable: true, description: PROGRAMME })
  programme?: string | null

  @Field(() => StrictID, { nullable: true, description: 'Of this dwelling (bolig).' })
  dwellingId?: string | null
}
