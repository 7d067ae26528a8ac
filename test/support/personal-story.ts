import { SEALED_PARTS } from '../../src/households/vault/person-vault.ts'
import type { TestHub } from './hub.ts'
import { tellSubsidyStory } from './subsidy-story.ts'

/** The org unit that the bearers limited to a unit belong to. */
export const OWN_UNIT = '11111111-1111-4111-8111-111111111111'
const OTHER_UNIT = '22222222-2222-4222-8222-222222222222'

/**
 * Gives the demo's data households of two municipalities with needs, persons and disclosures, grants of every kind
 * (in force, expired, revoked), looks and verdicts, each with a past. Written by the owner, past every rule: what is
 * read of it is what is tested. Call it after `tellStory`.
 */
export async function tellPersonalStory(hub: TestHub): Promise<void> {
  const { vault } = hub.app.households
  const applicants = await sealedApplicants(hub)
  const before: string[] = []
  const after: string[] = []
  for (const [name, municipalityCode] of MEMBERS) {
    const personId = person(name).slice(1, -1)
    const [seal] = await vault.create(municipalityCode, [{ id: personId, cpr: canariesOf(name, 'now').cpr }])
    for (const [values, time] of [
      [before, 'then'],
      [after, 'now'],
    ] as const) {
      const canaries = canariesOf(name, time)
      const sealed = SEALED_PARTS.map(
        (part) => `'\\x${Buffer.from(seal?.(part, canaries[part]) ?? []).toString('hex')}'::bytea`,
      )
      values.push(`('${personId}', ${sealed.join(', ')})`)
    }
  }
  await hub.asOwner(/* sql */ `
    begin;
    do $$ begin
      perform set_config('app.change_id', (select max(id) from public.change)::text, true);
    end $$;

    insert into public.household (id, municipality_code, case_reference, organisation_unit_id, kle_number, adults, children) values
      (${id('a')}, '0169', 'SAG-A', '${OWN_UNIT}', '27.35.12', 1, 1),
      (${id('b')}, '0169', 'SAG-B', '${OTHER_UNIT}', '27.57', 1, 0),
      (${id('c')}, '0169', 'SAG-C', null, null, 2, 0),
      (${id('d')}, '0169', 'SAG-D', '${OWN_UNIT}', '32', 1, 2),
      (${id('e')}, '0101', 'SAG-E', null, '27.35', 1, 0);
    insert into public.household_need (household_id, municipality_code, case_scope, need_class, origin, rent_max_oere)
      select id, municipality_code, case_scope, 'HOMELESS', 'STREET', 400000 from public.household;
    insert into public.person (id, household_id, municipality_code, case_scope, lease_party, address_protected)
      select member.id::uuid, h.id, h.municipality_code, h.case_scope, member.lease_party, member.address_protected
        from public.household h join (values
          (${id('a')}, ${person('1')}, true, false), (${id('a')}, ${person('2')}, false, false),
          (${id('b')}, ${person('3')}, true, true), (${id('c')}, ${person('4')}, true, false),
          (${id('d')}, ${person('5')}, true, false), (${id('e')}, ${person('6')}, true, false)
        ) member(household_id, id, lease_party, address_protected) on member.household_id::uuid = h.id;
    insert into public.person_identity (person_id, household_id, municipality_code, case_scope, lease_party, address_protected,
        ${SEALED_PARTS.map((part) => `${part}_sealed`).join(', ')})
      select id, household_id, municipality_code, case_scope, lease_party, address_protected, ${SEALED_PARTS.map((part) => `sealed.${part}`).join(', ')}
        from public.person join (values ${before}) sealed(person_id, ${SEALED_PARTS.join(', ')}) on sealed.person_id::uuid = id;

    insert into public.household_referral (household_id, municipality_code, case_scope, to_municipality_code, sent_on, adults, children,
        ages, wanted_dwelling_types, rent_max_oere, accessibility_needed, elderly_need, crisis_centre_priority)
      select h.id, h.municipality_code, h.case_scope, sent.code, '2026-02-01', h.adults, h.children, '{AGE_30_49}', '{FAMILY}',
             sent.rent, false, false, sent.priority
        from (values (${id('a')}, '0101', 350000, false), (${id('b')}, '0851', null::bigint, true), (${id('c')}, '0101', 420000, false),
                     (${id('e')}, '0169', 400000, true)) sent(household_id, code, rent, priority)
        join public.household h on h.id = sent.household_id::uuid;

    insert into public.data_sharing_grant (id, municipality_code, organisation_id, signed_for, signed_by, field_group, purpose, valid)
      select sharing.id::uuid, sharing.code, o.id, sharing.side, 'test', sharing.fields, sharing.purpose, sharing.valid::daterange
        from (values
          (${grant('1')}, '0169', '0045', 'MUNICIPALITY', 'DISCLOSURE', 'tenancy-agreement', '[2026-01-01,2100-01-01)'),
          (${grant('2')}, '0169', '0045', 'MUNICIPALITY', 'DISCLOSURE', 'tenancy-agreement', '[2020-01-01,2021-01-01)'),
          (${grant('3')}, '0101', '0311', 'MUNICIPALITY', 'DISCLOSURE', 'tenancy-agreement', '[2026-01-01,2100-01-01)'),
          (${grant('4')}, '0169', '0045', 'ORGANISATION', 'DELIVERY_REPORTS', 'vacancy-exchange', '[2026-01-01,2100-01-01)'),
          (${grant('5')}, '0851', '0007', 'ORGANISATION', 'DELIVERY_REPORTS', 'vacancy-exchange', '[2026-01-01,2026-02-01)'),
          (${grant('6')}, '0101', '0311', 'ORGANISATION', 'DELIVERY_REPORTS', 'vacancy-exchange', '[2026-01-01,2100-01-01)')
        ) sharing(id, code, number, side, fields, purpose, valid)
        join public.housing_organisation o on o.lbf_number = sharing.number;
    insert into public.data_sharing_revocation (grant_id, municipality_code, organisation_id, signed_for, signed_by)
      select id, municipality_code, organisation_id, signed_for, 'test' from public.data_sharing_grant where id = ${grant('3')};

    insert into public.disclosure (household_id, municipality_code, case_scope, organisation_id, estate_id, dwelling_id,
        data_sharing_grant_id, valid, basis, adults, children, municipal_contact, payer)
      select h.id, h.municipality_code, h.case_scope, o.id, d.estate_id, d.id, shown.grant_id::uuid, shown.valid::daterange,
             'MUNICIPAL_ALLOCATION', h.adults, h.children, 'Boliganvisningen', 'TENANT'
        from (values
          (${id('a')}, '0045', ${grant('1')}, '[2026-01-01,2100-01-01)'), (${id('b')}, '0045', ${grant('1')}, '[2026-01-01,2100-01-01)'),
          (${id('c')}, '0045', ${grant('1')}, '[2026-01-01,2026-02-01)'), (${id('d')}, '0045', ${grant('2')}, '[2020-01-01,2100-01-01)'),
          (${id('e')}, '0311', ${grant('3')}, '[2026-01-01,2100-01-01)')
        ) shown(household_id, number, grant_id, valid)
        join public.household h on h.id = shown.household_id::uuid
        join public.housing_organisation o on o.lbf_number = shown.number
        join lateral (select * from public.dwelling d where d.organisation_id = o.id and d.municipality_code = h.municipality_code
                       order by d.id limit 1) d on true;

    insert into public.feed (id, code, municipality_code, kind, format, mapping, mode)
      select feed.id::uuid, 'kommune-' || feed.code || '-sager', feed.code, 'ALLOCATION', 'NDJSON', '{}', 'DELTA'
        from (values (${feed('1')}, '0169'), (${feed('2')}, '0101')) feed(id, code);
    insert into public.delivery (id, feed_id, municipality_code, via, mode, source_time, sha256, size_bytes, status, received, quarantined)
      select id, id, municipality_code, 'HTTP', 'DELTA', now(), repeat('0', 64), 1, 'APPLIED', 2, 2 from public.feed where kind = 'ALLOCATION';
    insert into public.delivery_record (delivery_id, row, municipality_code, outcome)
      select id, row, municipality_code, 'QUARANTINED' from public.delivery, generate_series(1, 2) row where municipality_code is not null;
    insert into public.delivery_problem (delivery_id, row, position, municipality_code, severity, path, code, text_da, text_en)
      select delivery_id, row, 1, municipality_code, 'ERROR', 'caseReference', 'HOUSEHOLD_NOT_FOUND', 'tekst', 'text'
        from public.delivery_record where municipality_code is not null;
    insert into public.delivery_case_raw (id, delivery_id, row, municipality_code, subject_id, raw)
      select own.id, r.delivery_id, r.row, r.municipality_code, coalesce(h.id, own.id), '{"caseReference":"' || coalesce(h.case_reference, 'SAG-?') || '"}'
        from public.delivery_record r cross join lateral (select uuidv7() as id where r.row > 0) own
        left join public.household h on h.municipality_code = r.municipality_code and r.row = 1 and h.case_reference in ('SAG-A', 'SAG-E')
       where r.municipality_code is not null;

    insert into public.criterion_check (id, applicant_id, organisation_id, municipality_code, estate_id, dwelling_type,
        agreement_term_id, criterion, uses, asked_on, consent_reference, consent_version, consent_given_on,
        consent_channel, answer_until, kept_until, periods_source)
      select asked.id::uuid, asked.applicant::uuid, o.id, asked.code, e.id, 'YOUTH', t.id, asked.criterion,
             jsonb_build_array(jsonb_build_object('criterion', asked.criterion,
               'parameters', jsonb_build_array(jsonb_build_object('name', 'hoursPerWeekMin', 'value', 25)))), asked.day::date, 'SAMTYKKE-' || asked.code, '1', '2026-01-01', 'PAPER',
             asked.until::date, '2100-01-01', 'Test'
        from (values
          (${check('1')}, ${applicant('1')}, '0169', '0045', 'EMPLOYMENT', '2026-02-01', '2099-01-01'),
          (${check('2')}, ${applicant('2')}, '0169', '0045', 'EDUCATION', '2026-02-02', '2099-01-01'),
          (${check('3')}, ${applicant('3')}, '0169', '0045', 'EMPLOYMENT', '2026-02-02', '2026-03-01'),
          (${check('4')}, ${applicant('4')}, '0101', '0311', 'EDUCATION', '2026-02-03', '2099-01-01')
        ) asked(id, applicant, code, number, criterion, day, until)
        join public.housing_organisation o on o.lbf_number = asked.number
        join lateral (select * from public.estate e where e.organisation_id = o.id and e.municipality_code = asked.code
                       order by e.id limit 1) e on true
        join lateral (select * from public.agreement_term t where o.id = any (t.organisation_ids)
                        and t.municipality_code = asked.code order by t.id limit 1) t on true;
    insert into public.criterion_applicant (id, check_id, organisation_id, municipality_code, name_sealed, cpr_sealed, birthdate_sealed)
      select c.applicant_id, c.id, c.organisation_id, c.municipality_code, sealed.name, sealed.cpr, sealed.birthdate
        from public.criterion_check c join (values ${applicants}) sealed(id, name, cpr, birthdate) on sealed.id = c.applicant_id;
    insert into public.criterion_answer (id, check_id, organisation_id, municipality_code, case_keys, number, answer, corrects_id, correction_reason)
      select given.id::uuid, c.id, c.organisation_id, c.municipality_code, c.case_keys, given.number, given.answer, given.corrects::uuid, given.reason
        from (values (${answer('1')}, ${check('1')}, 1, 'NO', null, null),
                     (${answer('2')}, ${check('1')}, 2, 'YES', ${answer('1')}, 'KNOWN_LATER'),
                     (${answer('4')}, ${check('4')}, 1, 'CANNOT_BE_ANSWERED', null, null)
        ) given(id, check_id, number, answer, corrects, reason)
        join public.criterion_check c on c.id = given.check_id::uuid order by given.number;

    insert into public.access_log (subject, client_id, organisation_id, municipality_code, roles, purpose, request_id, operation, fields, subjects)
      select look.subject, look.subject, (select id from public.housing_organisation where lbf_number = look.number), look.code,
             '{municipal_system}', 'case-handling', 'test', 'test', '{Person.id}', array[look.person::uuid]
        from (values ('sagsbehandler-1', '0169', null, ${person('1')}), ('udlejer-1', '0169', '0045', ${person('1')}),
                     ('sagsbehandler-2', '0101', null, ${person('6')}), ('municipality-0169', '0169', null, ${person('2')})
        ) look(subject, code, number, person);
    insert into public.access_log_review (access_log_id, municipality_code, organisation_id, week, verdict, reviewed_by)
      select id, case when organisation_id is null then municipality_code end, organisation_id, '2026-W01', 'JUSTIFIED', 'test'
        from public.access_log;
    commit;

    begin;
    do $$ declare next bigint; begin
      insert into public.change (subject, client_id, action, request_id) values ('test', 'test', 'household:register', 'test')
        returning id into next;
      perform set_config('app.change_id', next::text, true);
    end $$;
    update public.household set ages = case case_reference when 'SAG-B' then array['AGE_30_49'] when 'SAG-C'
        then array['AGE_25_29', 'AGE_25_29'] else array['AGE_0_5', 'AGE_6_12', 'AGE_18_24'] end
      where case_reference in ('SAG-B', 'SAG-C', 'SAG-A');
    update public.household set status = 'PARKED', parked_until = '2026-12-24' where case_reference = 'SAG-B';
    update public.household set children = children + 1 where case_reference in ('SAG-A', 'SAG-B', 'SAG-E');
    update public.household set organisation_unit_id = '${OTHER_UNIT}' where case_reference = 'SAG-D';
    update public.household_need set rent_max_oere = 500000;
    update public.household_need set origin = 'SHELTER', shelter_entered_on = '2026-10-01', cohorts = array['PILOT-50'],
      wanted_dwelling_types = array['FAMILY', 'YOUTH'], wanted_postal_codes = array['2630'], refugee = true
      where household_id = ${id('a')};
    update public.household_need set home_municipality_code = '0101', crisis_centre_priority = true,
      accessibility_needed = true, rent_max_oere = null where household_id = ${id('b')};
    update public.household_need n set wanted_estate_ids = array(select e.id from public.estate e
        join public.housing_organisation o on o.id = e.organisation_id where o.lbf_number = '0045' order by e.number limit 2),
      education = 'SOON_IN_EDUCATION', municipality_vouches = true, elderly_need = true,
      support_plan_reference = 'PLAN-1' where household_id = ${id('c')};
    insert into public.area_check (household_id, municipality_code, case_scope, rule, excluded, valid)
      select h.id, h.municipality_code, h.case_scope, checked.rule, checked.excluded, checked.valid::daterange
        from public.household h join (values
          (${id('a')}, 'SECTION_59_6', false, '[2026-01-01,2100-01-01)'), (${id('b')}, 'SECTION_59_6', true, '[2026-01-01,2100-01-01)'),
          (${id('c')}, 'SECTION_59_7', false, '[2025-01-01,2026-01-01)'), (${id('e')}, 'SECTION_51_C', true, '[2026-01-01,2100-01-01)')
        ) checked(household_id, rule, excluded, valid) on checked.household_id::uuid = h.id;
    insert into public.matching_parameter (municipality_code, name, value, valid, source) values
      ('0169', 'YOUTH_AGE_BELOW', 30, '[2023-01-01,)', 'Rammeaftale 2023–2026, 4.4'),
      ('0169', 'YOUTH_EDUCATION_REQUIRED', 1, '[2023-01-01,2026-01-01)', 'Rammeaftale 2023–2026, 4.4'),
      ('0169', 'ROOMS_BEYOND_PERSONS_MAX', 1, '[2023-01-01,)', 'Prøvet i test'),
      ('0101', 'PERSONS_PER_ROOM_MAX', null, '[2024-01-01,)', 'Prøvet i test');
    insert into public.combined_letting (municipality_code, organisation_id, estate_id, valid, source)
      select e.municipality_code, e.organisation_id, e.id, '[2026-01-01,)', 'Kommunalbestyrelsens beslutning'
        from public.estate e order by e.municipality_code, e.number limit 2;
    update public.household_referral set state = 'DECLINED', answered_on = '2026-02-10', decline_reason = 'OTHER'
      where household_id = ${id('c')};
    update public.person set address_protected = true where id = ${person('4')};
    update public.person_identity i set ${SEALED_PARTS.map((part) => `${part}_sealed = sealed.${part}`).join(', ')}
      from (values ${after}) sealed(person_id, ${SEALED_PARTS.join(', ')}) where sealed.person_id::uuid = i.person_id;
    update public.disclosure set move_in_on = '2026-03-01';
    update public.criterion_check set consent_withdrawn_on = '2026-02-20', erased = true where id = ${check('2')};
    commit;`)
  await tellSubsidyStory(hub, `Household:${id('a').slice(1, -1)}`)
}

