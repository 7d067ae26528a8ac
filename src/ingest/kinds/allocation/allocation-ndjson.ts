import { RETURN_REASONS } from '../../../agreements/index.ts'
import {
  type AllocationRecord,
  DECLINE_REASONS,
  OFFER_BASES,
  REPORTED_ENDINGS,
} from '../../../allocations/index.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { holdsCpr, withoutCpr } from '../../../kernel/cpr.ts'
import { type LocalDate, parseLocalDate } from '../../../kernel/period.ts'
import type { Problem, ReadRecord } from '../../feed-format.ts'
import { dayUnreadable, errorAt, numberUnreadable, timeUnreadable } from '../../feed-problem.ts'
import {
  type Json,
  type JsonLine,
  jsonLines,
  memberReader,
  oneOf,
  refuseUnknown,
  wholeNumber,
} from '../../formats/json-lines.ts'
import { offsetInstant, rawText } from '../../formats/source-text.ts'
import { type AllocationFields, validateAllocation } from './allocation-record.rules.ts'

/** What a household can say to a dwelling. */
export const REPORTED_ANSWERS = ['ACCEPTED', 'DECLINED'] as const

const SCHEMA = 'allocation.v1'

const MEMBERS: ReadonlySet<keyof AllocationFields> = new Set<keyof AllocationFields>([
  'sourceId',
  'sourceSequence',
  'sourceTime',
  'caseReference',
  'organisationUnitId',
  'kleNumber',
  'organisationCode',
  'estateNumber',
  'tenancyNumber',
  'vacancySourceId',
  'legalBasis',
  'nominatedOn',
  'decidedOn',
  'overrideReason',
  'answer',
  'answeredOn',
  'declineReason',
  'leaseSignedOn',
  'movedInOn',
  'ending',
  'endedOn',
  'endingReason',
])

/**
 * Allocations as a municipality's case system reports them: one JSON object a line, as
 * `schema/feeds/allocation.v1.schema.json` describes it. A line that is no such object is one record in quarantine.
 */
export async function* readAllocations(
  source: AsyncIterable<Uint8Array>,
  today: LocalDate,
): AsyncGenerator<ReadRecord<AllocationRecord>> {
  for await (const line of jsonLines(source)) {
    if (line.given === null) {
      yield allocationRead(line.row, withoutCpr(line.raw), { record: null, problems: [line.fault] })
    } else yield allocationOf(line, today)
  }
}

/** A record on its way, its raw form without CPR numbers. */
export function allocationRead(
  row: number,
  raw: string,
  { record, problems }: Pick<ReadRecord<AllocationRecord>, 'record' | 'problems'>,
): ReadRecord<AllocationRecord> {
  const { organisationCode = null, estateNumber = null, tenancyNumber = null } = record?.dwelling ?? {}
  const key = { organisationCode, estateNumber, tenancyNumber, sourceId: record?.sourceId ?? null }
  return { row, raw: rawText(raw), key, record, problems }
}

function allocationOf({ row, raw, given }: JsonLine, today: LocalDate): ReadRecord<AllocationRecord> {
  const problems: Problem[] = []
  refuseUnknown(given, MEMBERS, { prefix: '', schema: SCHEMA }, problems)
  const fields = fieldsOf(given, problems)
  return allocationRead(row, rawWithoutCpr(raw, given), validateAllocation(fields, today, problems))
}

function rawWithoutCpr(raw: string, given: Json): string {
  const written = JSON.stringify(given)
  // JSON can write a digit as an escape, which only shows when it is read.
  return holdsCpr(written) ? withoutCpr(written) : raw
}

function fieldsOf(given: Json, problems: Problem[]): AllocationFields {
  const from = memberReader(given, '', problems)
  const day = (member: keyof AllocationFields) =>
    from.written<LocalDate>(member, parseLocalDate, dayUnreadable)
  const word = <Word extends string>(member: keyof AllocationFields, words: readonly Word[]) =>
    from.written(member, (text) => oneOf(words, text), wordUnknown)
  return {
    sourceId: from.text('sourceId'),
    sourceSequence: from.written('sourceSequence', wholeNumber, numberUnreadable),
    sourceTime: from.written<Instant>('sourceTime', offsetInstant, timeUnreadable),
    caseReference: from.text('caseReference'),
    organisationUnitId: from.text('organisationUnitId'),
    kleNumber: from.text('kleNumber'),
    organisationCode: from.text('organisationCode'),
    estateNumber: from.text('estateNumber'),
    tenancyNumber: from.text('tenancyNumber'),
    vacancySourceId: from.text('vacancySourceId'),
    legalBasis: word('legalBasis', OFFER_BASES),
    nominatedOn: day('nominatedOn'),
    decidedOn: day('decidedOn'),
    overrideReason: from.text('overrideReason'),
    answer: word('answer', REPORTED_ANSWERS),
    answeredOn: day('answeredOn'),
    declineReason: word('declineReason', DECLINE_REASONS),
    leaseSignedOn: day('leaseSignedOn'),
    movedInOn: day('movedInOn'),
    ending: word('ending', REPORTED_ENDINGS),
    endedOn: day('endedOn'),
    endingReason: word('endingReason', RETURN_REASONS),
  }
}

function wordUnknown(path: string): Problem {
  return errorAt(
    path,
    'WORD_UNKNOWN',
    `Koden i »${path}« er ukendt. Brug en af dem, som skemaet ${SCHEMA} nævner.`,
    `The code in "${path}" is unknown. Use one of those that the schema ${SCHEMA} names.`,
  )
}
