import { parseStrictJson } from '../../src/platform/http/strict-json.ts'
import fc from '../support/fast-check.ts'

const limits = { depth: 20 }
const bytes = (text: string) => new TextEncoder().encode(text)

const normalized = (value: unknown): unknown => {
  if (typeof value === 'string') return value.normalize('NFC')
  if (Array.isArray(value)) return value.map(normalized)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.normalize('NFC'), normalized(item)]),
  )
}

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('"', '\\', ':', '{', '[', '\\"', 'æ\u030a'),
  )
  .filter((s) => !s.includes('\0'))

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 6 },
    text,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

const hasForbiddenOrClashingKeys = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.some(hasForbiddenOrClashingKeys)
  if (typeof value !== 'object' || value === null) return false
  const keys = Object.keys(value)
  return (
    keys.some((key) => ['__proto__', 'constructor', 'prototype'].includes(key) || /["\\]/.test(key)) ||
    new Set(keys.map((key) => key.normalize('NFC'))).size < keys.length ||
    Object.values(value).some(hasForbiddenOrClashingKeys)
  )
}

const withEveryCharacterEscaped = (value: unknown) =>
  JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

test('any harmless value survives in NFC, however it is spaced and escaped', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 2, '\t'), (value, space) => {
      fc.pre(!hasForbiddenOrClashingKeys(value))
      const expected = { ok: true, value: normalized(value) }
      expect(parseStrictJson(bytes(JSON.stringify(value, null, space)), limits)).toEqual(expected)
      expect(parseStrictJson(bytes(withEveryCharacterEscaped(value)), limits)).toEqual(expected)
    }),
  )
})

test('no member is ever lost: repeating any one is refused', () => {
  fc.assert(
    fc.property(
      fc.dictionary(text, json, { minKeys: 1, noNullPrototype: true }),
      fc.nat(),
      json,
      (object, pick, other) => {
        const keys = Object.keys(object)
        const key = keys[pick % keys.length]
        const body = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(key)}:${JSON.stringify(other)}}`
        expect(parseStrictJson(bytes(body), limits).ok).toBe(false)
      },
    ),
  )
})

test('any bytes at all give an answer, and what is accepted JSON.parse accepts too', () => {
  const garbage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0_1eE-. tn'), maxLength: 60 }).map(bytes),
  )
  fc.assert(
    fc.property(garbage, (body) => {
      const result = parseStrictJson(body, limits)
      if (result.ok) expect(() => JSON.parse(new TextDecoder().decode(body))).not.toThrow()
      else expect(result.text.en.length).toBeGreaterThan(0)
    }),
    { numRuns: 2_000 },
  )
})
