import type { Instant } from '../../../kernel/clock.ts'
import { holdsCpr, withoutCpr } from '../../../kernel/cpr.ts'
import { type LocalDate, parseLocalDate } from '../../../kernel/period.ts'
import {
  CONDITION_KINDS,
  STATEMENT_KINDS,
  type SubsidyRecord,
  TARGET_GROUP_BASES,
  type TargetGroupBasis,
} from '../../../subsidies/index.ts'
import type { Problem, ReadRecord } from '../../feed-format.ts'
import {
  amountUnreadable,
  dayUnreadable,
  errorAt,
  numberUnreadable,
  timeUnreadable,
} from '../../feed-problem.ts'
import {
  type Json,
  type JsonLine,
  jsonLines,
  memberReader,
  oneOf,
  refuseUnknown,
  wholeNumber,
} from '../../formats/json-lines.ts'
import { offsetInstant, plainKroner, rawText } from '../../formats/source-text.ts'
import { MEMBERS_OF_KIND, type SubsidyFields, validateSubsidy } from './subsidy-record.rules.ts'

const SCHEMA = 'subsidy.v1'

const MEMBERS: ReadonlySet<string> = new Set(
  Object.values(MEMBERS_OF_KIND).flatMap(({ required, optional }) => [...required, ...optional]),
)

/**
 * Parts of grants and payments as the fund or a municipality states them: one JSON object a line, as
 * `schema/feeds/subsidy.v1.schema.json` describes it. A line that is no such object is one record in quarantine.
 */
export async function* readSubsidies(
  source: AsyncIterable<Uint8Array>,
  ownMunicipality: string | null,
): AsyncGenerator<ReadRecord<SubsidyRecord>> {
  for await (const line of jsonLines(source)) {
    if (line.given === null) yield subsidyRead(line.row, line.raw, { record: null, problems: [line.fault] })
    else yield subsidyOf(line, ownMunicipality)
  }
}

/** A record on its way, its raw form without CPR numbers. */
export function subsidyRead(
  row: number,
  raw: string,
  { record, problems }: Pick<ReadRecord<SubsidyRecord>, 'record' | 'problems'>,
): ReadRecord<SubsidyRecord> {
  const key = { organisationCode: null, estateNumber: null, tenancyNumber: null }
  return {
    row,
    raw: rawText(withoutCpr(raw)),
    key: { ...key, sourceId: record?.reference ?? null },
    record,
    problems,
  }
}

function subsidyOf({ row, raw, given }: JsonLine, ownMunicipality: string | null): ReadRecord<SubsidyRecord> {
  const problems: Problem[] = []
  refuseUnknown(given, MEMBERS, { prefix: '', schema: SCHEMA }, problems)
  const validated = validateSubsidy(fieldsOf(given, problems), ownMunicipality, problems)
  // JSON can write a digit as an escape, which only shows when it is read.
  const written = JSON.stringify(given)
  return subsidyRead(row, holdsCpr(written) ? written : raw, validated)
}

function fieldsOf(given: Json, problems: Problem[]): SubsidyFields {
  const from = memberReader(given, '', problems)
  const day = (member: keyof SubsidyFields) => from.written<LocalDate>(member, parseLocalDate, dayUnreadable)
  const kroner = (member: keyof SubsidyFields) => from.written(member, plainKroner, amountUnreadable)
  return {
    kind: from.written('kind', (text) => oneOf(STATEMENT_KINDS, text), wordUnknown),
    municipalityCode: from.text('municipalityCode'),
    programme: from.text('programme'),
    reference: from.text('reference'),
    sourceSequence: from.written('sourceSequence', wholeNumber, numberUnreadable),
    sourceTime: from.written<Instant>('sourceTime', offsetInstant, timeUnreadable),
    source: from.text('source'),
    dwellingsMax: from.number('dwellingsMax'),
    amountMax: kroner('amountMax'),
    windowFrom: day('windowFrom'),
    windowUntil: day('windowUntil'),
    lapsesOn: day('lapsesOn'),
    frame: from.text('frame'),
    condition: from.written('condition', (text) => oneOf(CONDITION_KINDS, text), wordUnknown),
    organisationCode: from.text('organisationCode'),
    estateNumber: from.text('estateNumber'),
    tenancyNumber: from.text('tenancyNumber'),
    committedOn: day('committedOn'),
    from: day('from'),
    until: day('until'),
    granted: kroner('granted'),
    rentBefore: kroner('rentBefore'),
    allocationDecidedOn: day('allocationDecidedOn'),
    targetGroupRecordedOn: day('targetGroupRecordedOn'),
    targetGroupBasis: basesOf(given.targetGroupBasis ?? null, problems),
    commitment: from.text('commitment'),
    monthly: kroner('monthly'),
    base: kroner('base'),
    indexFactor: from.text('indexFactor'),
    rentAfter: kroner('rentAfter'),
    month: day('month'),
    amount: kroner('amount'),
    paidOn: day('paidOn'),
  }
}

function basesOf(value: unknown, problems: Problem[]): readonly TargetGroupBasis[] | null {
  if (value === null) return null
  const bases = Array.isArray(value) ? value.map((one) => oneOf(TARGET_GROUP_BASES, String(one))) : [null]
  const known = bases.filter((one) => one !== null)
  if (known.length === bases.length && new Set(known).size === known.length) return known
  problems.push(wordUnknown('targetGroupBasis'))
  return null
}

function wordUnknown(path: string): Problem {
  return errorAt(
    path,
    'WORD_UNKNOWN',
    `Koden i »${path}« er ukendt. Brug en af dem, som skemaet ${SCHEMA} nævner.`,
    `The code in "${path}" is unknown. Use one of those that the schema ${SCHEMA} names.`,
  )
}
