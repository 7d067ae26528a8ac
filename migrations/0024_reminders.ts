import { Migration } from '@mikro-orm/migrations'

/**
 * What falls due in transitions, by kind: what is due is a function of the facts and a day, what is due and not yet entered
 * becomes a reminder and an event, and a fact settles it.
 */
export class Reminders extends Migration {
  override up(): void {
    this.addSql(/* sql */ `
-- Whether a household is still housed after some months is counted, and asks nothing of anybody.
alter table public.reminder
  drop constraint reminder_kind_check,
  add constraint reminder_kind_check check (kind in ('TERMS_MISSING', 'PERIOD_ENDING', 'REVIEW_DUE', 'SHELTER_LIMIT',
    'DISCHARGE_CONDITION', 'ARREARS_DUTY', 'CLAIM_DECISION')),
  -- A case that moves takes what is to be done in it along.
  add foreign key (household_id, municipality_code, case_scope)
    references public.household (id, municipality_code, case_scope) on update cascade;
create index on public.reminder (transition_id);
create index on public.reminder (household_id);
create index reminder_to_settle on public.reminder (kind, subject_id) where settled_on is null;
create index stay_in_shelter on public.stay (municipality_code)
  where kind = 'SHELTER' and upper_inf(valid) and not withdrawn;
create index arrears_to_act_on on public.arrears_step (municipality_code) where act_by is not null and not withdrawn;
create index claim_to_decide on public.guarantee_claim (municipality_code) where state = 'CLAIMED';
create index review_to_hold on public.payment_review (municipality_code, due_on) where held_on is null and not withdrawn;

-- Something that is due, as it would be entered.
create type access.due_reminder as (
  reminder_key text, party text, organisation_id uuid, municipality_code text, dwelling_id uuid, transition_id uuid,
  subject_type text, subject_id uuid, household_id uuid, case_scope text, due_on date, law text
);

-- The number that a municipality has set, as it holds on a day; null: it has set none.
create function access.transition_parameter_on(municipality text, parameter text, day date) returns integer[]
language sql stable as $$
  select p.amounts from public.transition_parameter p
   where p.municipality_code = municipality and p.name = parameter and p.valid @> day
$$;

-- A lease of a transitional dwelling has to state how long it derogates.
create function access.due_terms_missing(codes text[]) returns setof access.due_reminder
language sql stable as $$
  select 'TERMS_MISSING/' || t.id, 'ORGANISATION', t.organisation_id, t.municipality_code, t.dwelling_id, t.id,
         'TransitionTimeline', t.id, null::uuid, '-|-', lower(t.valid), 'almenlejeloven § 4 stk. 3'
    from public.transition t
   where t.stage = 'LET' and t.period is null and (codes is null or t.municipality_code = any (codes))
$$;

-- The nearest warning whose day has come; one that lies before the period never does.
create function access.due_period_ending(codes text[], day date, months integer[]) returns setof access.due_reminder
language sql stable as $$
  select concat_ws('/', 'PERIOD_ENDING', t.id, upper(t.period), w.months, p.party), p.party,
         case p.party when 'ORGANISATION' then t.organisation_id end, t.municipality_code, t.dwelling_id, t.id,
         'TransitionTimeline', t.id, c.household_id, coalesce(c.case_scope, '-|-'), upper(t.period), 'almenlejeloven § 4 stk. 3'
    from public.transition t
   cross join lateral (
     select min(m.months) as months
       from unnest(coalesce(access.transition_parameter_on(t.municipality_code, 'WARNING_MONTHS', day), months)) m(months)
      where (upper(t.period) - make_interval(months => m.months))::date between lower(t.period) and day) w
   cross join (values ('ORGANISATION'), ('MUNICIPALITY')) p(party)
    left join public.transition_case c on c.transition_id = t.id and not c.withdrawn and p.party = 'MUNICIPALITY'
   where t.ending is null and upper(t.period) > day and w.months is not null
     and (codes is null or t.municipality_code = any (codes))
$$;

-- A review that is appointed, and one that the municipality's own interval asks for where none is appointed.
create function access.due_review_due(codes text[], day date) returns setof access.due_reminder
language sql stable as $$
  select concat_ws('/', 'REVIEW_DUE', v.id, v.due_on), 'MUNICIPALITY', null::uuid, t.municipality_code, t.dwelling_id, t.id,
         'PaymentReview', v.id, v.household_id, v.case_scope, v.due_on, 'serviceloven § 163 a'
    from public.payment_review v join public.transition t on t.id = v.transition_id
   where v.held_on is null and not v.withdrawn and v.due_on <= day and t.ending is null
     and (codes is null or v.municipality_code = any (codes))
  union all
  select concat_ws('/', 'REVIEW_DUE', t.id, next.due_on, last.held_on), 'MUNICIPALITY', null::uuid, t.municipality_code,
         t.dwelling_id, t.id, 'TransitionTimeline', t.id, c.household_id, c.case_scope, next.due_on, 'serviceloven § 163 a'
    from public.transition t
    join public.transition_case c on c.transition_id = t.id and not c.withdrawn
   cross join lateral (
     select greatest(max(v.held_on), lower(t.period)) as held_on
       from public.payment_review v where v.transition_id = t.id and not v.withdrawn) last
   cross join lateral (
     select (last.held_on + make_interval(months =>
       (access.transition_parameter_on(t.municipality_code, 'REVIEW_MONTHS', day))[1]))::date as due_on) next
   where t.ending is null and t.period @> day and next.due_on <= day
     and (codes is null or t.municipality_code = any (codes))
     and not exists (select from public.payment_review v
                      where v.transition_id = t.id and v.held_on is null and not v.withdrawn and v.due_on <= next.due_on)
$$;

-- The day by which a stay in a shelter is to have ended in a dwelling, and its warning.
create function access.due_shelter_limit(codes text[], day date, days integer) returns setof access.due_reminder
language sql stable as $$
  select concat_ws('/', 'SHELTER_LIMIT', s.id, lower(s.valid)), 'MUNICIPALITY', null::uuid, s.municipality_code, null::uuid, null::uuid,
         'Stay', s.id, s.household_id, s.case_scope, d.due_on, 'serviceloven § 110'
    from public.stay s
   cross join lateral (
     select lower(s.valid)
       + coalesce((access.transition_parameter_on(s.municipality_code, 'SHELTER_DAYS', lower(s.valid)))[1], days) as due_on) d
   where s.kind = 'SHELTER' and upper_inf(s.valid) and not s.withdrawn and (codes is null or s.municipality_code = any (codes))
     and d.due_on - coalesce((access.transition_parameter_on(s.municipality_code, 'SHELTER_WARNING_DAYS', day))[1], 0) <= day
$$;

-- The day on which the last condition was met that a discharge to a dwelling or to a place takes; null while one is missing.
create function access.ready_for_discharge_on(stay uuid) returns date
language sql stable as $$
  select case when count(*) filter (where c.kind not in ('LEASE_AND_SUPPORT_READY', 'PLACE_READY')) = 3
           then greatest(max(c.met_on) filter (where c.kind not in ('LEASE_AND_SUPPORT_READY', 'PLACE_READY')),
                         min(c.met_on) filter (where c.kind in ('LEASE_AND_SUPPORT_READY', 'PLACE_READY'))) end
    from public.discharge_condition c where c.stay_id = stay and not c.withdrawn
  having count(*) filter (where c.kind in ('LEASE_AND_SUPPORT_READY', 'PLACE_READY')) > 0
$$;

-- What a discharge from a shelter takes is to be prepared from its first day on.
create function access.due_discharge_condition(codes text[], days integer) returns setof access.due_reminder
language sql stable as $$
  select concat_ws('/', 'DISCHARGE_CONDITION', s.id, lower(s.valid)), 'MUNICIPALITY', null::uuid, s.municipality_code, null::uuid,
         null::uuid, 'Stay', s.id, s.household_id, s.case_scope,
         lower(s.valid) + coalesce((access.transition_parameter_on(s.municipality_code, 'SHELTER_DAYS', lower(s.valid)))[1], days),
         'serviceloven § 110 stk. 5'
    from public.stay s
   where s.kind = 'SHELTER' and upper_inf(s.valid) and not s.withdrawn
     and (codes is null or s.municipality_code = any (codes)) and access.ready_for_discharge_on(s.id) is null
$$;

-- Whether a tenant owes nothing any more since a step of arrears: by the step that says so.
create function access.arrears_settled_by(tenancy uuid, since date) returns public.arrears_step
language sql stable as $$
  select s from public.arrears_step s
   where s.tenancy_id = tenancy and s.kind = 'SETTLED' and not s.withdrawn and s.happened_on >= since
   order by s.happened_on, s.id limit 1
$$;

-- A step of arrears on which the municipality has to have acted by a day, and has not; the day before is the last one.
create function access.due_arrears_duty(codes text[], day date) returns setof access.due_reminder
language sql stable as $$
  select concat_ws('/', 'ARREARS_DUTY', a.id, a.act_by), 'MUNICIPALITY', null::uuid, a.municipality_code, a.dwelling_id, t.id,
         'ArrearsStep', a.id, h.id, coalesce(h.case_scope, '-|-'), a.act_by - 1, 'L 114 (2012-13)'
    from public.arrears_step a
    join public.tenancy y on y.id = a.tenancy_id
    left join public.transition t on t.tenancy_id = a.tenancy_id
    left join (select id, municipality_code, coalesce(organisation_unit_id::text, '-') || '|' || coalesce(kle_number, '-') as case_scope
                 from public.household) h
      on h.id = access.household_of_tenancy(a.tenancy_id) and h.municipality_code = a.municipality_code
   where a.act_by is not null and not a.withdrawn and (codes is null or a.municipality_code = any (codes))
     and not exists (select from public.arrears_response r where r.step_id = a.id)
     and (access.arrears_settled_by(a.tenancy_id, a.happened_on)).id is null
     and (y.ending is null or upper(y.valid) > day)
$$;

-- A claim on the guarantee that nobody has decided: due from the day it was claimed, where the municipality has set no period.
create function access.due_claim_decision(codes text[]) returns setof access.due_reminder
language sql stable as $$
  select 'CLAIM_DECISION/' || g.id, 'MUNICIPALITY', null::uuid, g.municipality_code, g.dwelling_id, g.transition_id,
         'GuaranteeClaim', g.id, c.household_id, coalesce(c.case_scope, '-|-'),
         g.claimed_on + coalesce((access.transition_parameter_on(g.municipality_code, 'CLAIM_DAYS', g.claimed_on))[1], 0),
         'almenboligloven § 63 stk. 4'
    from public.guarantee_claim g
    left join public.transition_case c on c.transition_id = g.transition_id and not c.withdrawn
   where g.state = 'CLAIMED' and (codes is null or g.municipality_code = any (codes))
$$;

-- Enters what is due of a kind and not yet entered, each with its event, and answers how many; what a fact had settled that
-- has been taken back is open again. One process does so at a time, so that events are numbered in the order in which they can
-- be seen.
create function access.raise_reminders(of_kind text, codes text[], day date, at timestamptz, months integer[], days integer)
returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  entered integer;
begin
  if not access.holds('{hub}', null) then
    raise exception 'only the hub reminds' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('reminders', 0));
  with due as (
    select * from access.due_terms_missing(codes) where of_kind = 'TERMS_MISSING'
    union all select * from access.due_period_ending(codes, day, months) where of_kind = 'PERIOD_ENDING'
    union all select * from access.due_review_due(codes, day) where of_kind = 'REVIEW_DUE'
    union all select * from access.due_shelter_limit(codes, day, days) where of_kind = 'SHELTER_LIMIT'
    union all select * from access.due_discharge_condition(codes, days) where of_kind = 'DISCHARGE_CONDITION'
    union all select * from access.due_arrears_duty(codes, day) where of_kind = 'ARREARS_DUTY'
    union all select * from access.due_claim_decision(codes) where of_kind = 'CLAIM_DECISION'
  ), reopened as (
    update public.reminder r set settled_on = null, settled_by = null from due d
     where r.reminder_key = d.reminder_key and r.settled_on is not null
       -- A warning has been given: acted on, or overtaken by a nearer one, it stays settled.
       and of_kind <> 'PERIOD_ENDING'
  ), raised as (
    insert into public.reminder (reminder_key, kind, party, organisation_id, municipality_code, dwelling_id, transition_id,
      subject_type, subject_id, household_id, case_scope, due_on, law, raised_on)
    select d.reminder_key, of_kind, d.party, d.organisation_id, d.municipality_code, d.dwelling_id, d.transition_id,
           d.subject_type, d.subject_id, d.household_id, d.case_scope, d.due_on, d.law, day
      from due d where not exists (select from public.reminder r where r.reminder_key = d.reminder_key)
     order by d.due_on, d.reminder_key
    on conflict (reminder_key) do nothing
    returning id, party, organisation_id, municipality_code, case_scope
  )
  insert into public.outbox_event (kind, party, organisation_id, municipality_code, subject_type, subject_id, case_scope, occurred_at)
  select of_kind, party, organisation_id, municipality_code, 'TodoItem', id, case_scope, at from raised;
  get diagnostics entered = row_count;
  return entered;
end $$;

-- The day in Denmark on which a row came to be as it is.
create function access.recorded_on(recorded tstzrange) returns date
language sql stable as $$ select (lower(recorded) at time zone 'Europe/Copenhagen')::date $$;

-- Settles reminders by the facts that settle them: these ones or, without ids, all that are open; what time alone settles is
-- settled where a day is given. Answers how many.
create function access.settle_by_facts(ids uuid[], day date) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  settled integer;
begin
  with open as (
    select * from public.reminder r where r.settled_on is null and (ids is null or r.id = any (ids))
  ), facts as (
    -- The way has ended; or the terms are there, are others now, or have run out.
    select r.id, t.ended_on as happened_on, 'TransitionTimeline:' || t.id as fact
      from open r join public.transition t on t.id = r.transition_id
     where t.ending is not null and r.kind in ('TERMS_MISSING', 'PERIOD_ENDING', 'REVIEW_DUE')
    union all
    select r.id, m.signed_on, 'TransitionTerms:' || m.id
      from open r join public.transition_terms m on m.transition_id = r.transition_id where r.kind = 'TERMS_MISSING'
    union all
    select r.id, access.recorded_on(m.recorded), 'TransitionTerms:' || m.id
      from open r join public.transition_terms m on m.transition_id = r.transition_id
     where r.kind = 'PERIOD_ENDING' and upper(m.valid) <> r.due_on
    union all
    select r.id, upper(t.period), 'TransitionTimeline:' || t.id
      from open r join public.transition t on t.id = r.transition_id
     where upper(t.period) <= day and (r.kind = 'PERIOD_ENDING' or r.kind = 'REVIEW_DUE' and r.subject_type = 'TransitionTimeline')
    union all
    -- A nearer warning stands in its place.
    select r.id, n.raised_on, 'TodoItem:' || n.id
      from open r join public.reminder n on n.transition_id = r.transition_id
     where r.kind = 'PERIOD_ENDING' and n.kind = r.kind and n.party = r.party and n.due_on = r.due_on and n.id > r.id
    union all
    -- The municipality has looked at what the household can pay.
    select r.id, v.held_on, 'PaymentReview:' || v.id
      from open r join public.payment_review v on v.transition_id = r.transition_id and not v.withdrawn
     where r.kind = 'PERIOD_ENDING' and r.party = 'MUNICIPALITY' and v.held_on >= r.raised_on
        or r.kind = 'REVIEW_DUE' and r.subject_id = v.id and v.held_on is not null
        or r.kind = 'REVIEW_DUE' and r.subject_id = r.transition_id and v.held_on > substring(r.reminder_key from '[^/]+$')::date
    union all
    select r.id, access.recorded_on(v.recorded), 'PaymentReview:' || v.id
      from open r join public.payment_review v on v.id = r.subject_id where r.kind = 'REVIEW_DUE' and v.withdrawn
    union all
    select r.id, case when upper_inf(s.valid) or s.withdrawn then access.recorded_on(s.recorded) else upper(s.valid) end, 'Stay:' || s.id
      from open r join public.stay s on s.id = r.subject_id
     where r.kind in ('SHELTER_LIMIT', 'DISCHARGE_CONDITION')
       and (s.withdrawn or s.kind <> 'SHELTER' or not upper_inf(s.valid)
            or lower(s.valid) <> split_part(r.reminder_key, '/', 3)::date)
    union all
    select r.id, c.ready_on, 'Stay:' || r.subject_id
      from open r cross join lateral (select access.ready_for_discharge_on(r.subject_id) as ready_on) c
     where r.kind = 'DISCHARGE_CONDITION' and c.ready_on is not null
    union all
    select r.id, p.happened_on, 'ArrearsResponse:' || p.id
      from open r join public.arrears_response p on p.step_id = r.subject_id where r.kind = 'ARREARS_DUTY'
    union all
    select r.id, case when a.withdrawn or a.act_by is distinct from r.due_on + 1 then access.recorded_on(a.recorded) else s.happened_on end,
           'ArrearsStep:' || case when a.withdrawn or a.act_by is distinct from r.due_on + 1 then a.id else s.id end
      from open r join public.arrears_step a on a.id = r.subject_id
     cross join lateral access.arrears_settled_by(a.tenancy_id, a.happened_on) s
     where r.kind = 'ARREARS_DUTY' and (a.withdrawn or a.act_by is distinct from r.due_on + 1 or s.id is not null)
    union all
    select r.id, upper(y.valid), 'Tenancy:' || y.id
      from open r join public.arrears_step a on a.id = r.subject_id join public.tenancy y on y.id = a.tenancy_id
     where r.kind = 'ARREARS_DUTY' and y.ending is not null and upper(y.valid) <= day
    union all
    select r.id, coalesce(g.decided_on, access.recorded_on(g.recorded)), 'GuaranteeClaim:' || g.id
      from open r join public.guarantee_claim g on g.id = r.subject_id where r.kind = 'CLAIM_DECISION' and g.state <> 'CLAIMED'
  ), first as (
    select distinct on (id) id, happened_on, fact from facts order by id, happened_on, fact
  )
  update public.reminder r set settled_on = f.happened_on, settled_by = f.fact from first f where f.id = r.id and r.settled_on is null;
  get diagnostics settled = row_count;
  return settled;
end $$;

-- The hub's own pass over all that is open: for what time settles, and for a fact that came while its reminder was entered.
create function access.settle_reminders(day date) returns integer
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if not access.holds('{hub}', null) then
    raise exception 'only the hub settles' using errcode = 'insufficient_privilege';
  end if;
  return access.settle_by_facts(null, day);
end $$;

-- A fact settles what it settles in its own transaction. It names the column by which reminders are found, and the rows' own.
create function access.settle_with_fact() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  ids uuid[];
  subject uuid := (to_jsonb(new) ->> tg_argv[1])::uuid;
begin
  if tg_argv[0] = 'transition' then
    select array_agg(id) into ids from public.reminder where transition_id = subject and settled_on is null;
  elsif tg_argv[0] = 'tenancy' then
    select array_agg(r.id) into ids from public.arrears_step a
      join public.reminder r on r.kind = 'ARREARS_DUTY' and r.subject_id = a.id and r.settled_on is null
     where a.tenancy_id = subject;
  else
    select array_agg(id) into ids from public.reminder where kind = any (tg_argv[2]::text[]) and subject_id = subject and settled_on is null;
  end if;
  if ids is not null then perform access.settle_by_facts(ids, null); end if;
  return null;
end $$;
create trigger settle_reminders after update of ending, period on public.transition
  for each row execute function access.settle_with_fact('transition', 'id');
create trigger settle_reminders after insert or update on public.payment_review
  for each row execute function access.settle_with_fact('transition', 'transition_id');
create trigger settle_reminders after update on public.stay
  for each row execute function access.settle_with_fact('subject', 'id', '{SHELTER_LIMIT,DISCHARGE_CONDITION}');
create trigger settle_reminders after insert or update on public.discharge_condition
  for each row execute function access.settle_with_fact('subject', 'stay_id', '{DISCHARGE_CONDITION}');
create trigger settle_reminders after insert or update on public.arrears_step
  for each row execute function access.settle_with_fact('tenancy', 'tenancy_id');
create trigger settle_reminders after insert on public.arrears_response
  for each row execute function access.settle_with_fact('subject', 'step_id', '{ARREARS_DUTY}');
create trigger settle_reminders after update of state on public.guarantee_claim
  for each row execute function access.settle_with_fact('subject', 'id', '{CLAIM_DECISION}');

-- What is to be done about a transition is about the household that it is about now.
create function access.reminders_follow_case() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update public.reminder r set household_id = c.household_id, case_scope = coalesce(c.case_scope, '-|-')
    from (select 1) one left join public.transition_case c on c.transition_id = new.transition_id and not c.withdrawn
   where r.transition_id = new.transition_id and r.party = 'MUNICIPALITY' and r.settled_on is null
     and r.subject_type in ('TransitionTimeline', 'GuaranteeClaim')
     and (r.household_id, r.case_scope) is distinct from (c.household_id, coalesce(c.case_scope, '-|-'));
  return null;
end $$;
create trigger reminders_follow after insert or update of withdrawn on public.transition_case
  for each row execute function access.reminders_follow_case();

-- A fact by which something may fall due on the spot appoints a look at its municipality, once in a change: of the kinds it names.
create function access.appoint_look() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  perform graphile_worker.add_job('remind-of', json_build_object('municipalityCode', municipality_code, 'kinds', tg_argv[0]),
            job_key => concat_ws('/', 'remind-of', municipality_code, tg_argv[0], public.current_change_id()))
     from (select distinct municipality_code from entered) m;
  return null;
end $$;
create trigger appoint_look_at_new after insert on public.transition referencing new table as entered
  for each statement execute function access.appoint_look('TERMS_MISSING');
create trigger appoint_look_at_changed after update on public.transition referencing new table as entered
  for each statement execute function access.appoint_look('TERMS_MISSING,PERIOD_ENDING');
create trigger appoint_look_at_new after insert on public.payment_review referencing new table as entered
  for each statement execute function access.appoint_look('REVIEW_DUE');
create trigger appoint_look_at_new after insert on public.stay referencing new table as entered
  for each statement execute function access.appoint_look('SHELTER_LIMIT,DISCHARGE_CONDITION');
create trigger appoint_look_at_changed after update on public.stay referencing new table as entered
  for each statement execute function access.appoint_look('SHELTER_LIMIT,DISCHARGE_CONDITION');
create trigger appoint_look_at_changed after update on public.discharge_condition referencing new table as entered
  for each statement execute function access.appoint_look('DISCHARGE_CONDITION');
create trigger appoint_look_at_new after insert on public.arrears_step referencing new table as entered
  for each statement execute function access.appoint_look('ARREARS_DUTY');
create trigger appoint_look_at_changed after update on public.arrears_step referencing new table as entered
  for each statement execute function access.appoint_look('ARREARS_DUTY');
create trigger appoint_look_at_new after insert on public.guarantee_claim referencing new table as entered
  for each statement execute function access.appoint_look('CLAIM_DECISION');

revoke execute on function access.due_terms_missing(text[]), access.due_period_ending(text[], date, integer[]),
  access.due_review_due(text[], date), access.due_shelter_limit(text[], date, integer),
  access.due_discharge_condition(text[], integer), access.due_arrears_duty(text[], date), access.due_claim_decision(text[]),
  access.raise_reminders(text, text[], date, timestamptz, integer[], integer), access.settle_by_facts(uuid[], date),
  access.settle_reminders(date), access.settle_with_fact(), access.reminders_follow_case(), access.appoint_look() from public;
grant execute on function access.raise_reminders(text, text[], date, timestamptz, integer[], integer), access.settle_reminders(date)
  to boligbro_app;

-- Only facts settle, and only what is due is raised: the application writes neither by itself.
revoke insert, update on public.reminder from boligbro_app;
revoke insert on public.outbox_event from boligbro_app;
create policy kept_by_reminders on public.reminder to current_user using (true) with check (true);
create policy kept_by_reminders on public.outbox_event to current_user using (true) with check (true);
do $$
declare
  fact text;
begin
  foreach fact in array array['transition_terms', 'transition_parameter', 'payment_review', 'stay', 'discharge_condition',
                              'arrears_step', 'arrears_response', 'guarantee_claim', 'tenancy', 'household'] loop
    execute format('create policy read_by_reminders on public.%I for select to current_user using (true)', fact);
  end loop;
end $$;
`)
  }
}
