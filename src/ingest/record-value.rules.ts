import { caseReferenceRefusal } from '../households/index.ts'
import { holdsCpr } from '../kernel/cpr.ts'
import type { Problem } from './feed-format.ts'
import { errorAt, missingAt } from './feed-problem.ts'
import { sourceId } from './vacancy-value.rules.ts'

const KLE_NUMBER = /^\d{2}(\.\d{2}){0,2}$/

/** An obligatory member that is not there; what has an ERROR at its path has been told already. */
export function missing(path: string, problems: Problem[]): void {
  if (!problems.some((one) => one.severity === 'ERROR' && one.path === path)) problems.push(missingAt(path))
}

/** A source's own id; one that is or holds a CPR number is an ERROR. */
export function opaqueId(text: string | null, path: string, problems: Problem[]): string | null {
  const id = sourceId(text, path, problems)
  if (id !== null && holdsCpr(id)) problems.push(cprAt(path))
  return id
}

/** A case reference, null when there is none; one that is malformed or holds a CPR number is an ERROR. */
export function caseReferenceOf(text: string | null, problems: Problem[]): string | null {
  const reference = text?.trim() ?? ''
  if (reference === '') return null
  const refusal = caseReferenceRefusal(reference)
  if (refusal !== null) {
    problems.push(errorAt('caseReference', refusal.code, refusal.text.da, refusal.text.en))
  }
  return reference
}

/** A KLE number; anything else is an ERROR. */
export function kleNumberOf(text: string | null, problems: Problem[]): string | null {
  if (text === null || KLE_NUMBER.test(text)) return text
  problems.push(
    errorAt(
      'kleNumber',
      'KLE_NUMBER_MALFORMED',
      '»kleNumber« skal være et KLE-nummer som 27.35.12. Ret det, eller udelad det.',
      '"kleNumber" must be a KLE number such as 27.35.12. Correct it or leave it out.',
    ),
  )
  return null
}

/** A text with a CPR number in it. */
export function cprAt(path: string): Problem {
  return errorAt(
    path,
    'TEXT_HOLDS_CPR',
    `»${path}« har noget, der ligner et CPR-nummer. Fjern det; husstanden angives kun ved sin sagsreference.`,
    `"${path}" holds what looks like a CPR number. Remove it; the household is named by its case reference only.`,
  )
}
