import { textHoldsCpr } from '../households/index.ts'
import { holdsCpr } from '../kernel/cpr.ts'
import type { Refusal } from '../kernel/errors.ts'

/** Why a text cannot be taken down; null when it can, or when there is none. */
export function textRefusal(text: string | null, path: string): Refusal | null {
  return text !== null && holdsCpr(text) ? textHoldsCpr(path) : null
}
