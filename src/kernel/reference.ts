import { holdsCpr, withoutUuids } from './cpr.ts'

const REFERENCE = /^[0-9A-Za-zÆØÅæøå][0-9A-Za-zÆØÅæøå./-]{0,39}$/
/** As the database has it: any six and four digits in a row, outside UUIDs. */
const REFERENCE_LIKE_CPR = /\d{6}[-.]?\d{4}/

/** What is wrong with a sender's own reference, such as a case number; null when nothing is. */
export function referenceFault(text: string): 'HOLDS_CPR' | 'MALFORMED' | null {
  if (REFERENCE_LIKE_CPR.test(withoutUuids(text)) || holdsCpr(text)) return 'HOLDS_CPR'
  return REFERENCE.test(text) ? null : 'MALFORMED'
}
