import type { ReturnReason } from '../../../agreements/index.ts'
import type {
  AllocationRecord,
  DeclineReason,
  OfferBasis,
  ReportedAnswer,
  ReportedEnding,
} from '../../../allocations/index.ts'
import type { Instant } from '../../../kernel/clock.ts'
import { holdsCpr } from '../../../kernel/cpr.ts'
import type { LocalDate } from '../../../kernel/period.ts'
import type { Problem } from '../../feed-format.ts'
import { caseReferenceOf, cprAt, kleNumberOf, missing, opaqueId } from '../../record-value.rules.ts'
import { KEY_PART, keyPart, name, sequence, TENANCY_NUMBER, uuid } from '../../vacancy-value.rules.ts'
import { courseProblems } from './allocation-course.rules.ts'

/** An allocation as read, before the rules: anything may be absent. */
export interface AllocationFields {
  readonly sourceId: string | null
  readonly sourceSequence: bigint | null
  readonly sourceTime: Instant | null
  readonly caseReference: string | null
  readonly organisationUnitId: string | null
  readonly kleNumber: string | null
  readonly organisationCode: string | null
  readonly estateNumber: string | null
  readonly tenancyNumber: string | null
  readonly vacancySourceId: string | null
  readonly legalBasis: OfferBasis | null
  readonly nominatedOn: LocalDate | null
  readonly decidedOn: LocalDate | null
  readonly overrideReason: string | null
  readonly answer: ReportedAnswer['answer'] | null
  readonly answeredOn: LocalDate | null
  readonly declineReason: DeclineReason | null
  readonly leaseSignedOn: LocalDate | null
  readonly movedInOn: LocalDate | null
  readonly ending: ReportedEnding['kind'] | null
  readonly endedOn: LocalDate | null
  readonly endingReason: ReturnReason | null
}

/** The outcome of the rules: `record` is null exactly when one of the problems is an ERROR. */
export interface ValidatedAllocation {
  readonly record: AllocationRecord | null
  readonly problems: Problem[]
}

const OVERRIDE_REASON_CHARACTERS_MAX = 1_000

/**
 * Applies every rule to one reported allocation, whatever the way it came in; `found` are the problems met while reading
 * it. No problem repeats a value of the record.
 */
export function validateAllocation(
  fields: AllocationFields,
  today: LocalDate,
  found: readonly Problem[],
): ValidatedAllocation {
  const problems = [...found]
  const organisationCode = keyPart(fields.organisationCode, KEY_PART, 'organisationCode', problems)
  const estateNumber = keyPart(fields.estateNumber, KEY_PART, 'estateNumber', problems)
  const tenancyNumber = keyPart(fields.tenancyNumber, TENANCY_NUMBER, 'tenancyNumber', problems)
  const id = opaqueId(fields.sourceId, 'sourceId', problems)
  const named = { sourceId: id, organisationCode, estateNumber, tenancyNumber, legalBasis: fields.legalBasis }
  for (const [path, value] of Object.entries(named)) {
    if (value === null) missing(path, problems)
  }
  const reference = caseReferenceOf(fields.caseReference, problems)
  if (reference === null && namesHousehold(fields)) missing('caseReference', problems)
  const vacancySourceId = opaqueId(fields.vacancySourceId, 'vacancySourceId', problems)
  const sourceSequence = sequence(fields.sourceSequence, 'sourceSequence', problems)
  const organisationUnitId = uuid(fields.organisationUnitId, 'organisationUnitId', problems)
  const kleNumber = kleNumberOf(fields.kleNumber, problems)
  const overrideReason = reasonOf(fields.overrideReason, problems)
  problems.push(...courseProblems(fields, today))
  if (problems.some(({ severity }) => severity === 'ERROR')) return { record: null, problems }
  return {
    record: {
      sourceId: id as string,
      sourceSequence,
      sourceTime: fields.sourceTime,
      subject: reference === null ? null : { caseReference: reference, organisationUnitId, kleNumber },
      dwelling: {
        organisationCode: organisationCode as string,
        estateNumber: estateNumber as string,
        tenancyNumber: tenancyNumber as string,
        vacancySourceId,
      },
      legalBasis: fields.legalBasis as OfferBasis,
      nominatedOn: fields.nominatedOn,
      decidedOn: fields.decidedOn,
      overrideReason,
      answer: answerOf(fields),
      leaseSignedOn: fields.leaseSignedOn,
      movedInOn: fields.movedInOn,
      ending: endingOf(fields),
    },
    problems,
  }
}

/** Only a dwelling given back or up without a household needs none. */
function namesHousehold({ nominatedOn, decidedOn, ending }: AllocationFields): boolean {
  return nominatedOn !== null || decidedOn !== null || ending === 'WITHDRAWN' || ending === null
}

function reasonOf(text: string | null, problems: Problem[]): string | null {
  const reason = name(text, OVERRIDE_REASON_CHARACTERS_MAX, 'overrideReason', problems)
  if (reason !== null && holdsCpr(reason)) problems.push(cprAt('overrideReason'))
  return reason
}

function answerOf({ answer, answeredOn, declineReason }: AllocationFields): ReportedAnswer | null {
  if (answer === null || answeredOn === null) return null
  return answer === 'ACCEPTED'
    ? { answer, on: answeredOn }
    : { answer, on: answeredOn, reason: declineReason as DeclineReason }
}

function endingOf({ ending, endedOn, endingReason }: AllocationFields): ReportedEnding | null {
  if (ending === null || endedOn === null) return null
  return ending === 'RETURNED' || ending === 'GIVEN_UP'
    ? { kind: ending, on: endedOn, reason: endingReason as ReturnReason }
    : { kind: ending, on: endedOn }
}
