import { Field, InputType, Int, ObjectType } from 'type-graphql'
import {
  Agreement,
  AgreementTerm,
  AgreementVersion,
  type Channel,
  type QuotaLevel,
  QuotaLevelEnum,
  type RuleCode,
} from '../agreements/index.ts'
import { type Connection, connectionOf } from '../platform/graphql/connection.ts'
import { Node } from '../platform/graphql/node.ts'
import { Instant, LocalDate, PlainText, StrictID } from '../platform/graphql/scalars.ts'
import {
  type AreaStatusKind,
  AreaStatusKindEnum,
  type DwellingType,
  DwellingTypeEnum,
  Estate,
  HousingOrganisation,
  Municipality,
} from '../registry/index.ts'
import { Vacancy } from '../vacancies/index.ts'
import {
  InternalTransferEnum,
  LettingChannelEnum,
  QuotaEventKindEnum,
  QuotaRuleEnum,
} from './quota-words.types.ts'

const RECORDED_FROM = 'Since when the hub has known it like this (registrering fra).'
const PERIOD = '`RUNNING`, a year such as `2026`, or a quarter such as `2026-Q1` (periode).'
const OWED = 'Whole dwellings owed to the municipality (skyldig); below 0: it has had too many (til gode).'
const EXACT = 'as an exact fraction, such as `7/4` (brøk)'

