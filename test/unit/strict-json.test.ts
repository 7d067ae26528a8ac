import { parseStrictJson } from '../../src/platform/http/strict-json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (body: string | Uint8Array, depth = 20) =>
  parseStrictJson(typeof body === 'string' ? bytes(body) : body, { depth })
const utf16 = (text: string, littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), littleEndian)
  return new Uint8Array(view.buffer)
}
const withByteOrderMark = (text: string) => `\u{feff}${text}`

describe('a body that means one thing is read', () => {
  test.each([
    ['an ordinary request', '{"query":"{ a }","variables":{"first":20,"codes":["0169",null,true]}}'],
    ['an empty object', '{}'],
    ['a colon and brackets inside a string', '{"query":"query($a: Int) { b(x: [[[1]]]) { c } }"}'],
    ['a quote and a backslash inside a string', '{"a":"\\"]}:\\\\","b":"\\\\\\""}'],
    ['a pair of escaped surrogates', '{"a":"\\ud83c\\udfe0"}'],
    ['equal names in different objects', '{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]}'],
    ['the largest exact whole numbers', '{"a":9007199254740991,"b":-9007199254740991}'],
    ['decimals and exponents', '{"a":0.1,"b":1e3,"c":-2.5e-7}'],
    ['a scalar', '"x"'],
    ['thirty combining marks in a row', `"a${'\u0316'.repeat(30)}"`],
    ['a name that only looks special', '{"proto":1,"constructors":2}'],
  ])('%s', (_name, body) => {
    expect(read(body)).toEqual({ ok: true, value: JSON.parse(body) })
  })

  test('a UTF-8 byte order mark is ignored', () => {
    expect(read(withByteOrderMark('{"a":1}'))).toEqual({ ok: true, value: { a: 1 } })
  })

  test('texts and names come out in NFC, in their order', () => {
    const result = read('{"z":1,"a\u030a":["o\\u0308",{"e\u0301":"A\u030arhus"}],"b":2}')
    expect(result).toEqual({ ok: true, value: { z: 1, å: ['ö', { é: 'Århus' }], b: 2 } })
    expect(result.ok && Object.keys(result.value as object)).toEqual(['z', 'å', 'b'])
  })

  test('exactly the allowed depth is read', () => {
    expect(read(`${'['.repeat(20)}${']'.repeat(20)}`).ok).toBe(true)
  })

  test('brackets that close again do not add up to depth', () => {
    expect(read(`[${Array.from({ length: 100 }, () => '[{}]').join(',')}]`).ok).toBe(true)
  })
})

