import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { formatKroner, type Oere } from '../kernel/money.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import { commitmentNotFound } from './commitment.service.ts'
import type { TenantPaymentRecord } from './subsidy.record.ts'

/** How many payments one command may record. */
export const PAYMENTS_MAX = 250

/**
 * Records payments of one commitment as the books have them, right or wrong; one that is paid back has a minus, and no more
 * comes back than was paid. Of a commitment that was taken back, only repayments.
 * **Refuses:** NOT_ALLOWED, COMMITMENT_NOT_FOUND, COMMITMENT_WITHDRAWN, REPAYMENT_EXCEEDS_PAID, PAYMENTS_COUNT,
 * MONTH_NOT_FIRST_DAY, PAYMENT_ZERO, PAYMENT_REFERENCE_TAKEN, REFERENCE_TOO_LONG.
 */
export function recordPayments<Shown>(
  call: Call<Shown>,
  commitmentId: string,
  records: readonly TenantPaymentRecord[],
): Promise<Shown> {
  return carryOut(call, 'subsidy:record', async (running) => {
    const pathOf = (at: number) => `input.payments.${at}`
    const [commitment] = await running.sql<{ id: string; withdrawn: boolean }>(
      'select id, withdrawn from public.subsidy_commitment where id = $1::uuid for no key update',
      [uuidOf(commitmentId, 'SubsidyCommitment')],
    )
    if (commitment === undefined) throw new Refused(commitmentNotFound)
    if (commitment.withdrawn) assertRepayments(records, pathOf)
    await assertPaidBefore(running, commitment.id, records, pathOf)
    await enterPayments(running, commitment.id, records, pathOf)
    return commitment.id
  })
}

/**
 * What was taken back is paid for no more.
 * **Refuses:** COMMITMENT_WITHDRAWN.
 */
export function assertRepayments(
  records: readonly TenantPaymentRecord[],
  pathOf: (at: number) => string,
): void {
  const at = records.findIndex(({ amount }) => amount > 0n)
  if (at !== -1) throw new Refused({ ...paidForWithdrawn, path: `${pathOf(at)}.amount` })
}

/**
 * No more is paid back than was paid, these payments counted; the commitment is held while they are entered.
 * **Refuses:** REPAYMENT_EXCEEDS_PAID.
 */
export async function assertPaidBefore(
  running: Change,
  commitmentId: string,
  records: readonly TenantPaymentRecord[],
  pathOf: (at: number) => string,
): Promise<void> {
  const at = records.findIndex(({ amount }) => amount < 0n)
  if (at === -1) return
  const [row] = await running.sql<{ paid: string }>(
    'select coalesce(sum(amount_oere), 0)::text as paid from public.subsidy_payment where commitment_id = $1::uuid',
    [commitmentId],
  )
  const paid = BigInt(row?.paid ?? '0')
  const left = records.reduce((sum, { amount }) => sum + amount, paid)
  if (left < 0n) throw new Refused({ ...repaymentExceedsPaid(paid), path: `${pathOf(at)}.amount` })
}

/**
 * Enters payments of the commitment with this id.
 * **Refuses:** COMMITMENT_NOT_FOUND, PAYMENTS_COUNT, MONTH_NOT_FIRST_DAY, PAYMENT_ZERO, PAYMENT_REFERENCE_TAKEN, REFERENCE_TOO_LONG.
 */
export async function enterPayments(
  running: Change,
  commitmentId: string | null,
  records: readonly TenantPaymentRecord[],
  pathOf: (at: number) => string,
): Promise<void> {
  assertPayments(records, pathOf)
  const entered = await within({ payment_reference_is_its_own: referenceTaken }, () =>
    running.sql(
      `insert into public.subsidy_payment (commitment_id, programme, instrument, municipality_code, organisation_id,
         dwelling_id, month, amount_oere, paid_on, reference)
       select c.id, c.programme, c.instrument, c.municipality_code, c.organisation_id, c.dwelling_id,
              p.month, p.amount, p.paid_on, p.reference
         from public.subsidy_commitment c, ${PAYMENTS_SQL} where c.id = $1::uuid returning id`,
      [commitmentId, paymentsJson(records)],
    ),
  )
  if (entered.length === 0) throw new Refused(commitmentNotFound)
}

/**
 * Records what a tenant was paid, or with a minus paid back, as the books have it; also of a subsidy that was taken back.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, TENANT_SUBSIDY_NOT_FOUND, PAYMENTS_COUNT, MONTH_NOT_FIRST_DAY, PAYMENT_ZERO,
 * PAYMENT_REFERENCE_TAKEN, REFERENCE_TOO_LONG.
 */
