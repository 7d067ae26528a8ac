/**
 * THE permission model: every action of the hub, who may do it over which rows, for which purpose, by which law.
 * Default deny; there are no deny rules and no second place. The row-level security of the database is generated
 * from this table (`rls.ts`), services ask it before a command (`viewer.ts`), and it is published as
 * `schema/permissions.md` and by the query `permissions`. What each name means is said in `policy-texts.ts`.
 */

/** What an actor may be. One actor may hold several. `hub` is the hub's own jobs: no token carries it. */
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
  'hub',
] as const
export type Role = (typeof ROLES)[number]

/** The roles that a token can carry. */
export const TOKEN_ROLES = ROLES.filter((role) => role !== 'hub')

/** How an actor relates to a row. */
export const RELATIONS = [
  'ownOrganisation',
  'ownMunicipality',
  'ownCase',
  'disclosure',
  'reportsShared',
  'auditEngagement',
  'programmeEngagement',
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
  'subsidy-administration',
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
const JOBS = 'GDPR art. 28: what the hub does by itself on the controllers’ instruction'
const OPERATION = 'GDPR art. 28: the hub’s operator on the controllers’ instruction'
const CASE = 'almenboligloven §§ 59, 63; GDPR art. 6(1)(e), art. 9(2)(f)'
const IDENTIFY = 'GDPR art. 6(1)(e); databeskyttelsesloven § 11'
const DISCLOSURE = 'almenboligloven §§ 59, 63; GDPR art. 6(1)(e); forvaltningsloven § 27'
const LEASE = 'GDPR art. 6(1)(b); databeskyttelsesloven § 11; the parties’ data-sharing agreement'
const CONTROLLER = 'GDPR art. 24: the data controller decides what it shares'
const SUPERVISION = 'GDPR art. 32, art. 39(1)(b): fixed, ongoing checks of who looked'
const ACCESS_RIGHT = 'GDPR art. 15: the citizen’s access to the log'
const ERASURE = 'GDPR art. 17'
const SUBSIDY = 'almenboligloven §§ 91 a, 98 e, 98 f; the programme’s own rules'
const RENT_CUT = 'almenboligloven §§ 91 a, 98 e, 98 f: the organisation charges the reduced rent'
const TENANT_SUBSIDY = 'serviceloven § 163 a; GDPR art. 6(1)(e), art. 9(2)(f)'
const SUBSIDY_CONTROL = 'the municipality’s duty to account for subsidies; GDPR art. 6(1)(e)'

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
  grant('hub', 'everything', JOBS),
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
  grant('hub', 'everything', JOBS),
]

const SUBSIDY_PURPOSES = ['subsidy-administration'] as const
const CONTROL_PURPOSES = ['subsidy-administration', 'subsidy-audit'] as const

const municipalAccountants = [
  grant('municipal_economist', 'ownMunicipality', SUBSIDY),
  grant('municipal_system', 'ownMunicipality', SUBSIDY),
]

const subsidyReaders = [
  ...municipalAccountants,
  grant('municipal_allocator', 'ownMunicipality', SUBSIDY),
  grant('auditor', 'programmeEngagement', AUDIT),
]

