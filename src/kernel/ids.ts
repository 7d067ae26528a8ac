const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for a lower-case UUID in its canonical form. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** What a global id of the API stands for: the GraphQL type and that type's own key. */
export interface NodeKey {
  readonly type: string
  readonly key: string
}

/** The API's id of a row: `Vacancy:0197…`. Clients treat it as opaque. */
export function globalId(type: string, key: string): string {
  return `${type}:${key}`
}

const GLOBAL_ID = /^([A-Z][A-Za-z]{2,40}):([0-9a-z-]{1,40})$/

/** Takes a global id apart; null for anything that is not one. */
export function parseGlobalId(id: string): NodeKey | null {
  const match = GLOBAL_ID.exec(id)
  return match === null ? null : { type: match[1] as string, key: match[2] as string }
}

/** The UUID in a global id of this type; null for anything else, which then names no row. */
export function uuidOf(id: string, type: string): string | null {
  const key = parseGlobalId(id)
  return key?.type === type && isUuid(key.key) ? key.key : null
}
