import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { Actor, CaseLimit } from './actor.ts'
import { caseLimitsOf, kleMasksOf, unitIdsOf } from './case-limits.ts'
import type { Role } from './grant.ts'
import type { ConstraintKind, PrivilegeMapping } from './issuers.ts'
import { TokenRejected } from './token-rejection.ts'

/** The rights that a token gives its bearer. */
export type Rights = Pick<Actor, 'cvr' | 'roles' | 'organisationNumbers' | 'municipalityCodes' | 'caseLimits'>

/** One element `PrivilegeGroup`, as it stands. */
interface PrivilegeGroup {
  readonly scope: string
  readonly privileges: string[]
  readonly constraints: { readonly name: string; readonly value: string }[]
}

/** Versions 1.0 and 1.1 of the profile, and version 1.2. */
const NAMESPACES = [
  'http://itst.dk/oiosaml/basic_privilege_profile',
  'http://digst.dk/oiosaml/basic_privilege_profile',
]
const XMLNS = 'http://www.w3.org/2000/xmlns/'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const SCOPE = /^urn:dk:gov:saml:cvrNumberIdentifier:(.*)$/s

const CONSTRAINTS: Readonly<Record<string, ConstraintKind>> = {
  'http://sts.kombit.dk/constraints/KLE/1': 'kle',
  'urn:dk:kombit:KLE': 'kle',
  'http://sts.kombit.dk/constraints/orgenhed/1': 'organisationUnit',
  'urn:dk:kombit:orgUnit': 'organisationUnit',
}

/**
 * The rights in a privilege list (OIO Basic Privilege Profile: XML in base64). A role in several groups reaches what
 * any of them lets through. Throws {@link TokenRejected} for whatever the hub does not understand or cannot keep.
 */
export function readPrivileges(list: unknown, mapping: PrivilegeMapping): Rights {
  const groups = parseGroups(decode(list))
  const [cvr, another] = new Set(groups.map(cvrOf))
  if (cvr === undefined) throw malformed()
  if (another !== undefined) throw new TokenRejected('ORGANISATION_MIXED')
  const limits = groups.map((group) => limitOf(group, mapping))
  const municipalityCode = entryOf(mapping.municipalities ?? {}, cvr)
  return {
    cvr,
    roles: [...new Set(limits.flatMap(({ roles }) => roles))],
    organisationNumbers: municipalityCode === undefined ? [cvr] : [],
    municipalityCodes: municipalityCode === undefined ? [] : [municipalityCode],
    caseLimits: limits.flatMap(caseLimitsOf),
  }
}

function cvrOf({ scope }: PrivilegeGroup): string {
  const cvr = SCOPE.exec(scope)?.[1]
  if (cvr === undefined) throw new TokenRejected('SCOPE_NOT_SUPPORTED')
  if (!/^\d{8}$/.test(cvr)) throw malformed()
  return cvr
}

function limitOf({ privileges, constraints }: PrivilegeGroup, mapping: PrivilegeMapping): CaseLimit {
  if (privileges.length === 0) throw malformed()
  const roles = privileges.map((uri): Role => {
    const role = entryOf(mapping.roles, uri)
    if (role === undefined) throw new TokenRejected('ROLE_UNKNOWN')
    return role
  })
  const known = { ...CONSTRAINTS, ...mapping.constraints }
  const values = new Map<ConstraintKind, readonly string[]>()
  for (const { name, value } of constraints) {
    const kind = entryOf(known, name)
    if (kind === undefined) throw new TokenRejected('CONSTRAINT_UNKNOWN')
    // The profile does not say whether a second one widens or narrows.
    if (values.has(kind)) throw new TokenRejected('CONSTRAINT_MALFORMED')
    values.set(
      kind,
      value.split(',').map((one) => one.trim()),
    )
  }
  const units = values.get('organisationUnit')
  const masks = values.get('kle')
  const refusal = new TokenRejected('CONSTRAINT_MALFORMED')
  return {
    roles: [...new Set(roles)],
    unitIds: units === undefined ? null : unitIdsOf(units, refusal),
    kleMasks: masks === undefined ? null : kleMasksOf(masks, refusal),
  }
}

function entryOf<Value>(entries: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined
}

function decode(list: unknown): string {
  if (typeof list !== 'string') throw malformed()
  const octets = Buffer.from(list, 'base64')
  if (octets.toString('base64') !== list) throw malformed()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets)
  } catch {
    throw malformed()
  }
}

/**
 * The groups of a list that holds nothing but what the profile names: no document type, no comment (some readers end
 * a value there), no element or attribute that might limit what stands beside it.
 */
function parseGroups(xml: string): readonly PrivilegeGroup[] {
  const groups: PrivilegeGroup[] = []
  let namespace = ''
  let depth = 0
  let text = ''
  const refuse = (): never => {
    throw malformed()
  }
  const parser = new SaxesParser({ xmlns: true })
  for (const event of ['error', 'doctype', 'comment', 'processinginstruction', 'cdata'] as const)
    parser.on(event, refuse)
  parser.on('text', (characters) => {
    text += characters
  })
  parser.on('opentag', (tag) => {
    if (text.trim() !== '') refuse()
    text = ''
    depth += 1
    if (depth === 1) {
      namespace = tag.uri
      const foreign = attributesOf(tag).some(({ uri }) => uri !== XSI)
      if (tag.local !== 'PrivilegeList' || !NAMESPACES.includes(namespace) || foreign) refuse()
      return
    }
    // The profile's own examples leave the namespace of the inner elements out, a default namespace puts them in.
    if (tag.uri !== '' && tag.uri !== namespace) refuse()
    const group = groups.at(-1)
    if (depth === 2 && tag.local === 'PrivilegeGroup') {
      groups.push({ scope: attributeOf(tag, 'Scope'), privileges: [], constraints: [] })
    } else if (depth === 3 && tag.local === 'Constraint') {
      group?.constraints.push({ name: attributeOf(tag, 'Name'), value: '' })
    } else if (depth !== 3 || tag.local !== 'Privilege' || attributesOf(tag).length > 0) refuse()
  })
  parser.on('closetag', (tag) => {
    const value = text.trim()
    const group = groups.at(-1)
    text = ''
    depth -= 1
    if (depth < 2) {
      if (value !== '') refuse()
    } else if (tag.local === 'Privilege') group?.privileges.push(value)
    else {
      const constraint = group?.constraints.pop()
      if (constraint !== undefined) group?.constraints.push({ ...constraint, value })
    }
  })
  parser.write(xml).close()
  return groups
}

function attributesOf(tag: SaxesTagNS) {
  return Object.values(tag.attributes).filter(({ uri }) => uri !== XMLNS)
}

/** The only attribute that the element may have. */
function attributeOf(tag: SaxesTagNS, name: string): string {
  const [attribute, another] = attributesOf(tag)
  if (attribute?.name !== name || another !== undefined) throw malformed()
  return attribute.value
}

function malformed(): TokenRejected {
  return new TokenRejected('PRIVILEGES_MALFORMED')
}
