import { type GuardedTable, versioned } from './guarded-table.ts'
import type { Action } from './policy.ts'

/** A table of cases that one action opens for reading, one for writing and one for earlier versions. */
const caseTable = (name: string, noun: 'stay' | 'support' | 'paymentReview'): readonly GuardedTable[] =>
  versioned(
    { table: `public.${name}`, select: `${noun}:read`, insert: `${noun}:record`, update: `${noun}:record` },
    `${noun}:readHistory`,
  )

/** A table of transitional dwellings, which both parties read. */
const dwellingTable = (
  name: string,
  insert: Action,
  update: GuardedTable['update'] = insert,
): readonly GuardedTable[] =>
  versioned({ table: `public.${name}`, select: 'transition:read', insert, update }, 'transition:readHistory')

const TODO = [
  { action: 'todo:readCase', rows: `party = 'MUNICIPALITY'` },
  { action: 'todo:readOwn', rows: `party = 'ORGANISATION'` },
] as const
const TODO_HISTORY = [
  { action: 'todo:readCaseHistory', rows: `party = 'MUNICIPALITY'` },
  { action: 'todo:readOwnHistory', rows: `party = 'ORGANISATION'` },
] as const

/** The tables of transitional dwellings: who may see and write what. */
export const TRANSITION_TABLES: readonly GuardedTable[] = [
  ...versioned({ table: 'public.transition', select: 'transition:read' }, 'transition:readHistory'),
  ...versioned(
    {
      table: 'public.transition_trial',
      select: 'transitionTrial:read',
      insert: 'transitionTrial:record',
      update: 'transitionTrial:record',
    },
    'transitionTrial:read',
  ),
  ...dwellingTable('transition_approval', 'transition:approve'),
  { table: 'public.transition_cap_use', select: 'transitionCap:read' },
  ...dwellingTable('transition_terms', 'transition:recordTerms'),
  ...dwellingTable('termination_request', 'transition:requestTermination'),
  ...versioned(
    {
      table: 'public.transition_case',
      select: 'transitionCase:read',
      insert: 'transitionCase:record',
      update: 'transitionCase:record',
    },
    'transitionCase:readHistory',
  ),
  ...versioned(
    {
      table: 'public.guarantee_claim',
      select: 'guarantee:read',
      insert: [{ action: 'guarantee:claim', rows: `state = 'CLAIMED'` }],
      // Who claims does not decide, and who decides does not take back.
      update: [
        { action: 'guarantee:claim', rows: `state in ('CLAIMED', 'WITHDRAWN')` },
        { action: 'guarantee:decide', rows: `state <> 'WITHDRAWN'` },
      ],
    },
    'guarantee:readHistory',
  ),
  ...versioned(
    {
      table: 'public.tenancy_contact',
      select: 'tenancyContact:read',
      insert: 'tenancyContact:record',
      update: 'tenancyContact:record',
    },
    'tenancyContact:readHistory',
  ),
  ...caseTable('stay', 'stay'),
  ...caseTable('discharge_condition', 'stay'),
  ...caseTable('support_course', 'support'),
  ...caseTable('payment_review', 'paymentReview'),
  ...versioned(
    {
      table: 'public.arrears_step',
      select: 'arrears:read',
      insert: 'arrears:report',
      update: 'arrears:report',
    },
    'arrears:readHistory',
  ),
  {
    table: 'public.arrears_response',
    select: ['arrears:readResponse', { action: 'arrears:readSharedResponse', rows: 'shared' }],
    insert: 'arrears:respond',
  },
  {
    table: 'public.transition_report',
    select: 'transition:report',
    insert: 'transition:report',
    update: 'transition:report',
  },
  ...versioned(
    {
      table: 'public.transition_parameter',
      select: 'transitionParameter:read',
      insert: 'transitionParameter:set',
      update: 'transitionParameter:set',
    },
    'transitionParameter:readHistory',
  ),
  ...versioned({ table: 'public.reminder', select: TODO }, TODO_HISTORY),
  {
    table: 'public.outbox_event',
    select: [
      { action: 'outbox:readOwn', rows: `party = 'ORGANISATION'` },
      { action: 'outbox:readCase', rows: `party = 'MUNICIPALITY'` },
    ],
  },
]