@ObjectType({
  implements: Node,
  description: 'How one sequence of turns stands in one period (saldo): what is owed and what was delivered.',
})
export class QuotaBalance extends Node {
  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => HousingOrganisation, { description: 'The organisation (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Agreement, { nullable: true, description: 'The agreement (aftale).' })
  agreement?: Agreement | null

  @Field(() => String, { description: PERIOD })
  period!: string

  @Field(() => QuotaLevelEnum, { description: 'What the sequence counts (opgørelsesniveau).' })
  level!: QuotaLevel

  @Field(() => Estate, { nullable: true, description: 'The estate it counts (afdeling), if one.' })
  estate?: Estate | null

  @Field(() => DwellingTypeEnum, {
    nullable: true,
    description: 'The dwelling type it counts (boligtype), if one.',
  })
  dwellingType?: DwellingType | null

  @Field(() => Int, { description: 'Vacancies that count in the base (tællende ledige boliger).' })
  counted!: number

  @Field(() => String, { description: `What the municipality is entitled to, ${EXACT}.` })
  entitledExact!: string

  @Field(() => Int, { description: 'What it is entitled to in whole dwellings (berettiget).' })
  entitled!: number

  @Field(() => Int, { description: 'What the period before left owed (overført).' })
  carried!: number

  @Field(() => Int, { description: 'Given to the municipality and counting as such (leveret).' })
  delivered!: number

  @Field(() => Int, { description: 'Given back by the municipality (tilbageleveret).' })
  returned!: number

  @Field(() => Int, { description: 'Given in the place of returned ones (erstattet).' })
  replaced!: number

  @Field(() => Int, { description: 'Returned, not counting, and not to be made good (bortfaldet).' })
  lapsed!: number

  @Field(() => Int, { description: OWED })
  owed!: number

  @Field(() => Int, {
    description: 'Replacements owed that did not come within the agreed number of turns (overskredet).',
  })
  overdue!: number

  @Field(() => String, { description: `What flexible letting is entitled to, ${EXACT}.` })
  flexibleEntitledExact!: string

  @Field(() => Int, { description: 'Let by flexible letting (fleksibelt udlejet).' })
  flexibleDelivered!: number

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({
  description:
    'What happened to a turn (hændelse). Of facts, those that it reports or corrects; the others are null.',
})
export class QuotaEvent {
  @Field(() => QuotaEventKindEnum, { description: 'What happened (hændelsens art).' })
  kind!: keyof typeof QuotaEventKindEnum

  @Field(() => LocalDate, { description: 'On which day (dag).' })
  day!: string

  @Field(() => String, {
    nullable: true,
    description: 'Why (begrundelse, årsagskode), if it takes a reason.',
  })
  reason?: string | null

  @Field(() => LocalDate, { nullable: true, description: 'The day it counts with (dag for turen).' })
  correctedDay?: string | null

  @Field(() => Estate, { nullable: true, description: 'The estate it counts with (afdeling).' })
  correctedEstate?: Estate | null

  @Field(() => DwellingTypeEnum, { nullable: true, description: 'The type it counts with (boligtype).' })
  dwellingType?: DwellingType | null

  @Field(() => InternalTransferEnum, { nullable: true, description: 'The internal list (intern oprykning).' })
  internalTransfer?: keyof typeof InternalTransferEnum | null

  @Field(() => Boolean, { nullable: true, description: 'Whether rehousing took it (genhusning).' })
  rehousing?: boolean | null

  @Field(() => [AreaStatusKindEnum], {
    nullable: true,
    description: 'The area statuses it counts with (områdestatus).',
  })
  areaStatuses?: AreaStatusKind[] | null

  @Field(() => Instant, { description: 'When it was recorded (registreringstid).' })
  recordedAt!: string
}

@ObjectType({
  implements: Node,
  description: 'The turn of one letting of a vacancy (tur): where it goes, as which number, and why.',
})
export class QuotaTurn extends Node {
  @Field(() => Vacancy, { nullable: true, description: 'The vacancy as it is now (ledig bolig).' })
  vacancy?: Vacancy | null

  @Field(() => Int, { description: 'Which letting of it, from 1 (udlejning nr.).' })
  letting!: number

  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => HousingOrganisation, { description: 'The organisation (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Agreement, {
    nullable: true,
    description: 'The agreement it rests on (aftale); null when none has a term for it.',
  })
  agreement?: Agreement | null

  @Field(() => AgreementVersion, { nullable: true, description: 'The agreement’s version (aftaleversion).' })
  version?: AgreementVersion | null

  @Field(() => AgreementTerm, { nullable: true, description: 'The term in force on its day (vilkår).' })
  term?: AgreementTerm | null

  @Field(() => QuotaBalance, {
    nullable: true,
    description: 'The balance of its sequence and period (saldo); null when it enters no base.',
  })
  balance?: QuotaBalance | null

  @Field(() => LocalDate, {
    description:
      'The day that puts it into its place (dag): available from, else at disposal from, else first recorded.',
  })
  day!: string

  @Field(() => Estate, { description: 'The estate it lay in on that day (afdeling).' })
  estate!: Estate

  @Field(() => DwellingTypeEnum, { nullable: true, description: 'The type it counts with (boligtype).' })
  dwellingType?: DwellingType | null

  @Field(() => InternalTransferEnum, { description: 'What became of the internal list (intern oprykning).' })
  internalTransfer!: keyof typeof InternalTransferEnum

  @Field(() => Boolean, { description: 'Whether rehousing took it (genhusning).' })
  rehousing!: boolean

  @Field(() => [AreaStatusKindEnum], {
    description: 'The statuses of its areas on that day (områdestatus).',
  })
  areaStatuses!: AreaStatusKind[]

  @Field(() => Boolean, {
    description: 'Whether the vacancy is withdrawn, and counts no more (trukket tilbage).',
  })
  withdrawn!: boolean

  @Field(() => String, { nullable: true, description: `${PERIOD} Null when it has no term.` })
  period?: string | null

  @Field(() => Int, {
    nullable: true,
    description: 'Its number in the sequence and period, from 1 (nummer); null when it enters no base.',
  })
  sequence?: number | null

  @Field(() => LettingChannelEnum, {
    nullable: true,
    description: 'Where it goes (udlejningsvej); null for a withdrawn one that nobody acted upon.',
  })
  channel?: Channel | null

  @Field(() => String, {
    nullable: true,
    description: 'The group inside the channel (gruppe); null when it is for the rest.',
  })
  subShare?: string | null

  @Field(() => LocalDate, {
    nullable: true,
    description: 'When somebody acted upon it (disponeret); from then on it stays. Null while it is open.',
  })
  actedOn?: string | null

  @Field(() => QuotaRuleEnum, { description: 'Why it goes there (regel).' })
  rule!: RuleCode

  @Field(() => String, { nullable: true, description: 'The step that the estate was on (trin), if any.' })
  step?: string | null

  @Field(() => String, { description: `The municipality’s entitlement in the period before it, ${EXACT}.` })
  entitledBefore!: string

  @Field(() => String, { description: `The entitlement with it, ${EXACT}.` })
  entitled!: string

  @Field(() => Int, {
    description: `${OWED} It is what was owed when the turn was decided, this one included.`,
  })
  owed!: number

  @Field(() => [String], {
    description: 'Agreement, version and term; rule; figures; in Danish (forklaring).',
  })
  explanationDa!: string[]

  @Field(() => [String], { description: 'Agreement, version and term; rule; figures; in English.' })
  explanationEn!: string[]

  @Field(() => [QuotaEvent], {
    description: 'What was reported, corrected and happened, in its order, the first 50 (hændelser).',
  })
  events!: QuotaEvent[]

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@ObjectType({
  implements: Node,
  description:
    'How many of an agreement’s transitional dwellings came from one organisation in a year (udslusningsboliger).',
})
export class QuotaCapUse extends Node {
  @Field(() => Municipality, { description: 'The municipality (kommune).' })
  municipality!: Municipality

  @Field(() => HousingOrganisation, { description: 'The organisation (boligorganisation).' })
  organisation!: HousingOrganisation

  @Field(() => Agreement, { nullable: true, description: 'The agreement (aftale).' })
  agreement?: Agreement | null

  @Field(() => String, { description: 'The calendar year (kalenderår).' })
  year!: string

  @Field(() => Int, { description: 'Used of this organisation’s dwellings (brugt).' })
  used!: number

  @Field(() => Int, {
    description: 'What the agreement allows in the year over all its organisations (loft).',
  })
  cap!: number

  @Field(() => Instant, { description: RECORDED_FROM })
  recordedFrom!: string
}

@InputType({ description: 'Which turns (filter).' })
export class QuotaTurnFilter {
  @Field(() => Int, { nullable: true, description: 'Whose day lies in this calendar year (år).' })
  year?: number | null

  @Field(() => [PlainText], { nullable: true, description: 'Of one of these periods (perioder).' })
  periods?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Resting on this agreement (aftale).' })
  agreementId?: string | null

  @Field(() => StrictID, { nullable: true, description: 'In this estate (afdeling).' })
  estateId?: string | null

  @Field(() => [LettingChannelEnum], {
    nullable: true,
    description: 'Going one of these ways (udlejningsveje).',
  })
  channels?: Channel[] | null

  @Field(() => Boolean, { nullable: true, description: 'Acted upon, or still open (disponeret).' })
  acted?: boolean | null
}

@InputType({ description: 'Which balances (filter).' })
export class QuotaBalanceFilter {
  @Field(() => Int, {
    nullable: true,
    description: 'Of this year or one of its quarters (år); a running sequence has none.',
  })
  year?: number | null

  @Field(() => [PlainText], { nullable: true, description: 'Of one of these periods (perioder).' })
  periods?: string[] | null

  @Field(() => StrictID, { nullable: true, description: 'Of this agreement (aftale).' })
  agreementId?: string | null

  @Field(() => [QuotaLevelEnum], {
    nullable: true,
    description: 'Of one of these levels (opgørelsesniveauer).',
  })
  levels?: QuotaLevel[] | null

  @Field(() => Boolean, { nullable: true, description: 'With something owed or a credit, or without.' })
  owing?: boolean | null
}

export const QuotaTurnConnection = connectionOf('QuotaTurn', () => QuotaTurn, 'ture')
export type QuotaTurnConnection = Connection<QuotaTurn>
export const QuotaBalanceConnection = connectionOf('QuotaBalance', () => QuotaBalance, 'saldi')
export type QuotaBalanceConnection = Connection<QuotaBalance>
export const QuotaCapUseConnection = connectionOf('QuotaCapUse', () => QuotaCapUse, 'lofter')
export type QuotaCapUseConnection = Connection<QuotaCapUse>
