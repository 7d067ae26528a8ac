import { loadQuotaAgreements, type QuotaEvent, type ReturnReason } from '../agreements/index.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type LedgerFacts, ledgerRows, lettingKey } from './ledger-rows.rules.ts'
import { writeLedger } from './ledger-writing.service.ts'
import type { Letting, LettingFacts, Pair } from './quota-turn.ts'
import { storedTurns } from './stored-ledger.service.ts'

/**
 * Brings the ledger of a pair to what its facts say, and writes only what differs. Without a version in force, now or
 * ever, there is no ledger. The caller holds the pair's lock; see `lockPair`.
 */
export async function refreshPair(running: Change, pair: Pair): Promise<void> {
  const facts = await ledgerFacts(running.sql, pair)
  if (facts !== null) await writeLedger(running, pair, facts.stored, ledgerRows(facts))
}

/** What the ledger of a pair is computed from; null when there is nothing to keep one of. */
export async function ledgerFacts(sql: Change['sql'], pair: Pair): Promise<LedgerFacts | null> {
  const [agreements, stored] = [await loadQuotaAgreements(sql, pair), await storedTurns(sql, pair)]
  if (agreements.versions.length === 0 && stored.length === 0) return null
  const parties = [pair.municipalityCode, pair.organisationId]
  const lettings = await sql<LettingFacts>(LETTINGS_SQL, parties)
  const events = await sql<EventRow>(EVENTS_SQL, parties)
  return {
    ...pair,
    agreements,
    stored,
    lettings,
    events: standingEvents(events).map((row) => ({ ...row, event: eventOf(row) })),
  }
}

interface EventRow extends Letting {
  readonly kind: Exclude<QuotaEvent['kind'], 'CORRECTED'> | 'OFFERED_AGAIN'
  readonly day: LocalDate
  readonly reason: string | null
}

/** What still holds: an offer made again takes back that the letting was returned, withdrawn or let as transitional. */
function standingEvents(rows: readonly EventRow[]): StandingRow[] {
  const again = new Map(
    rows.flatMap((row, at) => (row.kind === 'OFFERED_AGAIN' ? [[lettingKey(row), at] as const] : [])),
  )
  return rows.filter((row, at): row is StandingRow =>
    row.kind === 'RETURNED' || row.kind === 'WITHDRAWN' || row.kind === 'USED_AS_TRANSITIONAL'
      ? at > (again.get(lettingKey(row)) ?? -1)
      : row.kind !== 'OFFERED_AGAIN',
  )
}

type StandingRow = EventRow & { readonly kind: Exclude<EventRow['kind'], 'OFFERED_AGAIN'> }

function eventOf({ kind, day, reason, ...letting }: StandingRow): QuotaEvent {
  const vacancyId = lettingKey(letting)
  switch (kind) {
    case 'RETURNED':
      return { kind, vacancyId, day, reason: reason as ReturnReason }
    case 'WITHDRAWN':
      return { kind, vacancyId, day, reason: reason ?? '' }
    default:
      return { kind, vacancyId, day }
  }
}

const EVENTS_SQL = `
select vacancy_id as "vacancyId", letting, kind, day::text, reason from public.quota_event
 where municipality_code = $1 and organisation_id = $2::uuid and kind not in ('REPORTED', 'CORRECTED')
 order by recorded_at, id`

/*
 * Every letting with what is known of it last: of the one at hand the vacancy itself, of earlier ones their last
 * version. What the parties have reported or corrected comes before the feed, what was said last before what was said
 * first. The estate is the one that the dwelling lay in on the day, and so are the statuses of its areas.
 */
const LETTINGS_SQL = `
with lettings as (
  select v.id, v.letting, v.dwelling_id, v.source_id, v.dwelling_type, v.available_from, v.at_disposal_from,
         case when v.state = 'WITHDRAWN' then v.withdrawal_reason end as withdrawn
    from public.vacancy v where v.municipality_code = $1 and v.organisation_id = $2::uuid
  union all
  (select distinct on (h.id, h.letting) h.id, h.letting, h.dwelling_id, h.source_id, h.dwelling_type,
          h.available_from, h.at_disposal_from, case when h.state = 'WITHDRAWN' then h.withdrawal_reason end
     from public.vacancy v join history.vacancy h on h.id = v.id and h.letting < v.letting
    where v.letting > 1 and v.organisation_id = $2::uuid and h.municipality_code = $1 and h.organisation_id = $2::uuid
    order by h.id, h.letting, lower(h.recorded) desc)),
said as (
  select e.vacancy_id, e.letting, jsonb_object_agg(f.name, f.value order by e.recorded_at, e.id) as facts
    from public.quota_event e cross join lateral jsonb_each(e.facts) f(name, value)
   where e.municipality_code = $1 and e.organisation_id = $2::uuid group by e.vacancy_id, e.letting),
dated as materialized (
  select l.*, s.facts, coalesce((s.facts ->> 'day')::date, l.available_from, l.at_disposal_from, (
         select (min(lower(v.recorded)) at time zone 'Europe/Copenhagen')::date
           from history.vacancy_versions v where v.id = l.id and v.letting = l.letting)) as day
    from lettings l left join said s on s.vacancy_id = l.id and s.letting = l.letting),
placed as materialized (
  select d.*, e.number || ' ' || w.tenancy_number || ' ' || d.source_id as place,
         coalesce((d.facts ->> 'estateId')::uuid, (
           select f.estate_id from public.dwelling_former_number f
            where f.dwelling_id = d.dwelling_id and f.until > d.day order by f.until, f.estate_id limit 1),
           w.estate_id) as estate_id
    from dated d join public.dwelling w on w.id = d.dwelling_id join public.estate e on e.id = w.estate_id),
areas as materialized (
  select p.estate_number, s.kind, p.valid * s.valid as valid
    from public.housing_organisation o
    join public.area_estate p on p.organisation_lbf_number = o.lbf_number
    join public.area a on a.id = p.area_id and a.municipality_code = $1
    join public.area_status s on s.area_id = a.id and s.valid && p.valid
   where o.id = $2::uuid)
select p.id as "vacancyId", p.letting, p.place, p.day::text, p.estate_id as "estateId", p.withdrawn,
       coalesce(p.facts ->> 'dwellingType', p.dwelling_type) as "dwellingType",
       coalesce(p.facts ->> 'internalTransfer', 'NOT_TAKEN') as "internalTransfer",
       coalesce((p.facts ->> 'rehousing')::boolean, false) as rehousing,
       coalesce(p.facts -> 'areaStatuses', (
         select jsonb_agg(distinct a.kind) from areas a where a.estate_number = e.number and a.valid @> p.day),
         '[]') as "areaStatuses"
  from placed p join public.estate e on e.id = p.estate_id
 order by p.id, p.letting`
