import type { Instant } from '../../../kernel/clock.ts'
import { formatKroner } from '../../../kernel/money.ts'
import type { LocalDate } from '../../../kernel/period.ts'
import type { SubsidyRecord } from '../../../subsidies/index.ts'
import type { Problem, ReadRecord } from '../../feed-format.ts'
import { numberUnreadable } from '../../feed-problem.ts'
import { wholeNumber } from '../../formats/json-lines.ts'
import type { SubsidyRecordInput } from './subsidy-input.types.ts'
import { subsidyRead } from './subsidy-ndjson.ts'
import { type SubsidyFields, validateSubsidy } from './subsidy-record.rules.ts'

/** The records of a call, validated by the same rules as those of a file. */
export async function* readSubsidyInputs(
  inputs: readonly SubsidyRecordInput[],
  ownMunicipality: string | null,
): AsyncGenerator<ReadRecord<SubsidyRecord>> {
  for (const [index, input] of inputs.entries()) {
    const problems: Problem[] = []
    const validated = validateSubsidy(fieldsOf(input, problems), ownMunicipality, problems)
    yield subsidyRead(index + 1, JSON.stringify(input, asWritten), validated)
  }
}

/** An amount stands as øre in the input, but came as kroner. */
function asWritten(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? formatKroner(value) : value
}

function fieldsOf(input: SubsidyRecordInput, problems: Problem[]): SubsidyFields {
  const sourceSequence = input.sourceSequence == null ? null : wholeNumber(input.sourceSequence)
  // A running number has no scalar of its own, so what is not one is told like that of a file.
  if (input.sourceSequence != null && sourceSequence === null)
    problems.push(numberUnreadable('sourceSequence'))
  const day = (given: string | null | undefined) => (given ?? null) as LocalDate | null
  return {
    kind: input.kind,
    municipalityCode: input.municipalityCode,
    programme: input.programme,
    reference: input.reference,
    sourceSequence,
    sourceTime: (input.sourceTime ?? null) as Instant | null,
    source: input.source ?? null,
    dwellingsMax: input.dwellingsMax ?? null,
    amountMax: input.amountMax ?? null,
    windowFrom: day(input.windowFrom),
    windowUntil: day(input.windowUntil),
    lapsesOn: day(input.lapsesOn),
    frame: input.frame ?? null,
    condition: input.condition ?? null,
    organisationCode: input.organisationCode ?? null,
    estateNumber: input.estateNumber ?? null,
    tenancyNumber: input.tenancyNumber ?? null,
    committedOn: day(input.committedOn),
    from: day(input.from),
    until: day(input.until),
    granted: input.granted ?? null,
    rentBefore: input.rentBefore ?? null,
    allocationDecidedOn: day(input.allocationDecidedOn),
    targetGroupRecordedOn: day(input.targetGroupRecordedOn),
    targetGroupBasis: input.targetGroupBasis == null ? null : [...new Set(input.targetGroupBasis)],
    commitment: input.commitment ?? null,
    monthly: input.monthly ?? null,
    base: input.base ?? null,
    indexFactor: input.indexFactor ?? null,
    rentAfter: input.rentAfter ?? null,
    month: day(input.month),
    amount: input.amount ?? null,
    paidOn: day(input.paidOn),
  }
}
