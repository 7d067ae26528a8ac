import { type GuardedTable, type GuardOfSome, versioned } from './guarded-table.ts'
import type { Action } from './policy.ts'
import { SUBSIDY_TABLES } from './subsidy-tables.ts'
import { TRANSITION_TABLES } from './transition-tables.ts'

const stock = (name: string): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: 'stock:read', insert: 'stock:register', update: 'stock:register' },
    'stock:readHistory',
  )

/** Each side signs for itself. */
const SIGNATURES = [
  { action: 'dataSharing:signForMunicipality', rows: `signed_for = 'MUNICIPALITY'` },
  { action: 'dataSharing:signForOrganisation', rows: `signed_for = 'ORGANISATION'` },
] as const

/** Under address protection it takes an action of its own, also to change a row and so to lift the protection. */
const unlessProtected = (action: Action): readonly GuardOfSome[] => [
  { action, rows: 'not address_protected' },
  { action: 'person:readProtectedIdentity', rows: 'address_protected' },
]

/** Only those who are to sign the lease are disclosed. */
const DISCLOSED_TENANT =
  'lease_party and household_id = any ((select access.disclosed_household_ids($holder))::uuid[])'

const DISCLOSURE_IN_FORCE =
  'not withdrawn and valid @> (select access.today()) and data_sharing_grant_id = any ((select access.disclosure_grant_ids($holder))::uuid[])'

/** What happened to a turn is reported, corrected or entered, each by its own action. */
const QUOTA_EVENTS = [
  { action: 'quota:report', rows: `kind = 'REPORTED'` },
  { action: 'quota:correct', rows: `kind = 'CORRECTED'` },
  { action: 'quota:keep', rows: `kind not in ('REPORTED', 'CORRECTED')` },
] as const

/** What the quota engine computes. */
const quotaLedger = (name: string): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: 'quota:read', insert: 'quota:keep', update: 'quota:keep' },
    'quota:readHistory',
  )

/** Each party of an agreement reads it. */
const AGREEMENT_PARTIES = { organisations: 'organisation_ids' } as const

/** A feed whose owner is neither an organisation nor a municipality is the fund's, and so is what comes by it. */
const OF_FUND = 'organisation_id is null and municipality_code is null'
const readAsFund = { action: 'delivery:readAsFund', rows: OF_FUND } as const
const receiveAsFund = { action: 'delivery:receiveAsFund', rows: OF_FUND } as const
const feedRead = ['feed:read', readAsFund] as const
const feedHistory = ['feed:readHistory', { action: 'delivery:readHistoryAsFund', rows: OF_FUND }] as const
const feedRegister = ['feed:register', receiveAsFund] as const
const deliveryRead = ['delivery:read', readAsFund] as const
const received = ['delivery:receive', receiveAsFund] as const

/** Either party moves an offer on, and so does its deadline. */
const OFFER_MOVERS = ['offer:make', 'offer:answer', 'offer:lapse'] as const

