import type { Refusal } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { AllocationState, Consequence, HouseholdAnswer } from './allocation.ts'
import type { DeclineReason } from './offer.ts'

/** An answer as it is sent, its fields not yet held against each other. */
export interface AnswerEntry {
  readonly answer: HouseholdAnswer['answer']
  readonly declineReason: DeclineReason | null
  readonly consequence: Consequence['kind'] | null
  readonly parkedUntil: LocalDate | null
}

/** The answer that an entry stands for, or what is wrong with it. */
export function answerOf(entry: AnswerEntry, today: LocalDate): HouseholdAnswer | Refusal {
  const { answer, declineReason, consequence, parkedUntil } = entry
  if (answer === 'ACCEPTED') {
    return declineReason === null && consequence === null && parkedUntil === null
      ? { answer }
      : declineNotMeant
  }
  if (declineReason === null) return declineReasonMissing
  const follows = consequenceOf(consequence, parkedUntil, today)
  return isRefusal(follows) ? follows : { answer, reason: declineReason, consequence: follows }
}

/** What is to follow from declining, or what is wrong with it; null when nothing is said. */
export function consequenceOf(
  kind: Consequence['kind'] | null,
  parkedUntil: LocalDate | null,
  today: LocalDate,
): Consequence | Refusal | null {
  if (kind === 'PARKED') {
    if (parkedUntil === null) return parkedUntilMissing
    return parkedUntil <= today ? parkedUntilOver : { kind, until: parkedUntil }
  }
  if (parkedUntil !== null) return parkedUntilNotMeant
  return kind === null ? null : { kind }
}

/** True for what is wrong with an entry. */
export function isRefusal(result: object | null): result is Refusal {
  return result !== null && 'code' in result
}

/** Why an allocation cannot be answered so; null when it can. */
export function answerRefusal(state: AllocationState, answer: HouseholdAnswer['answer']): Refusal | null {
  if (state === 'AWAITING_ANSWER' || (state === 'ACCEPTED' && answer === 'DECLINED')) return null
  return allocationAnswered
}

/** Why an allocation cannot be taken back; null when it can. */
export function withdrawalRefusal(state: AllocationState): Refusal | null {
  return state === 'AWAITING_ANSWER' || state === 'ACCEPTED' ? null : allocationNotOpen
}

/** Why nothing can follow from declining; null when it can. */
export function consequenceRefusal(state: AllocationState): Refusal | null {
  return state === 'DECLINED' ? null : allocationNotDeclined
}

const declineNotMeant: Refusal = {
  code: 'DECLINE_NOT_MEANT',
  path: 'input.answer',
  text: {
    da: 'Årsag, følge og dato hører til et afslag. Fjern dem, eller angiv svaret DECLINED.',
    en: 'A reason, consequence or day belongs to declining. Remove them, or give the answer DECLINED.',
  },
}

const declineReasonMissing: Refusal = {
  code: 'DECLINE_REASON_MISSING',
  path: 'input.declineReason',
  text: { da: 'Angiv, hvorfor husstanden afslog.', en: 'Say why the household declined.' },
}

const parkedUntilMissing: Refusal = {
  code: 'PARKED_UNTIL_MISSING',
  path: 'input.parkedUntil',
  text: {
    da: 'Angiv, til hvilken dag husstanden sættes i bero.',
    en: 'Say until which day the household is parked.',
  },
}

const parkedUntilOver: Refusal = {
  code: 'PARKED_UNTIL_OVER',
  path: 'input.parkedUntil',
  text: {
    da: 'Dagen er forbi. En husstand sættes i bero til en dag efter i dag.',
    en: 'That day is over. A household is parked until a day after today.',
  },
}

const parkedUntilNotMeant: Refusal = {
  code: 'PARKED_UNTIL_NOT_MEANT',
  path: 'input.parkedUntil',
  text: {
    da: 'En dag hører til følgen PARKED. Fjern den, eller vælg den følge.',
    en: 'A day belongs to the consequence PARKED. Remove it, or choose that consequence.',
  },
}

const allocationAnswered: Refusal = {
  code: 'ALLOCATION_ANSWERED',
  path: 'input.allocationId',
  text: {
    da: 'Anvisningen er allerede besvaret eller bortfaldet. Se dens status.',
    en: 'The allocation is answered or cancelled already. See its state.',
  },
}

const allocationNotOpen: Refusal = {
  code: 'ALLOCATION_NOT_OPEN',
  path: 'input.allocationId',
  text: {
    da: 'Kun en anvisning, der afventer svar eller er accepteret, og hvis lejeaftale ikke er underskrevet, kan trækkes tilbage. Se dens status.',
    en: 'Only an allocation that awaits an answer or is accepted, its lease not signed, can be taken back. See its state.',
  },
}

const allocationNotDeclined: Refusal = {
  code: 'ALLOCATION_NOT_DECLINED',
  path: 'input.allocationId',
  text: {
    da: 'Kun et afslag kan have en følge. Registrér husstandens svar først.',
    en: 'Only declining can have a consequence. Record the household’s answer first.',
  },
}
