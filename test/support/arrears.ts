import { randomUUID } from 'node:crypto'
import type { Bearer, TestHub } from './hub.ts'
import { BEARERS } from './story.ts'
import { asChange } from './subsidies.ts'

/** The landlord's system that reports arrears of its tenants. */
export const LANDLORD: Bearer = { ...BEARERS.organisation, purpose: 'tenancy-agreement' }
/** The landlord's officer, who looks at them. */
export const OFFICER: Bearer = BEARERS.leaseMaker
/** Another landlord's system. */
export const OTHER_LANDLORD: Bearer = { ...BEARERS.otherOrganisation, purpose: 'tenancy-agreement' }

/** Ten digits in a row could be a CPR number, which no reference may hold. */
const inLetters = (text: string) => text.replaceAll(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))

/** A step of arrears as `reportArrears` takes it, unless `changes` say otherwise. */
export const stepOf = (tenancyId: string, kind: string, happenedOn: string, changes: object = {}) => ({
  ...{ tenancyId, kind, happenedOn, reference: `restance-${inLetters(randomUUID())}` },
  ...changes,
})

/** Sets a period that a municipality gives itself, past every rule. */
export async function setPeriod(
  hub: TestHub,
  name: string,
  days: number,
  from = '2000-01-01',
  municipalityCode = '0169',
): Promise<void> {
  await asChange(
    hub,
    `insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
     values ($1, $2, array[$3::int], daterange($4::date, null), 'Kommunens vejledning')`,
    [municipalityCode, name, days, from],
  )
}
