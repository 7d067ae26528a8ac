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
    update public.household set children = children + 1 where case_reference in ('SAG-A', 'SAG-B', 'SAG-E');
    update public.household set organisation_unit_id = '${OTHER_UNIT}' where case_reference = 'SAG-D';
    update public.household_need set rent_max_oere = 500000;
    update public.person set address_protected = true where id = ${person('4')};
    update public.person_identity i set ${SEALED_PARTS.map((part) => `${part}_sealed = sealed.${part}`).join(', ')}
      from (values ${after}) sealed(person_id, ${SEALED_PARTS.join(', ')}) where sealed.person_id::uuid = i.person_id;
    update public.disclosure set move_in_on = '2026-03-01';
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

/** Everything recorded of anybody in the story, now and before. */
export const CANARIES: readonly string[] = MEMBERS.flatMap(([name]) =>
  (['then', 'now'] as const).flatMap((time) => Object.values(canariesOf(name, time))),
)

const uuid = (kind: string, name: string) => `'${kind}0000000-0000-7000-8000-00000000000${name}'`
const id = (name: string) => uuid('a', name)
const person = (name: string) => uuid('b', name)
const grant = (name: string) => uuid('c', name)