export const GUARDED_TABLES: readonly GuardedTable[] = [
  { table: 'public.municipality', select: 'municipality:read' },
  { table: 'public.municipality_region', select: 'municipality:read' },
  ...versioned(
    {
      table: 'public.housing_organisation',
      select: 'organisation:read',
      insert: 'organisation:register',
      update: 'organisation:register',
      keys: { organisation: 'id' },
    },
    'organisation:read',
  ),
  ...stock('estate'),
  ...versioned(
    { table: 'public.estate_succession', select: 'stock:read', insert: 'stock:register' },
    'stock:readHistory',
  ),
  ...stock('building_section'),
  ...stock('dwelling'),
  ...versioned(
    { table: 'public.dwelling_former_number', select: 'stock:read', insert: 'stock:register' },
    'stock:readHistory',
  ),
  { table: 'public.area', select: 'area:read', insert: 'area:record' },
  ...versioned(
    { table: 'public.area_estate', select: 'area:read', insert: 'area:record', update: 'area:record' },
    'area:read',
  ),
  ...versioned(
    { table: 'public.area_status', select: 'area:read', insert: 'area:record', update: 'area:record' },
    'area:read',
  ),
  ...versioned(
    {
      table: 'public.combined_letting',
      select: 'area:read',
      insert: 'combinedLetting:decide',
      update: 'combinedLetting:decide',
    },
    'area:read',
  ),
  ...versioned(
    { table: 'public.vacancy', select: 'vacancy:read', insert: 'vacancy:sync', update: 'vacancy:sync' },
    'vacancy:readHistory',
  ),
  ...versioned(
    { table: 'public.feed', select: feedRead, insert: feedRegister, update: received },
    feedHistory,
  ),
  { table: 'public.delivery', select: deliveryRead, insert: received, update: received },
  { table: 'public.delivery_record', select: deliveryRead, insert: received },
  { table: 'public.delivery_problem', select: deliveryRead, insert: received },
  {
    table: 'public.delivery_raw',
    select: ['delivery:readRaw', readAsFund],
    insert: ['delivery:keepRaw', receiveAsFund],
  },
  { table: 'public.delivery_case_raw', select: 'delivery:readCaseRaw', insert: 'delivery:keepCaseRaw' },
  {
    table: 'public.data_sharing_grant',
    select: 'dataSharing:read',
    insert: SIGNATURES,
  },
  {
    table: 'public.data_sharing_revocation',
    select: 'dataSharing:read',
    insert: SIGNATURES,
  },
  ...versioned(
    {
      table: 'public.household',
      // Need, persons and who they are stand in rows of their own.
      select: ['household:read', 'household:readToSubsidise'],
      insert: 'household:register',
      update: 'household:register',
    },
    'household:readHistory',
  ),
  ...versioned(
    {
      table: 'public.household_need',
      select: 'household:readNeed',
      insert: 'household:recordNeed',
      update: 'household:recordNeed',
    },
    'household:readNeedHistory',
  ),
  ...versioned(
    {
      table: 'public.area_check',
      select: 'areaCheck:read',
      insert: 'areaCheck:record',
      update: 'areaCheck:record',
    },
    'areaCheck:readHistory',
  ),
  ...versioned(
    {
      table: 'public.household_referral',
      select: 'referral:read',
      insert: 'referral:send',
      update: ['referral:send', 'referral:answer'],
      // To the one it is sent to, it is the municipality's; to the one it comes from, it is a case.
      keys: { municipality: 'to_municipality_code' },
    },
    'referral:readHistory',
  ),
  ...versioned(
    {
      table: 'public.person',
      select: ['household:read', 'person:erase'],
      insert: 'household:register',
      update: ['household:register', 'person:erase'],
      updateOf: [...unlessProtected('household:register'), 'person:erase'],
    },
    'household:readHistory',
  ),
  ...versioned(
    {
      table: 'public.person_identity',
      select: unlessProtected('person:readIdentity'),
      insert: 'person:recordIdentity',
      update: 'person:recordIdentity',
      updateOf: unlessProtected('person:recordIdentity'),
      disclosure: DISCLOSED_TENANT,
    },
    'person:readIdentityHistory',
  ),
  ...versioned(
    {
      table: 'public.disclosure',
      select: 'disclosure:read',
      insert: 'disclosure:give',
      update: 'disclosure:give',
      disclosure: DISCLOSURE_IN_FORCE,
    },
    'disclosure:readHistory',
  ),
  ...versioned(
    {
      table: 'public.criterion_check',
      select: ['criterion:read', 'criterion:erase'],
      insert: 'criterion:ask',
      update: ['criterion:ask', 'criterion:erase'],
    },
    'criterion:readHistory',
  ),
  ...versioned(
    { table: 'public.criterion_applicant', select: 'criterion:readApplicant', insert: 'criterion:ask' },
    'criterion:readApplicantHistory',
  ),
  { table: 'public.criterion_answer', select: 'criterion:read', insert: 'criterion:answer' },
  {
    table: 'public.access_log',
    select: ['accessLog:read', 'accessLog:extract'],
    trace: true,
  },
  { table: 'public.access_log_review', select: 'accessLog:read', insert: 'accessLog:review' },
  ...versioned(
    {
      table: 'public.agreement',
      select: 'agreement:read',
      insert: 'agreement:record',
      update: 'agreement:record',
      keys: AGREEMENT_PARTIES,
    },
    'agreement:readHistory',
  ),
  ...versioned(
    {
      table: 'public.agreement_version',
      select: 'agreement:read',
      insert: 'agreement:record',
      update: 'agreement:record',
      keys: AGREEMENT_PARTIES,
    },
    'agreement:readHistory',
  ),
  {
    table: 'public.agreement_term',
    select: 'agreement:read',
    insert: 'agreement:record',
    keys: AGREEMENT_PARTIES,
  },
  ...versioned(
    {
      table: 'public.step_placement',
      select: 'agreement:read',
      insert: 'agreement:record',
      update: 'agreement:record',
    },
    'agreement:readHistory',
  ),
  { table: 'public.agreement_consent', select: 'agreement:read', insert: 'agreement:consent' },
  ...versioned(
    {
      table: 'public.matching_parameter',
      select: 'matching:readParameters',
      insert: 'matching:setParameters',
      update: 'matching:setParameters',
    },
    'matching:readParameterHistory',
  ),
  ...versioned(
    { table: 'public.tenancy', select: 'tenancy:read', insert: 'tenancy:record', update: 'tenancy:record' },
    'tenancy:readHistory',
  ),
  // Which decision led to it; a trigger alone enters it.
  { table: 'public.tenancy_allocation', select: 'tenancy:read' },
  { table: 'public.quota_event', select: 'quota:read', insert: QUOTA_EVENTS },
  ...quotaLedger('quota_turn'),
  ...quotaLedger('quota_balance'),
  ...quotaLedger('quota_cap_use'),
  ...versioned(
    {
      table: 'public.municipal_offer',
      select: 'offer:read',
      insert: 'offer:make',
      update: OFFER_MOVERS,
    },
    'offer:readHistory',
  ),
  { table: 'public.offer_event', select: 'offer:read', insert: OFFER_MOVERS },
  ...versioned(
    {
      table: 'public.nomination',
      select: 'nomination:read',
      insert: 'nomination:make',
      update: ['nomination:make', 'allocation:decide'],
    },
    'nomination:readHistory',
  ),
  ...versioned(
    {
      table: 'public.allocation',
      select: 'allocation:read',
      insert: 'allocation:decide',
      update: 'allocation:decide',
    },
    'allocation:readHistory',
  ),
  {
    table: 'public.allocation_report',
    select: 'allocation:report',
    insert: 'allocation:report',
    update: 'allocation:report',
  },
  { table: 'public.allocation_decision', select: 'decision:read', insert: 'allocation:decide' },
  ...versioned(
    { table: 'public.allocation_notice', select: 'notice:read', update: 'notice:acknowledge' },
    'notice:readHistory',
  ),
  ...SUBSIDY_TABLES,
  ...TRANSITION_TABLES,
]
