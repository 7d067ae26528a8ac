import { holdsCpr, withoutCpr } from '../kernel/cpr.ts'
import { arrayLiteral } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import type { FeedOwner } from './feed.ts'
import type { RecordResult } from './record-kind.ts'

/** The delivery that a report is about. */
export interface Reported {
  readonly deliveryId: string
  readonly owner: FeedOwner
  /** Where its records name cases, their raw forms are personal rows. */
  readonly namesCases: boolean
}

/** Keeps what became of records, what was noticed in each, and the quarantined ones as they were received. */
export async function keepReport(
  running: Change,
  { deliveryId, owner, namesCases }: Reported,
  records: readonly RecordResult[],
): Promise<void> {
  const { organisationId, municipalityCode } = owner
  await running.sql(
    `insert into public.delivery_record (delivery_id, organisation_id, municipality_code, row, outcome, vacancy_id)
     select $1, $2, $3, r.* from unnest($4::int[], $5::text[], $6::uuid[]) r`,
    [
      deliveryId,
      organisationId,
      municipalityCode,
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
      `insert into public.delivery_problem
         (delivery_id, organisation_id, municipality_code, row, position, severity, path, code, text_da, text_en)
       select $1, $2, $3, p.* from json_to_recordset($4::json)
           as p(r integer, p smallint, s text, a text, c text, da text, en text)`,
      [deliveryId, organisationId, municipalityCode, JSON.stringify(problems)],
    )
  }
  const raw = records.filter((record) => record.outcome === 'QUARANTINED')
  if (raw.length > 0) await (namesCases ? keepCaseRaw : keepRaw)(running, deliveryId, owner, raw)
}

async function keepRaw(
  running: Change,
  deliveryId: string,
  { organisationId, municipalityCode }: FeedOwner,
  records: readonly RecordResult[],
): Promise<void> {
  await running.sql(
    `insert into public.delivery_raw (delivery_id, organisation_id, municipality_code, row, raw)
     select $1, $2, $3, r.* from unnest($4::int[], $5::text[]) r`,
    [
      ...[deliveryId, organisationId, municipalityCode],
      ...[records.map((one) => one.row), records.map(({ raw }) => rawWithoutCpr(raw))],
    ],
  )
}

/** A digit as JSON and XML may write it otherwise. */
const ESCAPED_DIGIT = /\\u003(\d)|&#x0*3(\d);|&#0*(4[89]|5[0-7]);/gi

/** A record as received, with the CPR numbers in it blacked out, also those whose digits are written as escapes. */
function rawWithoutCpr(raw: string): string {
  const plain = raw.replace(
    ESCAPED_DIGIT,
    (_, json?: string, hexadecimal?: string, decimal?: string) =>
      json ?? hexadecimal ?? String.fromCodePoint(Number(decimal)),
  )
  return holdsCpr(plain) ? withoutCpr(plain) : raw
}

async function keepCaseRaw(
  running: Change,
  deliveryId: string,
  { municipalityCode }: FeedOwner,
  records: readonly RecordResult[],
): Promise<void> {
  await running.sql(
    `insert into public.delivery_case_raw (id, delivery_id, municipality_code, row, raw, subject_id)
     select r.id, $1, $2, r.row, r.raw, coalesce(r.household_id, r.id)
       from (select uuidv7() as id, * from unnest($3::int[], $4::text[], $5::uuid[]) u(row, raw, household_id)) r`,
    [
      deliveryId,
      municipalityCode,
      records.map((one) => one.row),
      records.map(({ raw }) => rawWithoutCpr(raw)),
      records.map((one) => one.householdId ?? null),
    ],
  )
}
