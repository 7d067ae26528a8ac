import { Field, InputType, Int, ObjectType } from 'type-graphql'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { orderEnum } from '../platform/graphql/enum.ts'
import { Node } from '../platform/graphql/node.ts'
import {
  Instant,
  Kroner,
  LocalDate,
  MunicipalityCode,
  PlainText,
  StrictID,
} from '../platform/graphql/scalars.ts'
import { Dwelling, Municipality } from '../registry/index.ts'
import { INSTRUMENT, PROGRAMME } from './descriptions.ts'
import {
  AnswerKindEnum,
  AuditChangeKindEnum,
  FindingCodeEnum,
  InstrumentEnum,
  SeverityEnum,
} from './instrument.types.ts'
import { SubsidyCorrection } from './subsidy.types.ts'
import { SubsidyFigure } from './tenant-subsidy.types.ts'

export const SubsidyAuditOrderEnum = orderEnum('SubsidyAuditOrder', 'runs', {
  RUN_AT_DESC: 'Newest first (kørselstidspunkt).',
})
export const SubsidyFindingOrderEnum = orderEnum('SubsidyFindingOrder', 'findings', {
  ENTERED_ASC: 'Check by check (kontrol).',
})

@ObjectType({ description: 'A row that proves a finding, as it was known (bevis).' })
export class SubsidyEvidence {
  @Field(() => StrictID, { description: 'The row (post).' })
  rowId!: string

  @Field(() => Instant, {
    description: 'Since when the hub had known it like this (registrering fra): the version.',
  })
  recordedFrom!: string
}

@ObjectType({ description: 'What was said or done about a finding (svar på fund).' })
export class SubsidyFindingAnswer {
  @Field(() => AnswerKindEnum, { description: 'What it is (svar).' })
  kind!: string

  @Field(() => String, { description: 'In words (forklaring).' })
  explanation!: string

  @Field(() => Kroner, { nullable: true, description: 'What was paid back (tilbagebetalt).' })
  amount?: string | null

  @Field(() => String, { description: 'Who answered (besvaret af).' })
  answeredBy!: string

  @Field(() => Instant, { description: 'When (besvaret den).' })
  answeredAt!: string
}

@ObjectType({ implements: Node, description: 'Something that a check found (fund).' })
export class SubsidyFinding extends Node {
  @Field(() => SubsidyAudit, { nullable: true, description: 'The run (kørsel).' })
  audit?: SubsidyAudit | null

  @Field(() => String, { description: 'Names it in every run alike (nøgle).' })
  key!: string

  @Field(() => FindingCodeEnum, { description: 'What was found (fund).' })
  code!: string

  @Field(() => SeverityEnum, { description: 'How grave it is (alvor).' })
  severity!: string

  @Field(() => String, { description: 'The clause (hjemmel).' })
  law!: string

  @Field(() => Dwelling, {
    nullable: true,
    description: 'The dwelling (bolig); null where it is about a frame.',
  })
  dwelling?: Dwelling | null

  @Field(() => [LocalDate], { description: 'The months it is about, by their first days (måneder).' })
  months!: string[]

  @Field(() => Kroner, { description: 'Money at stake (beløb).' })
  atStake!: string

  @Field(() => [SubsidyFigure], { description: 'The figures that it rests on (tal).' })
  figures!: SubsidyFigure[]

  @Field(() => [SubsidyEvidence], { description: 'The rows and versions that prove it (beviser).' })
  evidence!: SubsidyEvidence[]

  @Field(() => [SubsidyFindingAnswer], {
    description: 'The answers, oldest first; given to the same finding of any run (svar).',
  })
  answers!: SubsidyFindingAnswer[]
}

export const SubsidyFindingConnection = connectionOf('SubsidyFinding', () => SubsidyFinding, 'fund')
export type SubsidyFindingConnection = Connection<SubsidyFinding>

@ObjectType({ description: 'How a run differs from an earlier one (ændring mellem kørsler).' })
export class SubsidyAuditChange {
  @Field(() => AuditChangeKindEnum, { description: 'What happened to the finding (ændring).' })
  kind!: string

  @Field(() => SubsidyFinding, {
    nullable: true,
    description: 'The finding now (fund); null when it is gone.',
  })
  finding?: SubsidyFinding | null

  @Field(() => SubsidyFinding, {
    nullable: true,
    description: 'The finding then (tidligere fund); null when it is new.',
  })
  earlier?: SubsidyFinding | null

  @Field(() => [SubsidyCorrection], {
    description:
      'Corrections of the rows behind it, recorded between what the two runs knew, at most 100 (rettelser).',
  })
  corrections!: SubsidyCorrection[]
}

@ObjectType({
  implements: Node,
  description:
    'A run of every check over a programme of a municipality, as known at a moment (revisionskørsel).',
})
export class SubsidyAudit extends Node {
  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => String, { description: PROGRAMME })
  programme!: string

  @Field(() => InstrumentEnum, { description: INSTRUMENT })
  instrument!: string

  @Field(() => LocalDate, { description: 'First day audited (periode fra).' })
  from!: string

  @Field(() => LocalDate, { description: 'First day after (periode til).' })
  until!: string

  @Field(() => Instant, { description: 'What the hub knew at this moment (registreringstid).' })
  knownAt!: string

  @Field(() => String, { description: 'The version of the checks (regelsæt).' })
  ruleSet!: string

  @Field(() => Int, { description: 'How many findings (antal fund).' })
  findingCount!: number

  @Field(() => Kroner, { description: 'Money at stake in all (beløb).' })
  atStake!: string

  @Field(() => String, { description: 'Who ran it (kørt af).' })
  runBy!: string

  @Field(() => Instant, { description: 'When (kørt den).' })
  runAt!: string
}

export const SubsidyAuditConnection = connectionOf('SubsidyAudit', () => SubsidyAudit, 'revisionskørsler')
export type SubsidyAuditConnection = Connection<SubsidyAudit>

@InputType({ description: 'Which runs to list (filter).' })
export class SubsidyAuditFilter {
  @Field(() => MunicipalityCode, { nullable: true, description: 'Of this municipality (kommune).' })
  municipalityCode?: string | null

  @Field(() => PlainText, { nullable: true, description: PROGRAMME })
  programme?: string | null
}

@InputType({ description: 'Which findings to list (filter).' })
export class SubsidyFindingFilter {
  @Field(() => [FindingCodeEnum], { nullable: true, description: 'With one of these codes (fund).' })
  codes?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'About this dwelling (bolig).' })
  dwellingId?: string | null
}
