import type { AllocationRecord } from '../../../allocations/index.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { withoutCpr } from '../../../kernel/cpr.ts'
import type { LocalDate } from '../../../kernel/period.ts'
import type { Problem, ReadRecord } from '../../feed-format.ts'
import { numberUnreadable } from '../../feed-problem.ts'
import { wholeNumber } from '../../formats/json-lines.ts'
import type { AllocationRecordInput } from './allocation-input.types.ts'
import { allocationRead } from './allocation-ndjson.ts'
import { type AllocationFields, validateAllocation } from './allocation-record.rules.ts'

/** The records of a call, validated by the same rules as those of a file. */
export async function* readAllocationInputs(
  inputs: readonly AllocationRecordInput[],
  today: LocalDate,
): AsyncGenerator<ReadRecord<AllocationRecord>> {
  for (const [index, input] of inputs.entries()) {
    const problems: Problem[] = []
    const validated = validateAllocation(fieldsOf(input, problems), today, problems)
    yield allocationRead(index + 1, withoutCpr(JSON.stringify(input)), validated)
  }
}

/** A running number has no scalar of its own, so what is not one is told like that of a file. */
function fieldsOf(input: AllocationRecordInput, problems: Problem[]): AllocationFields {
  const sourceSequence = input.sourceSequence == null ? null : wholeNumber(input.sourceSequence)
  if (input.sourceSequence != null && sourceSequence === null)
    problems.push(numberUnreadable('sourceSequence'))
  const day = (given: string | null | undefined) => (given ?? null) as LocalDate | null
  return {
    sourceId: input.sourceId,
    sourceSequence,
    sourceTime: (input.sourceTime ?? null) as Instant | null,
    caseReference: input.caseReference ?? null,
    organisationUnitId: input.organisationUnitId ?? null,
    kleNumber: input.kleNumber ?? null,
    organisationCode: input.organisationCode,
    estateNumber: input.estateNumber,
    tenancyNumber: input.tenancyNumber,
    vacancySourceId: input.vacancySourceId ?? null,
    legalBasis: input.legalBasis,
    nominatedOn: day(input.nominatedOn),
    decidedOn: day(input.decidedOn),
    overrideReason: input.overrideReason ?? null,
    answer: input.answer ?? null,
    answeredOn: day(input.answeredOn),
    declineReason: input.declineReason ?? null,
    leaseSignedOn: day(input.leaseSignedOn),
    movedInOn: day(input.movedInOn),
    ending: input.ending ?? null,
    endedOn: day(input.endedOn),
    endingReason: input.endingReason ?? null,
  }
}
