import { actionHeld } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, within } from '../platform/command.ts'
import { RULES } from './audit.rules.ts'
import type { Instrument } from './instrument.ts'
import type { ProgrammeRecord, RateRecord, TermRecord } from './subsidy.record.ts'

const ACTIONS = ['subsidyProgramme:record', 'subsidyProgramme:recordOwn'] as const

/**
 * Records a programme: a national one, or one of the municipality's own.
 * **Refuses:** NOT_ALLOWED, PROGRAMME_CODE_TAKEN, PROGRAMME_NOT_OWN.
 */
export function recordProgramme<Shown>(call: Call<Shown>, record: ProgrammeRecord): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), async (running) => {
    const [row] = await within(
      {
        programme_code_is_its_own: codeTaken,
        subsidy_programme_code_check: codeMalformed,
        subsidy_programme_municipality_code_fkey: municipalityUnknown,
        OUT_OF_REACH: programmeNotOwn,
      },
      () =>
        running.sql<{ id: string }>(
          `insert into public.subsidy_programme (code, instrument, municipality_code, name, source)
           values ($1, $2, $3, $4, $5) returning id`,
          [record.code, record.instrument, record.municipalityCode, record.name, record.source],
        ),
    )
    return row?.id ?? ''
  })
}

/**
 * Records what a programme's sources say from a day. What was said from the same day is corrected, what was said before ends.
 * **Refuses:** NOT_ALLOWED, PROGRAMME_NOT_FOUND, PERIOD_EMPTY, TERM_INCOMPLETE, LATER_TERM, PROGRAMME_NOT_OWN.
 */
export function recordTerm<Shown>(call: Call<Shown>, record: TermRecord): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), async (running) => {
    const programme = await programmeOf(running, record.programmeId)
    assertPeriod(record.from, record.until)
    const missing = RULES[programme.instrument].termRequires.filter((part) => record[part] === null)
    if (missing.length > 0) throw new Refused(...missing.map(termIncomplete))
    const columns = {
      payee: record.payee,
      end_rule: record.endRule,
      indexation: record.indexation,
      partial_months: record.partialMonths,
      payment_calendar: record.paymentCalendar,
      rounding: record.rounding,
      month_days: record.monthDays,
      months_max: record.monthsMax,
      rent_before_min_oere: record.rentBeforeMin,
      rent_before_max_oere: record.rentBeforeMax,
      rent_after_max_oere: record.rentAfterMax,
      repay_above_oere: record.repayAbove,
      source: record.source,
    }
    return dated(running, 'subsidy_term', programme, 'true', record, columns)
  })
}

/**
 * Records a rate from a day; one from the same day is corrected, the one before ends.
 * **Refuses:** NOT_ALLOWED, PROGRAMME_NOT_FOUND, PERIOD_EMPTY, LATER_TERM, PROGRAMME_NOT_OWN.
 */
export function recordRate<Shown>(call: Call<Shown>, record: RateRecord): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), async (running) => {
    const programme = await programmeOf(running, record.programmeId)
    assertPeriod(record.from, record.until)
    const columns = { kind: record.kind, amount_oere: record.amount, source: record.source }
    return dated(running, 'subsidy_rate', programme, `kind = '${record.kind}'`, record, columns)
  })
}

/** A programme, as commands need it. */
export interface Programme {
  readonly id: string
  readonly code: string
  readonly instrument: Instrument
  readonly municipalityCode: string | null
}

/**
 * The programme with this global id.
 * **Refuses:** PROGRAMME_NOT_FOUND.
 */
export async function programmeOf(running: Change, globalId: string): Promise<Programme> {
  const [programme] = await running.sql<Programme>(
    `select id, code, instrument, municipality_code as "municipalityCode"
       from public.subsidy_programme where id = $1::uuid`,
    [uuidOf(globalId, 'SubsidyProgramme')],
  )
  if (programme === undefined) throw new Refused(programmeNotFound)
  return programme
}

