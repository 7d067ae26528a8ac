import { type FieldArguments, quoted, validOn } from '../platform/read/view.ts'
import { ABOUT_TENANT } from './arrears.view.ts'
import { refundMonths, rentAfterTermination, vacancyRent } from './cost-source.view.ts'
import { ENDED_BY, ENDED_LAW, EVENT_KINDS, type EventKind, SERVICE_LAW } from './event.ts'
import { REMINDER_DEFAULTS } from './reminder.parameters.ts'
import { CONDITIONS_FOR } from './stay.ts'
import { shelterDueSql } from './stay.view.ts'

/** SQL of what a fact says as an event; what is left out, the kind says or nobody knows. */
interface Told {
  /** Names the fact among those of its kind. */
  readonly fact: string
  /** Its day, or the first; of what is still to be done, the last on which to do it. */
  readonly on: string
  /** First day on which it no longer holds, `infinity` while no end is known; without it, it is of one day. */
  readonly until?: string
  /** It is still to be done. */
  readonly owed?: true
  readonly household?: string
  readonly detail?: string
  readonly by?: string
  readonly law?: string
  readonly oere?: string
  /** Global id of the row behind it. */
  readonly subject: string
  readonly from: string
}

const OPEN = `'infinity'::date`

/** A look-up as SQL. */
const lookUp = (key: string, words: Readonly<Record<string, string>>) =>
  `case ${key} ${Object.entries(words)
    .map(([code, word]) => `when '${code}' then ${quoted(word)}`)
    .join(' ')} end`

function told(kind: EventKind, one: Told): string {
  const place = String(EVENT_KINDS.indexOf(kind)).padStart(2, '0')
  return `select '${place}:${kind}:' || ${one.fact} as event, '${kind}' as kind, (${one.on})::date as on_day, (${one.until ?? 'null'})::date as until_day,
    ${one.owed === true} as owed, (${one.household ?? 'null'})::uuid as household_id, (${one.detail ?? 'null'})::text as detail,
    (${one.by ?? 'null'})::text as by_party, (${one.law ?? 'null'})::text as of_law, (${one.oere ?? 'null'})::bigint as oere,
    ${one.subject} as subject from ${one.from}`
}

/** The last day before a moment at which it is over. */
const lastDayBefore = (moment: string) =>
  `((${moment} at time zone 'Europe/Copenhagen') - interval '1 microsecond')::date`

/** The day in Denmark of a moment. */
const dayOf = (moment: string) => `(${moment} at time zone 'Europe/Copenhagen')::date`

/**
 * SQL of all events of the transition `t`, seen from a day, out of the facts that the actor may see and as they are known:
 * the columns that the view of events reads.
 */
