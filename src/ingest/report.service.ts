import { arrayLiteral } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import type { RecordOutcome } from '../vacancies/index.ts'
import type { Problem, ReadRecord } from './feed-format.ts'

/** What became of a record of a delivery. */
export type Outcome = Exclude<RecordOutcome, 'UNPLACEABLE'> | 'QUARANTINED'

/** A record with what became of it. */
export type ReportedRecord = ReadRecord & { readonly outcome: Outcome; readonly vacancyId: string | null }

export const TENANCY_NUMBER_OF_TWO: Problem = {
  severity: 'ERROR',
  path: 'tenancyNumber',
  code: 'TENANCY_NUMBER_OF_TWO_ESTATES',
  text: {
    da: 'Afdelingen er lagt sammen med en anden, som har et lejemål med samme nummer. Brug den nye afdelings numre.',
    en: 'The estate has been merged into another, which has a tenancy with this number. Use the new estate’s numbers.',
  },
}

export const ESTATE_SUCCEEDED: Problem = {
  severity: 'INFO',
  path: 'estateNumber',
  code: 'ESTATE_SUCCEEDED',
  text: {
    da: 'Afdelingen er lagt sammen med en anden. Posten er ført på den nye afdeling; brug dens nummer fremover.',
    en: 'The estate has been merged into another. The record was filed there; use its number from now on.',
  },
}

/** Keeps what became of records, what was noticed in each, and the quarantined ones as they were received. */
export async function keepReport(
  running: Change,
  { deliveryId, organisationId }: { readonly deliveryId: string; readonly organisationId: string },
  records: readonly ReportedRecord[],
): Promise<void> {
  await running.sql(
    `insert into public.delivery_record (delivery_id, organisation_id, row, outcome, vacancy_id)
     select $1, $2, r.* from unnest($3::int[], $4::text[], $5::uuid[]) r`,
    [
      deliveryId,
      organisationId,
      arrayLiteral(records, (one) => one.row),
      arrayLiteral(records, (one) => one.outcome),
      arrayLiteral(records, (one) => one.vacancyId),
    ],
  )
  const problems = records.flatMap((record) =>
    record.problems.map(({ severity, path, code, text }, position) => ({
      r: record.row,
      p: position + 1,
      s: severity,
      a: path,
      c: code,
      da: text.da,
      en: text.en,
    })),
  )
  if (problems.length > 0) {
    await running.sql(
      `insert into public.delivery_problem (delivery_id, organisation_id, row, position, severity, path, code, text_da, text_en)
       select $1, $2, p.* from json_to_recordset($3::json)
           as p(r integer, p smallint, s text, a text, c text, da text, en text)`,
      [deliveryId, organisationId, JSON.stringify(problems)],
    )
  }
  const raw = records.filter((record) => record.outcome === 'QUARANTINED')
  if (raw.length > 0) {
    await running.sql(
      `insert into public.delivery_raw (delivery_id, organisation_id, row, raw)
       select $1, $2, r.* from unnest($3::int[], $4::text[]) r`,
      [deliveryId, organisationId, raw.map((one) => one.row), raw.map((one) => one.raw)],
    )
  }
}
