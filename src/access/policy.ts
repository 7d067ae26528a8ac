/**
 * THE permission model: every action of the hub, who may do it over which rows, for which purpose, by which law.
 * Default deny; there are no deny rules and no second place. The row-level security of the database is generated
 * from this table (`rls.ts`), services ask it before a command (`viewer.ts`), and it is published as
 * `schema/permissions.md` and by the query `permissions`.
 */

/** What an actor may be. One actor may hold several. */
export const ROLES = [
  'organisation_system',
  'organisation_letting_officer',
  'municipal_system',
  'municipal_nominator',
  'municipal_allocator',
  'municipal_economist',
  'data_controller_representative',
  'data_protection_officer',
  'auditor',
  'fund_administrator',
  'bl_analyst',
  'operator',
] as const
export type Role = (typeof ROLES)[number]

/**
 * How an actor relates to a row. `ownOrganisation`: the row's housing organisation is the actor's.
 * `ownMunicipality`: the row's municipality is the actor's. `ownCase`: the case is the actor's municipality's, within
 * the org units and KLE groups that the token limits the role to. `disclosure`: a municipality has disclosed the
 * household to the actor's organisation, and both the disclosure and the data-sharing grant behind it are in force.
 * `reportsShared`: the row's organisation shares its delivery reports with the actor's municipality by a data-sharing
 * grant in force. `auditEngagement`: the row's municipality is one that the auditor is engaged for. `everything`: any row.
 */
export const RELATIONS = [
  'ownOrganisation',
  'ownMunicipality',
  'ownCase',
  'disclosure',
  'reportsShared',
  'auditEngagement',
  'everything',
] as const
export type Relation = (typeof RELATIONS)[number]

/** Why an actor looks or acts; named in the header `x-purpose` or the token, recorded with every change and look. */
export const PURPOSES = [
  'vacancy-exchange',
  'municipal-allocation',
  'case-handling',
  'tenancy-agreement',
  'citizen-access',
  'data-protection',
  'subsidy-audit',
  'statistics',
  'operations',
] as const
export type Purpose = (typeof PURPOSES)[number]

/** One permission. `purposes: 'any'` also allows a request without a purpose; only for rows that name no person. */
export interface Grant {
  readonly role: Role
  readonly over: Relation
  readonly purposes: readonly Purpose[] | 'any'
  readonly law: string
}

const AGREEMENT = 'almenboligloven § 59; the parties’ data-sharing agreement'
const AUDIT = 'the auditor’s engagement; GDPR art. 6(1)(e)'
const OWN = 'the organisation’s own records'
const REGISTER = 'public register data'
const OPERATION = 'GDPR art. 28: the hub’s operator on the controllers’ instruction'
const CASE = 'almenboligloven §§ 59, 63; GDPR art. 6(1)(e), art. 9(2)(f)'
const IDENTIFY = 'GDPR art. 6(1)(e); databeskyttelsesloven § 11'
const DISCLOSURE = 'almenboligloven §§ 59, 63; GDPR art. 6(1)(e); forvaltningsloven § 27'
const LEASE = 'GDPR art. 6(1)(b); databeskyttelsesloven § 11; the parties’ data-sharing agreement'
const CONTROLLER = 'GDPR art. 24: the data controller decides what it shares'
const SUPERVISION = 'GDPR art. 32, art. 39(1)(b): fixed, ongoing checks of who looked'
const ACCESS_RIGHT = 'GDPR art. 15: the citizen’s access to the log'
const ERASURE = 'GDPR art. 17'

const grant = (role: Role, over: Relation, law: string, purposes: Grant['purposes'] = 'any'): Grant => ({
  role,
  over,
  purposes,
  law,
})

const organisationOwn = [
  grant('organisation_system', 'ownOrganisation', OWN),
  grant('organisation_letting_officer', 'ownOrganisation', OWN),
]

const stockReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', AGREEMENT),
  grant('municipal_nominator', 'ownMunicipality', AGREEMENT),
  grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  grant('municipal_economist', 'ownMunicipality', AGREEMENT),
  grant('auditor', 'auditEngagement', AUDIT),
  grant('operator', 'everything', OPERATION),
]

