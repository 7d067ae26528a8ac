import { agreementTermView, criterionUses } from '../agreements/index.ts'
import type { SealedPart } from '../households/index.ts'
import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  instantColumn,
  instantSql,
  type ListView,
  pointer,
  type ReadModel,
  type SealedField,
} from '../platform/read/view.ts'
import { estateView, itsMunicipality, itsOrganisation } from '../registry/index.ts'

/** Rows about one applicant: `subject` is the column that says which. */
const about = (subject: string): NonNullable<EntityView['personal']> => ({
  subjects: (t) => `${t}.${subject}`,
  municipality: (t) => `${t}.municipality_code`,
})

const scope = { organisation: 'organisation_id', municipality: 'municipality_code' } as const

/** What the answer that stands says under a column; null when there is none. */
const standing = (expression: string) => (t: string) =>
  `(select ${expression} from public.criterion_answer a where a.check_id = ${t}.id order by a.number desc limit 1)`

export const criterionCheckView: EntityView = {
  type: 'CriterionCheck',
  action: 'criterion:read',
  table: 'public.criterion_check',
  versions: 'history.criterion_check_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('applicant_id'),
  fields: {
    id: idColumn('CriterionCheck', 'id'),
    organisation: itsOrganisation,
    municipality: itsMunicipality,
    estate: pointer(() => estateView, 'estate_id'),
    dwellingType: column('dwelling_type'),
    term: pointer(() => agreementTermView, 'agreement_term_id'),
    criterion: column('criterion'),
    uses: criterionUses('uses'),
    applicant: {
      kind: 'one',
      view: () => criterionApplicantView,
      on: (t, applicant) => `${applicant}.check_id = ${t}.id and not ${applicant}.erased`,
    },
    consent: {
      kind: 'embedded',
      type: 'CriterionConsent',
      fields: {
        reference: column('consent_reference'),
        version: column('consent_version'),
        givenOn: column('consent_given_on'),
        channel: column('consent_channel'),
        withdrawnOn: column('consent_withdrawn_on'),
      },
    },
    askedOn: column('asked_on'),
    state: {
      kind: 'column',
      sql: (t, args) => `case when ${t}.consent_withdrawn_on is not null then 'WITHDRAWN'
        when exists (select from public.criterion_answer a where a.check_id = ${t}.id) then 'ANSWERED'
        when ${t}.erased then 'ERASED' when ${t}.answer_until <= ${args.today()} then 'EXPIRED' else 'OPEN' end`,
    },
    answer: { kind: 'column', sql: standing('a.answer') },
    answeredAt: { kind: 'column', sql: standing(instantSql('a.recorded_at')) },
    answers: {
      kind: 'list',
      type: 'CriterionAnswer',
      from: (t, answer) =>
        `(select * from public.criterion_answer a where a.check_id = ${t}.id limit 100) ${answer}`,
      orderBy: (answer) => `${answer}.number`,
      fields: {
        rowId: { kind: 'column', sql: (answer) => `${answer}.id::text` },
        number: column('number'),
        answer: column('answer'),
        correctionReason: column('correction_reason'),
        answeredAt: instantColumn('recorded_at'),
      },
    },
    answerUntil: column('answer_until'),
    keptUntil: column('kept_until'),
    periodsSource: column('periods_source'),
  },
}

const sealed = (part: SealedPart): SealedField => ({
  kind: 'sealed',
  column: `${part}_sealed`,
  person: 'id',
  part,
})

export const criterionApplicantView: EntityView = {
  type: 'CriterionApplicant',
  action: 'criterion:readApplicant',
  table: 'public.criterion_applicant',
  versions: 'history.criterion_applicant_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('id'),
  fields: {
    id: idColumn('CriterionApplicant', 'id'),
    name: sealed('name'),
    cpr: sealed('cpr'),
    birthDate: sealed('birthdate'),
  },
}

const askedOn = (t: string) => `${t}.asked_on`

export const criterionCheckList: ListView = {
  view: criterionCheckView,
  orders: {
    ASKED_ASC: { by: askedOn, cast: 'date', direction: 'asc' },
    ASKED_DESC: { by: askedOn, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'ASKED_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    estateId: idFilter('Estate', 'estate_id'),
    criterion: { cast: 'text', sql: (t, criterion) => `${t}.criterion = ${criterion}` },
    unansweredSince: {
      cast: 'date',
      sql: (t, day) => `(${t}.asked_on <= ${day} and not ${t}.erased
        and not exists (select from public.criterion_answer a where a.check_id = ${t}.id))`,
    },
  },
}

/** What the criteria checks contribute to the read model. */
export const criteriaReadModel: Partial<ReadModel> = {
  roots: {
    criterionChecks: { kind: 'connection', list: criterionCheckList },
    criterionCheck: { kind: 'byId', view: criterionCheckView },
  },
  nodes: [criterionCheckView, criterionApplicantView],
}
