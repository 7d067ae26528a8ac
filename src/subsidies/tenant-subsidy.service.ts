import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { formatKroner } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, within } from '../platform/command.ts'
import { termsOf } from './audit-facts.service.ts'
import { factsFrom, tenantSubsidyJson } from './facts-json.ts'
import { frameOf } from './frame.service.ts'
import { termOn } from './frame-checks.rules.ts'
import { INSTRUMENT_FACTS, type Instrument } from './instrument.ts'
import { programmeOf } from './programme.service.ts'
import type { InputRecord, TenantSubsidyRecord } from './subsidy.record.ts'
import type { TenantSubsidyFacts } from './subsidy-audit.ts'
import { expectedMonths, inputsOn } from './tenant-checks.rules.ts'

/**
 * Grants a tenant a subsidy of their own. How it is computed is what the programme's sources say on that day.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PROGRAMME_NOT_FOUND, HOUSEHOLD_OR_TENANCY_NOT_FOUND, FRAME_NOT_FOUND,
 * PAID_TO_DWELLING, FRAME_MISSING, FRAME_NOT_MEANT, PREVIOUS_SITUATION, PERIOD_EMPTY, TERM_MISSING, SUBSIDY_OUTSIDE_TENANCY,
 * SUBSIDY_OUTSIDE_TERMS, SUBSIDIES_OVERLAP, COMMITMENT_OUTSIDE_WINDOW, FRAME_EXHAUSTED.
 */
export function grantTenantSubsidy<Shown>(call: Call<Shown>, record: TenantSubsidyRecord): Promise<Shown> {
  return carryOut(call, 'tenantSubsidy:record', async (running) => {
    assertPeriod(record.from, record.until)
    const programme = await programmeOf(running, record.programmeId)
    assertShape(programme.instrument, record)
    const frame = record.frameId === null ? null : await frameOf(running, record.frameId)
    if (frame !== null && frame.programmeId !== programme.id) throw new Refused(frameNotMeant)
    const term = termOn(await termsOf(running, programme.id), record.committedOn)
    if (term === null) throw new Refused(termMissing)
    const [row] = await within(VIOLATIONS, () =>
      running.sql<{ id: string; household: boolean; tenancy: boolean }>(
        `insert into public.tenant_subsidy (household_id, municipality_code, case_scope, programme_id, programme, instrument,
           frame_id, organisation_id, dwelling_id, tenancy_id, committed_on, granted_oere, valid, previous_situation,
           housing_benefit_applied_on, partial_months, rounding, month_days, source)
         select h.id, h.municipality_code, h.case_scope, $3::uuid, $4, $5, $6::uuid, y.organisation_id, y.dwelling_id, y.id,
                $7::date, $8, daterange($9::date, $10::date), $11, $12::date, t.partial_months, t.rounding,
                case $5 when 'SECTION_163_A' then t.month_days end, $13
           from public.household h join public.tenancy y on y.municipality_code = h.municipality_code
           join public.subsidy_term t on t.programme_id = $3::uuid and t.valid @> $7::date
          where h.id = $1::uuid and y.id = $2::uuid returning id`,
        [
          uuidOf(record.householdId, 'Household'),
          uuidOf(record.tenancyId, 'Tenancy'),
          programme.id,
          programme.code,
          programme.instrument,
          frame?.id ?? null,
          record.committedOn,
          `${record.granted}`,
          record.from,
          record.until,
          record.previousSituation,
          record.housingBenefitAppliedOn,
          record.source,
        ],
      ),
    )
    if (row === undefined) throw new Refused(householdOrTenancyNotFound)
    return row.id
  })
}

/**
 * Records what a tenant's subsidy is computed from, each value from a day until the next one, and computes every month anew:
 * what a month comes to now is a figure beside the earlier one, with the difference.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, TENANT_SUBSIDY_NOT_FOUND, INPUTS_COUNT, INPUT_NOT_MEANT, VALUE_OUT_OF_RANGE.
 */
export function recordInputs<Shown>(
  call: Call<Shown>,
  tenantSubsidyId: string,
  inputs: readonly InputRecord[],
  reason: string,
): Promise<Shown> {
  return carryOut(call, 'tenantSubsidy:record', async (running) => {
    if (inputs.length === 0 || inputs.length > INPUTS_MAX) throw new Refused(inputsCount)
    const [held] = await running.sql<{ id: string; instrument: Instrument }>(
      'select id, instrument from public.tenant_subsidy where id = $1::uuid and not withdrawn for update',
      [uuidOf(tenantSubsidyId, 'TenantSubsidy')],
    )
    if (held === undefined) throw new Refused(subsidyNotFound)
    for (const [at, input] of inputs.entries()) assertInput(held.instrument, input, at)
    for (const input of inputs) await enterInput(running, held.id, input)
    await recompute(running, held.id, reason)
    return held.id
  })
}

