import {
  column,
  type ColumnField,
  type ConnectionField,
  type EntityView,
  type FieldArguments,
  type Fields,
  idColumn,
  idFilter,
  instantColumn,
  keyInIdSql,
  type ListField,
  type ListView,
  notLater,
  type OneField,
  periodEnd,
  periodStart,
  pointer,
  type ReadModel,
  recordedFrom,
} from '../platform/read/view.ts'
import { estateView, itsMunicipality, itsOrganisation } from '../registry/index.ts'
import { givesTurnsSql } from './agreement.ts'

const municipality: OneField = itsMunicipality

const organisation: OneField = itsOrganisation

const agreement: OneField = pointer(() => agreementView, 'agreement_id')

/** What stands under a name in the JSON object `item` of the row. */
const itemColumn = (name: string): ColumnField => ({
  kind: 'column',
  sql: (t) => `${t}.item -> '${name}'`,
})

const below = (list: () => ListView, on: ConnectionField['on']): ConnectionField => ({
  kind: 'connection',
  list,
  on,
})

export const agreementView: EntityView = {
  type: 'Agreement',
  action: 'agreement:read',
  table: 'public.agreement',
  versions: 'history.agreement_versions',
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('Agreement', 'id'),
    name: column('name'),
    municipality,
    parties: {
      kind: 'list',
      type: 'AgreementParty',
      from: (t, party) => `unnest(${t}.organisation_ids) ${party}(organisation_id)`,
      orderBy: (party) => `${party}.organisation_id`,
      fields: { organisation },
    },
    framework: pointer(() => agreementView, 'framework_id'),
    agreementsBelow: below(
      () => agreementList,
      (t, one) => `${one}.framework_id = ${t}.id`,
    ),
    legalBases: column('legal_bases'),
    consentRequired: { kind: 'column', sql: (t) => `not ${t}.unilateral` },
    from: periodStart('valid'),
    until: periodEnd('valid'),
    source: column('source'),
    versions: below(
      () => agreementVersionList,
      (t, version) => `${version}.agreement_id = ${t}.id`,
    ),
    stepPlacements: below(
      () => stepPlacementList,
      (t, placement) => `${placement}.agreement_id = ${t}.id`,
    ),
    recordedFrom,
  },
}

export const agreementVersionView: EntityView = {
  type: 'AgreementVersion',
  action: 'agreement:read',
  table: 'public.agreement_version',
  versions: 'history.agreement_version_versions',
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('AgreementVersion', 'id'),
    agreement,
    number: column('number'),
    status: column('status'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    annexes: {
      kind: 'list',
      type: 'AgreementAnnex',
      from: (t, annex) => `jsonb_array_elements(${t}.annexes) with ordinality ${annex}(item, place)`,
      orderBy: (annex) => `${annex}.place`,
      fields: { name: itemColumn('name'), reference: itemColumn('reference') },
    },
    closingDays: {
      kind: 'list',
      type: 'ClosingDay',
      from: (t, day) => `jsonb_array_elements(${t}.closing_days) with ordinality ${day}(item, place)`,
      orderBy: (day) => `${day}.place`,
      fields: { day: itemColumn('day'), source: itemColumn('source') },
    },
    consents: {
      kind: 'list',
      type: 'AgreementConsent',
      from: (t, consent, args) =>
        `(select * from public.agreement_consent c where c.version_id = ${t}.id${notLater('c', args)} limit 250) ${consent}`,
      orderBy: (consent) => `${consent}.organisation_id`,
      fields: { organisation, consentedAt: instantColumn('recorded_at') },
    },
    terms: below(
      () => agreementTermList,
      (t, term) => `${term}.version_id = ${t}.id`,
    ),
    source: column('source'),
    recordedFrom,
  },
}

const shareFields = (numerator: string, denominator: string): Fields => ({
  numerator: column(numerator),
  denominator: column(denominator),
})

