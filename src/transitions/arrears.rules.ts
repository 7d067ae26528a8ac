import { addBusinessDays } from '../agreements/index.ts'
import type { Refusal } from '../kernel/errors.ts'
import { type LocalDate, nextDay } from '../kernel/period.ts'
import type { ArrearsEntry, ArrearsResponseEntry, ArrearsStepKind } from './arrears.ts'

type Standing = ArrearsStepKind | null

/** What each step can come after; null: nothing is owed. */
const COMES_AFTER: Readonly<Record<ArrearsStepKind, readonly Standing[]>> = {
  REMINDER: [null, 'SETTLED', 'REMINDER'],
  NOTICE_TO_MUNICIPALITY: ['REMINDER'],
  BAILIFF_CASE: ['NOTICE_TO_MUNICIPALITY'],
  EVICTION: ['BAILIFF_CASE'],
  SETTLED: ['REMINDER', 'NOTICE_TO_MUNICIPALITY', 'BAILIFF_CASE'],
}

/** The steps with which the municipality has to act: the landlord's notice, and the bailiff's court's. */
const ASKS_TO_ACT: ReadonlySet<ArrearsStepKind> = new Set(['NOTICE_TO_MUNICIPALITY', 'BAILIFF_CASE'])

const REFERENCE_LENGTH_MAX = 100

/** Whether a step of this kind asks something of the municipality. */
export function asksToAct(kind: ArrearsStepKind): boolean {
  return ASKS_TO_ACT.has(kind)
}

/**
 * First day after the last one on which the municipality has to have acted: so many business days after the step, which
 * itself does not count. Null: the step asks nothing of it, or it has set itself no period.
 */
export function actBy(
  kind: ArrearsStepKind,
  happenedOn: LocalDate,
  businessDays: number | null,
): LocalDate | null {
  if (businessDays === null || !asksToAct(kind)) return null
  return nextDay(addBusinessDays(happenedOn, businessDays, []))
}

/** A step that stands, for the order of a tenancy's steps. */
export interface StandingStep {
  readonly kind: ArrearsStepKind
  readonly happenedOn: LocalDate
}

/**
 * Whether steps follow each other as the law has them. It does not matter in which order they were told: those of one day
 * count in whichever order fits. A tenancy has a step of a kind once a day.
 */
export function inLegalOrder(steps: readonly StandingStep[]): boolean {
  const byDay = Map.groupBy(steps, ({ happenedOn }) => happenedOn)
  let standings: ReadonlySet<Standing> = new Set([null])
  for (const day of [...byDay.keys()].sort()) {
    const kinds = (byDay.get(day) ?? []).map(({ kind }) => kind)
    standings = new Set([...standings].flatMap((standing) => [...endsOf(standing, kinds)]))
  }
  return standings.size > 0
}

/** Where arrears can stand at the end of a day that began there and had these steps. */
function endsOf(standing: Standing, kinds: readonly ArrearsStepKind[]): ReadonlySet<Standing> {
  if (kinds.length === 0) return new Set([standing])
  const next = kinds.filter((kind) => COMES_AFTER[kind].includes(standing))
  return new Set(
    next.flatMap((kind) => [
      ...endsOf(
        kind,
        kinds.filter((other) => other !== kind),
      ),
    ]),
  )
}

/** Everything that is wrong with a step by itself, in a tenancy that begins on `tenancyFrom`. */
export function stepRefusals(
  { happenedOn, reference }: Pick<ArrearsEntry, 'happenedOn' | 'reference'>,
  tenancyFrom: LocalDate,
  today: LocalDate,
): readonly Refusal[] {
  return [
    ...(happenedOn > today ? [stepInFuture] : []),
    ...(happenedOn < tenancyFrom ? [stepBeforeTenancy] : []),
    ...(reference.length > REFERENCE_LENGTH_MAX ? [referenceTooLong] : []),
  ]
}

/** Everything that is wrong with a response to a step of that day. */
export function responseRefusals(
  { happenedOn }: Pick<ArrearsResponseEntry, 'happenedOn'>,
  stepOn: LocalDate,
  today: LocalDate,
): readonly Refusal[] {
  return [
    ...(happenedOn > today ? [responseInFuture] : []),
    ...(happenedOn < stepOn ? [responseBeforeStep] : []),
  ]
}

/** A step that the steps before or after it do not allow. */
export const stepOutOfOrder: Refusal = {
  code: 'ARREARS_STEP_OUT_OF_ORDER',
  path: 'input.kind',
  law: 'L 114 (2012-13)',
  text: {
    da: 'Skridtet følger ikke efter de andre: påkrav, underretning til kommunen, fogedsag, udsættelse; restancen kan være indfriet efter hvert af dem. Indberet det manglende skridt først, eller ret dagen.',
    en: 'The step does not follow the others: reminder, notice to the municipality, bailiff’s court, eviction; after each of them the arrears may be settled. Report the missing step first, or correct the day.',
  },
}

/** A step that its tenancy has on that day already. */
export const stepReported: Refusal = {
  code: 'ARREARS_STEP_REPORTED',
  path: 'input.kind',
  text: {
    da: 'Dette skridt er allerede indberettet for lejemålet den dag.',
    en: 'This step is reported for the tenancy on that day already.',
  },
}

/** A step without which the ones after it have nothing to come after. */
export const stepNeeded: Refusal = {
  code: 'ARREARS_STEP_NEEDED',
  path: 'input.stepId',
  text: {
    da: 'Senere skridt bygger på dette. Træk dem tilbage først.',
    en: 'Later steps rest on this one. Withdraw them first.',
  },
}

const stepInFuture: Refusal = {
  code: 'ARREARS_STEP_IN_FUTURE',
  path: 'input.happenedOn',
  text: {
    da: 'Dagen ligger efter i dag. Indberet skridtet, når det er taget.',
    en: 'The day lies after today. Report the step once it is taken.',
  },
}

const stepBeforeTenancy: Refusal = {
  code: 'ARREARS_BEFORE_TENANCY',
  path: 'input.happenedOn',
  text: {
    da: 'Dagen ligger før lejemålets første dag. Ret dagen, eller vælg det rigtige lejemål.',
    en: 'The day lies before the tenancy’s first day. Correct the day, or choose the right tenancy.',
  },
}

const referenceTooLong: Refusal = {
  code: 'REFERENCE_TOO_LONG',
  path: 'input.reference',
  text: {
    da: `Referencen er på højst ${REFERENCE_LENGTH_MAX} tegn.`,
    en: `The reference has ${REFERENCE_LENGTH_MAX} characters at most.`,
  },
}

const responseInFuture: Refusal = {
  code: 'RESPONSE_IN_FUTURE',
  path: 'input.happenedOn',
  text: {
    da: 'Dagen ligger efter i dag. Registrér indsatsen, når den er sket.',
    en: 'The day lies after today. Record what was done once it was.',
  },
}

const responseBeforeStep: Refusal = {
  code: 'RESPONSE_BEFORE_STEP',
  path: 'input.happenedOn',
  text: {
    da: 'Dagen ligger før det skridt, der svares på. Ret dagen, eller vælg det rigtige skridt.',
    en: 'The day lies before the step that it answers. Correct the day, or choose the right step.',
  },
}
