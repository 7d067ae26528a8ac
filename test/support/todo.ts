import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'
import { asChange } from './subsidies.ts'

const PARAMETER = 'parameter { id name amounts from until source municipality { code } }'

/** Carries out `setTransitionParameter` or `endTransitionParameter`, and answers the codes of refusals and what it shows. */
export async function parameterCommand(
  hub: TestHub,
  bearer: Bearer,
  name: 'setTransitionParameter' | 'endTransitionParameter',
  input: object,
  more: { readonly key?: string; readonly dryRun?: boolean } = {},
) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{
    it: {
      // biome-ignore lint/suspicious/noExplicitAny: what is shown is what the test asked for.
      parameter: any
      refusals: { code: string }[]
    }
  }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!, $dryRun: Boolean!) {
       it: ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) { ${PARAMETER} refusals { code } } }`,
    { input, key: more.key ?? randomUUID(), dryRun: more.dryRun ?? false },
  )
  return { codes: it.refusals.map(({ code }) => code), shown: it.parameter }
}

/** Sets a number of a municipality, from long ago. */
export async function setParameter(
  hub: TestHub,
  bearer: Bearer,
  name: string,
  amounts: readonly number[],
  municipalityCode = '0169',
): Promise<string> {
  const input = { municipalityCode, name, amounts, from: '2020-01-01', source: 'Kommunens vejledning' }
  const { codes, shown } = await parameterCommand(hub, bearer, 'setTransitionParameter', input)
  if (codes.length > 0) throw new Error(`The number was refused: ${codes.join()}`)
  return shown.id
}

/** Enters the terms of a transitional lease, past every rule. */
export async function termsOf(
  hub: TestHub,
  transitionId: string,
  from: string,
  until: string,
): Promise<void> {
  const key = transitionId.slice('TransitionTimeline:'.length)
  const [approval] = await asChange<{ id: string }>(
    hub,
    `with agreed as (
       insert into public.agreement (municipality_code, organisation_ids, name, legal_bases, valid, source)
       select municipality_code, array[organisation_id], 'Udslusning', '{SECTION_63}', daterange('2020-01-01', null), 'Aftale'
         from public.transition where id = $1::uuid returning id)
     insert into public.transition_approval (transition_id, organisation_id, municipality_code, dwelling_id, approved_on,
       derogations, months_max, agreement_id, reference)
     select t.id, t.organisation_id, t.municipality_code, t.dwelling_id, $2::date, '{SECTION_85}', 240, a.id, 'Sag 1'
       from public.transition t, agreed a where t.id = $1::uuid returning id`,
    [key, from],
  )
  await asChange(
    hub,
    `insert into public.transition_terms (transition_id, tenancy_id, organisation_id, municipality_code, dwelling_id,
       approval_id, regime, months_max, law, signed_on, valid, derogations, source)
     select id, tenancy_id, organisation_id, municipality_code, dwelling_id, $4::uuid, 'FIVE_YEARS', 60,
            'almenlejeloven § 4 stk. 3', $2::date, daterange($2::date, $3::date), '{SECTION_85}', 'Lejeaftale'
       from public.transition where id = $1::uuid`,
    [key, from, until, approval?.id],
  )
}
