import { type GuardedTable, versioned } from './guarded-table.ts'

/** What the fund gives itself, in place of the municipality. */
const FUND_GIVEN = `instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5')`
const subsidyRead = ['subsidy:read', { action: 'subsidy:readAsFund', rows: FUND_GIVEN }] as const
const subsidyHistory = [
  'subsidy:readHistory',
  { action: 'subsidy:readHistoryAsFund', rows: FUND_GIVEN },
] as const
const frameRecord = ['subsidyFrame:record', { action: 'subsidyFrame:give', rows: FUND_GIVEN }] as const

const statementKeep = [
  { action: 'subsidy:record', rows: `side = 'MUNICIPALITY'` },
  { action: 'subsidyFrame:give', rows: `side = 'FUND'` },
] as const

const programmeRecord = [
  { action: 'subsidyProgramme:record', rows: 'municipality_code is null' },
  { action: 'subsidyProgramme:recordOwn', rows: 'municipality_code is not null' },
] as const

const programme = (name: string, changes: Pick<GuardedTable, 'update'> = {}): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: 'subsidyProgramme:read', insert: programmeRecord, ...changes },
    'subsidyProgramme:read',
  )

const tenantSubsidy = (name: string, changes: Pick<GuardedTable, 'update'> = {}): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: 'tenantSubsidy:read', insert: 'tenantSubsidy:record', ...changes },
    'tenantSubsidy:readHistory',
  )

/** The tables of subsidies: who may see and write what, by instrument and by whose money it is. */
export const SUBSIDY_TABLES: readonly GuardedTable[] = [
  ...programme('subsidy_programme'),
  ...programme('subsidy_term', { update: programmeRecord }),
  ...programme('subsidy_rate', { update: programmeRecord }),
  ...versioned(
    { table: 'public.subsidy_frame', select: subsidyRead, insert: frameRecord, update: frameRecord },
    subsidyHistory,
  ),
  { table: 'public.subsidy_frame_use', select: subsidyRead },
  ...versioned(
    { table: 'public.subsidy_condition', select: subsidyRead, insert: frameRecord, update: frameRecord },
    subsidyHistory,
  ),
  ...versioned(
    {
      table: 'public.subsidy_commitment',
      select: subsidyRead,
      insert: 'subsidy:record',
      update: 'subsidy:record',
      keys: { days: 'engaged' },
    },
    subsidyHistory,
  ),
  ...versioned(
    {
      table: 'public.subsidy_period',
      select: [...subsidyRead, 'subsidy:readRentCut'],
      insert: 'subsidy:record',
      update: 'subsidy:record',
    },
    [...subsidyHistory, 'subsidy:readRentCutHistory'],
  ),
  ...versioned(
    { table: 'public.subsidy_payment', select: subsidyRead, insert: 'subsidy:record' },
    subsidyHistory,
  ),
  {
    table: 'public.subsidy_correction',
    select: subsidyRead,
    insert: [
      'subsidy:record',
      {
        action: 'subsidyFrame:give',
        rows: `${FUND_GIVEN} and entity in ('SubsidyFrame', 'SubsidyCondition')`,
      },
    ],
  },
  // Each side states for itself, and both may read what the other states.
  ...versioned(
    {
      table: 'public.subsidy_statement',
      select: subsidyRead,
      insert: statementKeep,
      update: statementKeep,
    },
    subsidyHistory,
  ),
  ...tenantSubsidy('tenant_subsidy', { update: 'tenantSubsidy:record' }),
  ...tenantSubsidy('tenant_subsidy_input', { update: 'tenantSubsidy:record' }),
  ...tenantSubsidy('tenant_subsidy_calculation'),
  ...tenantSubsidy('tenant_subsidy_payment'),
  { table: 'public.subsidy_audit', select: 'subsidyAudit:read', insert: 'subsidyAudit:run' },
  { table: 'public.subsidy_finding', select: 'subsidyAudit:read', insert: 'subsidyAudit:run' },
  { table: 'public.subsidy_finding_answer', select: 'subsidyAudit:read', insert: 'subsidyAudit:answer' },
]