describe('a body that could mean two things is refused', () => {
  test.each([
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xc3, 0x28, 0x22), 'BODY_NOT_UTF8'],
    ['Windows-1252', Uint8Array.of(0x22, 0xe6, 0x22), 'BODY_NOT_UTF8'],
    ['an encoded surrogate (CESU-8)', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'BODY_NOT_UTF8'],
    ['an overlong encoding', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 'BODY_NOT_UTF8'],
    ['nothing', '', 'JSON_INVALID'],
    ['a comment', '{"a":1} // x', 'JSON_INVALID'],
    ['a trailing comma', '{"a":1,}', 'JSON_INVALID'],
    ['two documents', '{"a":1}{"a":1}', 'JSON_INVALID'],
    ['an unfinished string', '{"a":"\\"', 'JSON_INVALID'],
    ['NaN', '{"a":NaN}', 'JSON_INVALID'],
    ['a raw NUL', '{"a":"x\0y"}', 'JSON_INVALID'],
    ['one level too many', `${'['.repeat(21)}${']'.repeat(21)}`, 'JSON_TOO_DEEP'],
    ['objects one level too deep', `${'{"a":'.repeat(21)}1${'}'.repeat(21)}`, 'JSON_TOO_DEEP'],
    ['8,000 levels', `{"variables":${'['.repeat(8000)}${']'.repeat(8000)}}`, 'JSON_TOO_DEEP'],
    ['a million levels never closed', '['.repeat(1_000_000), 'JSON_TOO_DEEP'],
    ['a name twice', '{"query":"a","query":"b"}', 'JSON_DUPLICATE_KEY'],
    ['a name twice, spelled differently', '{"query":"a","\\u0071uery":"b"}', 'JSON_DUPLICATE_KEY'],
    ['a name twice, NFC and NFD', '{"\u00e5":1,"a\u030a":2}', 'JSON_DUPLICATE_KEY'],
    ['an equal member twice', '{"a":1,"a":1}', 'JSON_DUPLICATE_KEY'],
    ['a nested name twice', '[{"x":{"a":1,"b":2,"a":3}}]', 'JSON_DUPLICATE_KEY'],
    ['__proto__', '{"variables":{"__proto__":{"admin":true}}}', 'JSON_FORBIDDEN_KEY'],
    ['a quote in a name', '{"\\"":1}', 'JSON_FORBIDDEN_KEY'],
    ['a backslash in a name', '{"\\\\":1}', 'JSON_FORBIDDEN_KEY'],
    ['__proto__ escaped', '{"\\u005f_proto__":1}', 'JSON_FORBIDDEN_KEY'],
    ['constructor', '{"constructor":{"name":"x"}}', 'JSON_FORBIDDEN_KEY'],
    ['prototype', '[{"prototype":null}]', 'JSON_FORBIDDEN_KEY'],
    ['an escaped NUL', '{"a":"x\\u0000y"}', 'JSON_UNSAFE_TEXT'],
    ['NUL in a name', '{"a\\u0000":1}', 'JSON_UNSAFE_TEXT'],
    ['a lone high surrogate', '{"a":"\\ud83c"}', 'JSON_UNSAFE_TEXT'],
    ['a lone low surrogate in a name', '{"\\udfe0":1}', 'JSON_UNSAFE_TEXT'],
    ['thirty-one combining marks', `"a${'\u0316'.repeat(31)}"`, 'JSON_UNSAFE_TEXT'],
    ['a number that becomes Infinity', '{"a":1e400}', 'JSON_UNSAFE_NUMBER'],
    ['a number that becomes -Infinity', '[-1e400]', 'JSON_UNSAFE_NUMBER'],
    ['a number that becomes its neighbour', '{"id":9007199254740993}', 'JSON_UNSAFE_NUMBER'],
  ])('%s', (_name, body, code) => {
    expect(read(body)).toMatchObject({ ok: false, code, status: 400 })
  })

  test.each([
    ['UTF-16LE', utf16('{"a":1}', true)],
    ['UTF-16BE', utf16('{"a":1}', false)],
    ['UTF-16LE with its mark, beyond ASCII', utf16(withByteOrderMark('\u4e2d'), true)],
    ['UTF-16BE with its mark, beyond ASCII', utf16(withByteOrderMark('\u4e2d'), false)],
  ])('%s is an unsupported encoding', (_name, body) => {
    expect(read(body)).toMatchObject({ ok: false, code: 'BODY_ENCODING_UNSUPPORTED', status: 415 })
  })
})

describe('a refusal', () => {
  const texts = (body: string) => {
    const result = read(body)
    return result.ok ? null : result.text
  }

  test('names the place of an unsafe value in both languages, and not the value', () => {
    const text = texts('{"variables":{"rows":[{"ok":1},{"rent":9007199254740993}]}}')
    expect(text?.en).toContain('$.variables.rows[1].rent')
    expect(text?.da).toContain('$.variables.rows[1].rent')
    expect(text?.en).not.toContain('9007199254740993')
  })

  test('names the place of a repeated member', () => {
    expect(texts('{"b":[{"a":1},{"x":{"a":1,"a":2}}]}')?.en).toContain('$.b[1].x.a')
  })

  test('does not repeat a name that may be a personal number', () => {
    expect(JSON.stringify(texts('{"010190-1234":"\\u0000"}'))).not.toContain('010190')
  })
})

test('half a million combining marks, which normalising would sort for minutes, cost next to nothing', () => {
  const body = bytes(`{"a":"a${'\u0301\u0316'.repeat(250_000)}"}`)
  const began = performance.now()
  expect(read(body)).toMatchObject({ code: 'JSON_UNSAFE_TEXT' })
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('the process-wide prototype is untouched after a refused attempt on it', () => {
  read('{"__proto__":{"polluted":true}}')
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