/** Criteria with their parameters, as a JSON column holds them. */
export const criterionUses = (name: string): ListField => ({
  kind: 'list',
  type: 'FlexibleCriterionUse',
  from: (t, use) => `jsonb_array_elements(${t}.${name}) with ordinality ${use}(item, place)`,
  orderBy: (use) => `${use}.place`,
  fields: {
    criterion: itemColumn('criterion'),
    parameters: {
      kind: 'list',
      type: 'CriterionParameter',
      from: (use, one) =>
        `jsonb_array_elements(${use}.item -> 'parameters') with ordinality ${one}(item, place)`,
      orderBy: (one) => `${one}.place`,
      fields: { name: itemColumn('name'), value: itemColumn('value') },
    },
  },
})

/** One sentence on where a term stands and what it is about. */
const explanation = (words: string, about: Readonly<Record<string, string>>): ColumnField => ({
  kind: 'column',
  sql: (t, args) => `(select format('${words}', a.name, v.number, ${t}.position, case ${t}.scope
    ${Object.entries(about)
      .map(([scope, phrase]) => `when '${scope}' then format('${phrase}', ${t}.step)`)
      .join(' ')} end)
    from ${args.table('agreement_version')} v join ${args.table('agreement')} a on a.id = v.agreement_id
   where v.id = ${t}.version_id)`,
})

export const agreementTermView: EntityView = {
  type: 'AgreementTerm',
  action: 'agreement:read',
  table: 'public.agreement_term',
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('AgreementTerm', 'id'),
    version: pointer(() => agreementVersionView, 'version_id'),
    position: column('position'),
    estate: pointer(() => estateView, 'estate_id'),
    step: column('step'),
    dwellingType: column('dwelling_type'),
    scope: column('scope'),
    level: column('level'),
    share: {
      kind: 'embedded',
      type: 'Share',
      fields: shareFields('share_numerator', 'share_denominator'),
    },
    quotaBase: column('quota_base'),
    firstTurn: column('first_turn'),
    settlement: column('settlement'),
    remainder: column('remainder'),
    answerDeadlineBusinessDays: column('answer_deadline_business_days'),
    returnCountsAsDelivered: column('return_counts_as_delivered'),
    returnExceptions: column('return_exceptions'),
    replacementOwed: column('replacement_owed'),
    replacementWithin: column('replacement_within'),
    flexible: {
      kind: 'embedded',
      type: 'FlexibleLetting',
      fields: {
        ...shareFields('flexible_numerator', 'flexible_denominator'),
        base: column('flexible_base'),
        criteria: criterionUses('criteria'),
      },
    },
    subShares: {
      kind: 'list',
      type: 'SubShare',
      from: (t, part) => `jsonb_array_elements(${t}.sub_shares) with ordinality ${part}(item, place)`,
      orderBy: (part) => `${part}.place`,
      fields: {
        channel: itemColumn('channel'),
        name: itemColumn('name'),
        numerator: { kind: 'column', sql: (part) => `${part}.item -> 'share' -> 'numerator'` },
        denominator: { kind: 'column', sql: (part) => `${part}.item -> 'share' -> 'denominator'` },
      },
    },
    transitionalCapPerYear: column('transitional_cap_per_year'),
    blockedAreaStatuses: column('blocked_area_statuses'),
    explanationDa: explanation('%s, version %s, vilkår %s: %s.', {
      ESTATE_AND_TYPE: 'afdelingens eget vilkår for boligtypen',
      ESTATE: 'afdelingens eget vilkår',
      STEP_AND_TYPE: 'vilkår for boligtypen på trinnet »%s«',
      STEP: 'vilkår for trinnet »%s«',
      DWELLING_TYPE: 'vilkår for boligtypen',
      ORGANISATION: 'vilkår for alle boliger',
    }),
    explanationEn: explanation('%s, version %s, term %s: %s.', {
      ESTATE_AND_TYPE: 'the estate’s own term for the dwelling type',
      ESTATE: 'the estate’s own term',
      STEP_AND_TYPE: 'the term for the dwelling type on the step "%s"',
      STEP: 'the term for the step "%s"',
      DWELLING_TYPE: 'the term for the dwelling type',
      ORGANISATION: 'the term for every dwelling',
    }),
  },
}

