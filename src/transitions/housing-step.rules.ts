import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { HOUSING_STEPS, type Housing } from './housing-step.ts'
import type { StayKind } from './stay.ts'
import { stateOn } from './transition.rules.ts'
import type { TransitionFacts } from './transition.ts'

/**
 * Where a household lives on a day, by its stay on that day and its transitions; null where none of them says. Whoever
 * stays somewhere lives there, though a tenancy may last.
 */
export function housingOn(
  stay: StayKind | null,
  transitions: readonly TransitionFacts[],
  day: LocalDate,
): Housing | null {
  if (stay !== null) return stay
  const lasting = transitions.filter(({ endedOn }) => endedOn === null || endedOn > day)
  const states = lasting.map((facts) => stateOn(facts, day))
  if (states.some((state) => state === 'IN_PERIOD')) return 'TRANSITIONAL_DWELLING'
  return states.includes('ORDINARY_TERMS') ? 'ORDINARY_DWELLING' : null
}

/** Why a household cannot go from where it lives to somewhere else; null when it can, or when nobody knows where it lives. */
export function housingStepRefusal(from: Housing | null, to: Housing): Refusal | null {
  if (from === null || (HOUSING_STEPS[from] as readonly Housing[]).includes(to)) return null
  return {
    code: 'HOUSING_STEP_NOT_ALLOWED',
    path: 'input.householdId',
    law: 'almenboligloven § 63 stk. 3',
    text: {
      da: `Husstanden bor den dag i ${from} og kan ikke derfra gå til ${to}. Registrér først, hvordan den bolig endte, eller hvor husstanden opholder sig.`,
      en: `On that day the household lives in ${from} and cannot go from there to ${to}. Record first how that dwelling ended, or where the household stays.`,
    },
  }
}