const INPUTS_MAX = 100

/** From its day on the value takes the place of the one before, until the next one's day. */
async function enterInput(
  running: Change,
  id: string,
  { kind, from, value, source }: InputRecord,
): Promise<void> {
  const updated = await running.sql(
    `update public.tenant_subsidy_input set value = $4, source = $5
      where tenant_subsidy_id = $1::uuid and kind = $2 and lower(valid) = $3::date returning id`,
    [id, kind, from, `${value}`, source],
  )
  if (updated.length > 0) return
  await running.sql(
    `update public.tenant_subsidy_input set valid = daterange(lower(valid), $3::date)
      where tenant_subsidy_id = $1::uuid and kind = $2 and valid @> $3::date`,
    [id, kind, from],
  )
  await running.sql(
    `insert into public.tenant_subsidy_input (tenant_subsidy_id, household_id, municipality_code, case_scope, programme,
       instrument, kind, valid, value, source)
     select s.id, s.household_id, s.municipality_code, s.case_scope, s.programme, s.instrument, $2,
            daterange($3::date, (select min(lower(later.valid)) from public.tenant_subsidy_input later
                                  where later.tenant_subsidy_id = s.id and later.kind = $2 and lower(later.valid) > $3::date)),
            $4, $5
       from public.tenant_subsidy s where s.id = $1::uuid`,
    [id, kind, from, `${value}`, source],
  )
}

/** Enters a figure for each month whose amount is not what was computed last. Months that lack an input get none. */
async function recompute(running: Change, id: string, reason: string): Promise<void> {
  const [row] = await running.sql<{ instrument: Instrument; subsidy: unknown }>(
    `select s.instrument, ${tenantSubsidyJson('s', { source: (name) => `public.${name}`, audited: 'true', payments: 'true' })} as subsidy
       from public.tenant_subsidy s where s.id = $1::uuid`,
    [id],
  )
  if (row === undefined) return
  const subsidy = factsFrom<TenantSubsidyFacts>(row.subsidy)
  const figures = expectedMonths(row.instrument, subsidy).flatMap(({ month, amount, missing }) => {
    const last = subsidy.calculations.find((one) => one.month === month)
    if (missing.length > 0 || last?.amount === amount) return []
    return [
      {
        month,
        amount: `${amount}`,
        difference: `${amount - (last?.amount ?? 0n)}`,
        inputs: inputsTold(subsidy, month),
      },
    ]
  })
  await running.sql(
    `insert into public.tenant_subsidy_calculation (tenant_subsidy_id, household_id, municipality_code, case_scope, programme,
       instrument, month, number, inputs, amount_oere, difference_oere, reason)
     select s.id, s.household_id, s.municipality_code, s.case_scope, s.programme, s.instrument, f.month,
            1 + (select count(*) from public.tenant_subsidy_calculation c where c.tenant_subsidy_id = s.id and c.month = f.month),
            f.inputs, f.amount, f.difference, $3
       from public.tenant_subsidy s,
            jsonb_to_recordset($2::jsonb) f(month date, amount bigint, difference bigint, inputs jsonb)
      where s.id = $1::uuid`,
    [id, JSON.stringify(figures), reason],
  )
}

/** The inputs that a month was computed from, as a person reads them. */
function inputsTold({ inputs, months }: TenantSubsidyFacts, month: LocalDate): Record<string, string> {
  const day = months.find((one) => one.month === month)?.from ?? month
  return Object.fromEntries(
    [...inputsOn(inputs, day)].map(([kind, value]) => [
      kind,
      kind === 'ADULTS' ? `${value}` : formatKroner(value),
    ]),
  )
}

function assertShape(instrument: Instrument, record: TenantSubsidyRecord): void {
  if (!INSTRUMENT_FACTS[instrument].toTenant) throw new Refused(paidToDwelling)
  const isRefund = instrument === 'SECTION_163_A'
  if (isRefund && record.frameId !== null) throw new Refused(frameNotMeant)
  if (!isRefund && record.frameId === null) throw new Refused(frameMissing)
  if ((record.previousSituation !== null) !== isRefund) throw new Refused(previousSituation)
  if (record.granted < 0n) throw new Refused({ ...valueOutOfRange, path: 'input.granted' })
}

function assertInput(instrument: Instrument, { kind, value }: InputRecord, at: number): void {
  const decided = kind === 'DECIDED_AMOUNT'
  if (decided === (instrument === 'SECTION_163_A')) {
    throw new Refused({ ...inputNotMeant, path: `input.inputs.${at}.kind` })
  }
  const fits = kind === 'ADULTS' ? value >= 1n && value <= 20n : value >= 0n
  if (!fits) throw new Refused({ ...valueOutOfRange, path: `input.inputs.${at}` })
}