export const stepPlacementView: EntityView = {
  type: 'StepPlacement',
  action: 'agreement:read',
  table: 'public.step_placement',
  versions: 'history.step_placement_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('StepPlacement', 'id'),
    agreement,
    estate: pointer(() => estateView, 'estate_id'),
    step: column('step'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    source: column('source'),
    recordedFrom,
  },
}

export const agreementList: ListView = {
  view: agreementView,
  orders: {
    NAME_ASC: { by: (t) => `${t}.name`, cast: 'text', direction: 'asc' },
    FROM_ASC: { by: (t) => `lower(${t}.valid)`, cast: 'date', direction: 'asc' },
    FROM_DESC: { by: (t) => `lower(${t}.valid)`, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'NAME_ASC',
  filters: {
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: {
      ...idFilter('HousingOrganisation', 'organisation_ids'),
      sql: (t, id) => `${id} = any (${t}.organisation_ids)`,
    },
    legalBases: { cast: 'text[]', sql: (t, bases) => `${t}.legal_bases && ${bases}` },
    inForceOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` },
  },
}

const plainList = (view: EntityView, order: string, by: (t: string) => string, cast: string): ListView => ({
  view,
  orders: { [order]: { by, cast, direction: 'asc' } },
  defaultOrder: order,
  filters: {},
})

export const agreementVersionList = plainList(
  agreementVersionView,
  'NUMBER_ASC',
  (t) => `${t}.number`,
  'smallint',
)
export const agreementTermList = plainList(
  agreementTermView,
  'POSITION_ASC',
  (t) => `${t}.position`,
  'smallint',
)
export const stepPlacementList = plainList(stepPlacementView, 'FROM_ASC', (t) => `lower(${t}.valid)`, 'date')

/**
 * SQL for the id of the term in force for a dwelling of a type in an estate on a day. An agreement below a framework
 * comes before the framework, and in one agreement the order is that of `scope_rank`. An agreement on transitional
 * dwellings alone (§ 63) has no turns to give.
 */
function termInForce(args: FieldArguments): string {
  const day = args.has('on') ? args.bind('on', 'date') : args.today()
  const dwellingType = args.has('dwellingType') ? args.bind('dwellingType', 'text') : 'null'
  return `(select m.id from ${args.table('estate')} e
      join ${args.table('agreement')} a on a.municipality_code = e.municipality_code
       and e.organisation_id = any (a.organisation_ids) and a.valid @> ${day}
      join ${args.table('agreement_version')} v on v.agreement_id = a.id and v.status = 'IN_FORCE' and v.valid @> ${day}
      join public.agreement_term m on m.version_id = v.id
      left join ${args.table('step_placement')} p on p.agreement_id = a.id and p.estate_id = e.id and p.valid @> ${day}
     where e.id = ${keyInIdSql('Estate', args.bind('estateId', 'text'))} and ${givesTurnsSql('a')}
       and (m.estate_id is null or m.estate_id = e.id) and (m.step is null or m.step = p.step)
       and (m.dwelling_type is null or m.dwelling_type = ${dwellingType})
     order by a.framework_id is null, m.scope_rank, a.id limit 1)`
}

/** What the agreements contribute to the read model. */
export const agreementReadModel: Partial<ReadModel> = {
  roots: {
    agreements: { kind: 'connection', list: agreementList },
    agreement: { kind: 'byId', view: agreementView },
    termsInForce: {
      kind: 'row',
      view: agreementTermView,
      on: (t, args) => `${t}.id = ${termInForce(args)}`,
    },
  },
  nodes: [agreementView, agreementVersionView, agreementTermView, stepPlacementView],
}
