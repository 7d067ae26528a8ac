import { agreementView } from '../agreements/index.ts'
import { offerView } from '../allocations/index.ts'
import {
  type ColumnField,
  column,
  computed,
  type EntityView,
  idColumn,
  idFilter,
  type ListView,
  type OneField,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  recorded,
  validOn,
} from '../platform/read/view.ts'
import { itsMunicipality } from '../registry/index.ts'
import { tenancyView } from '../tenancies/index.ts'
import { ABOUT_HOUSEHOLD, ofCase, ofDwelling } from './case-rows.view.ts'
import { PHASES } from './transition.ts'

const parties = { organisation: 'organisation_id', municipality: 'municipality_code' } as const
const key = { column: 'id', cast: 'uuid' } as const

/** SQL for where a transition stands on a day, null before it begins; `stateOn` says the same. */
export function stateSql(t: string, day: string): string {
  return `(case
    when upper(${t}.period) <= ${day} and (${t}.ended_on is null or ${t}.ended_on > upper(${t}.period)) then 'ORDINARY_TERMS'
    when ${t}.ended_on <= ${day} then ${t}.ending
    when lower(${t}.valid) <= ${day} then 'IN_PERIOD'
    when ${t}.signed_on <= ${day} then 'LEASE_SIGNED'
    when ${t}.allocated_on <= ${day} then 'ALLOCATED'
    when ${t}.disposed_on <= ${day} then 'AT_DISPOSAL' end)`
}

/** Phase 0 is the agreement alone, before the transition begins. */
const phaseSql = (t: string, day: string) =>
  `coalesce(case ${stateSql(t, day)} ${Object.entries(PHASES)
    .map(([state, phase]) => `when '${state}' then ${phase}`)
    .join(' ')} end, 0)`

/** Whether the tenant still lived there so many months after moving in; null before that day. */
const housedAfter = (months: number): ColumnField =>
  computed((t, args) => {
    const mark = `(lower(${t}.valid) + interval '${months} months')::date`
    return `case when ${t}.ended_on < ${mark} and ${t}.ended_on <= ${validOn(args)} then false
      when ${mark} <= ${validOn(args)} then true end`
  })

const below = (view: () => EntityView, live = ''): OneField => ({
  kind: 'one',
  view,
  on: (t, one) => `${one}.transition_id = ${t}.id${live === '' ? '' : ` and not ${one}.${live}`}`,
})