/** The persons of the story and the municipalities that entered them. */
const MEMBERS = [
  ['1', '0169'],
  ['2', '0169'],
  ['3', '0169'],
  ['4', '0169'],
  ['5', '0169'],
  ['6', '0101'],
] as const

/** What is recorded of a person, such as occurs nowhere else; the CPR numbers are of people who will be born in 2057. */
function canariesOf(name: string, time: 'then' | 'now') {
  const mark = `${name}-${time}`
  return {
    name: `Kanariefugl ${mark}`,
    cpr: `31125750${time === 'then' ? 0 : 1}${name}`,
    phone: `+45 70 00 ${time === 'then' ? '00' : '11'} 0${name}`,
    email: `kanarie-${mark}@eksempel.example`,
    address: `Burvej ${mark}, 2630 Taastrup`,
  }
}

/** The applicants of the story, the municipalities that were asked about them, and what is recorded of each. */
const APPLICANTS = [
  ['1', '0169', { name: null, cpr: '3112575021', birthdate: null }],
  ['2', '0169', { name: 'Kanariefugl ansøger-2', cpr: '3112575022', birthdate: null }],
  ['3', '0169', { name: 'Kanariefugl ansøger-3', cpr: null, birthdate: '2003-03-03' }],
  ['4', '0101', { name: 'Kanariefugl ansøger-4', cpr: '3112575024', birthdate: null }],
] as const