const everybody = ROLES.map((role) => grant(role, 'everything', REGISTER))

const CASE_PURPOSES = ['case-handling', 'municipal-allocation'] as const
const caseRoles = (law: string, purposes: Grant['purposes'] = CASE_PURPOSES) => [
  grant('municipal_system', 'ownCase', law, purposes),
  grant('municipal_nominator', 'ownCase', law, purposes),
  grant('municipal_allocator', 'ownCase', law, purposes),
]

const leaseMakers = [
  grant('organisation_letting_officer', 'disclosure', LEASE, ['tenancy-agreement']),
  grant('organisation_system', 'disclosure', LEASE, ['tenancy-agreement']),
]

const disclosers = [
  grant('municipal_system', 'ownCase', DISCLOSURE, ['municipal-allocation']),
  grant('municipal_allocator', 'ownCase', DISCLOSURE, ['municipal-allocation']),
]

const deliveryReaders = [
  ...organisationOwn,
  grant('municipal_system', 'reportsShared', CONTROLLER, ['vacancy-exchange']),
  grant('municipal_allocator', 'reportsShared', CONTROLLER, ['vacancy-exchange']),
  grant('operator', 'everything', OPERATION),
]

const agreementReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', AGREEMENT),
  grant('municipal_nominator', 'ownMunicipality', AGREEMENT),
  grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  grant('municipal_economist', 'ownMunicipality', AGREEMENT),
  grant('auditor', 'auditEngagement', AUDIT),
]

