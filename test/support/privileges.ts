import type { PrivilegeMapping } from '../../src/access/issuers.ts'
import type { TokenRejectionCode } from '../../src/access/token-rejection.ts'

export const OLD_NAMESPACE = 'http://itst.dk/oiosaml/basic_privilege_profile'
export const NEW_NAMESPACE = 'http://digst.dk/oiosaml/basic_privilege_profile'

export const MUNICIPALITY_CVR = '19501817'
export const ORGANISATION_CVR = '25541018'
export const UNIT = '48df8b3d-56be-4f3a-bd0f-d3ade05348dd'
export const OTHER_UNIT = '95c7aef7-ec7f-487b-9687-6e6624d25fdb'

const ROLE = 'http://boligbro.example/roles'
/** The privileges that the tests' issuer gives. */
export const PRIVILEGES = {
  allocator: `${ROLE}/usersystemrole/anviser/1`,
  nominator: `${ROLE}/jobrole/indstiller/1`,
  officer: `${ROLE}/usersystemrole/udlejer/1`,
  protection: `${ROLE}/jobrole/dpo/1`,
} as const

export const MAPPING: PrivilegeMapping = {
  claim: 'https://data.gov.dk/model/core/eid/privilegesIntermediate',
  roles: {
    [PRIVILEGES.allocator]: 'municipal_allocator',
    [PRIVILEGES.nominator]: 'municipal_nominator',
    [PRIVILEGES.officer]: 'organisation_letting_officer',
    [PRIVILEGES.protection]: 'data_protection_officer',
  },
  municipalities: { [MUNICIPALITY_CVR]: '0169' },
  constraints: { 'http://boligbro.example/constraints/enhed/1': 'organisationUnit' },
}

export const KLE = 'http://sts.kombit.dk/constraints/KLE/1'
export const ORG_UNIT = 'http://sts.kombit.dk/constraints/orgenhed/1'

/** A privilege group to write; `inside` is put before its elements, letter by letter. */
export interface WrittenGroup {
  readonly scope?: string
  readonly cvr?: string
  readonly privileges: readonly string[]
  readonly constraints?: readonly (readonly [name: string, value: string])[]
  readonly inside?: string
}

/** One group as XML. */
export function groupXml({ scope, cvr, privileges, constraints = [], inside = '' }: WrittenGroup): string {
  const about = scope ?? `urn:dk:gov:saml:cvrNumberIdentifier:${cvr ?? MUNICIPALITY_CVR}`
  const elements = [
    ...constraints.map(([name, value]) => `<Constraint Name="${name}">${value}</Constraint>`),
    ...privileges.map((uri) => `<Privilege>${uri}</Privilege>`),
  ]
  return `<PrivilegeGroup Scope="${about}">${inside}${elements.join('')}</PrivilegeGroup>`
}

/** A privilege list as XML, the inner elements without a namespace as in the profile's examples. */
export function listXml(groups: readonly WrittenGroup[], namespace = OLD_NAMESPACE): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpp:PrivilegeList xmlns:bpp="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${groups.map(groupXml).join('')}</bpp:PrivilegeList>`
}

/** XML as a token carries it. */
export function encodedList(xml: string | Buffer): string {
  return Buffer.from(xml).toString('base64')
}

const allocator = { privileges: [PRIVILEGES.allocator] }
const limited = (name: string, value: string) =>
  encodedList(listXml([{ ...allocator, constraints: [[name, value]] }]))
const good = listXml([allocator])
const instead = (part: string | RegExp, by: string) => {
  const changed = good.replace(part, by)
  if (changed === good) throw new Error(`There is no ${part} to replace`)
  return encodedList(changed)
}

