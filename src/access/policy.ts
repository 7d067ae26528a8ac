/**
 * THE permission model: every action of the hub, who may do it over which rows, for which purpose, by which law.
 * Default deny; there are no deny rules and no second place. The row-level security of the database is generated
 * from this table (`rls.ts`), services ask it before a command (`viewer.ts`), and it is published as
 * `schema/permissions.md` and by the query `permissions`. What each name means is said in `policy-texts.ts` and
 * `action-texts.ts`.
 */

import { type Grant, grant, type Relation, ROLES, type Role } from './grant.ts'

const AGREEMENT = 'almenboligloven § 59; the parties’ data-sharing agreement'
const AUDIT = 'the auditor’s engagement; GDPR art. 6(1)(e)'
const OWN = 'the organisation’s own records'
const MUNICIPAL_OWN = 'the municipality’s own deliveries'
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
const CRITERIA = 'almenboligloven § 60; GDPR art. 6(1)(a), art. 7: the applicant’s consent'
const APPLICANT = 'GDPR art. 6(1)(a); databeskyttelsesloven § 11: the applicant’s consent'
const RETENTION = 'GDPR art. 5(1)(e): no longer than the controllers’ period'
const AREA_CHECK = 'almenboligloven §§ 51 b, 51 c, 59 stk. 6–7; GDPR art. 6(1)(e)'
const COMBINED_LETTING = 'almenboligloven § 51 b'
const SUBSIDY = 'almenboligloven §§ 91 a, 98 e, 98 f; the programme’s own rules'
const RENT_CUT = 'almenboligloven §§ 91 a, 98 e, 98 f: the organisation charges the reduced rent'
const TENANT_SUBSIDY = 'serviceloven § 163 a; GDPR art. 6(1)(e), art. 9(2)(f)'
const SUBSIDY_CONTROL = 'the municipality’s duty to account for subsidies; GDPR art. 6(1)(e)'

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

const CRITERIA_PURPOSES = ['criteria-check'] as const
const criteriaAskers = (law: string) => [
  grant('organisation_letting_officer', 'ownOrganisation', law, CRITERIA_PURPOSES),
  grant('organisation_system', 'ownOrganisation', law, CRITERIA_PURPOSES),
]
/** Who delivers allocations for a municipality: its case system. */
const municipalDeliverers = [grant('municipal_system', 'ownMunicipality', CASE, ['municipal-allocation'])]
/** Who delivers anything for a municipality; what a delivery holds is asked for by an action of its own. */
const ownDeliverers = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', MUNICIPAL_OWN, [
    'municipal-allocation',
    'subsidy-administration',
  ]),
  grant('municipal_economist', 'ownMunicipality', MUNICIPAL_OWN, ['subsidy-administration']),
]

const deliveryReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', MUNICIPAL_OWN),
  grant('municipal_allocator', 'ownMunicipality', MUNICIPAL_OWN),
  grant('municipal_economist', 'ownMunicipality', MUNICIPAL_OWN),
  grant('municipal_system', 'reportsShared', CONTROLLER, ['vacancy-exchange']),
  grant('municipal_allocator', 'reportsShared', CONTROLLER, ['vacancy-exchange']),
  grant('operator', 'everything', OPERATION),
]