/** The rows of the applicants' sealed values, as SQL; of the second the key is not kept. */
async function sealedApplicants(hub: TestHub): Promise<string> {
  const { vault } = hub.app.households
  const rows: string[] = []
  for (const [name, municipalityCode, values] of APPLICANTS) {
    const id = applicant(name)
    const [seal] = await vault.create(municipalityCode, [{ id: id.slice(1, -1), cpr: values.cpr }])
    const sealed = (['name', 'cpr', 'birthdate'] as const).map((part) => {
      const value = seal?.(part, values[part])
      return value == null ? 'null::bytea' : `'\\x${Buffer.from(value).toString('hex')}'::bytea`
    })
    rows.push(`(${id}::uuid, ${sealed.join(', ')})`)
  }
  await vault.destroy([applicant('2').slice(1, -1)])
  return rows.join(', ')
}

/** Everything recorded of anybody in the story, now and before. */
export const CANARIES: readonly string[] = [
  ...MEMBERS.flatMap(([name]) =>
    (['then', 'now'] as const).flatMap((time) => Object.values(canariesOf(name, time))),
  ),
  ...APPLICANTS.flatMap(([, , values]) => Object.values(values).filter((value) => value !== null)),
]

const uuid = (kind: string, name: string) => `'${kind}0000000-0000-7000-8000-00000000000${name}'`
const id = (name: string) => uuid('a', name)
/** The global id of a household of the story, by its letter. */
export const householdIdOf = (name: string) => `Household:${id(name).slice(1, -1)}`
const person = (name: string) => uuid('b', name)
const feed = (name: string) => uuid('d', name)
const grant = (name: string) => uuid('c', name)
const check = (name: string) => uuid('d', name)
const applicant = (name: string) => uuid('e', name)
const answer = (name: string) => uuid('f', name)
