import { agreementTermView, agreementVersionView } from '../agreements/index.ts'
import { disclosureView, householdView } from '../households/index.ts'
import { type DecidedPair, rulesKnownThen, sameResultsSql } from '../matching/index.ts'
import {
  type ColumnField,
  column,
  computed,
  type EntityView,
  idColumn,
  idFilter,
  instantColumn,
  type ListView,
  pointer,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { vacancyView } from '../vacancies/index.ts'
import { offeredOnSql } from './offer.ts'
import { offerView } from './offer.view.ts'

/** Rows about one household. */
const personal: NonNullable<EntityView['personal']> = {
  subjects: (t) => `${t}.household_id`,
  municipality: (t) => `${t}.municipality_code`,
}
const scope = { municipality: 'municipality_code' } as const
const key = { column: 'id', cast: 'uuid' } as const

const item = (name: string) => computed((t) => `${t}.item -> '${name}'`)
export const nominationView: EntityView = {
  ...{ type: 'Nomination', action: 'nomination:read', scope, key, personal },
  table: 'public.nomination',
  versions: 'history.nomination_versions',
  fields: {
    id: idColumn('Nomination', 'id'),
    state: column('state'),
    reason: column('reason'),
    nominatedAt: instantColumn('nominated_at'),
    offer: pointer(() => offerView, 'offer_id'),
    household: pointer(() => householdView, 'household_id'),
    ...recorded,
  },
}

export const allocationView: EntityView = {
  ...{ type: 'Allocation', action: 'allocation:read', scope, key, personal },
  table: 'public.allocation',
  versions: 'history.allocation_versions',
  fields: {
    id: idColumn('Allocation', 'id'),
    state: column('state'),
    allocatedOn: column('allocated_on'),
    answeredOn: column('answered_on'),
    declineReason: column('decline_reason'),
    consequence: column('consequence'),
    parkedUntil: column('parked_until'),
    withdrawalReason: column('withdrawal_reason'),
    offer: pointer(() => offerView, 'offer_id'),
    vacancy: pointer(() => vacancyView, 'vacancy_id'),
    household: pointer(() => householdView, 'household_id'),
    decision: pointer(() => decisionView, 'decision_id'),
    nomination: pointer(() => nominationView, 'nomination_id'),
    disclosure: pointer(() => disclosureView, 'disclosure_id'),
    ...recorded,
  },
}

/** A column of the vacancy or household as the hub knew it when the decision's facts were read. */
const asKnown = (name: 'vacancy' | 'household', sql: (fact: string) => string): ColumnField =>
  computed(
    (t) =>
      `(select ${sql('fact')} from history.${name}_versions fact
         where fact.id = ${t}.${name}_id and fact.recorded @> ${t}.facts_at)`,
  )

/** One sentence on what a decision rests on, out of history. */
const sentence = (format: string): ColumnField =>
  computed(
    (t) => `(select format('${format}', a.name, v.number, term.position, ${t}.decided_on::text,
         (fact.rent_oere::numeric / 100)::numeric(15, 2)::text)
       from public.agreement_term term
       join history.agreement_version_versions v on v.id = term.version_id and v.recorded @> ${t}.facts_at
       join history.agreement_versions a on a.id = v.agreement_id and a.recorded @> ${t}.facts_at
       join history.vacancy_versions fact on fact.id = ${t}.vacancy_id and fact.recorded @> ${t}.facts_at
      where term.id = ${t}.agreement_term_id)`,
  )

const decidedPair = (t: string): DecidedPair => ({
  vacancy: `${t}.vacancy_id`,
  household: `${t}.household_id`,
  day: `${t}.decided_on`,
  offeredOn: `(select ${offeredOnSql('o')} from public.municipal_offer o where o.id = ${t}.offer_id)`,
  ruleSet: `${t}.rule_set`,
  knownAt: `${t}.facts_at`,
})

export const decisionView: EntityView = {
  ...{ type: 'AllocationDecision', action: 'decision:read', scope, key, personal },
  table: 'public.allocation_decision',
  fields: {
    id: idColumn('AllocationDecision', 'id'),
    decidedOn: column('decided_on'),
    legalBasis: column('legal_basis'),
    reason: column('reason'),
    overrideReason: column('override_reason'),
    sourceId: column('source_id'),
    offer: pointer(() => offerView, 'offer_id'),
    household: pointer(() => householdView, 'household_id'),
    agreementVersion: pointer(() => agreementVersionView, 'agreement_version_id'),
    term: pointer(() => agreementTermView, 'agreement_term_id'),
    ruleSet: column('rule_set'),
    parameters: {
      kind: 'list',
      type: 'DecisionFigure',
      from: (t, one) => `jsonb_each_text(${t}.parameters) ${one}(name, value)`,
      orderBy: (one) => `${one}.name collate "C"`,
      fields: { name: column('name'), value: column('value') },
    },
    results: {
      kind: 'list',
      type: 'DecisionResult',
      from: (t, one) => `jsonb_array_elements(${t}.results) with ordinality ${one}(item, place)`,
      orderBy: (one) => `${one}.place`,
      fields: {
        rule: item('rule'),
        law: item('law'),
        passed: item('passed'),
        undecided: item('undecided'),
        figures: {
          kind: 'list',
          type: 'DecisionFigure',
          from: (result, one) => `jsonb_each_text(${result}.item -> 'figures') ${one}(name, value)`,
          orderBy: (one) => `${one}.name collate "C"`,
          fields: { name: column('name'), value: column('value') },
        },
      },
    },
    factsChangeId: computed((t) => `${t}.facts_change_id::text`),
    factsAt: instantColumn('facts_at'),
    explanation: {
      kind: 'embedded',
      type: 'DecisionExplanation',
      fields: {
        textDa: sentence('Anvist efter %1$s, version %2$s, vilkår %3$s, den %4$s. Husleje: %5$s kr.'),
        textEn: sentence('Allocated under %1$s, version %2$s, term %3$s, on %4$s. Rent: DKK %5$s.'),
        rent: asKnown('vacancy', (fact) => `(${fact}.rent_oere::numeric / 100)::numeric(15, 2)::text`),
        dwellingType: asKnown('vacancy', (fact) => `${fact}.dwelling_type`),
        adults: asKnown('household', (fact) => `${fact}.adults`),
        children: asKnown('household', (fact) => `${fact}.children`),
        rules: rulesKnownThen(decidedPair),
        sameAsDecided: computed((t) => sameResultsSql(decidedPair(t), `${t}.results`)),
      },
    },
    decidedAt: instantColumn('recorded_at'),
  },
}

export const noticeView: EntityView = {
  ...{ type: 'AllocationNotice', action: 'notice:read', scope, key, personal },
  table: 'public.allocation_notice',
  versions: 'history.allocation_notice_versions',
  fields: {
    id: idColumn('AllocationNotice', 'id'),
    kind: column('kind'),
    raisedAt: instantColumn('raised_at'),
    acknowledgedAt: instantColumn('acknowledged_at'),
    allocation: pointer(() => allocationView, 'allocation_id'),
    ...recorded,
  },
}

const entered = (t: string) => `${t}.id`
const municipalityCode = {
  cast: 'text',
  sql: (t: string, code: string) => `${t}.municipality_code = ${code}`,
} as const
const states = {
  cast: 'text[]',
  sql: (t: string, given: string) => `${t}.state = any (${given})`,
} as const

const orders: ListView['orders'] = {
  ENTERED_DESC: { by: entered, cast: 'uuid', direction: 'desc' },
  ENTERED_ASC: { by: entered, cast: 'uuid', direction: 'asc' },
}
const offerId = idFilter('MunicipalOffer', 'offer_id')

const nominationList: ListView = {
  ...{ view: nominationView, orders, defaultOrder: 'ENTERED_DESC' },
  filters: { municipalityCode, offerId, states },
}

const allocationList: ListView = {
  ...{ view: allocationView, orders, defaultOrder: 'ENTERED_DESC' },
  filters: { municipalityCode, offerId, vacancyId: idFilter('Vacancy', 'vacancy_id'), states },
}

const noticeList: ListView = {
  ...{ view: noticeView, orders, defaultOrder: 'ENTERED_DESC' },
  filters: {
    municipalityCode,
    acknowledged: {
      cast: 'boolean',
      sql: (t, acknowledged) => `(${t}.acknowledged_at is not null) = ${acknowledged}`,
    },
  },
}

/** What allocations contribute to the read model: their queries, and allocations below households. */
export const allocationReadModel: Partial<ReadModel> = {
  roots: {
    nominations: { kind: 'connection', list: nominationList },
    allocations: { kind: 'connection', list: allocationList },
    allocation: { kind: 'byId', view: allocationView },
    decision: { kind: 'byId', view: decisionView },
    notices: { kind: 'connection', list: noticeList },
  },
  nodes: [nominationView, allocationView, decisionView, noticeView],
  extensions: {
    Household: {
      allocations: {
        kind: 'connection',
        list: () => allocationList,
        on: (t, allocation) => `${allocation}.household_id = ${t}.id`,
      },
    },
  },
}
