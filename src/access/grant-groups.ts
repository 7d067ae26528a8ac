/** The laws that grants rest on, and those who often hold a grant together. */

import { type Grant, grant, ROLES } from './grant.ts'

export const AGREEMENT = 'almenboligloven § 59; the parties’ data-sharing agreement'
export const AUDIT = 'the auditor’s engagement; GDPR art. 6(1)(e)'
const OWN = 'the organisation’s own records'
const MUNICIPAL_OWN = 'the municipality’s own deliveries'
const REGISTER = 'public register data'
export const JOBS = 'GDPR art. 28: what the hub does by itself on the controllers’ instruction'
export const OPERATION = 'GDPR art. 28: the hub’s operator on the controllers’ instruction'
export const CASE = 'almenboligloven §§ 59, 63; GDPR art. 6(1)(e), art. 9(2)(f)'
export const IDENTIFY = 'GDPR art. 6(1)(e); databeskyttelsesloven § 11'
export const DISCLOSURE = 'almenboligloven §§ 59, 63; GDPR art. 6(1)(e); forvaltningsloven § 27'
const LEASE = 'GDPR art. 6(1)(b); databeskyttelsesloven § 11; the parties’ data-sharing agreement'
export const CONTROLLER = 'GDPR art. 24: the data controller decides what it shares'
export const SUPERVISION = 'GDPR art. 32, art. 39(1)(b): fixed, ongoing checks of who looked'
export const ACCESS_RIGHT = 'GDPR art. 15: the citizen’s access to the log'
export const ERASURE = 'GDPR art. 17'
export const CRITERIA = 'almenboligloven § 60; GDPR art. 6(1)(a), art. 7: the applicant’s consent'
export const APPLICANT = 'GDPR art. 6(1)(a); databeskyttelsesloven § 11: the applicant’s consent'
export const RETENTION = 'GDPR art. 5(1)(e): no longer than the controllers’ period'
export const AREA_CHECK = 'almenboligloven §§ 51 b, 51 c, 59 stk. 6–7; GDPR art. 6(1)(e)'
export const COMBINED_LETTING = 'almenboligloven § 51 b'
export const SUBSIDY = 'almenboligloven §§ 91 a, 98 e, 98 f; the programme’s own rules'
const RENT_CUT = 'almenboligloven §§ 91 a, 98 e, 98 f: the organisation charges the reduced rent'
export const TENANT_SUBSIDY = 'serviceloven § 163 a; GDPR art. 6(1)(e), art. 9(2)(f)'
export const SUBSIDY_CONTROL = 'the municipality’s duty to account for subsidies; GDPR art. 6(1)(e)'

export const REFERRAL = 'forvaltningsloven § 28; GDPR art. 6(1)(e), art. 9(2)(f)'
export const TRANSITION = 'almenboligloven § 63; almenlejeloven § 4 stk. 3'
export const SHELTER = 'serviceloven § 110 stk. 5; GDPR art. 6(1)(e), art. 9(2)(f)'
export const SUPPORT = 'serviceloven §§ 85, 85 a, 99; GDPR art. 6(1)(e), art. 9(2)(f)'
const ARREARS =
  'the landlord’s notice to the municipality on arrears of allocated tenants (L 114, 2012-13); GDPR art. 6(1)(e)'

export const organisationOwn = [
  grant('organisation_system', 'ownOrganisation', OWN),
  grant('organisation_letting_officer', 'ownOrganisation', OWN),
]

export const stockReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', AGREEMENT),
  grant('municipal_nominator', 'ownMunicipality', AGREEMENT),
  grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  grant('municipal_economist', 'ownMunicipality', AGREEMENT),
  grant('auditor', 'auditEngagement', AUDIT),
  grant('operator', 'everything', OPERATION),
  grant('hub', 'everything', JOBS),
]

export const everybody = ROLES.map((role) => grant(role, 'everything', REGISTER))

export const CASE_PURPOSES = ['case-handling', 'municipal-allocation'] as const
/** Those who work on cases, over their own ones. */
export const caseRoles = (law: string, purposes: Grant['purposes'] = CASE_PURPOSES) => [
  grant('municipal_system', 'ownCase', law, purposes),
  grant('municipal_nominator', 'ownCase', law, purposes),
  grant('municipal_allocator', 'ownCase', law, purposes),
]

export const leaseMakers = [
  grant('organisation_letting_officer', 'disclosure', LEASE, ['tenancy-agreement']),
  grant('organisation_system', 'disclosure', LEASE, ['tenancy-agreement']),
]

export const disclosers = [
  grant('municipal_system', 'ownCase', DISCLOSURE, ['municipal-allocation']),
  grant('municipal_allocator', 'ownCase', DISCLOSURE, ['municipal-allocation']),
]

