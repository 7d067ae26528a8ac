import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import { daysBetween } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, within } from '../platform/command.ts'
import { factorOf } from './amount.rules.ts'
import { commitmentNotFound } from './commitment.service.ts'
import { enterCorrection } from './correction.service.ts'
import type { EndRule, Instrument, PartialMonths } from './instrument.ts'
import { assertReference, referenceTaken } from './reference.rules.ts'
import type { PeriodAmounts, PeriodContent, PeriodCorrection, PeriodRecord } from './subsidy.record.ts'

/**
 * Records what a dwelling gets per month for some days.
 * **Refuses:** NOT_ALLOWED, COMMITMENT_NOT_FOUND, TENANCY_NOT_FOUND, TENANCY_MISSING, and what `enterPeriod` refuses.
 */
export function recordPeriod<Shown>(call: Call<Shown>, record: PeriodRecord): Promise<Shown> {
  return carryOut(call, 'subsidy:record', async (running) => {
    const commitment = await heldCommitment(running, uuidOf(record.commitmentId, 'SubsidyCommitment'))
    return enterPeriod(running, commitment, await tenancyOf(running, commitment, record.tenancyId), record)
  })
}

/**
 * Enters a period of a held commitment; answers its id.
 * **Refuses:** TERM_MISSING, PERIOD_EMPTY, PERIOD_TOO_LONG, AMOUNT_NEGATIVE, INDEX_FACTOR_MALFORMED, PERIOD_OUTSIDE_COMMITMENT,
 * PERIOD_OUTSIDE_TENANCY, PERIODS_OVERLAP, STATE_SUBSIDIES_OVERLAP, REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export async function enterPeriod(
  running: Change,
  commitment: HeldCommitment,
  tenancyId: string | null,
  record: Omit<PeriodRecord, 'commitmentId' | 'tenancyId'>,
): Promise<string> {
  assertAmounts(record)
  assertReference(record.reference)
  if (commitment.partialMonths === null) throw new Refused(termMissing)
  const [row] = await within(VIOLATIONS, () =>
    running.sql<{ id: string }>(
      `insert into public.subsidy_period (commitment_id, programme, instrument, municipality_code, organisation_id,
         dwelling_id, tenancy_id, valid, monthly_oere, base_oere, index_factor, rent_before_oere, rent_after_oere,
         partial_months, source, reference)
       select c.id, c.programme, c.instrument, c.municipality_code, c.organisation_id, c.dwelling_id, $2::uuid,
              daterange($3::date, $4::date), $5, $6, $7, $8, $9, $10, $11, $12
         from public.subsidy_commitment c where c.id = $1::uuid returning id`,
      [
        ...[commitment.id, tenancyId, ...amountsOf(record), commitment.partialMonths],
        ...[record.source, record.reference],
      ],
    ),
  )
  return row?.id ?? ''
}

/**
 * Corrects a period, or takes it back; what it said before stays known, with the reason.
 * **Refuses:** NOT_ALLOWED, PERIOD_NOT_FOUND, and what `restatePeriod` refuses.
 */
export function correctPeriod<Shown>(call: Call<Shown>, record: PeriodCorrection): Promise<Shown> {
  return carryOut(call, 'subsidy:record', async (running) => {
    const id = uuidOf(record.periodId, 'SubsidyPeriod')
    await restatePeriod(running, id, record, record.reason)
    return id ?? ''
  })
}

/**
 * Restates a period, with the reason; it stays with its commitment and its tenancy.
 * **Refuses:** PERIOD_NOT_FOUND, PERIOD_EMPTY, PERIOD_TOO_LONG, AMOUNT_NEGATIVE, INDEX_FACTOR_MALFORMED, NOTHING_CHANGED,
 * PERIOD_OUTSIDE_COMMITMENT, PERIOD_OUTSIDE_TENANCY, PERIODS_OVERLAP, STATE_SUBSIDIES_OVERLAP.
 */
export async function restatePeriod(
  running: Change,
  id: string | null,
  content: PeriodContent,
  reason: string,
): Promise<void> {
  assertAmounts(content)
  await enterCorrection(running, 'SubsidyPeriod', id, reason, periodNotFound, () =>
    within(VIOLATIONS, () =>
      running.sql(
        `update public.subsidy_period set valid = daterange($2::date, $3::date), monthly_oere = $4, base_oere = $5,
           index_factor = $6, rent_before_oere = $7, rent_after_oere = $8, withdrawn = $9, source = coalesce($10, source)
          where id = $1::uuid`,
        [id, ...amountsOf(content), content.withdrawn, content.source],
      ),
    ),
  )
}

/** A commitment that is in force, and held while something is recorded of it. */
export interface HeldCommitment {
  readonly id: string
  readonly instrument: Instrument
  readonly dwellingId: string
  /** What its programme's terms on the day of the commitment say; null when there are none. */
  readonly partialMonths: PartialMonths | null
  readonly endRule: EndRule | null
}

/**
 * The commitment with this id, which is not withdrawn meanwhile.
 * **Refuses:** COMMITMENT_NOT_FOUND.
 */
