import { visit } from 'jsonc-parser'
import type { Text } from '../../kernel/errors.ts'

/** How deep arrays and objects may lie in one another. */
export interface StrictJsonLimits {
  readonly depth: number
}

/** Why a body was refused. */
export type StrictJsonCode =
  | 'BODY_NOT_UTF8'
  | 'BODY_ENCODING_UNSUPPORTED'
  | 'JSON_INVALID'
  | 'JSON_TOO_DEEP'
  | 'JSON_DUPLICATE_KEY'
  | 'JSON_FORBIDDEN_KEY'
  | 'JSON_UNSAFE_TEXT'
  | 'JSON_UNSAFE_NUMBER'

export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: StrictJsonCode; readonly text: Text; readonly status: 400 | 415 }

type Path = readonly (string | number)[]

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a request body as JSON that means one thing only: UTF-8, no member twice, no key that JavaScript treats
 * specially, no NUL or half character, no pile of combining marks, no number that would be rounded to another one. Strings and keys come out in
 * NFC. A leading UTF-8 byte order mark is ignored.
 *
 * **Refuses:** encoding, syntax after depth, then the first unsafe key, text or number, then duplicate members.
 *
 * @why JSON.parse keeps the last of two equal members while a proxy may check the first, reads 9007199254740993 as
 * ...992 and 1e400 as Infinity, and lets through the bytes that PostgreSQL refuses later with its own words.
 */
export function parseStrictJson(body: Uint8Array, limits: StrictJsonLimits): StrictJson {
  if (isUtf16Or32(body)) return refused('BODY_ENCODING_UNSUPPORTED')
  let text: string
  try {
    text = utf8.decode(body)
  } catch {
    return refused('BODY_NOT_UTF8')
  }
  // Counted before JSON.parse builds anything, so that nothing later can run out of stack.
  const members = countMembers(text, limits.depth)
  if (members === 'TOO_DEEP') return refused('JSON_TOO_DEEP')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return refused('JSON_INVALID')
  }
  const examined = examine(parsed)
  if (examined.fault !== null) return refused(examined.fault.code, examined.fault.path)
  // JSON.parse drops the earlier of two equal members, so the text then has more members than the value.
  if (examined.members !== members) return refused('JSON_DUPLICATE_KEY', duplicatePath(text))
  return { ok: true, value: examined.value }
}

// JSON begins with an ASCII character, so in UTF-16 and UTF-32 one of the first two bytes is 0 or a byte order mark.
function isUtf16Or32(body: Uint8Array): boolean {
  const [first, second] = body
  return (
    first === 0 || second === 0 || (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)
  )
}

const QUOTE = 34
const COLON = 58
const BACKSLASH = 92
const OPEN_ARRAY = 91
const CLOSE_ARRAY = 93
const OPEN_OBJECT = 123
const CLOSE_OBJECT = 125

/** The number of colons outside strings, which in valid JSON is the number of members. Linear, without recursion. */
function countMembers(text: string, maxDepth: number): number | 'TOO_DEEP' {
  let members = 0
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i)
    if (character === QUOTE) i = endOfString(text, i)
    else if (character === COLON) members++
    else if (character === CLOSE_ARRAY || character === CLOSE_OBJECT) depth--
    else if (character === OPEN_ARRAY || character === OPEN_OBJECT) {
      depth++
      if (depth > maxDepth) return 'TOO_DEEP'
    }
  }
  return members
}

function endOfString(text: string, start: number): number {
  let end = start
  for (;;) {
    end = text.indexOf('"', end + 1)
    if (end === -1) return text.length
    let backslashes = 0
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++
    if (backslashes % 2 === 0) return end
  }
}

// Between space and U+02FF every text is safe and in NFC already.
const MAY_NEED_CARE = /[^ -\u02ff]/

// Normalising sorts combining marks in quadratic time: 1 MB of them would hold the process for minutes. Unicode's
// stream-safe text has at most 30 in a row (UAX #15), and no language comes near that.
const PILE_OF_MARKS = /\p{M}{31}/u

