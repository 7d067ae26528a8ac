import { agreementTermView, agreementVersionView } from '../agreements/index.ts'
import {
  column,
  computed,
  type EntityView,
  type FieldArguments,
  idColumn,
  idFilter,
  instantColumn,
  instantSql,
  kronerColumn,
  kronerSql,
  type ListView,
  pointer,
  type ReadModel,
  recordedFrom,
  recordedUntil,
} from '../platform/read/view.ts'
import { itsDwelling, itsMunicipality, itsOrganisation } from '../registry/index.ts'
import { tenancyView } from '../tenancies/index.ts'
import { vacancyView } from '../vacancies/index.ts'

/** First day on which the municipality pays no more: once it is let, or what the offer's end set; null while it goes on. */
const liableUntil = (t: string, args: FieldArguments) =>
  `least(${t}.liable_until, ${t}.let_from, (select v.let_from from ${args.table('vacancy')} v
     where v.id = ${t}.vacancy_id and v.letting = ${t}.letting and v.state = 'LET'))`

/** SQL for the first day on which the municipality pays no more for an offer, no earlier than its first; null while it goes on. */
export const liableEnd = (t: string, args: FieldArguments) =>
  `case when ${liableUntil(t, args)} is not null then greatest(${liableUntil(t, args)}, ${t}.at_disposal_from) end`

/** SQL for the day up to which an offer's rent is counted: when it ends, or today. */
export const liableThrough = (t: string, args: FieldArguments) =>
  `greatest(coalesce(${liableUntil(t, args)}, ${args.today()}), ${t}.at_disposal_from)`

/** SQL for what an offer's rent comes to in øre. */
const liableOere = (t: string, args: FieldArguments) =>
  `public.rent_of_days(${t}.at_disposal_from, ${liableThrough(t, args)}, ${t}.rent_oere, ${t}.day_count)`

export const offerView: EntityView = {
  type: 'MunicipalOffer',
  action: 'offer:read',
  table: 'public.municipal_offer',
  versions: 'history.municipal_offer_versions',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('MunicipalOffer', 'id'),
    state: column('state'),
    vacancy: pointer(() => vacancyView, 'vacancy_id'),
    letting: column('letting'),
    dwelling: itsDwelling,
    organisation: itsOrganisation,
    municipality: itsMunicipality,
    legalBasis: column('legal_basis'),
    agreementVersion: pointer(() => agreementVersionView, 'agreement_version_id'),
    term: pointer(() => agreementTermView, 'agreement_term_id'),
    offeredAt: instantColumn('offered_at'),
    deadline: computed((t) => `case when ${t}.state <> 'PAUSED' then ${instantSql(`${t}.deadline`)} end`),
    daysLeft: computed(
      (t, args) => `case ${t}.state when 'PAUSED' then ${t}.paused_days::int
        when 'OFFERED' then (select count(*)::int from unnest(${t}.answer_days) day where day > ${args.today()}) end`,
    ),
    rent: kronerColumn('rent_oere'),
    liability: {
      kind: 'embedded',
      type: 'RentLiability',
      fields: {
        from: column('at_disposal_from'),
        until: computed(liableEnd),
        days: computed((t, args) => `${liableThrough(t, args)} - ${t}.at_disposal_from`),
        amount: computed((t, args) => kronerSql(liableOere(t, args))),
        dayCount: column('day_count'),
        rounding: computed(() => `'HALF_UP_ONCE'`),
        noticeMonths: column('notice_months'),
        noticeEffect: column('notice_effect'),
        afterReturn: column('after_return'),
        afterExpiry: column('after_expiry'),
        source: column('liability_source'),
      },
    },
    endedOn: column('ended_on'),
    letFrom: column('let_from'),
    movedInOn: column('moved_in_on'),
    tenancy: pointer(() => tenancyView, 'tenancy_id'),
    events: {
      kind: 'connection',
      list: () => offerEventList,
      on: (t, event) => `${event}.offer_id = ${t}.id`,
    },
    recordedFrom,
    recordedUntil,
  },
}

const offerEventView: EntityView = {
  type: 'OfferEvent',
  action: 'offer:read',
  table: 'public.offer_event',
  scope: { organisation: 'organisation_id', municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  fields: {
    id: idColumn('OfferEvent', 'id'),
    kind: column('kind'),
    party: column('party'),
    at: instantColumn('at'),
    reasonCode: column('reason_code'),
    reason: column('reason'),
    deadline: instantColumn('deadline'),
  },
}

const offerEventList: ListView = {
  view: offerEventView,
  orders: { ENTERED_ASC: { by: (t) => `${t}.id`, cast: 'uuid', direction: 'asc' } },
  defaultOrder: 'ENTERED_ASC',
  filters: {},
}

export const offerList: ListView = {
  view: offerView,
  orders: {
    DEADLINE_ASC: { by: (t) => `${t}.deadline`, cast: 'timestamptz', direction: 'asc' },
    DEADLINE_DESC: { by: (t) => `${t}.deadline`, cast: 'timestamptz', direction: 'desc' },
    OFFERED_DESC: { by: (t) => `${t}.offered_at`, cast: 'timestamptz', direction: 'desc' },
  },
  defaultOrder: 'DEADLINE_ASC',
  filters: {
    states: { cast: 'text[]', sql: (t, states) => `${t}.state = any (${states})` },
    municipalityCodes: { cast: 'text[]', sql: (t, codes) => `${t}.municipality_code = any (${codes})` },
    organisationId: idFilter('HousingOrganisation', 'organisation_id'),
    vacancyId: idFilter('Vacancy', 'vacancy_id'),
    dwellingId: idFilter('Dwelling', 'dwelling_id'),
    deadlineBefore: { cast: 'timestamptz', sql: (t, moment) => `${t}.deadline < ${moment}` },
  },
}

/** What offers contribute to the read model: their queries, and offers below the vacancies. */
export const offerReadModel: Partial<ReadModel> = {
  roots: {
    offers: { kind: 'connection', list: offerList },
    offer: { kind: 'byId', view: offerView },
  },
  nodes: [offerView, offerEventView],
  extensions: {
    Vacancy: {
      offers: {
        kind: 'connection',
        list: () => offerList,
        on: (t, offer) => `${offer}.vacancy_id = ${t}.id`,
      },
      rentLiabilities: {
        kind: 'list',
        type: 'LettingRentLiability',
        from: (t, letting, args) => `(select letting, min(first_day) as first_day,
              case when bool_and(end_day is not null) then max(end_day) end as end_day, sum(days)::integer as days, sum(oere) as oere
            from (select o.letting, o.at_disposal_from as first_day, ${liableEnd('o', args)} as end_day,
                    ${liableThrough('o', args)} - o.at_disposal_from as days, ${liableOere('o', args)} as oere
                    from ${args.table('municipal_offer')} o where o.vacancy_id = ${t}.id) offered
           group by letting) ${letting}`,
        orderBy: (letting) => `${letting}.letting`,
        fields: {
          letting: column('letting'),
          from: column('first_day'),
          until: column('end_day'),
          days: column('days'),
          amount: kronerColumn('oere'),
        },
      },
    },
  },
}
