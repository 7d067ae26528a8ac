import { type Actor, caseKeyCount, caseKeys, programActor } from '../../src/access/actor.ts'
import { readPrivileges } from '../../src/access/privileges.ts'
import { TokenRejected } from '../../src/access/token-rejection.ts'
import {
  BAD_LISTS,
  encodedList,
  groupXml,
  KLE,
  listXml,
  MAPPING,
  MUNICIPALITY_CVR,
  NEW_NAMESPACE,
  OLD_NAMESPACE,
  ORG_UNIT,
  ORGANISATION_CVR,
  OTHER_UNIT,
  PRIVILEGES,
  UNIT,
  type WrittenGroup,
} from '../support/privileges.ts'

const { allocator, nominator, officer, protection } = PRIVILEGES

const rights = (groups: readonly WrittenGroup[]) => readPrivileges(encodedList(listXml(groups)), MAPPING)

const actorWith = (groups: readonly WrittenGroup[]): Actor => ({
  ...programActor('caseworker', { roles: [], purpose: null }),
  ...rights(groups),
})

function refusal(list: unknown): string {
  try {
    readPrivileges(list, MAPPING)
  } catch (error) {
    if (error instanceof TokenRejected) return error.code
    throw error
  }
  return 'accepted'
}

describe('a privilege list', () => {
  const municipal = {
    cvr: MUNICIPALITY_CVR,
    roles: ['municipal_allocator', 'municipal_nominator'],
    organisationNumbers: [],
    municipalityCodes: ['0169'],
    caseLimits: [
      { roles: ['municipal_allocator', 'municipal_nominator'], unitIds: [UNIT], kleMasks: ['27.35', '28'] },
    ],
  }
  const group: WrittenGroup = {
    privileges: [allocator, nominator],
    constraints: [
      [KLE, '27.35.*, 28,28.*'],
      [ORG_UNIT, UNIT.toUpperCase()],
    ],
  }
  const defaultNamespace = (namespace: string) =>
    `<PrivilegeList xmlns="${namespace}">\n  ${groupXml(group)}\n</PrivilegeList>\n`

  test.each([
    ['of the older profile', listXml([group], OLD_NAMESPACE)],
    ['of the newer profile', listXml([group], NEW_NAMESPACE)],
    ['of the older profile in a default namespace', defaultNamespace(OLD_NAMESPACE)],
    ['of the newer profile in a default namespace', defaultNamespace(NEW_NAMESPACE)],
    ['on lines of its own', listXml([group]).replaceAll('>', '>\n  ').replace('\n  <bpp', '<bpp')],
    ['with a byte order mark', `\ufeff${listXml([group])}`],
    ['with characters written as references', listXml([group]).replace('27.35', '&#50;7.35')],
    [
      'with a hint to its schema',
      listXml([group]).replace(' xmlns:xsi', ' xsi:schemaLocation="a b" xmlns:xsi'),
    ],
    [
      'with the constraints after the privileges',
      listXml([group]).replace(/((?:<C.*<\/Constraint>)+)(.*)(?=<\/PrivilegeGroup)/, '$2$1'),
    ],
  ])('%s gives the roles, the municipality and what limits them', (_name, xml) => {
    expect(readPrivileges(encodedList(xml), MAPPING)).toEqual(municipal)
  })

  test('about a CVR number that is no municipality’s gives that organisation', () => {
    expect(rights([{ cvr: ORGANISATION_CVR, privileges: [officer] }])).toEqual({
      cvr: ORGANISATION_CVR,
      roles: ['organisation_letting_officer'],
      organisationNumbers: [ORGANISATION_CVR],
      municipalityCodes: [],
      caseLimits: [],
    })
  })

  test('may limit some roles and leave roles without cases alone', () => {
    const given = rights([
      { privileges: [allocator], constraints: [[KLE, '27']] },
      { privileges: [protection] },
    ])
    expect(given.roles).toEqual(['municipal_allocator', 'data_protection_officer'])
    expect(given.caseLimits).toEqual([{ roles: ['municipal_allocator'], unitIds: null, kleMasks: ['27'] }])
  })

  test.each([
    ['urn:dk:kombit:KLE', '27.*', { unitIds: null, kleMasks: ['27'] }],
    [KLE, '27.35.12', { unitIds: null, kleMasks: ['27.35.12'] }],
    [KLE, '27.*.*', { unitIds: null, kleMasks: ['27'] }],
    [KLE, '27,*', { unitIds: null, kleMasks: null }],
    ['urn:dk:kombit:orgUnit', UNIT, { unitIds: [UNIT], kleMasks: null }],
    [
      'http://boligbro.example/constraints/enhed/1',
      `${UNIT} , ${OTHER_UNIT}`,
      { unitIds: [UNIT, OTHER_UNIT], kleMasks: null },
    ],
  ])('understands the constraint %s with the value %s', (name, value, limit) => {
    expect(rights([{ privileges: [allocator], constraints: [[name, value]] }]).caseLimits).toEqual([
      { roles: ['municipal_allocator'], ...limit },
    ])
  })

  test.each(BAD_LISTS)('is refused when it is or holds %s', (_name, list, code) => {
    expect(refusal(list)).toBe(code)
  })

  test('is refused without a word of what it says', () => {
    const list = encodedList(listXml([{ privileges: [allocator], constraints: [['Kirsten', 'Hansen']] }]))
    try {
      readPrivileges(list, MAPPING)
    } catch (error) {
      const { message, text, stack, cause } = error as TokenRejected
      expect(JSON.stringify([message, text, stack, cause])).not.toMatch(/Kirsten|Hansen/)
    }
    expect.assertions(1)
  })
})

describe('the keys of an actor’s cases', () => {
  test('are exactly those that the constraints leave: per role, unit and KLE mask', () => {
    const actor = actorWith([
      {
        privileges: [allocator],
        constraints: [
          [KLE, '27.35,03'],
          [ORG_UNIT, `${UNIT},${OTHER_UNIT}`],
        ],
      },
      { privileges: [nominator], constraints: [[KLE, '27.*']] },
      { privileges: [nominator], constraints: [[ORG_UNIT, UNIT]] },
    ])
    expect([...caseKeys(actor)].sort()).toEqual(
      [
        `municipal_allocator|0169|${UNIT}|27.35`,
        `municipal_allocator|0169|${UNIT}|03`,
        `municipal_allocator|0169|${OTHER_UNIT}|27.35`,
        `municipal_allocator|0169|${OTHER_UNIT}|03`,
        'municipal_nominator|0169|*|27',
        `municipal_nominator|0169|${UNIT}|*`,
      ].sort(),
    )
    expect(caseKeyCount(actor)).toBe(6)
  })

  test('reach every case of the municipality in a role that one group leaves unlimited', () => {
    const actor = actorWith([
      { privileges: [allocator], constraints: [[KLE, '27']] },
      { privileges: [allocator] },
    ])
    expect(caseKeys(actor)).toContain('municipal_allocator|0169|*|*')
  })

  test('are none without a municipality', () => {
    const actor = actorWith([{ cvr: ORGANISATION_CVR, privileges: [allocator] }])
    expect(caseKeys(actor)).toEqual([])
  })
})