export function recordTenantPayments<Shown>(
  call: Call<Shown>,
  tenantSubsidyId: string,
  records: readonly TenantPaymentRecord[],
): Promise<Shown> {
  return carryOut(call, 'tenantSubsidy:record', async (running) => {
    assertPayments(records, (at) => `input.payments.${at}`)
    const id = uuidOf(tenantSubsidyId, 'TenantSubsidy')
    const entered = await within({ tenant_payment_reference_is_its_own: referenceTaken }, () =>
      running.sql(
        `insert into public.tenant_subsidy_payment (tenant_subsidy_id, household_id, municipality_code, case_scope, programme,
           instrument, month, amount_oere, paid_on, reference)
         select s.id, s.household_id, s.municipality_code, s.case_scope, s.programme, s.instrument, p.month, p.amount, p.paid_on,
                p.reference
           from public.tenant_subsidy s, ${PAYMENTS_SQL} where s.id = $1::uuid returning id`,
        [id, paymentsJson(records)],
      ),
    )
    if (entered.length === 0) throw new Refused(subsidyNotFound)
    return id ?? ''
  })
}

const PAYMENTS_SQL =
  'jsonb_to_recordset($2::jsonb) p(month date, amount bigint, paid_on date, reference text)'

function paymentsJson(records: readonly TenantPaymentRecord[]): string {
  return JSON.stringify(
    records.map(({ month, amount, paidOn, reference }) => ({
      ...{ month, amount: `${amount}`, paid_on: paidOn, reference },
    })),
  )
}

function assertPayments(records: readonly TenantPaymentRecord[], pathOf: (at: number) => string): void {
  if (records.length === 0 || records.length > PAYMENTS_MAX) throw new Refused(paymentsCount)
  for (const [at, { month, amount, reference }] of records.entries()) {
    const path = pathOf(at)
    if (!month.endsWith('-01')) throw new Refused({ ...monthNotFirstDay, path: `${path}.month` })
    if (amount === 0n) throw new Refused({ ...paymentZero, path: `${path}.amount` })
    if (reference.length < 1 || reference.length > 100)
      throw new Refused({ ...referenceTooLong, path: `${path}.reference` })
  }
}

const paidForWithdrawn: Refusal = {
  code: 'COMMITMENT_WITHDRAWN',
  text: {
    da: 'Tilsagnet er trukket tilbage. Der kan kun registreres tilbagebetalinger, med minus foran beløbet.',
    en: 'The commitment was taken back. Only repayments can be recorded, with a minus before the amount.',
  },
}

function repaymentExceedsPaid(paid: Oere): Refusal {
  return {
    code: 'REPAYMENT_EXCEEDS_PAID',
    text: {
      da: `Der kan ikke betales mere tilbage, end der er betalt: ${formatKroner(paid)} kr.`,
      en: `No more can be paid back than was paid: ${formatKroner(paid)} kr.`,
    },
  }
}

const subsidyNotFound = notFound(
  'TENANT_SUBSIDY',
  'input.tenantSubsidyId',
  'intet tilskud',
  'tenant’s subsidy',
)

const paymentsCount: Refusal = {
  code: 'PAYMENTS_COUNT',
  path: 'input.payments',
  text: {
    da: `Angiv 1 til ${PAYMENTS_MAX} betalinger ad gangen.`,
    en: `Give 1 to ${PAYMENTS_MAX} payments at a time.`,
  },
}

const monthNotFirstDay: Refusal = {
  code: 'MONTH_NOT_FIRST_DAY',
  text: {
    da: 'En måned angives ved sin første dag, f.eks. 2023-05-01.',
    en: 'A month is named by its first day, such as 2023-05-01.',
  },
}

const paymentZero: Refusal = {
  code: 'PAYMENT_ZERO',
  text: { da: 'Et beløb på nul er ingen betaling.', en: 'An amount of zero is no payment.' },
}

const referenceTooLong: Refusal = {
  code: 'REFERENCE_TOO_LONG',
  text: { da: 'En reference har højst 100 tegn.', en: 'A reference has 100 characters at most.' },
}

const referenceTaken: Refusal = {
  code: 'PAYMENT_REFERENCE_TAKEN',
  path: 'input.payments',
  text: {
    da: 'En af referencerne er allerede brugt til en betaling efter ordningen. Er betalingen den samme, er den registreret.',
    en: 'One of the references is used for a payment of the programme already. If it is the same payment, it is recorded.',
  },
}
