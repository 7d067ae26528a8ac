import type { Refusal } from '../kernel/errors.ts'
import { formatKroner } from '../kernel/money.ts'
import type { FeedMappingInput } from './feed.types.ts'
import type { FeedMapping, Problem, ReadRecord } from './feed-format.ts'
import { numberUnreadable } from './feed-problem.ts'
import { rawText, readKey } from './formats/source-text.ts'
import type { VacancyRecordInput } from './sync.types.ts'
import { expectationOf, type VacancyFields, validateVacancy } from './vacancy-record.rules.ts'

/** How many records one call of `syncVacancies` may carry. */
export const SYNC_RECORDS_MAX = 1_000

export const tooManyRecords: Refusal = {
  code: 'TOO_MANY_RECORDS',
  path: 'records',
  text: {
    da: `Et kald må højst rumme ${SYNC_RECORDS_MAX} poster. Del dem, eller send en fil til /feeds/{feed}/deliveries.`,
    en: `One call may carry ${SYNC_RECORDS_MAX} records at most. Split them, or send a file to /feeds/{feed}/deliveries.`,
  },
}

/** What the input calls a field, where it differs. */
const PATHS = {
  rentOere: 'rent',
  rentTotalOere: 'rentTotal',
  depositOere: 'deposit',
  firstPaymentOere: 'firstPayment',
} as const

/** The records of a call, validated by the same rules as those of a file. */
export async function* readInputs(
  inputs: readonly VacancyRecordInput[],
  mapping: FeedMapping,
): AsyncGenerator<ReadRecord> {
  const expectation = expectationOf(mapping, PATHS)
  for (const [index, input] of inputs.entries()) {
    const fields = fieldsOf(input)
    const validated = validateVacancy(fields, expectation, unreadableSequence(input))
    yield {
      row: index + 1,
      raw: rawText(inputAsWritten(input)),
      key: readKey(fields, validated.record),
      ...validated,
    }
  }
}

/** An input as it came: an amount stands as øre in it, but came as kroner. */
export function inputAsWritten(input: object): string {
  return JSON.stringify(input, asWritten)
}

function asWritten(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? formatKroner(value) : value
}

const SEQUENCE = /^\d{1,18}$/

/** A running number has no scalar of its own, so what is not one is told like that of a file. */
function unreadableSequence({ sourceSequence }: VacancyRecordInput): Problem[] {
  return sourceSequence == null || SEQUENCE.test(sourceSequence) ? [] : [numberUnreadable('sourceSequence')]
}

function fieldsOf(input: VacancyRecordInput): VacancyFields {
  const { rent, rentTotal, deposit, firstPayment, acontoLines, sourceSequence, ...same } = input
  return {
    ...(same as VacancyFields),
    sourceSequence: sourceSequence != null && SEQUENCE.test(sourceSequence) ? BigInt(sourceSequence) : null,
    rentOere: rent,
    rentTotalOere: rentTotal ?? null,
    depositOere: deposit ?? null,
    firstPaymentOere: firstPayment ?? null,
    acontoLines: (acontoLines ?? []).map(({ kind, name, amount }) => ({
      kind: kind ?? null,
      name,
      amountOere: amount,
    })),
  }
}

/** The settings of a feed as they are kept. */
export function mappingOf(input: FeedMappingInput): Omit<FeedMapping, 'organisationCode'> {
  const { sourceOrganisationCode, municipalityCode, estates, columns, dwellingTypes, leaseEnd } = input
  return {
    municipalityCode,
    ...(sourceOrganisationCode == null ? {} : { sourceOrganisationCode }),
    ...(estates == null
      ? {}
      : {
          municipalityByEstate: Object.fromEntries(
            estates.map((one) => [one.estateNumber, one.municipalityCode]),
          ),
        }),
    ...(columns == null
      ? {}
      : { columns: Object.fromEntries(columns.map((one) => [one.field, one.header])) }),
    ...(dwellingTypes == null
      ? {}
      : { dwellingTypes: Object.fromEntries(dwellingTypes.map((one) => [one.word, one.dwellingType])) }),
    ...(leaseEnd == null ? {} : { leaseEnd }),
  }
}
