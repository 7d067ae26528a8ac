import { randomUUID } from 'node:crypto'
import autocannon, { type Request } from 'autocannon'
import pg from 'pg'
import { migrate } from '../../src/platform/migrate.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { CONNECTIONS } from './contest.ts'
import { emptyDatabase } from './dataset.ts'
import type { BenchIssuer } from './issuer.ts'
import { serverProcess } from './measured-process.ts'
import { median, range, table } from './report.ts'

export interface AllocateBenchOptions {
  /** The owner's connection to the server. */
  readonly serverUrl: string
  readonly keysUrl: string
  readonly issuer: BenchIssuer
  /** How many offers wait; the bench ends with an error when they run out. */
  readonly offers: number
  /** The first round is dropped. */
  readonly rounds: number
  readonly seconds: number
  /** Node's flags for the hub. */
  readonly hubFlags: string
}

/** How many offers wait for an allocation. */
export const OFFERS = { full: 40_000, small: 10_000 } as const

const MUTATION = `mutation($input: AllocateDwellingInput!, $key: IdempotencyKey!) {
  allocateDwelling(input: $input, idempotencyKey: $key) { allocation { id state decision { id } } refusals { code } } }`
const ANSWER = /"state" ?: ?"AWAITING_ANSWER"/

/** An offer and a household that is waiting for a dwelling. */
interface Pair {
  readonly municipalityCode: string
  readonly offer: string
  readonly household: string
}

/**
 * Measures `allocateDwelling` over HTTP: sixteen connections as sixteen municipalities' allocators, each call another
 * offer and another household, the decision sealed and the look at the answer logged.
 */
export async function allocateBench(options: AllocateBenchOptions): Promise<string> {
  const { serverUrl, keysUrl, issuer, rounds, seconds } = options
  const databaseUrl = await emptyDatabase(serverUrl, 'bench_allocate')
  await migrate({ url: databaseUrl })
  const pairs = await fill(databaseUrl, options.offers)
  const server = await serverProcess('../../src/main.ts', {
    ...issuer.environment,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    READ_CONNECTIONS: '4',
    WRITE_CONNECTIONS: '10',
    CURSOR_SECRET: Buffer.alloc(32, 1).toString('base64'),
    AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()),
    KEY_DATABASE_URL: keysUrl,
    PERSON_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
    REQUESTS_PER_MINUTE: '10000000',
    LOG_LEVEL: 'warn',
    ...(options.hubFlags === '' ? {} : { NODE_FLAGS: options.hubFlags }),
  })
  try {
    const codes = [...new Set(pairs.map(({ municipalityCode }) => municipalityCode))]
    const requests = await Promise.all(
      codes.map(async (code) => {
        const own = pairs.filter(({ municipalityCode }) => municipalityCode === code)
        const token = await issuer.token({
          ...{ roles: ['municipal_allocator'], municipality_codes: [code], purpose: 'municipal-allocation' },
        })
        return {
          method: 'POST' as const,
          path: '/graphql',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          setupRequest: (request: Request) => {
            const pair = own.pop()
            if (pair === undefined)
              throw new Error('No offers are left; make more, or measure for a shorter time')
            const input = { offerId: pair.offer, householdId: pair.household }
            return {
              ...request,
              body: JSON.stringify({ query: MUTATION, variables: { input, key: randomUUID() } }),
            }
          },
        }
      }),
    )
    const measured: { readonly rate: number; readonly cpuMs: number; readonly p99: number }[] = []
    for (let round = 0; round < rounds; round++) {
      const before = await server.resources()
      const result = await autocannon({
        ...{ url: server.url, connections: CONNECTIONS, duration: seconds, requests },
        verifyBody: (body: string) => ANSWER.test(body),
      })
      const after = await server.resources()
      const answered = result['2xx']
      if (result.non2xx + result.errors + result.mismatches > 0 || answered === 0)
        throw new Error(`The hub failed under load: ${JSON.stringify(result)}`)
      if (round > 0)
        measured.push({
          rate: answered / result.duration,
          cpuMs: (after.cpuMs - before.cpuMs) / answered,
          p99: result.latency.p99,
        })
    }
    await verify(databaseUrl)
    const column = (of: (one: (typeof measured)[number]) => number, decimals: number) =>
      `${median(measured.map(of)).toFixed(decimals)} (${range(measured.map(of), decimals)})`
    return table(
      ['', 'allocations/s, median (range)', 'node CPU ms/allocation', '99th percentile, ms'],
      [['hub', column(({ rate }) => rate, 0), column(({ cpuMs }) => cpuMs, 2), column(({ p99 }) => p99, 0)]],
    )
  } finally {
    await server.stop()
  }
}

