import type { ReportedEnding } from '../../../allocations/index.ts'
import type { LocalDate } from '../../../kernel/period.ts'
import type { Problem } from '../../feed-format.ts'
import { errorAt } from '../../feed-problem.ts'

/** What a record says of the course of an allocation. */
export interface Course {
  readonly nominatedOn: LocalDate | null
  readonly decidedOn: LocalDate | null
  readonly overrideReason: string | null
  readonly answer: 'ACCEPTED' | 'DECLINED' | null
  readonly answeredOn: LocalDate | null
  readonly declineReason: string | null
  readonly leaseSignedOn: LocalDate | null
  readonly movedInOn: LocalDate | null
  readonly ending: ReportedEnding['kind'] | null
  readonly endedOn: LocalDate | null
  readonly endingReason: string | null
}

type DayName = 'nominatedOn' | 'decidedOn' | 'answeredOn' | 'leaseSignedOn' | 'movedInOn' | 'endedOn'

const DAYS: readonly DayName[] = [
  'nominatedOn',
  'decidedOn',
  'answeredOn',
  'leaseSignedOn',
  'movedInOn',
  'endedOn',
]

/** The second day of each pair may not come before the first. */
const IN_ORDER: readonly (readonly [DayName, DayName])[] = [
  ['nominatedOn', 'decidedOn'],
  ['decidedOn', 'answeredOn'],
  ['answeredOn', 'leaseSignedOn'],
  ['answeredOn', 'movedInOn'],
  ['nominatedOn', 'endedOn'],
  ['decidedOn', 'endedOn'],
  ['answeredOn', 'endedOn'],
]

/** Everything that is wrong with the course of an allocation, in the order of its steps. */
export function courseProblems(course: Course, today: LocalDate): readonly Problem[] {
  return [
    ...DAYS.filter((day) => (course[day] ?? today) > today).map(dayInFuture),
    ...IN_ORDER.filter(([first, second]) => isBefore(course[second], course[first])).map(outOfOrder),
    ...stepProblems(course),
    ...endingProblems(course),
  ]
}

function isBefore(day: LocalDate | null, other: LocalDate | null): boolean {
  return day !== null && other !== null && day < other
}

function stepProblems(course: Course): readonly Problem[] {
  const { nominatedOn, decidedOn, answer, answeredOn, declineReason, leaseSignedOn, movedInOn } = course
  const housed = leaseSignedOn !== null || movedInOn !== null
  return [
    ...(nominatedOn === null && decidedOn === null && course.ending === null ? [nothingHappened] : []),
    ...(decidedOn === null && (answer !== null || housed) ? [decisionMissing] : []),
    ...(decidedOn === null && course.overrideReason !== null ? [overrideWithoutDecision] : []),
    ...((answer === null) === (answeredOn === null) ? [] : [answerIncomplete]),
    ...((answer === 'DECLINED') === (declineReason !== null) ? [] : [declineReasonMisfit]),
    ...(housed && answer !== 'ACCEPTED' ? [acceptanceMissing] : []),
  ]
}

function endingProblems(course: Course): readonly Problem[] {
  const { ending, endedOn, endingReason, decidedOn, answer, leaseSignedOn, movedInOn } = course
  const reasoned = ending === 'RETURNED' || ending === 'GIVEN_UP'
  const open = decidedOn !== null && answer !== 'DECLINED'
  return [
    ...((ending === null) === (endedOn === null) ? [] : [endingIncomplete]),
    ...(reasoned === (endingReason !== null) ? [] : [endingReasonMisfit]),
    ...(ending === 'WITHDRAWN' && decidedOn !== null ? [withdrawnAfterDecision] : []),
    ...(ending === 'ALLOCATION_WITHDRAWN' && !open ? [withdrawnWithoutAllocation] : []),
    ...(ending === 'RETURNED' && open ? [returnedAfterDecision] : []),
    ...(ending !== null && (leaseSignedOn !== null || movedInOn !== null) ? [endedAfterLease] : []),
  ]
}

function dayInFuture(path: DayName): Problem {
  return errorAt(
    path,
    'DAY_IN_FUTURE',
    `»${path}« ligger efter i dag. Meld det, når det er sket.`,
    `"${path}" lies after today. Report it when it has happened.`,
  )
}

