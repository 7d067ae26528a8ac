import type { Refusal } from '../kernel/errors.ts'
import type { TransitionParameterName } from './transition-parameter.ts'

const WARNINGS_MAX = 10
const MONTHS_MAX = 240
const DAYS_MAX = 3_650

/** Why a number cannot be these amounts; null when it can. */
export function amountsRefusal(name: TransitionParameterName, amounts: readonly number[]): Refusal | null {
  const countMax = name === 'WARNING_MONTHS' ? WARNINGS_MAX : 1
  const amountMax = name.endsWith('_MONTHS') ? MONTHS_MAX : DAYS_MAX
  const fits =
    amounts.length >= 1 &&
    amounts.length <= countMax &&
    new Set(amounts).size === amounts.length &&
    amounts.every((amount) => amount >= 1 && amount <= amountMax)
  return fits ? null : parameterAmountsWrong
}

const parameterAmountsWrong: Refusal = {
  code: 'PARAMETER_AMOUNTS_WRONG',
  path: 'input.amounts',
  text: {
    da: `Tallene passer ikke: varsler er 1–${WARNINGS_MAX} forskellige tal, de andre ét; måneder 1–${MONTHS_MAX}, dage 1–${DAYS_MAX}.`,
    en: `The amounts do not suit: warnings are 1–${WARNINGS_MAX} different ones, the others one; months 1–${MONTHS_MAX}, days 1–${DAYS_MAX}.`,
  },
}