/** One organisation with an agreement in each of sixteen municipalities, its offers, and a household for each. */
async function fill(databaseUrl: string, offers: number): Promise<Pair[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('set synchronous_commit = off')
    // As many commands as offers: PostgreSQL would look through a table of one row again and again, and keep to it as it grows.
    await client.query(
      `with entered as (
        insert into public.change (subject, client_id, action, request_id)
          select 'bench', 'bench', 'bench', 'bench' from generate_series(1, $1) returning id),
      remembered as (
        insert into public.idempotency (client_id, key, action, input_sha256, answer, change_id)
          select 'bench', encode(sha256(id::text::bytea), 'hex'), 'bench', sha256(id::text::bytea), '{}', id from entered)
      select set_config('app.change_id', max(id)::text, false) from entered`,
      [offers],
    )
    await client.query(
      FILL_SQL.replaceAll(':offers', String(offers)).replaceAll(':connections', String(CONNECTIONS)),
    )
    await client.query('analyze')
    const { rows } = await client.query<Pair>(
      `select o.municipality_code as "municipalityCode", 'MunicipalOffer:' || o.id as offer, 'Household:' || h.id as household
         from (select *, row_number() over (partition by municipality_code order by id) as place from public.municipal_offer) o
         join (select *, row_number() over (partition by municipality_code order by id) as place from public.household) h
           on h.municipality_code = o.municipality_code and h.place = o.place`,
    )
    return rows
  } finally {
    await client.end()
  }
}

const FILL_SQL = `
create temporary table place as
  select code, row_number() over (order by code) as n from public.municipality order by code limit :connections;
insert into public.housing_organisation (lbf_number, name) values ('0999', 'Boligorganisation');
insert into public.estate (organisation_id, municipality_code, number)
  select o.id, code, n::text from place, public.housing_organisation o;
insert into public.feed (code, organisation_id, format, mapping, mode)
  select 'bench', id, 'SYNC', '{}', 'DELTA' from public.housing_organisation;
insert into public.agreement (municipality_code, organisation_ids, name, legal_bases, valid, source)
  select code, array[o.id], 'Aftale', '{SECTION_59_2}', '[2020-01-01,)', 'bench' from place, public.housing_organisation o;
insert into public.agreement_version (agreement_id, municipality_code, organisation_ids, unilateral, number, valid, source)
  select id, municipality_code, organisation_ids, unilateral, 1, valid, 'bench' from public.agreement;
insert into public.agreement_term (version_id, agreement_id, municipality_code, organisation_ids, position, level,
    share_numerator, share_denominator, quota_base, first_turn, settlement, answer_deadline_business_days,
    return_counts_as_delivered, replacement_owed)
  select id, agreement_id, municipality_code, organisation_ids, 1, 'ORGANISATION', 1, 4, 'ALL', 'AT_END', 'EVERY_NTH', 10,
         false, true from public.agreement_version;
insert into public.agreement_consent (version_id, municipality_code, organisation_id)
  select id, municipality_code, organisation_ids[1] from public.agreement_version;
update public.agreement_version set status = 'IN_FORCE';
insert into public.dwelling (organisation_id, municipality_code, estate_id, tenancy_number, source_sequence, source_time,
    source_hash)
  select e.organisation_id, e.municipality_code, e.id, n::text, 1, now(), gen_random_uuid()
    from public.estate e, generate_series(1, :offers / :connections) n;
insert into public.vacancy (organisation_id, municipality_code, dwelling_id, feed_id, delivery_id, state, reported_state,
    rent_oere, at_disposal_from, source_sequence, source_time, source_hash, seen_at)
  select d.organisation_id, d.municipality_code, d.id, f.id, gen_random_uuid(), 'AT_MUNICIPAL_DISPOSAL',
         'AT_MUNICIPAL_DISPOSAL', 500000, '2026-11-01', 1, now(), gen_random_uuid(), now()
    from public.dwelling d, public.feed f;
insert into public.municipal_offer (organisation_id, municipality_code, dwelling_id, vacancy_id, letting, state, legal_basis,
    agreement_version_id, agreement_term_id, offered_at, answer_days, deadline, at_disposal_from, rent_oere, notice_months,
    notice_effect, after_return, after_expiry, day_count, liability_source)
  select v.organisation_id, v.municipality_code, v.dwelling_id, v.id, v.letting, 'OFFERED', 'SECTION_59_2', t.version_id, t.id,
         now(), '{2098-12-31}', '2099-01-01', '2026-11-01', v.rent_oere, 3, 'FIRST_OF_MONTH', 'ON_THE_DAY',
         'AT_NOTICE_EFFECT', 'ACTUAL_MONTH', 'bench'
    from public.vacancy v join public.agreement_term t on t.municipality_code = v.municipality_code;
insert into public.household (municipality_code, case_reference, kle_number, adults, children)
  select code, 'B-' || m, '27.35', 1, 0 from place, generate_series(1, :offers / :connections) m;
insert into public.household_need (household_id, municipality_code, case_scope, need_class, rent_max_oere)
  select id, municipality_code, case_scope, 'HOMELESS', 600000 from public.household;`

/** @throws Error when what was answered is not what the database holds. */
async function verify(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{
      allocations: number
      decisions: number
      offers: number
      looks: number
    }>(
      `select (select count(*)::int from public.allocation) as allocations,
              (select count(*)::int from public.allocation_decision) as decisions,
              (select count(*)::int from public.municipal_offer where state = 'ALLOCATED') as offers,
              (select count(*)::int from public.access_log) as looks`,
    )
    const [held] = rows
    if (held === undefined || new Set(Object.values(held)).size !== 1)
      throw new Error(`Allocations, decisions, offers and looks differ: ${JSON.stringify(held)}`)
  } finally {
    await client.end()
  }
}