const allocators = (purposes: Grant['purposes'] = ['municipal-allocation']) => [
  grant('municipal_system', 'ownCase', CASE, purposes),
  grant('municipal_allocator', 'ownCase', CASE, purposes),
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
  /** Decide on combined letting in an estate. */
  'combinedLetting:decide': [
    grant('municipal_system', 'ownMunicipality', COMBINED_LETTING),
    grant('municipal_allocator', 'ownMunicipality', COMBINED_LETTING),
  ],
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
  'feed:register': ownDeliverers,
  'delivery:read': deliveryReaders,
  'delivery:receive': ownDeliverers,
  /** Keep quarantined records that name no case, as they were received. */
  'delivery:keepRaw': ownDeliverers,
  'delivery:readRaw': ownDeliverers,
  /** Read the fund's feeds and what came by them. */
  'delivery:readAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  /** Register feeds of the fund's and deliver to them. */
  'delivery:receiveAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  'delivery:keepCaseRaw': municipalDeliverers,
  'delivery:readCaseRaw': [
    grant('municipal_system', 'ownCase', CASE, CASE_PURPOSES),
    grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES),
  ],

  'household:read': caseRoles(CASE),
  'household:register': caseRoles(CASE),
  'household:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'household:readNeed': caseRoles(CASE),
  'household:recordNeed': caseRoles(CASE),
  'household:readNeedHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  /** See and state whether a household was checked against a rule on areas. */
  'areaCheck:read': caseRoles(AREA_CHECK),
  'areaCheck:record': caseRoles(AREA_CHECK),
  'areaCheck:readHistory': [grant('municipal_allocator', 'ownCase', AREA_CHECK, CASE_PURPOSES)],
  'person:readIdentity': [...caseRoles(IDENTIFY), ...leaseMakers],
  'person:readProtectedIdentity': [grant('municipal_allocator', 'ownCase', IDENTIFY, CASE_PURPOSES)],
  'person:recordIdentity': caseRoles(IDENTIFY),
  'person:readIdentityHistory': [grant('municipal_allocator', 'ownCase', IDENTIFY, CASE_PURPOSES)],
  'person:erase': [grant('municipal_allocator', 'ownCase', ERASURE, ['data-protection'])],

  'disclosure:read': [...caseRoles(DISCLOSURE), ...leaseMakers],
  'disclosure:give': disclosers,
  'disclosure:readHistory': [grant('municipal_allocator', 'ownCase', DISCLOSURE, CASE_PURPOSES)],

  'criterion:read': [...criteriaAskers(CRITERIA), ...caseRoles(CRITERIA, CRITERIA_PURPOSES)],
  'criterion:readApplicant': [...criteriaAskers(APPLICANT), ...caseRoles(APPLICANT, CRITERIA_PURPOSES)],
  'criterion:ask': criteriaAskers(CRITERIA),
  'criterion:answer': caseRoles(CRITERIA, CRITERIA_PURPOSES),
  'criterion:erase': [
    grant('organisation_letting_officer', 'ownOrganisation', ERASURE, ['data-protection']),
    grant('municipal_allocator', 'ownCase', ERASURE, ['data-protection']),
    grant('hub', 'everything', RETENTION, ['data-protection']),
  ],

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

  /** Read the quota ledger of the parties: turns, balances and what happened. */
  'quota:read': agreementReaders,
  /** Write the ledger as the rules compute it, act upon a turn, enter returns and replacements. */
  'quota:keep': [
    ...organisationOwn,
    grant('municipal_system', 'ownMunicipality', AGREEMENT),
    grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
    grant('hub', 'everything', JOBS),
  ],
  /** Report, for a housing organisation, what its feeds do not say of a vacancy. */
  'quota:report': organisationOwn,
  /** Correct the facts of a turn, with a reason; either party may, and both see it. */
  'quota:correct': [
    ...organisationOwn,
    grant('municipal_system', 'ownMunicipality', AGREEMENT),
    grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  ],
  /** Read how the ledger stood earlier. */
  'quota:readHistory': agreementReaders,

  /** Read the numbers that a municipality has stated for matching. */
  'matching:readParameters': [
    grant('municipal_system', 'ownMunicipality', AGREEMENT),
    grant('municipal_nominator', 'ownMunicipality', AGREEMENT),
    grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
    grant('municipal_economist', 'ownMunicipality', AGREEMENT),
    grant('auditor', 'auditEngagement', AUDIT),
  ],
  'matching:setParameters': [
    grant('municipal_system', 'ownMunicipality', AGREEMENT),
    grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  ],
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

  /** Read which vacancies are at the municipality's disposal, and how far each has come. */
  'offer:read': stockReaders,
  'offer:readHistory': stockReaders,
  /** Offer a vacancy, pause, extend or withdraw the offer, and say what the household did at the organisation's. */
  'offer:make': organisationOwn,
  /** Return an offered vacancy, or give one up. */
  'offer:answer': [
    grant('municipal_system', 'ownMunicipality', AGREEMENT),
    grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  ],
  /** Let offers lapse whose deadline has passed. */
  'offer:lapse': [grant('hub', 'everything', JOBS)],

  'nomination:read': caseRoles(CASE),
  'nomination:make': [
    grant('municipal_system', 'ownCase', CASE, CASE_PURPOSES),
    grant('municipal_nominator', 'ownCase', CASE, CASE_PURPOSES),
  ],
  'nomination:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'allocation:read': caseRoles(CASE),
  /** Keep what a case system has reported of allocations. */
  'allocation:report': municipalDeliverers,
  'allocation:decide': allocators(),
  'allocation:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'decision:read': caseRoles(CASE),
  'notice:read': allocators(CASE_PURPOSES),
  'notice:acknowledge': allocators(CASE_PURPOSES),
  'notice:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
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
