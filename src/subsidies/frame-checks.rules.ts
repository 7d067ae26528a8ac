import { formatKroner, type Oere } from '../kernel/money.ts'
import { contains, type LocalDate, type Period } from '../kernel/period.ts'
import type {
  AuditFacts,
  CommitmentFacts,
  Evidence,
  EvidenceType,
  Finding,
  FrameFacts,
  KnownRow,
  TenancyFacts,
  TermFacts,
} from './subsidy-audit.ts'

/** Judges the facts of one programme in one municipality. */
export type Check = (facts: AuditFacts) => readonly Finding[]

/** A row as evidence. */
export function evidence(type: EvidenceType, { id, recordedFrom }: KnownRow): Evidence {
  return { type, id, recordedFrom }
}

/** What the programme's sources say on a day. */
export function termOn(terms: readonly TermFacts[], day: LocalDate): TermFacts | null {
  return terms.find((term) => contains(term, day)) ?? null
}

/** What is in force of dated rows on a day. */
export function inForce<Row extends Period>(rows: readonly Row[], day: LocalDate): Row | null {
  return rows.find((row) => contains(row, day)) ?? null
}

const byId = new WeakMap<readonly TenancyFacts[], ReadonlyMap<string, TenancyFacts>>()

/** The tenancy with this id, found by a map that is made once for the facts. */
export function tenancyWith({ tenancies }: AuditFacts, id: string | null): TenancyFacts | undefined {
  const known = byId.get(tenancies) ?? new Map(tenancies.map((tenancy) => [tenancy.id, tenancy]))
  byId.set(tenancies, known)
  return id === null ? undefined : known.get(id)
}

/** The tenancies of a commitment's periods, each once. */
export function housed(commitment: CommitmentFacts, facts: AuditFacts): readonly TenancyFacts[] {
  const ids = new Set(commitment.periods.map(({ tenancyId }) => tenancyId))
  return [...ids].flatMap((id) => tenancyWith(facts, id) ?? [])
}

/** The sum of some amounts. */
export function total(amounts: Iterable<Oere>): Oere {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return sum
}

/** A finding about a commitment as a whole: what it was granted is at stake, unless `more` says otherwise. */
export function aboutCommitment(
  commitment: CommitmentFacts,
  code: Finding['code'],
  more: Partial<Finding> = {},
): Finding {
  return {
    code,
    about: evidence('SubsidyCommitment', commitment),
    dwellingId: commitment.dwellingId,
    household: null,
    months: [],
    atStake: commitment.granted,
    figures: {},
    evidence: [],
    ...more,
  }
}

interface Counted extends KnownRow {
  readonly type: 'SubsidyCommitment' | 'TenantSubsidy'
  readonly committedOn: LocalDate
  readonly granted: Oere
}

/** More is committed than the frame allows; the latest commitments are those beyond it. */
export const frameExceeded: Check = (facts) =>
  facts.frames.flatMap((frame) => {
    const counted = countedIn(facts, frame.id)
    let dwellings = 0
    let amount = 0n
    const beyond = counted.filter((one) => {
      dwellings += 1
      amount += one.granted
      return (
        (frame.dwellingsMax !== null && dwellings > frame.dwellingsMax) ||
        (frame.amountMax !== null && amount > frame.amountMax)
      )
    })
    if (beyond.length === 0) return []
    return [
      {
        code: 'FRAME_EXCEEDED',
        about: evidence('SubsidyFrame', frame),
        dwellingId: null,
        household: null,
        months: [],
        atStake: total(beyond.map(({ granted }) => granted)),
        figures: {
          dwellings,
          dwellingsMax: frame.dwellingsMax,
          amount: formatKroner(amount),
          amountMax: frame.amountMax === null ? null : formatKroner(frame.amountMax),
        },
        evidence: beyond.map((one) => evidence(one.type, one)),
      },
    ]
  })

function countedIn(facts: AuditFacts, frameId: string): readonly Counted[] {
  const counted: Counted[] = [
    ...facts.commitments
      .filter((one) => one.frameId === frameId && !one.withdrawn)
      .map((one) => ({ ...one, type: 'SubsidyCommitment' as const })),
    ...facts.tenantSubsidies
      .filter((one) => one.frameId === frameId && !one.withdrawn)
      .map((one) => ({ ...one, type: 'TenantSubsidy' as const })),
  ]
  return counted.sort((a, b) => (a.committedOn + a.id < b.committedOn + b.id ? -1 : 1))
}

const eachWithFrame =
  (judge: (commitment: CommitmentFacts, frame: FrameFacts, facts: AuditFacts) => readonly Finding[]): Check =>
  (facts) =>
    facts.commitments.flatMap((commitment) => {
      const frame = facts.frames.find(({ id }) => id === commitment.frameId)
      const judged = frame !== undefined && commitment.audited && !commitment.withdrawn
      return judged ? judge(commitment, frame, facts) : []
    })

/** Committed on a day outside the window that the frame has now. */
export const outsideWindow = eachWithFrame((commitment, frame) => {
  const { committedOn } = commitment
  if (contains({ from: frame.windowFrom, until: frame.windowUntil }, committedOn)) return []
  return [
    aboutCommitment(commitment, 'COMMITMENT_OUTSIDE_WINDOW', {
      figures: { committedOn, windowFrom: frame.windowFrom, windowUntil: frame.windowUntil },
      evidence: [evidence('SubsidyFrame', frame)],
    }),
  ]
})

/** Committed on the day the frame lapsed or later. */
export const frameLapsed = eachWithFrame((commitment, frame) => {
  const { committedOn } = commitment
  if (committedOn < frame.lapsesOn) return []
  return [
    aboutCommitment(commitment, 'FRAME_LAPSED', {
      figures: { committedOn, lapsesOn: frame.lapsesOn },
      evidence: [evidence('SubsidyFrame', frame)],
    }),
  ]
})

/** No plan against homelessness was in force when it was committed. */
export const planMissing = eachWithFrame((commitment, frame, { conditions }) => {
  const plans = conditions.filter((one) => one.frameId === frame.id && one.kind === 'HOMELESSNESS_PLAN')
  if (inForce(plans, commitment.committedOn) !== null) return []
  return [
    aboutCommitment(commitment, 'PLAN_MISSING', {
      figures: { committedOn: commitment.committedOn },
      evidence: [evidence('SubsidyFrame', frame), ...plans.map((plan) => evidence('SubsidyCondition', plan))],
    }),
  ]
})

/** No letting agreement with the dwelling's organisation was in force: neither the frame's nor one that the hub knows. */
export const agreementMissing = eachWithFrame((commitment, frame, { conditions, agreements }) => {
  const { committedOn, organisationId } = commitment
  const stated = conditions.filter(
    (one) =>
      one.frameId === frame.id &&
      one.kind === 'LETTING_AGREEMENT' &&
      (one.organisationId === null || one.organisationId === organisationId),
  )
  const known = agreements.filter(({ organisationIds }) => organisationIds.includes(organisationId))
  if (inForce(stated, committedOn) !== null || inForce(known, committedOn) !== null) return []
  return [
    aboutCommitment(commitment, 'AGREEMENT_MISSING', {
      figures: { committedOn },
      evidence: [
        evidence('SubsidyFrame', frame),
        ...stated.map((condition) => evidence('SubsidyCondition', condition)),
      ],
    }),
  ]
})