export function eventsOf(t: string, args: FieldArguments): string {
  const day = validOn(args)
  const { table } = args
  const by = (moment: string) => (args.known === null ? 'true' : `${moment} <= ${args.known}`)
  /** Not over yet on the day. */
  const goesOn = `(${t}.ended_on is null or ${t}.ended_on > ${day})`
  const household = '(select about.household_id from about)'
  /** Also to those who may not see whose case it is, arrears are about somebody. */
  const tenant = ABOUT_TENANT.subjects('a')
  const amounts = (name: string, on: string) =>
    `access.shared_amounts(${t}.municipality_code, '${name}', ${on}, ${args.known ?? 'null'})`
  const inShelter = `${table('stay')} s where s.household_id = ${household} and not s.withdrawn and s.kind = 'SHELTER'
    and s.valid @> ${day} and ${goesOn}`
  const met = (stay: string, kind: string) =>
    `exists (select from ${table('discharge_condition')} c
       where c.stay_id = ${stay} and c.kind = ${kind} and not c.withdrawn and c.met_on <= ${day})`

  const facts = [
    told('AGREEMENT', {
      fact: 'v.id',
      on: 'lower(v.valid)',
      until: `coalesce(upper(v.valid), ${OPEN})`,
      subject: `'AgreementVersion:' || v.id`,
      from: `${table('municipal_offer')} o join ${table('agreement_version')} v on v.id = o.agreement_version_id where o.id = ${t}.offer_id`,
    }),
    told('COMPOSITION_ASSESSED', {
      fact: 'a.id',
      on: 'a.composition_assessed_on',
      subject: `'TransitionApproval:' || a.id`,
      from: `${table('transition_approval')} a where a.transition_id = ${t}.id and not a.withdrawn and a.composition_assessed_on is not null`,
    }),
    told('STAY', {
      fact: 's.id',
      on: 'lower(s.valid)',
      until: `coalesce(upper(s.valid), ${OPEN})`,
      household: 's.household_id',
      detail: 's.kind',
      law: lookUp('s.kind', SERVICE_LAW),
      subject: `'Stay:' || s.id`,
      from: `${table('stay')} s where s.household_id = ${household} and not s.withdrawn
        and lower(s.valid) <= coalesce(${t}.ended_on, ${OPEN})`,
    }),
    told('AT_DISPOSAL', {
      fact: 'o.offer_id',
      on: 'o.from_day',
      until: `coalesce(o.ends_on, ${OPEN})`,
      oere: 'public.rent_of_days(o.from_day, o.until_day, o.rent_oere, o.day_count)',
      subject: `'MunicipalOffer:' || o.offer_id`,
      from: `${vacancyRent(args, t)} o`,
    }),
    told('OFFER_STEP', {
      fact: 'e.id',
      on: 'e.day',
      detail: 'e.kind',
      by: 'e.party',
      subject: `'OfferEvent:' || e.id`,
      from: `step e where e.kind in ('OFFERED', 'PAUSED', 'RESUMED', 'EXTENDED', 'ALLOCATION_WITHDRAWN', 'LEASE_CANCELLED')`,
    }),
    told('ANSWER_DUE', {
      fact: 'e.offer_id',
      on: lastDayBefore('e.deadline'),
      owed: true,
      subject: `'MunicipalOffer:' || e.offer_id`,
      from: `last_step e where e.kind in ('OFFERED', 'RESUMED', 'EXTENDED', 'DECLINED', 'ALLOCATION_WITHDRAWN', 'LEASE_CANCELLED') and ${goesOn}`,
    }),
    told('ALLOCATED', {
      fact: 'e.id',
      on: 'coalesce(d.decided_on, e.day)',
      household: 'd.household_id',
      subject: `coalesce('AllocationDecision:' || d.id, 'OfferEvent:' || e.id)`,
      from: `step e left join public.allocation_decision d on d.offer_id = e.offer_id and d.change_id = e.change_id where e.kind = 'ALLOCATED'`,
    }),
    told('TENANT_ANSWER', {
      fact: 'e.id',
      on: 'e.day',
      detail: 'e.kind',
      subject: `'OfferEvent:' || e.id`,
      from: `step e where e.kind in ('ACCEPTED', 'DECLINED')`,
    }),
    told('TENANT_ANSWER_DUE', {
      fact: 'e.offer_id',
      on: 'null',
      owed: true,
      subject: `'MunicipalOffer:' || e.offer_id`,
      from: `last_step e where e.kind = 'ALLOCATED' and ${goesOn}`,
    }),
    told('APPROVED', {
      fact: 'a.id',
      on: 'a.approved_on',
      subject: `'TransitionApproval:' || a.id`,
      from: `${table('transition_approval')} a where a.transition_id = ${t}.id and not a.withdrawn`,
    }),
    told('APPROVAL_DUE', {
      fact: `${t}.id`,
      on: `lower(${t}.valid)`,
      owed: true,
      subject: `'TransitionTimeline:' || ${t}.id`,
      from: `(select) one where ${goesOn} and (${t}.tenancy_id is not null or exists (select from last_step e where e.kind in ('ALLOCATED', 'ACCEPTED')))
        and not exists (select from ${table('transition_approval')} a
                         where a.transition_id = ${t}.id and not a.withdrawn and a.approved_on <= ${day})`,
    }),
    told('LEASE_DUE', {
      fact: 'e.offer_id',
      on: 'null',
      owed: true,
      subject: `'MunicipalOffer:' || e.offer_id`,
      from: `last_step e where e.kind = 'ACCEPTED' and ${t}.tenancy_id is null and ${goesOn}`,
    }),
    told('LEASE_SIGNED', {
      fact: 'l.id',
      on: 'l.lease_signed_on',
      subject: `'Tenancy:' || l.id`,
      from: `${table('tenancy')} l where l.id = ${t}.tenancy_id and l.lease_signed_on is not null`,
    }),
    told('TERMS_DUE', {
      fact: `${t}.id`,
      on: `lower(${t}.valid)`,
      owed: true,
      subject: `'TransitionTimeline:' || ${t}.id`,
      from: `(select) one where ${t}.tenancy_id is not null and ${goesOn}
        and not exists (select from ${table('transition_terms')} m where m.transition_id = ${t}.id)`,
    }),
    told('DISCHARGED', {
      fact: 's.id',
      on: 'upper(s.valid)',
      household: 's.household_id',
      detail: 's.outcome',
      by: `case s.outcome when 'LEFT' then 'TENANT' end`,
      subject: `'Stay:' || s.id`,
      from: `${table('stay')} s where s.household_id = ${household} and not s.withdrawn and s.outcome is not null
        and lower(s.valid) <= coalesce(${t}.ended_on, ${OPEN})`,
    }),
    told('CONDITION_MET', {
      fact: 'c.id',
      on: 'c.met_on',
      household: 'c.household_id',
      detail: 'c.kind',
      subject: `'Stay:' || c.stay_id`,
      from: `${table('stay')} s join ${table('discharge_condition')} c on c.stay_id = s.id and not c.withdrawn
        where s.household_id = ${household} and not s.withdrawn and lower(s.valid) <= coalesce(${t}.ended_on, ${OPEN})`,
    }),
    told('CONDITION_DUE', {
      fact: `missing.id || ':' || missing.kind`,
      on: 'missing.due_on',
      owed: true,
      household: 'missing.household_id',
      detail: 'missing.kind',
      subject: `'Stay:' || missing.id`,
      from: `(select s.id, s.household_id, ${shelterDueSql('s', table)} as due_on, wanted.kind
          from unnest(array[${CONDITIONS_FOR.DWELLING.map(quoted).join(', ')}]) wanted(kind), ${inShelter}
           and not ${met('s.id', 'wanted.kind')}
           and not (wanted.kind = 'LEASE_AND_SUPPORT_READY' and ${met('s.id', `'PLACE_READY'`)})) missing`,
    }),
    told('SHELTER_DUE', {
      fact: 's.id',
      on: shelterDueSql('s', table),
      owed: true,
      household: 's.household_id',
      subject: `'Stay:' || s.id`,
      from: inShelter,
    }),
    told('MOVED_IN', {
      fact: 'o.id',
      on: 'o.moved_in_on',
      subject: `'MunicipalOffer:' || o.id`,
      from: `${table('municipal_offer')} o where o.id = ${t}.offer_id and o.moved_in_on is not null`,
    }),
    told('TENANCY', {
      fact: 'l.id',
      on: 'lower(l.valid)',
      until: `coalesce(upper(l.valid), ${OPEN})`,
      subject: `'Tenancy:' || l.id`,
      from: `${table('tenancy')} l where l.id = ${t}.tenancy_id`,
    }),
    told('DEROGATIONS', {
      fact: 'm.id',
      on: 'lower(m.valid)',
      until: 'upper(m.valid)',
      law: 'm.law',
      subject: `'TransitionTerms:' || m.id`,
      from: `${table('transition_terms')} m where m.transition_id = ${t}.id`,
    }),
    told('REFUND', {
      fact: `r.subsidy_id || ':' || r.from_day`,
      on: 'r.from_day',
      until: 'r.until_day',
      household: 'r.household_id',
      oere: 'r.amount_oere',
      subject: `'TenantSubsidy:' || r.subsidy_id`,
      // Months in a row with the same amount are one event.
      from: `(select m.subsidy_id, m.household_id, m.amount_oere, lower(range_merge(range_agg(m.valid))) as from_day,
            upper(range_merge(range_agg(m.valid))) as until_day
          from (select f.*, f.month - make_interval(months => row_number() over (partition by f.subsidy_id, f.amount_oere order by f.month)::int) as run
                  from ${refundMonths(args, `${t}.tenancy_id`)} f) m
         group by m.subsidy_id, m.household_id, m.amount_oere, m.run) r`,
    }),
    told('SUPPORT', {
      fact: 's.id',
      on: 'lower(s.valid)',
      until: `coalesce(upper(s.valid), ${OPEN})`,
      household: 's.household_id',
      detail: 's.method',
      law: lookUp('s.paragraph', SERVICE_LAW),
      subject: `'SupportCourse:' || s.id`,
      from: `${table('support_course')} s where s.household_id = ${household} and not s.withdrawn
        and lower(s.valid) <= coalesce(${t}.ended_on, ${OPEN})`,
    }),
    told('REVIEW_HELD', {
      fact: 'r.id',
      on: 'r.held_on',
      household: 'r.household_id',
      detail: 'r.outcome',
      oere: 'r.affordable_rent_oere',
      subject: `'PaymentReview:' || r.id`,
      from: `${table('payment_review')} r where r.transition_id = ${t}.id and not r.withdrawn and r.held_on is not null`,
    }),
    told('REVIEW_DUE', {
      fact: 'r.id',
      on: 'r.due_on',
      owed: true,
      household: 'r.household_id',
      subject: `'PaymentReview:' || r.id`,
      from: `${table('payment_review')} r where r.transition_id = ${t}.id and not r.withdrawn
        and (r.held_on is null or r.held_on > ${day}) and ${goesOn}`,
    }),
    told('ARREARS', {
      fact: 'a.id',
      on: 'a.happened_on',
      household: tenant,
      detail: 'a.kind',
      subject: `'ArrearsStep:' || a.id`,
      from: `${table('arrears_step')} a where a.tenancy_id = ${t}.tenancy_id and not a.withdrawn`,
    }),
    told('ARREARS_RESPONSE', {
      fact: 'r.id',
      on: 'r.happened_on',
      household: tenant,
      detail: 'r.kind',
      subject: `'ArrearsStep:' || r.step_id`,
      from: `${table('arrears_step')} a join public.arrears_response r on r.step_id = a.id
        where a.tenancy_id = ${t}.tenancy_id and not a.withdrawn and ${by('r.recorded_at')}`,
    }),
    // The landlord sees what is shared of the answers, so only those who see what the period rests on can tell what is owed.
    told('ARREARS_DUE', {
      fact: 'a.id',
      on: 'a.act_by - 1',
      owed: true,
      household: tenant,
      subject: `'ArrearsStep:' || a.id`,
      from: `${table('arrears_step')} a where a.tenancy_id = ${t}.tenancy_id and not a.withdrawn and a.act_by is not null
        and a.happened_on <= ${day} and ${goesOn}
        and exists (select from ${table('transition_parameter')} p where p.municipality_code = a.municipality_code and starts_with(p.name, 'ARREARS_DAYS'))
        and not exists (select from public.arrears_response r where r.step_id = a.id and r.happened_on <= ${day} and ${by('r.recorded_at')})
        and not exists (select from ${table('arrears_step')} s where s.tenancy_id = a.tenancy_id and not s.withdrawn
                         and s.kind = 'SETTLED' and s.happened_on between a.happened_on and ${day})`,
    }),
    told('PERIOD_WARNING', {
      fact: `${t}.id || ':' || warning.months`,
      on: 'warning.on_day',
      detail: 'warning.months',
      subject: `'TransitionTimeline:' || ${t}.id`,
      from: `(select months, (upper(${t}.period) - make_interval(months => months))::date as on_day
          from unnest(coalesce(${amounts('WARNING_MONTHS', day)}, array[${REMINDER_DEFAULTS.WARNING_MONTHS.join(', ')}])) months) warning
        where warning.on_day >= lower(${t}.period) and warning.on_day < coalesce(${t}.ended_on, ${OPEN})`,
    }),
    told('TERMINATION_REQUESTED', {
      fact: 'r.id',
      on: 'r.requested_on',
      subject: `'TerminationRequest:' || r.id`,
      from: `${table('termination_request')} r where r.tenancy_id = ${t}.tenancy_id and not r.withdrawn`,
    }),
    told('TERMINATION_DUE', {
      fact: 'r.id',
      on: 'r.effective_on',
      owed: true,
      subject: `'TerminationRequest:' || r.id`,
      from: `${table('termination_request')} r where r.tenancy_id = ${t}.tenancy_id and not r.withdrawn
        and r.requested_on <= ${day} and ${goesOn}`,
    }),
    told('ORDINARY_TERMS', {
      fact: `${t}.id`,
      on: `upper(${t}.period)`,
      until: `coalesce(upper(${t}.valid), ${OPEN})`,
      subject: `'Tenancy:' || ${t}.tenancy_id`,
      from: `(select) one where upper(${t}.period) < coalesce(upper(${t}.valid), ${OPEN})`,
    }),
    told('ENDED', {
      fact: `${t}.id`,
      on: `${t}.ended_on`,
      detail: `${t}.ending`,
      by: lookUp(`${t}.ending`, ENDED_BY),
      law: lookUp(`${t}.ending`, ENDED_LAW),
      subject: `'TransitionTimeline:' || ${t}.id`,
      from: `(select) one where ${t}.ended_on is not null`,
    }),
    told('RENT_AFTER_TERMINATION', {
      fact: 'r.place',
      on: 'r.from_day',
      until: 'r.ends_on',
      oere: 'public.rent_of_days(r.from_day, r.until_day, r.rent_oere, r.day_count)',
      subject: `'TerminationRequest:' || r.request_id`,
      from: `${rentAfterTermination(args, t)} r`,
    }),
    told('CLAIM', {
      fact: 'c.id',
      on: 'c.claimed_on',
      oere: 'c.amount_oere',
      subject: `'GuaranteeClaim:' || c.id`,
      from: `${table('guarantee_claim')} c where c.transition_id = ${t}.id and c.state <> 'WITHDRAWN'`,
    }),
    told('CLAIM_DUE', {
      fact: 'c.id',
      on: `c.claimed_on + (${amounts('CLAIM_DAYS', 'c.claimed_on')})[1]`,
      owed: true,
      subject: `'GuaranteeClaim:' || c.id`,
      from: `${table('guarantee_claim')} c where c.transition_id = ${t}.id and c.state <> 'WITHDRAWN' and c.claimed_on <= ${day}
        and (c.decided_on is null or c.decided_on > ${day})`,
    }),
    told('CLAIM_DECIDED', {
      fact: 'c.id',
      on: 'c.decided_on',
      detail: 'c.state',
      oere: 'c.granted_oere',
      subject: `'GuaranteeClaim:' || c.id`,
      from: `${table('guarantee_claim')} c where c.transition_id = ${t}.id and c.decided_on is not null`,
    }),
  ]
  return `(with about as (select c.household_id from ${table('transition_case')} c where c.transition_id = ${t}.id and not c.withdrawn),
      step as (select e.*, ${dayOf('e.at')} as day from public.offer_event e where e.offer_id = ${t}.offer_id and ${by('e.recorded_at')}),
      last_step as (select * from step where step.day <= ${day} order by step.id desc limit 1)
    select told.*, ${t}.municipality_code, coalesce(told.on_day, ${OPEN}) as sorted_on,
        case when told.owed or told.on_day > ${day} then 'DUE' when told.until_day > ${day} then 'NOW' else 'PAST' end as status,
        coalesce(told.owed and told.on_day < ${day}, false) as overdue
      from (${facts.join('\nunion all ')}) told)`
}
