import type { RequestOrigin } from '../access/actor.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { Oere } from '../kernel/money.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, within } from '../platform/command.ts'
import { LOG_LOOK, lookParameters } from '../platform/read/personal.ts'
import { findingKey, findingsOf } from './audit.rules.ts'
import { type AuditScope, auditFacts } from './audit-facts.service.ts'
import { INSTRUMENT_FACTS } from './instrument.ts'
import { monthsAfter } from './month.rules.ts'
import type { AnswerRecord, AuditRequest } from './subsidy.record.ts'
import { type AuditFacts, FINDING_FACTS, type Finding, RULE_SET } from './subsidy-audit.ts'

/**
 * Runs every check of a programme's instrument over a municipality, as known at a moment, and keeps what was found.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PERIOD_EMPTY, KNOWN_AT_IN_FUTURE, PROGRAMME_NOT_FOUND, AUDIT_OUT_OF_REACH.
 */
export function runAudit<Shown>(call: Call<Shown>, request: AuditRequest): Promise<Shown> {
  return carryOut(call, 'subsidyAudit:run', async (running) => {
    assertPeriod(request.from, request.until)
    const scope = await scopeOf(running, request)
    const auditId = await newId(running)
    const facts = await auditFacts(running, scope)
    await logLook(running, call.origin, scope, facts)
    const findings = findingsOf(facts)
    await within({ OUT_OF_REACH: outOfReach, subsidy_audit_municipality_code_fkey: outOfReach }, () =>
      keep(running, auditId, scope, findings),
    )
    return auditId
  })
}

async function newId(running: Change): Promise<string> {
  const [row] = await running.sql<{ id: string }>('select uuidv7() as id')
  return row?.id ?? ''
}

async function scopeOf(running: Change, request: AuditRequest): Promise<AuditScope> {
  const [row] = await running.sql<
    Omit<AuditScope, 'municipalityCode' | 'from' | 'until'> & { future: boolean }
  >(
    `select p.id as "programmeId", p.code as programme, p.instrument,
            to_char(at.moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "knownAt", at.moment > clock_timestamp() as future
       from (select coalesce($3::timestamptz, clock_timestamp()) as moment) at
       left join public.subsidy_programme p on p.code = $2 and (p.municipality_code = $1 or p.municipality_code is null)
      order by p.municipality_code nulls last limit 1`,
    [request.municipalityCode, request.programme, request.knownAt],
  )
  if (row?.future === true) throw new Refused(knownAtInFuture)
  if (row == null || row.programmeId === null) throw new Refused(programmeUnknown)
  const { municipalityCode, from, until } = request
  return { ...row, municipalityCode, from, until }
}

/** The checks look at whatever they judge: the households of a tenant's subsidies are logged, whether a finding names them or not. */
async function logLook(
  running: Change,
  { actor }: RequestOrigin,
  { municipalityCode }: AuditScope,
  { tenantSubsidies }: AuditFacts,
): Promise<void> {
  const subjects = [...new Set(tenantSubsidies.map(({ householdId }) => householdId))]
  if (subjects.length === 0 || actor.purpose === null) return
  await running.prepared(
    LOG_LOOK,
    lookParameters('runSubsidyAudit', {
      municipalityCode,
      shown: [{ fields: ['TenantSubsidy.inputs', 'TenantSubsidy.calculations'], subjects }],
    }),
  )
}