export const POLICY = {
  /** Read the 98 municipalities and their regions. */
  'municipality:read': everybody,
  /** Read the housing organisations' register data. */
  'organisation:read': everybody,
  /** Enter or correct a housing organisation. */
  'organisation:register': [grant('operator', 'everything', OPERATION)],
  /** Read the yearly area lists and which estates an area covers. */
  'area:read': everybody,
  /** Enter the list the minister publishes every 1 December (almenboligloven § 61 a stk. 5). */
  'area:record': [grant('operator', 'everything', OPERATION)],
  /** Read estates, building sections and dwellings. */
  'stock:read': stockReaders,
  /** Enter or correct estates, building sections and dwellings. */
  'stock:register': organisationOwn,
  /** Read how the stock was recorded earlier. */
  'stock:readHistory': stockReaders,
  /** Read vacancies. */
  'vacancy:read': stockReaders,
  /** Announce, correct, let or withdraw vacancies. */
  'vacancy:sync': organisationOwn,
  /** Read how a vacancy was recorded earlier. */
  'vacancy:readHistory': stockReaders,
  /** Read which feeds are registered. */
  'feed:read': deliveryReaders,
  /** Register a feed or change its mapping. */
  'feed:register': organisationOwn,
  /** Read the report of a delivery: counts and codes, no raw records. */
  'delivery:read': deliveryReaders,
  /** Deliver records, and approve or reject what a delivery would close. */
  'delivery:receive': organisationOwn,
  /** Read quarantined records in their raw form, which may hold anything the sender wrote. */
  'delivery:readRaw': organisationOwn,

  /** Read which households the municipality handles: pseudonymous case reference and size. */
  'household:read': caseRoles(CASE),
  /** Enter or correct a household and its persons. */
  'household:register': caseRoles(CASE),
  /** Read how a household was recorded earlier. */
  'household:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  /** Read why a household needs a dwelling: need class, origin, support and what it can pay. */
  'household:readNeed': caseRoles(CASE),
  /** Enter or correct why a household needs a dwelling. */
  'household:recordNeed': caseRoles(CASE),
  /** Read how a household's need was recorded earlier. */
  'household:readNeedHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  /** Read a person's name, contact and CPR number; of persons under address protection nothing. */
  'person:readIdentity': [...caseRoles(IDENTIFY), ...leaseMakers],
  /** Read name, contact and CPR number of persons under address protection (CPR-loven § 28) too. */
  'person:readProtectedIdentity': [grant('municipal_allocator', 'ownCase', IDENTIFY, CASE_PURPOSES)],
  /** Enter or correct a person's name, contact and CPR number. */
  'person:recordIdentity': caseRoles(IDENTIFY),
  /** Read how a person's identity was recorded earlier. */
  'person:readIdentityHistory': [grant('municipal_allocator', 'ownCase', IDENTIFY, CASE_PURPOSES)],
  /** Make a person's identity unreadable for ever, in every version and backup. */
  'person:erase': [grant('municipal_allocator', 'ownCase', ERASURE, ['data-protection'])],

  /** Read what a municipality has disclosed to the organisation of an allocated dwelling. */
  'disclosure:read': [...caseRoles(DISCLOSURE), ...leaseMakers],
  /** Disclose a household to the organisation of its allocated dwelling, or end that. */
  'disclosure:give': disclosers,
  /** Read what was disclosed earlier. */
  'disclosure:readHistory': [grant('municipal_allocator', 'ownCase', DISCLOSURE, CASE_PURPOSES)],

  /** Read the data-sharing grants between a municipality and an organisation; both sides may. */
  'dataSharing:read': [
    grant('data_controller_representative', 'ownMunicipality', CONTROLLER),
    grant('data_controller_representative', 'ownOrganisation', CONTROLLER),
    grant('municipal_system', 'ownMunicipality', CONTROLLER),
    grant('municipal_nominator', 'ownMunicipality', CONTROLLER),
    grant('municipal_allocator', 'ownMunicipality', CONTROLLER),
    grant('data_protection_officer', 'ownMunicipality', CONTROLLER),
    grant('data_protection_officer', 'ownOrganisation', CONTROLLER),
    ...organisationOwn,
  ],
  /** Sign or revoke, for the municipality, a grant that opens disclosed households to an organisation. */
  'dataSharing:signForMunicipality': [grant('data_controller_representative', 'ownMunicipality', CONTROLLER)],
  /** Sign or revoke, for the organisation, a grant that opens its delivery reports to a municipality. */
  'dataSharing:signForOrganisation': [grant('data_controller_representative', 'ownOrganisation', CONTROLLER)],

  /** Read who looked at which personal rows, for supervision. */
  'accessLog:read': [
    grant('data_protection_officer', 'ownMunicipality', SUPERVISION, ['data-protection']),
    grant('data_protection_officer', 'ownOrganisation', SUPERVISION, ['data-protection']),
  ],
  /** Draw up when and why a citizen's data was looked at, without the names of staff. */
  'accessLog:extract': [
    grant('data_protection_officer', 'ownMunicipality', ACCESS_RIGHT, ['citizen-access']),
    grant('data_protection_officer', 'ownOrganisation', ACCESS_RIGHT, ['citizen-access']),
  ],
  /** Record the verdict on a sampled look. */
  'accessLog:review': [
    grant('data_protection_officer', 'ownMunicipality', SUPERVISION, ['data-protection']),
    grant('data_protection_officer', 'ownOrganisation', SUPERVISION, ['data-protection']),
  ],
  /** Read signed checkpoints and proofs of inclusion; they hold hashes only. */
  'audit:verify': ROLES.map((role) => grant(role, 'everything', SUPERVISION)),

  /** Read the agreements of the parties: versions, terms, steps and consents. */
  'agreement:read': agreementReaders,
  /** Record an agreement, propose a version, bring it into force, place estates on steps, end it. */
  'agreement:record': [
    grant('municipal_system', 'ownMunicipality', AGREEMENT),
    grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  ],
  /** Consent, for a housing organisation, to a proposed version. */
  'agreement:consent': organisationOwn,
  /** Read how agreements were recorded earlier. */
  'agreement:readHistory': agreementReaders,
} as const satisfies Record<string, readonly Grant[]>

export type Action = keyof typeof POLICY

/** The grants of an action, typed alike for every action. */
export function grantsOf(action: Action): readonly Grant[] {
  return POLICY[action]
}
