/**
 * THE permission model: every action of the hub, who may do it over which rows, for which purpose, by which law.
 * Default deny; there are no deny rules and no second place. The row-level security of the database is generated
 * from this table (`rls.ts`), services ask it before a command (`viewer.ts`), and it is published as
 * `schema/permissions.md` and by the query `permissions`. What each name means is said in `policy-texts.ts` and
 * `action-texts.ts`.
 */

import { type Grant, grant, type Relation, ROLES, type Role } from './grant.ts'
import {
  ACCESS_RIGHT,
  AGREEMENT,
  APPLICANT,
  AREA_CHECK,
  AUDIT,
  agreementReaders,
  allocators,
  arrearsHandlers,
  arrearsReporters,
  CASE,
  CASE_PURPOSES,
  COMBINED_LETTING,
  CONTROL_PURPOSES,
  CONTROLLER,
  CRITERIA,
  CRITERIA_PURPOSES,
  caseRoles,
  caseToDoReaders,
  contactKeepers,
  criteriaAskers,
  DISCLOSURE,
  deliveryReaders,
  disclosers,
  ERASURE,
  everybody,
  IDENTIFY,
  JOBS,
  leaseMakers,
  municipalAccountants,
  municipalAllocators,
  municipalDeliverers,
  OPERATION,
  organisationOwn,
  ownDeliverers,
  parameterReaders,
  rentChargers,
  REFERRAL,
  RETENTION,
  SHELTER,
  SUBSIDY,
  SUBSIDY_CONTROL,
  SUBSIDY_PURPOSES,
  SUPERVISION,
  SUPPORT,
  stockReaders,
  subsidyControllers,
  subsidyReaders,
  TENANT_SUBSIDY,
  TRANSITION,
  tenantSubsidyCaseReaders,
  tenantSubsidyKeepers,
} from './grant-groups.ts'

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
  'feed:readHistory': deliveryReaders,
  'feed:register': ownDeliverers,
  'delivery:read': deliveryReaders,
  'delivery:receive': ownDeliverers,
  /** Keep quarantined records that name no case, as they were received. */
  'delivery:keepRaw': ownDeliverers,
  'delivery:readRaw': ownDeliverers,
  /** Read the fund's feeds and what came by them. */
  'delivery:readAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  'delivery:readHistoryAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  /** Register feeds of the fund's and deliver to them. */
  'delivery:receiveAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  'delivery:keepCaseRaw': municipalDeliverers,
  'delivery:readCaseRaw': [
    grant('municipal_system', 'ownCase', CASE, CASE_PURPOSES),
    grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES),
  ],

  'household:read': caseRoles(CASE),
  /** Find the household of a case, to grant it a subsidy. */
  'household:readToSubsidise': tenantSubsidyKeepers,
  'household:register': caseRoles(CASE),
  'household:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'household:readNeed': caseRoles(CASE),
  'household:recordNeed': caseRoles(CASE),
  'household:readNeedHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  /** See and state whether a household was checked against a rule on areas. */
  'areaCheck:read': caseRoles(AREA_CHECK),
  'areaCheck:record': caseRoles(AREA_CHECK),
  'areaCheck:readHistory': [grant('municipal_allocator', 'ownCase', AREA_CHECK, CASE_PURPOSES)],
  /** Read, send and answer households that one municipality refers to another. */
  'referral:read': [...caseRoles(REFERRAL), ...municipalAllocators(REFERRAL, CASE_PURPOSES)],
  'referral:send': allocators(CASE_PURPOSES),
  'referral:answer': municipalAllocators(REFERRAL, CASE_PURPOSES),
  'referral:readHistory': [grant('municipal_allocator', 'ownCase', REFERRAL, CASE_PURPOSES)],
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
  'criterion:readHistory': [...criteriaAskers(CRITERIA), ...caseRoles(CRITERIA, CRITERIA_PURPOSES)],
  'criterion:readApplicantHistory': [
    ...criteriaAskers(APPLICANT),
    ...caseRoles(APPLICANT, CRITERIA_PURPOSES),
  ],
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
  'matching:readParameters': parameterReaders,
  'matching:readParameterHistory': parameterReaders,
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
  'subsidy:readHistoryAsFund': [grant('fund_administrator', 'everything', SUBSIDY)],
  /** Read what the rent of one’s own dwellings is cut by. */
  'subsidy:readRentCut': rentChargers,
  'subsidy:readRentCutHistory': rentChargers,
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
    ...tenantSubsidyCaseReaders,
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

  /** Read transitional dwellings, from disposal to ordinary terms, with their terms and approvals. */
  'transition:read': stockReaders,
  'transition:readHistory': stockReaders,
  /** Approve how a lease may derogate. */
  'transition:approve': municipalAllocators(TRANSITION),
  /** Record the terms of a transitional lease as it states them. */
  'transition:recordTerms': organisationOwn,
  /** Ask the landlord to terminate. */
  'transition:requestTermination': municipalAllocators(TRANSITION),
  'transitionTrial:read': everybody,
  'transitionTrial:record': municipalAllocators(TRANSITION),
  /** Read how many of an agreement’s dwellings are used as transitional ones in a year. */
  'transitionCap:read': [
    ...municipalAllocators(TRANSITION),
    grant('municipal_economist', 'ownMunicipality', TRANSITION),
    grant('auditor', 'auditEngagement', AUDIT),
  ],
  /** See and say which household a transition is about. */
  'transitionCase:read': caseRoles(CASE),
  'transitionCase:record': allocators(CASE_PURPOSES),
  'transitionCase:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'guarantee:read': stockReaders,
  'guarantee:readHistory': stockReaders,
  /** Claim the restoration that the municipality guarantees. */
  'guarantee:claim': organisationOwn,
  'guarantee:decide': [
    ...municipalAllocators(TRANSITION),
    grant('municipal_economist', 'ownMunicipality', TRANSITION),
  ],
  /** Read and say whom the landlord may call about a tenancy. */
  'tenancyContact:read': [...organisationOwn, ...contactKeepers],
  'tenancyContact:readHistory': [...organisationOwn, ...contactKeepers],
  'tenancyContact:record': contactKeepers,
  'stay:read': caseRoles(SHELTER),
  'stay:record': caseRoles(SHELTER),
  'stay:readHistory': [grant('municipal_allocator', 'ownCase', SHELTER, CASE_PURPOSES)],
  'support:read': caseRoles(SUPPORT),
  'support:record': caseRoles(SUPPORT),
  'support:readHistory': [grant('municipal_allocator', 'ownCase', SUPPORT, CASE_PURPOSES)],
  'paymentReview:read': caseRoles(CASE),
  'paymentReview:record': caseRoles(CASE),
  'paymentReview:readHistory': [grant('municipal_allocator', 'ownCase', CASE, CASE_PURPOSES)],
  'arrears:read': [...arrearsReporters, ...arrearsHandlers],
  'arrears:report': arrearsReporters,
  'arrears:readHistory': [...arrearsReporters, ...arrearsHandlers],
  /** Read what the municipality did about arrears. */
  'arrears:readResponse': arrearsHandlers,
  /** Read of that what the municipality shares. */
  'arrears:readSharedResponse': arrearsReporters,
  'arrears:respond': arrearsHandlers,
  /** Keep what a source has reported last, to tell what is new. */
  'transition:report': [...organisationOwn, ...municipalDeliverers],
  'transitionParameter:read': parameterReaders,
  'transitionParameter:readHistory': parameterReaders,
  'transitionParameter:set': municipalAllocators(AGREEMENT),
  /** Read what falls due for the municipality’s own cases and dwellings. */
  'todo:readCase': caseToDoReaders,
  'todo:readCaseHistory': caseToDoReaders,
  /** Read what falls due for the organisation. */
  'todo:readOwn': organisationOwn,
  'todo:readOwnHistory': organisationOwn,
  /** Enter what falls due, and that it did. */
  'todo:raise': [grant('hub', 'everything', JOBS)],
  /** Follow what happened, as a system of the organisation or the municipality. */
  'outbox:readOwn': organisationOwn,
  'outbox:readCase': [grant('municipal_system', 'ownCase', CASE, CASE_PURPOSES)],
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