export async function heldCommitment(running: Change, id: string | null): Promise<HeldCommitment> {
  const [commitment] = await running.sql<HeldCommitment>(
    `select c.id, c.instrument, c.dwelling_id as "dwellingId", t.partial_months as "partialMonths", t.end_rule as "endRule"
       from public.subsidy_commitment c join public.subsidy_frame f on f.id = c.frame_id
       left join public.subsidy_term t on t.programme_id = f.programme_id and t.valid @> c.committed_on
      where c.id = $1::uuid and not c.withdrawn for no key update of c`,
    [id],
  )
  if (commitment === undefined) throw new Refused(commitmentNotFound)
  return commitment
}

async function tenancyOf(
  running: Change,
  commitment: HeldCommitment,
  globalId: string | null,
): Promise<string | null> {
  if (globalId === null) {
    if (commitment.instrument === 'SECTION_98_F') throw new Refused(tenancyMissing)
    return null
  }
  const [tenancy] = await running.sql<{ id: string }>(
    'select id from public.tenancy where id = $1::uuid and dwelling_id = $2::uuid',
    [uuidOf(globalId, 'Tenancy'), commitment.dwellingId],
  )
  if (tenancy === undefined) throw new Refused(tenancyNotFound)
  return tenancy.id
}

const DAYS_MAX = 36_525

function assertAmounts(amounts: PeriodAmounts): void {
  assertPeriod(amounts.from, amounts.until)
  if (daysBetween(amounts.from, amounts.until) > DAYS_MAX) throw new Refused(periodTooLong)
  const negative = (['monthly', 'base', 'rentBefore', 'rentAfter'] as const).find(
    (name) => amounts[name] < 0n,
  )
  if (negative !== undefined) throw new Refused({ ...amountNegative, path: `input.${negative}` })
  if (factorOf(amounts.indexFactor) === null) throw new Refused(factorMalformed)
}

function amountsOf(amounts: PeriodAmounts): (string | null)[] {
  const { from, until, monthly, base, indexFactor, rentBefore, rentAfter } = amounts
  return [from, until, `${monthly}`, `${base}`, indexFactor, `${rentBefore}`, `${rentAfter}`]
}

const periodNotFound = notFound('PERIOD', 'input.periodId', 'ingen tilskudsperiode', 'subsidy period')
const tenancyNotFound = notFound(
  'TENANCY',
  'input.tenancyId',
  'intet lejemål i boligen',
  'tenancy of the dwelling',
)

const tenancyMissing: Refusal = {
  code: 'TENANCY_MISSING',
  path: 'input.tenancyId',
  law: 'almenboligloven § 98 f',
  text: {
    da: 'Tilskuddet gives kun for dage, hvor boligen er lejet ud. Angiv lejemålet.',
    en: 'The subsidy is only for days on which the dwelling is let. Name the tenancy.',
  },
}

const termMissing: Refusal = {
  code: 'TERM_MISSING',
  path: 'input.commitmentId',
  text: {
    da: 'Ordningens vilkår er ikke registreret for tilsagnsdagen. Registrér dem med »recordSubsidyTerm«.',
    en: 'The programme’s terms are not recorded for the day of the commitment. Record them with "recordSubsidyTerm".',
  },
}

const periodTooLong: Refusal = {
  code: 'PERIOD_TOO_LONG',
  path: 'input.until',
  text: { da: 'En periode er højst hundrede år.', en: 'A period is a hundred years at most.' },
}

const amountNegative: Refusal = {
  code: 'AMOUNT_NEGATIVE',
  text: { da: 'Beløbet kan ikke være negativt.', en: 'The amount cannot be negative.' },
}

const factorMalformed: Refusal = {
  code: 'INDEX_FACTOR_MALFORMED',
  path: 'input.indexFactor',
  text: {
    da: 'En indeksfaktor er et tal over nul med højst seks decimaler, f.eks. »1.131«.',
    en: 'An index factor is a number above zero with at most six decimals, such as "1.131".',
  },
}

const VIOLATIONS: Readonly<Record<string, Refusal>> = {
  period_reference_is_its_own: referenceTaken('input.reference'),
  period_within_commitment: {
    code: 'PERIOD_OUTSIDE_COMMITMENT',
    path: 'input.from',
    text: {
      da: 'Perioden ligger ikke inden for tilsagnets dage.',
      en: 'The period does not lie within the days of its commitment.',
    },
  },
  period_within_tenancy: {
    code: 'PERIOD_OUTSIDE_TENANCY',
    path: 'input.from',
    text: {
      da: 'Perioden ligger ikke inden for lejemålet.',
      en: 'The period does not lie within its tenancy.',
    },
  },
  periods_do_not_overlap: {
    code: 'PERIODS_OVERLAP',
    path: 'input.from',
    text: {
      da: 'Boligen har allerede en tilskudsperiode efter samme bestemmelse i de dage.',
      en: 'The dwelling has a period by the same clause on those days already.',
    },
  },
  state_subsidies_do_not_overlap: {
    code: 'STATE_SUBSIDIES_OVERLAP',
    path: 'input.from',
    law: 'almenboligloven §§ 98 e, 98 f',
    text: {
      da: 'Boligen får allerede et andet statstilskud i de dage.',
      en: 'The dwelling gets another subsidy of the state on those days already.',
    },
  },
}