function outOfOrder([first, second]: readonly [DayName, DayName]): Problem {
  return errorAt(
    second,
    'DAYS_OUT_OF_ORDER',
    `»${second}« ligger før »${first}«. Ret en af dagene.`,
    `"${second}" lies before "${first}". Correct one of the days.`,
  )
}

const nothingHappened = errorAt(
  'nominatedOn',
  'NOTHING_HAPPENED',
  'Posten siger ikke, at noget er sket. Angiv mindst nominatedOn, decidedOn eller ending.',
  'The record does not say that anything happened. Give at least nominatedOn, decidedOn or ending.',
)

const decisionMissing = errorAt(
  'decidedOn',
  'DECISION_MISSING',
  'Et svar, en lejeaftale eller en indflytning hører til en anvisning. Angiv decidedOn.',
  'An answer, a lease or moving in belongs to a decision. Give decidedOn.',
)

const overrideWithoutDecision = errorAt(
  'overrideReason',
  'OVERRIDE_WITHOUT_DECISION',
  'overrideReason begrunder en anvisning. Angiv decidedOn, eller fjern begrundelsen.',
  'overrideReason gives reasons for a decision. Give decidedOn, or remove the reason.',
)

const answerIncomplete = errorAt(
  'answer',
  'ANSWER_INCOMPLETE',
  'answer og answeredOn følges ad. Angiv begge eller ingen af dem.',
  'answer and answeredOn go together. Give both of them or neither.',
)

const declineReasonMisfit = errorAt(
  'declineReason',
  'DECLINE_REASON_MISFIT',
  'declineReason hører til svaret DECLINED og skal angives med det.',
  'declineReason belongs to the answer DECLINED and must be given with it.',
)

const acceptanceMissing = errorAt(
  'answer',
  'ACCEPTANCE_MISSING',
  'En lejeaftale eller en indflytning forudsætter svaret ACCEPTED. Angiv det og dets dag.',
  'A lease or moving in presupposes the answer ACCEPTED. Give it and its day.',
)

const endingIncomplete = errorAt(
  'ending',
  'ENDING_INCOMPLETE',
  'ending og endedOn følges ad. Angiv begge eller ingen af dem.',
  'ending and endedOn go together. Give both of them or neither.',
)

const endingReasonMisfit = errorAt(
  'endingReason',
  'ENDING_REASON_MISFIT',
  'endingReason hører til RETURNED og GIVEN_UP og skal angives med dem.',
  'endingReason belongs to RETURNED and GIVEN_UP and must be given with them.',
)

const withdrawnAfterDecision = errorAt(
  'ending',
  'WITHDRAWN_AFTER_DECISION',
  'WITHDRAWN tager en indstilling tilbage; boligen er anvist. Brug ALLOCATION_WITHDRAWN eller GIVEN_UP, eller meld husstandens afslag.',
  'WITHDRAWN takes a nomination back; the dwelling was allocated. Use ALLOCATION_WITHDRAWN or GIVEN_UP, or report that the household declined.',
)

const withdrawnWithoutAllocation = errorAt(
  'ending',
  'WITHDRAWN_WITHOUT_ALLOCATION',
  'ALLOCATION_WITHDRAWN tager en anvisning tilbage, som husstanden ikke har afslået. Angiv decidedOn og intet afslag, eller fjern ending.',
  'ALLOCATION_WITHDRAWN takes an allocation back that the household has not declined. Give decidedOn and no declining, or remove ending.',
)

const returnedAfterDecision = errorAt(
  'ending',
  'RETURNED_AFTER_DECISION',
  'En anvist bolig sendes ikke retur. Brug GIVEN_UP, eller meld husstandens afslag.',
  'An allocated dwelling is not returned. Use GIVEN_UP, or report that the household declined.',
)

const endedAfterLease = errorAt(
  'ending',
  'ENDED_AFTER_LEASE',
  'Efter lejeaftalen er det lejemålet, der ophører. Fjern ending, eller ret leaseSignedOn og movedInOn.',
  'After the lease it is the tenancy that ends. Remove ending, or correct leaseSignedOn and movedInOn.',
)
