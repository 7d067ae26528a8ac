import type { Change } from '../platform/change.ts'

interface VacancyKey {
  readonly row: number
  readonly estateNumber: string
  readonly tenancyNumber: string
  readonly sourceId: string | null
}

/** The vacancies that keys name, for records that could not be read further, by row. */
export async function vacanciesByKey(
  change: Change,
  organisationId: string,
  keys: readonly VacancyKey[],
): Promise<ReadonlyMap<number, string>> {
  if (keys.length === 0) return new Map()
  const rows = await change.sql<{ row: number; id: string }>(
    `select k.row, v.id
       from unnest($2::int[], $3::text[], $4::text[], $5::text[]) k(row, estate_number, tenancy_number, source_id)
       join public.estate e on e.organisation_id = $1 and e.number = k.estate_number
       left join public.dwelling_former_number f on f.estate_id = e.id and f.tenancy_number = k.tenancy_number
       left join public.dwelling d on d.estate_id = e.id and d.tenancy_number = k.tenancy_number
       join public.vacancy v on v.dwelling_id = coalesce(f.dwelling_id, d.id) and v.source_id = k.source_id`,
    [
      organisationId,
      keys.map((key) => key.row),
      keys.map((key) => key.estateNumber),
      keys.map((key) => key.tenancyNumber),
      keys.map((key) => key.sourceId ?? ''),
    ],
  )
  return new Map(rows.map(({ row, id }) => [row, id]))
}

const OPEN = `state in ('ANNOUNCED', 'AT_MUNICIPAL_DISPOSAL')`

/** Notes that the source held these vacancies at a moment although it said nothing of use; the closed stay closed. */
export async function noteSeen(change: Change, vacancyIds: readonly string[], seenAt: string): Promise<void> {
  if (vacancyIds.length === 0) return
  await change.sql(
    `update public.vacancy set seen_at = $2 where id = any ($1::uuid[]) and seen_at < $2 and ${OPEN}`,
    [vacancyIds, seenAt],
  )
}

/** How many vacancies of a feed are open. */
export async function countOpen(change: Change, feedId: string): Promise<number> {
  const [row] = await change.sql<{ open: number }>(
    `select count(*)::int as open from public.vacancy where feed_id = $1 and ${OPEN}`,
    [feedId],
  )
  return row?.open ?? 0
}

/** How many open vacancies of a feed were last seen before a moment. */
export async function countUnseenSince(change: Change, feedId: string, moment: string): Promise<number> {
  const [row] = await change.sql<{ unseen: number }>(
    `select count(*)::int as unseen from public.vacancy where feed_id = $1 and seen_at < $2 and ${OPEN}`,
    [feedId, moment],
  )
  return row?.unseen ?? 0
}

/** Withdraws the open vacancies of a feed that were last seen before a full list of this moment; tells how many. */
export async function withdrawUnseenSince(change: Change, feedId: string, moment: string): Promise<number> {
  const [row] = await change.sql<{ closed: number }>(
    `with closed as (
       update public.vacancy set state = 'WITHDRAWN', withdrawal_reason = 'ABSENT_FROM_SNAPSHOT'
        where feed_id = $1 and seen_at < $2 and ${OPEN} returning 1)
     select count(*)::int as closed from closed`,
    [feedId, moment],
  )
  return row?.closed ?? 0
}
