import { inChange } from './households.ts'
import type { TestHub } from './hub.ts'

/**
 * Gives the story's transitional tenancies approvals, terms, a request to terminate and trials, some of them corrected or
 * taken back. Call it after `tellStaysStory`.
 */
export async function tellLifeStory(hub: TestHub): Promise<void> {
  await inChange(
    hub,
    `insert into public.transition_trial (municipality_code, code, signed, months_max, law, source) values
       ('0169', 'FRIKOMMUNE', '[2021-01-01,2023-01-01)', 84, 'lov om frikommuneforsøg', 'Boligplan 2023'),
       ('0101', 'FORSOEG_2', '[2024-01-01,)', 72, 'forsøgslov', 'Bilag 4')`,
  )
  await inChange(
    hub,
    `with agreed as (
       select t.id, t.organisation_id, t.municipality_code, t.dwelling_id,
              (select a.id from public.agreement a order by a.municipality_code <> t.municipality_code, a.id limit 1) as agreement_id
         from public.transition t where t.tenancy_id is not null)
     insert into public.transition_approval (transition_id, organisation_id, municipality_code, dwelling_id, approved_on,
       derogations, months_max, agreement_id, composition_assessed_on, reference)
     select id, organisation_id, municipality_code, dwelling_id, '2024-01-01',
            '{SECTION_85,TERMINATION_ON_REQUEST}', 60, agreement_id, '2023-12-01', 'Afgørelse' from agreed`,
  )
  await inChange(
    hub,
    `insert into public.transition_terms (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, approval_id,
       regime, trial_id, months_max, law, signed_on, valid, derogations, source)
     select t.id, t.tenancy_id, t.organisation_id, t.municipality_code, t.dwelling_id, a.id,
            case when l.id is null then 'FIVE_YEARS' else 'TRIAL' end, l.id, 60, 'almenlejeloven § 4 stk. 3', lower(t.valid),
            daterange(lower(t.valid), (lower(t.valid) + interval '36 months')::date), '{SECTION_85,TERMINATION_ON_REQUEST}', 'Lejeaftale'
       from public.transition t join public.transition_approval a on a.transition_id = t.id
       left join public.transition_trial l on l.municipality_code = t.municipality_code and t.ending is not null`,
  )
  await inChange(
    hub,
    `insert into public.termination_request (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id, requested_on,
       effective_on, notice_months, notice_effect, notice_effect_on, day_count, source)
     select id, tenancy_id, organisation_id, municipality_code, dwelling_id, lower(valid) + 10, lower(valid) + 60, 3,
            'FIRST_OF_MONTH', lower(valid) + 120, 'ACTUAL_MONTH', 'Anmodning' from public.transition where ending is null and tenancy_id is not null`,
  )
  await inChange(
    hub,
    `update public.transition_terms set valid = daterange(lower(valid), upper(valid) - 30) where regime = 'FIVE_YEARS'`,
  )
  await inChange(
    hub,
    `update public.termination_request set withdrawn = true where municipality_code = '0169'`,
  )
  await inChange(
    hub,
    `insert into public.transition_case (transition_id, organisation_id, dwelling_id, household_id, municipality_code, case_scope)
     select distinct on (h.id) t.id, t.organisation_id, t.dwelling_id, h.id, h.municipality_code, h.case_scope
       from public.transition t join public.household h on h.municipality_code = t.municipality_code
      where t.ending is not null and t.tenancy_id is not null and h.case_reference in ('SAG-C', 'SAG-E') order by h.id, t.id`,
  )
  await inChange(
    hub,
    `update public.transition_case c set withdrawn = true from public.transition t
      where t.id = c.transition_id and t.ending is not null and t.tenancy_id is not null`,
  )
}