const tenantSubsidyKeepers = [
  grant('municipal_economist', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
  grant('municipal_allocator', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
  grant('municipal_system', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
]

const subsidyControllers = [
  grant('auditor', 'programmeEngagement', AUDIT, ['subsidy-audit']),
  grant('municipal_economist', 'ownCase', SUBSIDY_CONTROL, CONTROL_PURPOSES),
]

export const POLICY = {
  'municipality:read': everybody,
  'organisation:read': everybody,
  'organisation:register': [grant('operator', 'everything', OPERATION)],
  'area:read': everybody,
  'area:record': [grant('operator', 'everything', OPERATION)],
  'stock:read': [
    ...stockReaders,
    // Who signs names the estates that the signature covers.
    grant('data_controller_representative', 'ownMunicipality', CONTROLLER),
    grant('data_controller_representative', 'ownOrganisation', CONTROLLER),
  ],
  'stock:register': organisationOwn,
  'stock:readHistory': stockReaders,
  'vacancy:read': stockReaders,
  'vacancy:sync': organisationOwn,
  'vacancy:readHistory': stockReaders,
  'feed:read': deliveryReaders,
  'feed:register': organisationOwn,
  'delivery:read': deliveryReaders,
  'delivery:receive': organisationOwn,
  'delivery:readRaw': organisationOwn,

  'household:read': caseRoles(CASE),
  'household:register': caseRoles(CASE),
  'household:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'household:readNeed': caseRoles(CASE),
  'household:recordNeed': caseRoles(CASE),
  'household:readNeedHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'person:readIdentity': [...caseRoles(IDENTIFY), ...leaseMakers],
  'person:readProtectedIdentity': [grant('municipal_allocator', 'ownCase', IDENTIFY, CASE_PURPOSES)],
  'person:recordIdentity': caseRoles(IDENTIFY),
  'person:readIdentityHistory': [grant('municipal_allocator', 'ownCase', IDENTIFY, CASE_PURPOSES)],
  'person:erase': [grant('municipal_allocator', 'ownCase', ERASURE, ['data-protection'])],

  'disclosure:read': [...caseRoles(DISCLOSURE), ...leaseMakers],
  'disclosure:give': disclosers,
  'disclosure:readHistory': [grant('municipal_allocator', 'ownCase', DISCLOSURE, CASE_PURPOSES)],

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
  'dataSharing:signForMunicipality': [grant('data_controller_representative', 'ownMunicipality', CONTROLLER)],
  'dataSharing:signForOrganisation': [grant('data_controller_representative', 'ownOrganisation', CONTROLLER)],

  'accessLog:read': [
    grant('data_protection_officer', 'ownMunicipality', SUPERVISION, ['data-protection']),
    grant('data_protection_officer', 'ownOrganisation', SUPERVISION, ['data-protection']),
  ],
  'accessLog:extract': [
    grant('data_protection_officer', 'ownMunicipality', ACCESS_RIGHT, ['citizen-access']),
    grant('data_protection_officer', 'ownOrganisation', ACCESS_RIGHT, ['citizen-access']),
  ],
  'accessLog:review': [
    grant('data_protection_officer', 'ownMunicipality', SUPERVISION, ['data-protection']),
    grant('data_protection_officer', 'ownOrganisation', SUPERVISION, ['data-protection']),
  ],
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

  /** Read which subsidy programmes there are, with what their sources say and their rates. */
  'subsidyProgramme:read': everybody,
  /** Record a national programme, and what its sources say. */
  'subsidyProgramme:record': [grant('fund_administrator', 'everything', SUBSIDY)],
  /** Record a programme of the municipality’s own. */
  'subsidyProgramme:recordOwn': [grant('municipal_economist', 'ownMunicipality', SUBSIDY)],
  /** Read frames, commitments, payments and corrections. */
  'subsidy:read': subsidyReaders,
  /** The same of what the state and Landsbyggefonden pay. */
  'subsidy:readAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  /** Read what the rent of one’s own dwellings is cut by. */
  'subsidy:readRentCut': organisationOwn.map(({ role, over }) => grant(role, over, RENT_CUT)),
  /** Record or restate a frame that the municipality has. */
  'subsidyFrame:record': municipalAccountants,
  /** Give or restate a frame of the state’s or Landsbyggefonden’s money. */
  'subsidyFrame:give': [grant('fund_administrator', 'everything', SUBSIDY)],
  /** Commit within a frame, record periods and payments, and correct them. */
  'subsidy:record': municipalAccountants,
  'subsidy:readHistory': subsidyReaders,
  /** Hand a programme’s books over as files; each download is a change of its own. */
  'subsidy:export': [
    grant('auditor', 'programmeEngagement', AUDIT, ['subsidy-audit']),
    grant('municipal_economist', 'ownMunicipality', SUBSIDY_CONTROL, CONTROL_PURPOSES),
  ],
  'tenantSubsidy:read': [
    ...tenantSubsidyKeepers,
    grant('auditor', 'programmeEngagement', AUDIT, ['subsidy-audit']),
  ],
  'tenantSubsidy:record': tenantSubsidyKeepers,
  'tenantSubsidy:readHistory': [
    grant('municipal_economist', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
    grant('auditor', 'programmeEngagement', AUDIT, ['subsidy-audit']),
  ],
  /** Read the runs of the checks over subsidies, what they found and what was answered. */
  'subsidyAudit:read': subsidyControllers,
  'subsidyAudit:run': subsidyControllers,
  /** Answer a finding. */
  'subsidyAudit:answer': subsidyControllers,

  'tenancy:read': stockReaders,
  'tenancy:record': organisationOwn,
  'tenancy:readHistory': stockReaders,
} as const satisfies Record<string, readonly Grant[]>

export type Action = keyof typeof POLICY

/** The grants of an action, typed alike for every action. */
export function grantsOf(action: Action): readonly Grant[] {
  return POLICY[action]
}

/** The roles that hold some grant over this relation. */
export function rolesOver(relation: Relation): readonly Role[] {
  const grants = Object.values<readonly Grant[]>(POLICY).flat()
  return ROLES.filter((role) => grants.some((held) => held.role === role && held.over === relation))
}
