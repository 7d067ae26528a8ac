import { readPrivileges } from '../../src/access/privileges.ts'
import { TokenRejected } from '../../src/access/token-rejection.ts'
import fc from '../support/fast-check.ts'
import {
  encodedList,
  KLE,
  listXml,
  MAPPING,
  NEW_NAMESPACE,
  OLD_NAMESPACE,
  ORG_UNIT,
  OTHER_UNIT,
  PRIVILEGES,
  UNIT,
} from '../support/privileges.ts'

const RUNS = { numRuns: 3_000 }

const LISTS = [OLD_NAMESPACE, NEW_NAMESPACE].map((namespace) =>
  listXml(
    [
      {
        privileges: [PRIVILEGES.allocator, PRIVILEGES.nominator],
        constraints: [
          [KLE, '27'],
          [ORG_UNIT, UNIT],
        ],
      },
      { privileges: [PRIVILEGES.nominator], constraints: [[ORG_UNIT, OTHER_UNIT]] },
      { privileges: [PRIVILEGES.protection] },
    ],
    namespace,
  ),
)

/** What the list says, or the code it is refused with. Whatever else is thrown fails the test. */
function outcome(list: unknown): object | string {
  try {
    return readPrivileges(list, MAPPING)
  } catch (error) {
    if (error instanceof TokenRejected) return error.code
    throw error
  }
}

/** What another reader of XML might skip, join or resolve, and what a value might be stretched or cut by. */
const fragment = fc.oneof(
  fc.constantFrom(
    '<!-- -->',
    '<![CDATA[]]>',
    '<![CDATA[27]]>',
    '<?x y?>',
    '<!DOCTYPE x [<!ENTITY e "*">]>',
    '&e;',
    '&amp;',
    '&#42;',
    '<Privilege/>',
    '<Privilege>operator</Privilege>',
    '<Constraint Name="urn:dk:kombit:KLE">*</Constraint>',
    '<Constraint Name="x">1</Constraint>',
    '<PrivilegeGroup/>',
    '</PrivilegeGroup>',
    '</Constraint>',
    '</Privilege>',
    ' Scope=""',
    ' xmlns=""',
    ' xmlns="http://evil.example"',
    ' xml:space="preserve"',
    '*',
    '\u0000',
    '\u200b',
    '\ufeff',
    'ß',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }).filter((text) => !/[0-9a-f]/i.test(text)),
)

const mangled = fc
  .record({
    xml: fc.constantFrom(...LISTS),
    at: fc.nat({ max: 100_000 }),
    cut: fc.constantFrom(0, 1),
    put: fc.option(fragment, { nil: '' }),
  })
  .map(({ xml, at, cut, put }) => {
    const place = at % xml.length
    return { xml, changed: xml.slice(0, place) + put + xml.slice(place + cut) }
  })

test('a privilege list changed anywhere is refused or says what it said before', () => {
  const seen = new Set<object | string>()
  fc.assert(
    fc.property(mangled, ({ xml, changed }) => {
      const found = outcome(encodedList(changed))
      seen.add(typeof found === 'string' ? found : 'SAME')
      if (typeof found !== 'string') expect(found).toEqual(outcome(encodedList(xml)))
    }),
    RUNS,
  )
  expect([...seen]).toEqual(
    expect.arrayContaining(['SAME', 'PRIVILEGES_MALFORMED', 'ROLE_UNKNOWN', 'CONSTRAINT_UNKNOWN']),
  )
})

test('a privilege list cut off anywhere is refused', () => {
  for (const xml of LISTS)
    for (let length = 0; length < xml.length; length++)
      expect(outcome(encodedList(xml.slice(0, length)))).toBe('PRIVILEGES_MALFORMED')
})

test('a privilege list of any octets, any text or any value is refused, and nothing else happens', () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((octets) => encodedList(Buffer.from(octets))),
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.jsonValue(),
  )
  fc.assert(
    fc.property(anything, (list) => {
      expect(typeof outcome(list)).toBe('string')
    }),
    RUNS,
  )
})
