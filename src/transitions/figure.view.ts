import {
  column,
  type EntityView,
  type FieldArguments,
  type Fields,
  kronerColumn,
  type ReadModel,
} from '../platform/read/view.ts'
import { TELLING_MAX } from '../platform/read/personal.ts'
import { itsMunicipality } from '../registry/index.ts'
import { daysOf, refundMonths, vacancyRent } from './cost-source.view.ts'
import { CONDITIONS_FOR } from './stay.ts'
import { shelterDueSql } from './stay.view.ts'

const columns = (...names: readonly string[]): Fields =>
  Object.fromEntries(
    names.map((name) => [name, column(name.replaceAll(/[A-Z]|\d+/g, (part) => `_${part.toLowerCase()}`))]),
  )

/** After how many months it is counted who still lives there. */
const RETENTION_MONTHS = [6, 12, 24]

/** SQL of the middle and the ninetieth of a hundred. */
const quantiles = (days: string, name: string) =>
  `percentile_disc(0.5) within group (order by ${days}) as median_days_${name}, percentile_disc(0.9) within group (order by ${days}) as ninth_decile_days_${name}`

/** How long it took those who moved in in the year (KPI 9). */
const movingIn = ({ table }: FieldArguments) => `(select count(*)::int as moved_in, ${quantiles(
  'm.allocated_on - m.nominated_on',
  'to_allocation',
)},
    ${quantiles('m.moved_in_on - m.nominated_on', 'to_moving_in')}
  from (select o.moved_in_on, a.allocated_on, (n.nominated_at at time zone 'Europe/Copenhagen')::date as nominated_on
          from ${table('municipal_offer')} o join ${table('allocation')} a on a.offer_id = o.id and a.state = 'MOVED_IN'
          left join ${table('nomination')} n on n.id = a.nomination_id
         where o.municipality_code = asked.municipality_code and o.legal_basis = 'SECTION_63'
           and o.moved_in_on >= asked.from_day and o.moved_in_on < asked.until_day) m)`

/** How stays in shelters ended in the year, and how those stand that go on at its end (KPIs 10 and 11). */
const shelters = ({ table }: FieldArguments) => `(select
    count(*) filter (where s.ended)::int as stays_ended,
    count(*) filter (where s.ended and s.outcome in ('TRANSITIONAL_DWELLING', 'ORDINARY_DWELLING'))::int as to_dwelling,
    count(*) filter (where s.ended and s.outcome in ('TRANSITIONAL_DWELLING', 'ORDINARY_DWELLING') and s.until_day <= s.due_on)::int as to_dwelling_in_time,
    percentile_disc(0.5) within group (order by s.until_day - s.from_day) filter (where s.ended) as median_days,
    count(*) filter (where not s.ended)::int as going_on,
    count(*) filter (where not s.ended and s.due_on < asked.as_of)::int as beyond_goal,
    count(*) filter (where not s.ended and s.due_on < asked.as_of and s.ready)::int as beyond_goal_ready
  from (select lower(s.valid) as from_day, upper(s.valid) as until_day, s.outcome, ${shelterDueSql('s', table)} as due_on,
               coalesce(upper(s.valid) >= asked.from_day and upper(s.valid) <= asked.as_of, false) as ended,
               (select count(distinct case when c.kind = 'PLACE_READY' then 'LEASE_AND_SUPPORT_READY' else c.kind end) = ${CONDITIONS_FOR.DWELLING.length}
                  from ${table('discharge_condition')} c where c.stay_id = s.id and not c.withdrawn and c.met_on <= asked.as_of) as ready
          from ${table('stay')} s where s.municipality_code = asked.municipality_code and not s.withdrawn and s.kind = 'SHELTER'
           and lower(s.valid) <= asked.as_of and coalesce(upper(s.valid), 'infinity') >= asked.from_day) s)`

/** How transitions stand at the end of the year, and what a month's refund was (KPI 15). */
const standing = (args: FieldArguments) => `(select
    count(*) filter (where x.in_period)::int as active,
    count(*) filter (where x.in_period and x.until_day < (asked.as_of + interval '6 months')::date)::int as ending_within_6_months,
    count(*) filter (where x.ended_on >= asked.from_day and x.ended_on <= asked.as_of)::int as ended,
    count(*) filter (where x.until_day >= asked.from_day and x.until_day <= asked.as_of
                       and (x.ended_on is null or x.ended_on > x.until_day))::int as to_ordinary_terms,
    coalesce(sum(x.vacancy_days), 0)::int as vacancy_days, round(avg(x.refund_oere))::bigint as refund_oere
  from (select t.ended_on, upper(t.period) as until_day,
               lower(t.valid) <= asked.as_of and (t.ended_on is null or t.ended_on > asked.as_of)
                 and (t.period is null or upper(t.period) > asked.as_of) as in_period,
               (select greatest(least(o.until_day, asked.until_day) - greatest(o.from_day, asked.from_day), 0) from ${vacancyRent(args, 't')} o) as vacancy_days,
               (select avg(m.amount_oere) from ${refundMonths(args, 't.tenancy_id')} m
                 where m.month >= asked.from_day and m.month < asked.until_day) as refund_oere
          from ${args.table('transition')} t where t.municipality_code = asked.municipality_code) x)`

