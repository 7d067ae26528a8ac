import type { Refusal } from '../kernel/errors.ts'

/** The largest sample of one week. */
export const SAMPLE_SIZE_MAX = 100

/**
 * A subquery of one row: the week in Danish time and, once there is one, the first checkpoint signed at or after its end
 * with the seed made of it; until then the seed is null. `week` and `size` are placeholders.
 */
export function sampleSql(week: string, size: string): string {
  return `(select w.*, c.tree_size, c.at as checkpoint_at, sha256(convert_to(c.jws, 'UTF8')) as seed
     from (select ${week} as week, ${size} as size, to_char(monday + interval '7 days', 'YYYY-MM-DD') as end_day,
                  monday at time zone 'Europe/Copenhagen' as starts_at,
                  (monday + interval '7 days') at time zone 'Europe/Copenhagen' as ends_at
             from (select to_date(${week}, 'IYYY"-W"IW')::timestamp as monday) of_week) w
     left join lateral (select k.tree_size, k.at, k.jws from audit.checkpoint k
                         where k.at >= w.ends_at and w.ends_at <= now() order by k.at, k.tree_size limit 1) c on true)`
}

/**
 * A subquery of the entries drawn for the row `sample` of `sampleSql`, each with its `place` from 1: of the week's entries
 * that the actor may see, those with the smallest SHA-256 of seed and id.
 */
export function drawnLooksSql(sample: string): string {
  return `(select l.*, drawn.place from (
       select hashed.id, row_number() over (order by hashed.draw, hashed.id) as place from (
         select e.id, sha256(${sample}.seed || convert_to(e.id::text, 'UTF8')) as draw from public.access_log e
          where e.at >= ${sample}.starts_at and e.at < ${sample}.ends_at and ${sample}.seed is not null) hashed
        order by place limit case when ${sample}.size between 1 and ${SAMPLE_SIZE_MAX} then ${sample}.size else 0 end) drawn
     join public.access_log l on l.id = drawn.id)`
}

/** The refusal of a sample that would not be fair yet; `endDay` is the day after the week's last. */
export function sampleNotReady(endDay: string): Refusal {
  return {
    code: 'SAMPLE_NOT_READY',
    path: 'week',
    text: {
      da: `Stikprøven kan trækkes, når ugen er slut (${endDay} kl. 00.00 dansk tid), og hubben derefter har underskrevet et kontrolpunkt for loggen. Prøv igen da.`,
      en: `The sample can be drawn when the week is over (${endDay} at 00:00 Danish time) and the hub has signed a checkpoint of the log after that. Try again then.`,
    },
  }
}

export const sampleSizeWrong: Refusal = {
  code: 'SAMPLE_SIZE_WRONG',
  path: 'size',
  text: {
    da: `En stikprøve er på 1 til ${SAMPLE_SIZE_MAX} opslag. Angiv en størrelse derimellem.`,
    en: `A sample has 1 to ${SAMPLE_SIZE_MAX} entries. Give a size between them.`,
  },
}