const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])
// In Node 26.10, JSON.parse may take a name that begins with an escaped quote for one that is a backslash, and so two
// equal names for different ones. No name of the API holds either character.
const MISREAD_IN_KEYS = /["\\]/

interface Fault {
  readonly code: StrictJsonCode
  readonly path: Path
}

interface Examined {
  readonly value: unknown
  readonly members: number
  readonly fault: Fault | null
}

/** Walks a parsed value of bounded depth, counts members and brings every text to NFC in place. */
function examine(parsed: unknown): Examined {
  const path: (string | number)[] = []
  let members = 0
  let fault: Fault | null = null

  const fail = (code: StrictJsonCode) => {
    fault ??= { code, path: [...path] }
  }

  const text = (value: string): string => {
    if (!MAY_NEED_CARE.test(value)) return value
    if (value.includes('\0') || !value.isWellFormed() || PILE_OF_MARKS.test(value)) {
      fail('JSON_UNSAFE_TEXT')
      return value
    }
    return value.normalize('NFC')
  }

  const array = (value: unknown[]): unknown[] => {
    for (let i = 0; i < value.length; i++) {
      path.push(i)
      value[i] = walk(value[i])
      path.pop()
    }
    return value
  }

  const object = (value: Record<string, unknown>): Record<string, unknown> => {
    const keys = Object.keys(value)
    members += keys.length
    let renamed = false
    for (const key of keys) {
      path.push(key)
      if (FORBIDDEN_KEYS.has(key) || MISREAD_IN_KEYS.test(key)) fail('JSON_FORBIDDEN_KEY')
      if (text(key) !== key) renamed = true
      if (fault !== null) break
      value[key] = walk(value[key])
      path.pop()
    }
    if (!renamed || fault !== null) return value
    const normalized = Object.fromEntries(keys.map((key) => [key.normalize('NFC'), value[key]]))
    if (Object.keys(normalized).length < keys.length) fail('JSON_DUPLICATE_KEY')
    return normalized
  }

  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
        fail('JSON_UNSAFE_NUMBER')
      }
      return value
    }
    if (Array.isArray(value)) return array(value)
    return typeof value === 'object' && value !== null ? object(value as Record<string, unknown>) : value
  }

  const value = walk(parsed)
  return { value, members, fault }
}

/** Where valid JSON names a member for the second time. Runs only once a body is known to be refused. */
function duplicatePath(text: string): Path {
  const open: Set<string>[] = []
  let found: Path | null = null
  visit(text, {
    onObjectBegin: () => {
      open.push(new Set())
    },
    onObjectEnd: () => {
      open.pop()
    },
    onObjectProperty: (name, _offset, _length, _line, _character, parentPath) => {
      const seen = open.at(-1)
      if (found === null && seen?.has(name)) found = [...parentPath(), name]
      seen?.add(name)
    },
  })
  return found ?? []
}

const SPEAKABLE = /^[A-Za-z_]\w{0,39}$/

// A key is the sender's own text and may hold anything, so only what looks like a name is repeated.
function written(path: Path): string {
  const steps = path.map((step) =>
    typeof step === 'number' ? `[${step}]` : SPEAKABLE.test(step) ? `.${step}` : '.?',
  )
  return `$${steps.join('')}`
}

function refused(code: StrictJsonCode, path: Path = []): StrictJson {
  const place = written(path)
  return {
    ok: false,
    code,
    text: TEXTS[code](place),
    status: code === 'BODY_ENCODING_UNSUPPORTED' ? 415 : 400,
  }
}

const TEXTS: Record<StrictJsonCode, (place: string) => Text> = {
  BODY_NOT_UTF8: () => ({
    da: 'Forespørgslens indhold er ikke gyldig UTF-8. Send JSON kodet som UTF-8.',
    en: 'The request body is not valid UTF-8. Send JSON encoded as UTF-8.',
  }),
  BODY_ENCODING_UNSUPPORTED: () => ({
    da: 'Forespørgslens indhold er UTF-16 eller UTF-32. Send JSON kodet som UTF-8.',
    en: 'The request body is UTF-16 or UTF-32. Send JSON encoded as UTF-8.',
  }),
  JSON_INVALID: () => ({
    da: 'Forespørgslens indhold er ikke gyldig JSON. Ret syntaksen; kommentarer og afsluttende komma er ikke tilladt.',
    en: 'The request body is not valid JSON. Correct its syntax; comments and trailing commas are not allowed.',
  }),
  JSON_TOO_DEEP: () => ({
    da: 'Forespørgslens JSON er indlejret for dybt. Send færre niveauer af lister og objekter.',
    en: 'The JSON of the request body is nested too deeply. Send fewer levels of arrays and objects.',
  }),
  JSON_DUPLICATE_KEY: (place) => ({
    da: `Samme navn står to gange i ét objekt ved ${place}. Send hvert navn én gang.`,
    en: `The same name occurs twice in one object at ${place}. Send each name once.`,
  }),
  JSON_FORBIDDEN_KEY: (place) => ({
    da: `Navnet ved ${place} er ikke tilladt i JSON til denne tjeneste. Fjern det.`,
    en: `The name at ${place} is not allowed in JSON for this service. Remove it.`,
  }),
  JSON_UNSAFE_TEXT: (place) => ({
    da: `Teksten ved ${place} indeholder NUL, et halvt Unicode-tegn eller over 30 kombinerende tegn i træk. Fjern dem.`,
    en: `The text at ${place} holds NUL, half a Unicode character or over 30 combining marks in a row. Remove them.`,
  }),
  JSON_UNSAFE_NUMBER: (place) => ({
    da: `Tallet ved ${place} kan ikke gengives nøjagtigt. Send det som en tekststreng.`,
    en: `The number at ${place} cannot be represented exactly. Send it as a string.`,
  }),
}