async function keep(
  running: Change,
  auditId: string,
  scope: AuditScope,
  findings: readonly Finding[],
): Promise<void> {
  const atStake = findings.reduce((sum: Oere, finding) => sum + finding.atStake, 0n)
  await running.sql(
    `insert into public.subsidy_audit (id, municipality_code, programme, instrument, valid, known_at, rule_set, finding_count, at_stake_oere)
     values ($1::uuid, $2, $3, $4, daterange($5::date, $6::date), $7::timestamptz, $8, $9, $10)`,
    [
      auditId,
      scope.municipalityCode,
      scope.programme,
      scope.instrument,
      scope.from,
      scope.until,
      scope.knownAt,
      RULE_SET,
      findings.length,
      `${atStake}`,
    ],
  )
  await running.sql(
    `insert into public.subsidy_finding (audit_id, municipality_code, programme, instrument, household_id, case_scope,
       finding_key, code, severity, law, dwelling_id, valid, months, at_stake_oere, figures, evidence)
     select a.id, a.municipality_code, a.programme, a.instrument, f.household_id, f.case_scope, f.finding_key, f.code,
            f.severity, f.law, f.dwelling_id, daterange(f.first_day, f.end_day),
            array(select jsonb_array_elements_text(f.months)::date), f.at_stake, f.figures, f.evidence
       from public.subsidy_audit a, jsonb_to_recordset($2::jsonb) f(household_id uuid, case_scope text, finding_key text,
            code text, severity text, law text, dwelling_id uuid, first_day date, end_day date, months jsonb,
            at_stake bigint, figures jsonb, evidence jsonb)
      where a.id = $1::uuid`,
    [auditId, JSON.stringify(findings.map((finding) => rowOf(finding, scope)))],
  )
}

function rowOf(finding: Finding, { instrument, from, until }: AuditScope) {
  const { severity, law } = FINDING_FACTS[finding.code]
  const { months, about, evidence, household } = finding
  const last = months.at(-1)
  return {
    household_id: household?.id ?? null,
    case_scope: household?.caseScope ?? '-|-',
    finding_key: findingKey(finding),
    code: finding.code,
    severity,
    law: law ?? INSTRUMENT_FACTS[instrument].law,
    dwelling_id: finding.dwellingId,
    first_day: months[0] ?? from,
    end_day: last === undefined ? until : monthsAfter(last, 1),
    months,
    at_stake: `${finding.atStake}`,
    figures: Object.entries(finding.figures).map(([name, value]) => ({
      name,
      value: value === null ? null : String(value),
    })),
    evidence: [about, ...evidence],
  }
}

/**
 * Answers a finding: explained, corrected, or repaid with an amount. It holds for the same finding in every run.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, FINDING_NOT_FOUND, AMOUNT_OF_REPAYMENT.
 */
export function answerFinding<Shown>(call: Call<Shown>, record: AnswerRecord): Promise<Shown> {
  return carryOut(call, 'subsidyAudit:answer', async (running) => {
    const repaid = record.amount !== null && record.amount > 0n
    if (repaid !== (record.kind === 'REPAID') || (record.amount ?? 1n) <= 0n)
      throw new Refused(amountOfRepayment)
    const [row] = await running.sql<{ findingId: string }>(
      `insert into public.subsidy_finding_answer (finding_id, municipality_code, programme, instrument, finding_key,
         household_id, case_scope, case_keys, valid, kind, explanation, amount_oere)
       select f.id, f.municipality_code, f.programme, f.instrument, f.finding_key, f.household_id, f.case_scope, f.case_keys,
              f.valid, $2, $3, $4
         from public.subsidy_finding f where f.id = $1::uuid returning finding_id as "findingId"`,
      [
        uuidOf(record.findingId, 'SubsidyFinding'),
        record.kind,
        record.explanation,
        record.amount === null ? null : `${record.amount}`,
      ],
    )
    if (row === undefined) throw new Refused(findingNotFound)
    return row.findingId
  })
}

const findingNotFound = notFound('FINDING', 'input.findingId', 'intet fund', 'finding')
const programmeUnknown = notFound('PROGRAMME', 'input.programme', 'ingen tilskudsordning', 'programme')

const outOfReach: Refusal = {
  code: 'AUDIT_OUT_OF_REACH',
  path: 'input.municipalityCode',
  text: {
    da: 'Din adgang omfatter ikke denne ordning i denne kommune i perioden.',
    en: 'Your access does not cover this programme in this municipality in the period.',
  },
}

const knownAtInFuture: Refusal = {
  code: 'KNOWN_AT_IN_FUTURE',
  path: 'input.knownAt',
  text: { da: 'Tidspunktet ligger i fremtiden.', en: 'The moment lies in the future.' },
}

const amountOfRepayment: Refusal = {
  code: 'AMOUNT_OF_REPAYMENT',
  path: 'input.amount',
  text: {
    da: 'Et tilbagebetalt fund har et beløb over nul; andre svar har intet.',
    en: 'A repaid finding has an amount above zero; other answers have none.',
  },
}