export const transitionView: EntityView = {
  type: 'TransitionTimeline',
  action: 'transition:read',
  table: 'public.transition',
  versions: 'history.transition_versions',
  scope: parties,
  key,
  fields: {
    id: idColumn('TransitionTimeline', 'id'),
    ...ofDwelling,
    offer: pointer(() => offerView, 'offer_id'),
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    state: computed((t, args) => stateSql(t, validOn(args))),
    phase: computed((t, args) => phaseSql(t, validOn(args))),
    daysLeft: computed(
      (t, args) =>
        `case when ${stateSql(t, validOn(args))} = 'IN_PERIOD' then upper(${t}.period) - ${validOn(args)} end`,
    ),
    disposedOn: column('disposed_on'),
    allocatedOn: column('allocated_on'),
    signedOn: column('signed_on'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    periodUntil: periodEnd('period'),
    ending: column('ending'),
    endedOn: column('ended_on'),
    approval: below(() => approvalView, 'withdrawn'),
    terms: below(() => termsView),
    terminationRequest: below(() => terminationRequestView, 'withdrawn'),
    case: below(() => transitionCaseView, 'withdrawn'),
    housedAfter6Months: housedAfter(6),
    housedAfter12Months: housedAfter(12),
    housedAfter24Months: housedAfter(24),
    ...recorded,
  },
}

/** The transition that a row is about. */
export const ofTransition: OneField = pointer(() => transitionView, 'transition_id')

export const trialView: EntityView = {
  type: 'TransitionTrial',
  action: 'transitionTrial:read',
  table: 'public.transition_trial',
  versions: 'history.transition_trial_versions',
  scope: {},
  key,
  fields: {
    id: idColumn('TransitionTrial', 'id'),
    municipality: itsMunicipality,
    code: column('code'),
    signedFrom: periodStart('signed'),
    signedUntil: periodEnd('signed'),
    monthsMax: column('months_max'),
    law: column('law'),
    source: column('source'),
    ...recorded,
  },
}

const approvalView: EntityView = {
  type: 'TransitionApproval',
  action: 'transition:read',
  table: 'public.transition_approval',
  versions: 'history.transition_approval_versions',
  scope: parties,
  key,
  fields: {
    id: idColumn('TransitionApproval', 'id'),
    approvedOn: column('approved_on'),
    derogations: column('derogations'),
    monthsMax: column('months_max'),
    agreement: pointer(() => agreementView, 'agreement_id'),
    compositionAssessedOn: column('composition_assessed_on'),
    noGeneralDemand: column('no_general_demand'),
    youthConditionMet: column('youth_condition_met'),
    reference: column('reference'),
    withdrawn: column('withdrawn'),
    ...recorded,
  },
}

const termsView: EntityView = {
  type: 'TransitionTerms',
  action: 'transition:read',
  table: 'public.transition_terms',
  versions: 'history.transition_terms_versions',
  scope: parties,
  key,
  fields: {
    id: idColumn('TransitionTerms', 'id'),
    regime: column('regime'),
    trial: pointer(() => trialView, 'trial_id'),
    monthsMax: column('months_max'),
    law: column('law'),
    signedOn: column('signed_on'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    derogations: column('derogations'),
    source: column('source'),
    ...recorded,
  },
}

const terminationRequestView: EntityView = {
  type: 'TerminationRequest',
  action: 'transition:read',
  table: 'public.termination_request',
  versions: 'history.termination_request_versions',
  scope: parties,
  key,
  fields: {
    id: idColumn('TerminationRequest', 'id'),
    requestedOn: column('requested_on'),
    effectiveOn: column('effective_on'),
    noticeMonths: column('notice_months'),
    noticeEffect: column('notice_effect'),
    noticeEffectOn: column('notice_effect_on'),
    dayCount: column('day_count'),
    withdrawn: column('withdrawn'),
    source: column('source'),
    ...recorded,
  },
}

export const transitionCaseView: EntityView = {
  type: 'TransitionCase',
  action: 'transitionCase:read',
  table: 'public.transition_case',
  versions: 'history.transition_case_versions',
  ...ABOUT_HOUSEHOLD,
  fields: { id: idColumn('TransitionCase', 'id'), ...ofCase, ...recorded },
}

/** Those without a known end of their period come last. */
const periodUntil = (t: string) => `${t}.period_ends`

export const transitionList: ListView = {
  view: transitionView,
  orders: {
    ENDING_ASC: { by: periodUntil, cast: 'date', direction: 'asc' },
    ENTERED_DESC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'desc' },
  },
  defaultOrder: 'ENDING_ASC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
    tenancyId: idFilter('Tenancy', 'tenancy_id'),
    stages: { cast: 'text[]', sql: (t, stages) => `${t}.stage = any (${stages})` },
    standing: {
      cast: 'jsonb',
      value: (given) => JSON.stringify(given),
      sql: (t, standing) => `${standing} -> 'states' ? ${stateSql(t, `(${standing} ->> 'on')::date`)}`,
    },
    activeOn: {
      cast: 'date',
      sql: (t, day) =>
        `lower(${t}.valid) <= ${day} and (${t}.period is null or upper(${t}.period) > ${day}) and (${t}.ended_on is null or ${t}.ended_on > ${day})`,
    },
    endingBefore: {
      cast: 'date',
      sql: (t, day) => `${t}.ending is null and ${t}.period_ends < ${day}`,
    },
  },
}

const trialList: ListView = {
  view: trialView,
  orders: { CODE_ASC: { by: (t) => `${t}.code`, cast: 'text', direction: 'asc' } },
  defaultOrder: 'CODE_ASC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
  },
}

const capUseView: EntityView = {
  type: 'TransitionCapUse',
  action: 'transitionCap:read',
  table: 'public.transition_cap_use',
  scope: { municipality: 'municipality_code' },
  key: { column: 'place', cast: 'text' },
  fields: {
    agreement: pointer(() => agreementView, 'agreement_id'),
    municipality: itsMunicipality,
    year: column('year'),
    used: column('used'),
    cap: column('cap'),
  },
}

const capUseList: ListView = {
  view: capUseView,
  orders: { YEAR_DESC: { by: (t) => `${t}.year`, cast: 'integer', direction: 'desc' } },
  defaultOrder: 'YEAR_DESC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    agreementId: idFilter('Agreement', 'agreement_id'),
    year: { cast: 'integer', sql: (t, year) => `${t}.year = ${year}` },
  },
}

/** What transitions contribute to the read model. */
export const transitionReadModel: Partial<ReadModel> = {
  roots: {
    transitionTimelines: { kind: 'connection', list: transitionList },
    transitionTimeline: { kind: 'byId', view: transitionView },
    transitionTrials: { kind: 'connection', list: trialList },
    transitionCapUses: {
      kind: 'connection',
      list: capUseList,
      from: () => `(select c.*, c.agreement_id || ' ' || c.year as place from public.transition_cap_use c)`,
    },
  },
  nodes: [transitionView, trialView, approvalView, termsView, terminationRequestView, transitionCaseView],
}