/** Privilege lists that must be refused: what is wrong with each, the claim's value and the refusal. */
export const BAD_LISTS: readonly (readonly [name: string, list: unknown, TokenRejectionCode])[] = [
  ['a number', 7, 'PRIVILEGES_MALFORMED'],
  ['null', null, 'PRIVILEGES_MALFORMED'],
  ['a list of lists', [encodedList(good)], 'PRIVILEGES_MALFORMED'],
  ['nothing', '', 'PRIVILEGES_MALFORMED'],
  ['XML that is not in base64', good.replace(/\s+/g, ' '), 'PRIVILEGES_MALFORMED'],
  ['base64 without its padding', encodedList(`${good} `).replace(/=+$/, ''), 'PRIVILEGES_MALFORMED'],
  ['base64 with a space', ` ${encodedList(good)}`, 'PRIVILEGES_MALFORMED'],
  ['the other alphabet of base64', Buffer.from('<?>~~~').toString('base64url'), 'PRIVILEGES_MALFORMED'],
  ['octets that are not UTF-8', encodedList(Buffer.from([0xff, 0xfe])), 'PRIVILEGES_MALFORMED'],
  [
    'a value that is not UTF-8',
    Buffer.from(good.replace('anviser', 'anv\u00e6ser'), 'latin1').toString('base64'),
    'PRIVILEGES_MALFORMED',
  ],
  ['text that is not XML', encodedList('municipal_allocator'), 'PRIVILEGES_MALFORMED'],
  ['XML that is cut short', encodedList(good.slice(0, -5)), 'PRIVILEGES_MALFORMED'],
  ['XML with something after it', encodedList(`${good}<x/>`), 'PRIVILEGES_MALFORMED'],
  ['two lists', encodedList(good + good.slice(good.indexOf('<bpp'))), 'PRIVILEGES_MALFORMED'],
  ['another namespace', instead(OLD_NAMESPACE, 'http://evil.example/profile'), 'PRIVILEGES_MALFORMED'],
  ['no namespace', instead(/bpp:PrivilegeList/g, 'PrivilegeList'), 'PRIVILEGES_MALFORMED'],
  ['another root', instead(/PrivilegeList/g, 'Privileges'), 'PRIVILEGES_MALFORMED'],
  ['no group', encodedList(listXml([])), 'PRIVILEGES_MALFORMED'],
  ['a group without a privilege', encodedList(listXml([{ privileges: [] }])), 'PRIVILEGES_MALFORMED'],
  ['a group without a scope', instead(/ Scope="[^"]*"/, ''), 'PRIVILEGES_MALFORMED'],
  ['a group with one more attribute', instead(' Scope', ' Until="2026-01-01" Scope'), 'PRIVILEGES_MALFORMED'],
  [
    'a group with an attribute after its scope',
    instead(/(Scope="[^"]*")/, '$1 Until="2026-01-01"'),
    'PRIVILEGES_MALFORMED',
  ],
  ['a scope by another name', instead(' Scope', ' Range'), 'PRIVILEGES_MALFORMED'],
  [
    'a privilege inside a privilege',
    instead(/(<Priv\w+>)(.*)(<\/Privilege>)/, '$1$1$2$3$3'),
    'PRIVILEGES_MALFORMED',
  ],
  [
    'an empty privilege outside of a group',
    instead('<PrivilegeGroup', '<Privilege/><PrivilegeGroup'),
    'PRIVILEGES_MALFORMED',
  ],
  ['a list with an attribute', instead(' xmlns:xsi', ' Until="x" xmlns:xsi'), 'PRIVILEGES_MALFORMED'],
  ['a privilege with an attribute', instead('<Privilege>', '<Privilege Until="x">'), 'PRIVILEGES_MALFORMED'],
  [
    'a constraint without a name',
    instead('<Privilege>', '<Constraint>27</Constraint><Privilege>'),
    'PRIVILEGES_MALFORMED',
  ],
  ['an element inside a privilege', instead('<Privilege>', '<Privilege><x/>'), 'PRIVILEGES_MALFORMED'],
  ['an unknown element', instead('<Privilege>', '<Condition/><Privilege>'), 'PRIVILEGES_MALFORMED'],
  [
    'an unknown element beside the groups',
    instead('<PrivilegeGroup', '<x/><PrivilegeGroup'),
    'PRIVILEGES_MALFORMED',
  ],
  ['an element of a foreign namespace', instead(/Privilege>/g, 'xsi:Privilege>'), 'PRIVILEGES_MALFORMED'],
  ['text between the elements', instead('<Privilege>', 'not <Privilege>'), 'PRIVILEGES_MALFORMED'],
  ['text after the elements', instead('</PrivilegeGroup>', 'not</PrivilegeGroup>'), 'PRIVILEGES_MALFORMED'],
  ['a comment in a privilege', instead('/1<', '/1<!-- x --><'), 'PRIVILEGES_MALFORMED'],
  ['a CDATA section', instead('<Privilege>', '<Privilege><![CDATA[]]>'), 'PRIVILEGES_MALFORMED'],
  ['a processing instruction', instead('<Privilege>', '<?x y?><Privilege>'), 'PRIVILEGES_MALFORMED'],
  ['a document type', instead('<bpp:', '<!DOCTYPE x [<!ENTITY e "x">]><bpp:'), 'PRIVILEGES_MALFORMED'],
  ['an entity that nobody declared', instead('/1<', '&e;/1<'), 'PRIVILEGES_MALFORMED'],
  [
    'a CVR number of seven digits',
    encodedList(listXml([{ ...allocator, cvr: '1950181' }])),
    'PRIVILEGES_MALFORMED',
  ],
  ['no CVR number', encodedList(listXml([{ ...allocator, cvr: '' }])), 'PRIVILEGES_MALFORMED'],
  ...['productionUnitIdentifier', 'seNumberIdentifier', 'cprNumberIdentifier', 'x'].map(
    (kind) =>
      [
        `a ${kind}`,
        encodedList(listXml([{ ...allocator, scope: `urn:dk:gov:saml:${kind}:27384223` }])),
        'SCOPE_NOT_SUPPORTED',
      ] as const,
  ),
  [
    'two CVR numbers',
    encodedList(listXml([allocator, { ...allocator, cvr: ORGANISATION_CVR }])),
    'ORGANISATION_MIXED',
  ],
  ...['http://boligbro.example/roles/jobrole/konge/1', 'constructor', '__proto__', ''].map(
    (uri) =>
      [`the privilege "${uri}"`, encodedList(listXml([{ privileges: [uri] }])), 'ROLE_UNKNOWN'] as const,
  ),
  [
    'one unknown privilege among known ones',
    encodedList(listXml([{ privileges: [PRIVILEGES.allocator, 'x'] }])),
    'ROLE_UNKNOWN',
  ],
  ...[
    'urn:dk:kombit:sensitivity',
    'http://sts.kombit.dk/constraints/itsystem/1',
    'http://sts.kombit.dk/constraints/KLE/2',
    'urn:dk:kombit:kle',
    'toString',
    '',
  ].map((name) => [`the constraint "${name}"`, limited(name, '27'), 'CONSTRAINT_UNKNOWN'] as const),
  ...[
    '',
    '2',
    '277',
    '27.3',
    '27.35.12.00',
    '27.35.12.*',
    '*.*',
    '27*',
    '*27',
    '27,',
    '27;28',
    '27 28',
    'alle',
  ].map((value) => [`the KLE mask "${value}"`, limited(KLE, value), 'CONSTRAINT_MALFORMED'] as const),
  ...['', '*', UNIT.slice(1), `{${UNIT}}`, `${UNIT},`, `${UNIT} ${OTHER_UNIT}`, 'Borgerservice'].map(
    (value) => [`the org unit "${value}"`, limited(ORG_UNIT, value), 'CONSTRAINT_MALFORMED'] as const,
  ),
  [
    'a constraint of one kind twice',
    encodedList(
      listXml([
        {
          ...allocator,
          constraints: [
            [KLE, '27'],
            ['urn:dk:kombit:KLE', '28'],
          ],
        },
      ]),
    ),
    'CONSTRAINT_MALFORMED',
  ],
  [
    'a limited role that has no cases',
    encodedList(listXml([{ privileges: [PRIVILEGES.protection], constraints: [[ORG_UNIT, UNIT]] }])),
    'CONSTRAINT_NOT_APPLICABLE',
  ],
  [
    'a role that has no cases limited together with one that has',
    encodedList(
      listXml([{ privileges: [PRIVILEGES.allocator, PRIVILEGES.officer], constraints: [[KLE, '27']] }]),
    ),
    'CONSTRAINT_NOT_APPLICABLE',
  ],
]