export const CRITERIA_PURPOSES = ['criteria-check'] as const
/** Those who ask a municipality about applicants. */
export const criteriaAskers = (law: string) => [
  grant('organisation_letting_officer', 'ownOrganisation', law, CRITERIA_PURPOSES),
  grant('organisation_system', 'ownOrganisation', law, CRITERIA_PURPOSES),
]
/** Who delivers for a municipality: its case system. */
export const municipalDeliverers = [
  grant('municipal_system', 'ownMunicipality', CASE, ['municipal-allocation']),
]
/** Who delivers anything for a municipality; what a delivery holds is asked for by an action of its own. */
export const ownDeliverers = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', MUNICIPAL_OWN, [
    'municipal-allocation',
    'subsidy-administration',
  ]),
  grant('municipal_economist', 'ownMunicipality', MUNICIPAL_OWN, ['subsidy-administration']),
]

export const deliveryReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', MUNICIPAL_OWN),
  grant('municipal_allocator', 'ownMunicipality', MUNICIPAL_OWN),
  grant('municipal_economist', 'ownMunicipality', MUNICIPAL_OWN),
  grant('municipal_system', 'reportsShared', CONTROLLER, ['vacancy-exchange']),
  grant('municipal_allocator', 'reportsShared', CONTROLLER, ['vacancy-exchange']),
  grant('operator', 'everything', OPERATION),
]

/** Those who allocate, over their own cases. */
export const allocators = (purposes: Grant['purposes'] = ['municipal-allocation']) => [
  grant('municipal_system', 'ownCase', CASE, purposes),
  grant('municipal_allocator', 'ownCase', CASE, purposes),
]

export const agreementReaders = [
  ...organisationOwn,
  grant('municipal_system', 'ownMunicipality', AGREEMENT),
  grant('municipal_nominator', 'ownMunicipality', AGREEMENT),
  grant('municipal_allocator', 'ownMunicipality', AGREEMENT),
  grant('municipal_economist', 'ownMunicipality', AGREEMENT),
  grant('auditor', 'auditEngagement', AUDIT),
  grant('hub', 'everything', JOBS),
]

export const SUBSIDY_PURPOSES = ['subsidy-administration'] as const
export const CONTROL_PURPOSES = ['subsidy-administration', 'subsidy-audit'] as const

export const municipalAccountants = [
  grant('municipal_economist', 'ownMunicipality', SUBSIDY),
  grant('municipal_system', 'ownMunicipality', SUBSIDY),
]

export const subsidyReaders = [
  ...municipalAccountants,
  grant('municipal_allocator', 'ownMunicipality', SUBSIDY),
  grant('auditor', 'programmeEngagement', AUDIT),
]

/** Who works on a case sees what the tenant’s subsidy comes to. */
export const tenantSubsidyCaseReaders = caseRoles(TENANT_SUBSIDY)

export const tenantSubsidyKeepers = [
  grant('municipal_economist', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
  grant('municipal_allocator', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
  grant('municipal_system', 'ownCase', TENANT_SUBSIDY, SUBSIDY_PURPOSES),
]

export const subsidyControllers = [
  grant('auditor', 'programmeEngagement', AUDIT, ['subsidy-audit']),
  grant('municipal_economist', 'ownCase', SUBSIDY_CONTROL, CONTROL_PURPOSES),
]

/** Those who allocate, over the municipality’s dwellings. */
export const municipalAllocators = (law: string, purposes: Grant['purposes'] = 'any') => [
  grant('municipal_system', 'ownMunicipality', law, purposes),
  grant('municipal_allocator', 'ownMunicipality', law, purposes),
]

export const arrearsReporters = [
  grant('organisation_system', 'ownOrganisation', ARREARS, ['tenancy-agreement']),
  grant('organisation_letting_officer', 'ownOrganisation', ARREARS, ['tenancy-agreement']),
]
export const arrearsHandlers = [
  grant('municipal_system', 'ownMunicipality', ARREARS, CASE_PURPOSES),
  grant('municipal_nominator', 'ownMunicipality', ARREARS, CASE_PURPOSES),
  grant('municipal_allocator', 'ownMunicipality', ARREARS, CASE_PURPOSES),
]
export const contactKeepers = [
  ...municipalAllocators(TRANSITION),
  grant('municipal_nominator', 'ownMunicipality', TRANSITION),
]

/** Those who read the numbers that a municipality has set itself. */
export const parameterReaders = [
  ...municipalAllocators(AGREEMENT),
  grant('municipal_nominator', 'ownMunicipality', AGREEMENT),
  grant('municipal_economist', 'ownMunicipality', AGREEMENT),
  grant('auditor', 'auditEngagement', AUDIT),
]

/** The organisation charges the rent that a subsidy cuts. */
export const rentChargers = organisationOwn.map(({ role, over }) => grant(role, over, RENT_CUT))

export const caseToDoReaders = [
  ...caseRoles(CASE),
  grant('municipal_economist', 'ownCase', SUBSIDY_CONTROL, SUBSIDY_PURPOSES),
]