/** Whom the figures tell of: all of few, of many nobody, as with a count of rows. */
const toldOf = ({ table }: FieldArguments) => `(select
    case when count(*) <= ${TELLING_MAX} then coalesce(string_agg(h.household_id::text, ',' order by h.household_id), '') else '' end as told_of
  from (select c.household_id from ${table('transition')} t
          join ${table('transition_case')} c on c.transition_id = t.id and not c.withdrawn
         where t.municipality_code = asked.municipality_code
           and t.valid && daterange((asked.from_day - make_interval(months => ${Math.max(...RETENTION_MONTHS)}))::date, asked.until_day)
        union
        select s.household_id from ${table('stay')} s
         where s.municipality_code = asked.municipality_code and not s.withdrawn and s.kind = 'SHELTER'
           and s.valid && daterange(asked.from_day, asked.until_day)
        limit ${TELLING_MAX + 1}) h)`

const lists: Fields = {
  exits: {
    kind: 'list',
    type: 'TransitionExitCount',
    from: (asked, child, { table }) => `(select t.ending, count(*)::int as count from ${table('transition')} t
        where t.municipality_code = ${asked}.municipality_code and t.ended_on >= ${asked}.from_day and t.ended_on <= ${asked}.as_of
        group by t.ending) ${child}`,
    orderBy: (child) => `${child}.ending collate "C"`,
    fields: columns('ending', 'count'),
  },
  // Who moved in so many months before a day of the year (KPI 13).
  retention: {
    kind: 'list',
    type: 'TransitionRetention',
    from: (asked, child, { table }) => `(select marks.months, count(*)::int as tenancies,
          count(*) filter (where t.ended_on is null or t.ended_on >= mark.on_day)::int as housed
        from unnest(array[${RETENTION_MONTHS.join(', ')}]) marks(months), ${table('transition')} t
        cross join lateral (select (lower(t.valid) + make_interval(months => marks.months))::date as on_day) mark
       where t.municipality_code = ${asked}.municipality_code and mark.on_day >= ${asked}.from_day and mark.on_day <= ${asked}.as_of
       group by marks.months) ${child}`,
    orderBy: (child) => `${child}.months`,
    fields: columns('months', 'tenancies', 'housed'),
  },
  // Those who lived in a transitional dwelling in the year, and which support they had then (KPI 23).
  support: {
    kind: 'list',
    type: 'TransitionSupportCount',
    from: (asked, child, { table }) => `(select s.method, count(distinct c.household_id)::int as households
        from ${table('transition')} t join ${table('transition_case')} c on c.transition_id = t.id and not c.withdrawn
        left join ${table('support_course')} s on s.household_id = c.household_id and not s.withdrawn
             and s.valid && daterange(${asked}.from_day, ${asked}.until_day) and s.valid && t.valid
       where t.municipality_code = ${asked}.municipality_code and t.valid && daterange(${asked}.from_day, ${asked}.until_day)
       group by s.method) ${child}`,
    orderBy: (child) => `${child}.method collate "C" nulls last`,
    fields: columns('method', 'households'),
  },
}

const embedded = (type: string, fields: Fields) => ({ kind: 'embedded', type, fields }) as const

const figuresView: EntityView = {
  type: 'TransitionFigures',
  action: 'transition:read',
  table: 'public.transition',
  scope: {},
  key: { column: 'municipality_code', cast: 'text' },
  personal: { subjects: (t) => `${t}.told_of`, municipality: (t) => `${t}.municipality_code` },
  fields: {
    municipality: itsMunicipality,
    ...columns('year', 'asOf'),
    movingIn: embedded(
      'MovingInFigures',
      columns(
        'movedIn',
        'medianDaysToAllocation',
        'ninthDecileDaysToAllocation',
        'medianDaysToMovingIn',
        'ninthDecileDaysToMovingIn',
      ),
    ),
    shelters: embedded(
      'ShelterFigures',
      columns(
        ...['staysEnded', 'toDwelling', 'toDwellingInTime', 'medianDays'],
        ...['goingOn', 'beyondGoal', 'beyondGoalReady'],
      ),
    ),
    standing: embedded('TransitionStanding', {
      ...columns('active', 'endingWithin6Months', 'ended', 'toOrdinaryTerms', 'vacancyDays'),
      meanRefund: kronerColumn('refund_oere'),
    }),
    ...lists,
  },
}

/** What figures contribute to the read model: those of a municipality and year. */
export const transitionFigureReadModel: Partial<ReadModel> = {
  roots: {
    transitionFigures: {
      kind: 'row',
      view: figuresView,
      on: () => 'true',
      from: (args) => {
        const { from, until } = daysOf('given.year')
        return `(select asked.*, moved.*, shelters.*, standing.*, told.*
          from (select given.*, ${from} as from_day, ${until} as until_day, least(${until} - 1, ${args.today()}) as as_of
                  from (select ${args.bind('municipalityCode', 'text')} as municipality_code, ${args.bind('year', 'integer')} as year) given) asked
          cross join lateral ${movingIn(args)} moved cross join lateral ${shelters(args)} shelters
          cross join lateral ${standing(args)} standing cross join lateral ${toldOf(args)} told)`
      },
    },
  },
}
