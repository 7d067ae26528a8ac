import {
  column,
  type EntityView,
  type Fields,
  idColumn,
  idFilter,
  instantColumn,
  instantSql,
  kronerColumn,
  type ListView,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality } from '../registry/index.ts'
import { correctionFields } from './subsidy.view.ts'

const CHANGES_MAX = 1_000
const CORRECTIONS_MAX = 100
const ANSWERS_MAX = 1_000
const scope = { municipality: 'municipality_code' } as const
const key = { column: 'id', cast: 'uuid' } as const

const item = (name: string) => ({ kind: 'column', sql: (t: string) => `${t}.item ->> '${name}'` }) as const

/** What differs from an earlier run of the same programme and municipality, and the corrections in between. */
const changeFields: Fields = {
  kind: column('kind'),
  finding: pointer(() => subsidyFindingView, 'finding_id'),
  earlier: pointer(() => subsidyFindingView, 'earlier_id'),
  corrections: {
    kind: 'list',
    type: 'SubsidyCorrection',
    from: (t, child) => `(select c.* from public.subsidy_correction c
        where c.row_id = any (${t}.row_ids) and c.recorded_at > ${t}.earlier_known and c.recorded_at <= ${t}.now_known
        order by c.id limit ${CORRECTIONS_MAX}) ${child}`,
    orderBy: (child) => `${child}.id`,
    fields: correctionFields,
  },
}

export const subsidyAuditView: EntityView = {
  type: 'SubsidyAudit',
  action: 'subsidyAudit:read',
  table: 'public.subsidy_audit',
  scope,
  key,
  personal: { subjects: () => `''`, municipality: (t) => `${t}.municipality_code` },
  fields: {
    id: idColumn('SubsidyAudit', 'id'),
    municipality: itsMunicipality,
    programme: column('programme'),
    instrument: column('instrument'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    knownAt: instantColumn('known_at'),
    ruleSet: column('rule_set'),
    findingCount: column('finding_count'),
    atStake: kronerColumn('at_stake_oere'),
    runBy: column('run_by'),
    runAt: instantColumn('recorded_at'),
    findings: {
      kind: 'connection',
      list: () => subsidyFindingList,
      on: (t, one) => `${one}.audit_id = ${t}.id`,
    },
    changesSince: {
      kind: 'list',
      type: 'SubsidyAuditChange',
      from: (t, child, args) => {
        const earlier = args.bind('earlierId', 'text')
        return `(select case when f.id is null then 'GONE' when e.id is null then 'NEW' else 'CHANGED' end as kind,
            f.id as finding_id, e.id as earlier_id, coalesce(f.finding_key, e.finding_key) as finding_key,
            a.known_at as earlier_known, ${t}.known_at as now_known,
            array(select (one ->> 'id')::uuid from jsonb_array_elements(coalesce(f.evidence, '[]') || coalesce(e.evidence, '[]')) one) as row_ids
          from public.subsidy_audit a
          left join lateral (select coalesce(n.finding_key, o.finding_key) as finding_key, n.id as new_id, o.id as old_id
                 from (select * from public.subsidy_finding n where n.audit_id = ${t}.id) n
                 full join (select * from public.subsidy_finding o where o.audit_id = a.id) o on o.finding_key = n.finding_key) pair on true
          left join public.subsidy_finding f on f.id = pair.new_id
          left join public.subsidy_finding e on e.id = pair.old_id
         where 'SubsidyAudit:' || a.id = ${earlier} and a.municipality_code = ${t}.municipality_code
           and a.programme = ${t}.programme and pair.finding_key is not null
           and (f.id is null or e.id is null or (f.months, f.at_stake_oere, f.figures, f.severity, f.law)
                  is distinct from (e.months, e.at_stake_oere, e.figures, e.severity, e.law))
         order by pair.finding_key collate "C" limit ${CHANGES_MAX}) ${child}`
      },
      orderBy: (child) => `${child}.finding_key collate "C"`,
      fields: changeFields,
    },
  },
}

export const subsidyFindingView: EntityView = {
  type: 'SubsidyFinding',
  action: 'subsidyAudit:read',
  table: 'public.subsidy_finding',
  scope,
  key,
  personal: {
    subjects: (t) => `coalesce(${t}.household_id::text, '')`,
    municipality: (t) => `${t}.municipality_code`,
  },
  fields: {
    id: idColumn('SubsidyFinding', 'id'),
    audit: pointer(() => subsidyAuditView, 'audit_id'),
    key: column('finding_key'),
    code: column('code'),
    severity: column('severity'),
    law: column('law'),
    dwelling: itsDwelling,
    months: column('months'),
    atStake: kronerColumn('at_stake_oere'),
    figures: {
      kind: 'list',
      type: 'SubsidyFigure',
      from: (t, child) => `jsonb_array_elements(${t}.figures) with ordinality ${child}(item, place)`,
      orderBy: (child) => `${child}.place`,
      fields: { name: item('name'), value: item('value') },
    },
    evidence: {
      kind: 'list',
      type: 'SubsidyEvidence',
      from: (t, child) => `jsonb_array_elements(${t}.evidence) with ordinality ${child}(item, place)`,
      orderBy: (child) => `${child}.place`,
      fields: {
        rowId: { kind: 'column', sql: (t) => `(${t}.item ->> 'type') || ':' || (${t}.item ->> 'id')` },
        recordedFrom: item('recordedFrom'),
      },
    },
    answers: {
      kind: 'list',
      type: 'SubsidyFindingAnswer',
      from: (
        t,
        child,
      ) => `(select a.* from public.subsidy_finding_answer a where a.municipality_code = ${t}.municipality_code
          and a.programme = ${t}.programme and a.finding_key = ${t}.finding_key order by a.id limit ${ANSWERS_MAX}) ${child}`,
      orderBy: (child) => `${child}.id`,
      fields: {
        kind: column('kind'),
        explanation: column('explanation'),
        amount: kronerColumn('amount_oere'),
        answeredBy: column('answered_by'),
        answeredAt: { kind: 'column', sql: (t) => instantSql(`${t}.recorded_at`) },
      },
    },
  },
}

const subsidyAuditList: ListView = {
  view: subsidyAuditView,
  orders: { RUN_AT_DESC: { by: (t) => `${t}.recorded_at`, cast: 'timestamptz', direction: 'desc' } },
  defaultOrder: 'RUN_AT_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    programme: { cast: 'text', sql: (t, code) => `${t}.programme = ${code}` },
  },
}

const subsidyFindingList: ListView = {
  view: subsidyFindingView,
  orders: { ENTERED_ASC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'asc' } },
  defaultOrder: 'ENTERED_ASC',
  filters: {
    codes: { cast: 'text[]', sql: (t, codes) => `${t}.code = any (${codes})` },
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
  },
}

/** What the audit of subsidies contributes to the read model. */
export const subsidyAuditReadModel: Partial<ReadModel> = {
  roots: {
    subsidyAudits: { kind: 'connection', list: subsidyAuditList },
    subsidyAudit: { kind: 'byId', view: subsidyAuditView },
  },
  nodes: [subsidyAuditView, subsidyFindingView],
}