const subsidyNotFound = notFound(
  'TENANT_SUBSIDY',
  'input.tenantSubsidyId',
  'intet tilskud',
  'tenant’s subsidy',
)

const householdOrTenancyNotFound: Refusal = {
  code: 'HOUSEHOLD_OR_TENANCY_NOT_FOUND',
  path: 'input.householdId',
  text: {
    da: 'Husstanden er ikke blandt dine sager, eller lejemålet ligger ikke i dens kommune.',
    en: 'The household is not among your cases, or the tenancy is not in its municipality.',
  },
}

const paidToDwelling: Refusal = {
  code: 'PAID_TO_DWELLING',
  path: 'input.programmeId',
  text: {
    da: 'Ordningen nedsætter boligens husleje. Brug »commitSubsidies«.',
    en: 'The programme cuts the dwelling’s rent. Use "commitSubsidies".',
  },
}

const frameMissing: Refusal = {
  code: 'FRAME_MISSING',
  path: 'input.frameId',
  text: { da: 'Ordningen har en ramme. Angiv den.', en: 'The programme has a frame. Name it.' },
}

const frameNotMeant: Refusal = {
  code: 'FRAME_NOT_MEANT',
  path: 'input.frameId',
  text: { da: 'Rammen hører ikke til denne ordning.', en: 'The frame does not belong to this programme.' },
}

const previousSituation: Refusal = {
  code: 'PREVIOUS_SITUATION',
  path: 'input.previousSituation',
  law: 'serviceloven § 163 a stk. 1',
  text: {
    da: 'Efter § 163 a angives, hvor lejeren kom fra; efter andre ordninger angives det ikke.',
    en: 'By § 163 a it is stated where the tenant came from; by other programmes it is not.',
  },
}

const termMissing: Refusal = {
  code: 'TERM_MISSING',
  path: 'input.committedOn',
  text: {
    da: 'Ordningens vilkår er ikke registreret for den dag. Registrér dem først med »recordSubsidyTerm«.',
    en: 'The programme’s terms are not recorded for that day. Record them first with "recordSubsidyTerm".',
  },
}

const inputsCount: Refusal = {
  code: 'INPUTS_COUNT',
  path: 'input.inputs',
  text: {
    da: `Angiv 1 til ${INPUTS_MAX} værdier ad gangen.`,
    en: `Give 1 to ${INPUTS_MAX} values at a time.`,
  },
}

const inputNotMeant: Refusal = {
  code: 'INPUT_NOT_MEANT',
  text: {
    da: 'Denne ordning beregnes ikke af den slags værdi.',
    en: 'This programme is not computed from a value of that kind.',
  },
}

const valueOutOfRange: Refusal = {
  code: 'VALUE_OUT_OF_RANGE',
  text: {
    da: 'Beløb kan ikke være negative, og der er 1 til 20 voksne.',
    en: 'Amounts cannot be negative, and there are 1 to 20 adults.',
  },
}

const VIOLATIONS: Readonly<Record<string, Refusal>> = {
  tenant_subsidy_within_tenancy: {
    code: 'SUBSIDY_OUTSIDE_TENANCY',
    path: 'input.from',
    text: { da: 'Dagene ligger ikke inden for lejemålet.', en: 'The days do not lie within the tenancy.' },
  },
  subsidy_within_terms: {
    code: 'SUBSIDY_OUTSIDE_TERMS',
    path: 'input.from',
    law: 'serviceloven § 163 a; almenlejeloven § 4 stk. 3',
    text: {
      da: 'Dagene ligger uden for den periode, hvor lejeaftalen er en udslusningsboligs. Se »terms« på forløbet.',
      en: 'The days lie outside the period in which the lease is that of a transitional dwelling. See the transition’s "terms".',
    },
  },
  tenant_subsidies_do_not_overlap: {
    code: 'SUBSIDIES_OVERLAP',
    path: 'input.from',
    text: {
      da: 'Husstanden har allerede et tilskud efter samme bestemmelse i de dage.',
      en: 'The household has a subsidy by the same clause on those days already.',
    },
  },
  commitment_within_window: {
    code: 'COMMITMENT_OUTSIDE_WINDOW',
    path: 'input.committedOn',
    text: {
      da: 'Tilskuddet er bevilget uden for rammens periode, eller rammen er bortfaldet.',
      en: 'The subsidy is granted outside the frame’s window, or the frame has lapsed.',
    },
  },
  frame_dwellings_not_exceeded: {
    code: 'FRAME_EXHAUSTED',
    path: 'input.frameId',
    text: { da: 'Rammen har ikke plads til flere.', en: 'The frame has no room for more.' },
  },
  frame_amount_not_exceeded: {
    code: 'FRAME_EXHAUSTED',
    path: 'input.granted',
    text: { da: 'Rammen har ikke så mange kroner tilbage.', en: 'The frame has not that much money left.' },
  },
}