/** Writes a dated row of a programme, one change of a programme at a time; answers the programme. */
async function dated(
  running: Change,
  table: 'subsidy_term' | 'subsidy_rate',
  programme: Programme,
  series: string,
  { from, until }: { readonly from: string; readonly until: string | null },
  columns: Readonly<Record<string, string | number | bigint | null>>,
): Promise<string> {
  await running.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${table} ${programme.id}`])
  const overlapping = await running.sql<{ id: string; from: string }>(
    `select id, lower(valid)::text as "from" from public.${table}
      where programme_id = $1::uuid and ${series} and valid && daterange($2::date, $3::date)`,
    [programme.id, from, until],
  )
  if (overlapping.some((row) => row.from > from)) throw new Refused(laterTerm)
  const names = Object.keys(columns)
  const values = Object.values(columns).map((value) => (typeof value === 'bigint' ? `${value}` : value))
  return within({ OUT_OF_REACH: programmeNotOwn }, async () => {
    const same = overlapping.find((row) => row.from === from)
    if (same !== undefined) {
      const updated = await running.sql(
        `update public.${table} set valid = daterange($2::date, $3::date), ${names.map((name, at) => `${name} = $${at + 4}`).join(', ')}
          where id = $1::uuid returning id`,
        [same.id, from, until, ...values],
      )
      if (updated.length === 0) throw new Refused(programmeNotOwn)
      return programme.id
    }
    await running.sql(
      `update public.${table} set valid = daterange(lower(valid), $2::date) where id = any ($1::uuid[])`,
      [overlapping.map(({ id }) => id), from],
    )
    await running.sql(
      `insert into public.${table} (programme_id, municipality_code, valid, ${names.join(', ')})
       values ($1::uuid, $2, daterange($3::date, $4::date), ${names.map((_, at) => `$${at + 5}`).join(', ')})`,
      [programme.id, programme.municipalityCode, from, until, ...values],
    )
    return programme.id
  })
}

const programmeNotFound = notFound('PROGRAMME', 'input.programmeId', 'ingen tilskudsordning', 'programme')

const codeTaken: Refusal = {
  code: 'PROGRAMME_CODE_TAKEN',
  path: 'input.code',
  text: {
    da: 'Der er allerede en ordning med denne kode. Registrér nye vilkår for den, eller brug en anden kode.',
    en: 'There is a programme with this code already. Record new terms for it, or use another code.',
  },
}

const codeMalformed: Refusal = {
  code: 'PROGRAMME_CODE_MALFORMED',
  path: 'input.code',
  text: {
    da: 'En kode er op til 40 store bogstaver (A–Z), cifre, »-« og »_«, f.eks. »98F«.',
    en: 'A code is up to 40 capital letters (A–Z), digits, "-" and "_", such as "98F".',
  },
}

const municipalityUnknown: Refusal = {
  code: 'MUNICIPALITY_NOT_FOUND',
  path: 'input.municipalityCode',
  text: { da: 'Der er ingen kommune med denne kode.', en: 'There is no municipality with this code.' },
}

const programmeNotOwn: Refusal = {
  code: 'PROGRAMME_NOT_OWN',
  text: {
    da: 'En landsdækkende ordning registreres af ordningens administrator, en kommunes egen af kommunen.',
    en: 'A national programme is recorded by its administrator, a municipality’s own one by the municipality.',
  },
}

const laterTerm: Refusal = {
  code: 'LATER_TERM',
  path: 'input.until',
  text: {
    da: 'Der er allerede registreret noget fra en senere dag. Lad det nye slutte, hvor det begynder.',
    en: 'Something is recorded from a later day already. Let the new end where that begins.',
  },
}

const termIncomplete = (part: string): Refusal => ({
  code: 'TERM_INCOMPLETE',
  path: `input.${part}`,
  text: {
    da: `Loven siger intet om »${part}« for denne ordning, og hubben gætter ikke. Angiv det med kilde.`,
    en: `The law is silent on "${part}" for this programme, and the hub does not guess. State it with its source.`,
  },
})
