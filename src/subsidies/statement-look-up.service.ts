import type { Change } from '../platform/change.ts'
import type { StatementKind } from './instrument.ts'
import type { Programme } from './programme.service.ts'
import type { StatedContent, SubsidyRecord } from './statement.ts'

/** What the feed has stated of the same thing before. */
export interface EarlierStatement {
  readonly sequence: string
  readonly time: string
  readonly hash: string
  readonly keeps: boolean
  readonly withdrawn: boolean
}

/** What the hub finds for a record; of what the actor may not see it finds nothing. */
export interface Found {
  readonly programme: Programme | null
  readonly earlier: EarlierStatement | null
  /** The row of the books that is called the same. */
  readonly book: { readonly id: string; readonly content: StatedContent; readonly withdrawn: boolean } | null
}

const called = (t: string) => `${t}.municipality_code = $2 and ${t}.programme = $4 and ${t}.reference = $5`

/** Each kind's row as a statement would tell it; a dwelling or an organisation by both of the organisation's numbers. */
const BOOK_SQL: Readonly<Record<StatementKind, string>> = {
  FRAME: `select f.id, false as withdrawn, json_build_object('dwellingsMax', f.dwellings_max, 'amountMax', f.amount_max_oere::text,
        'windowFrom', lower(f.commit_window), 'windowUntil', upper(f.commit_window), 'lapsesOn', f.lapses_on) as content
      from public.subsidy_frame f where ${called('f')}`,
  CONDITION: `select c.id, c.withdrawn, json_build_object('frame', f.reference, 'condition', c.kind, 'from', lower(c.valid),
        'until', upper(c.valid), 'organisation', case when o.id is not null then array_remove(array[o.lbf_number, o.cvr], null) end) as content
      from public.subsidy_condition c join public.subsidy_frame f on f.id = c.frame_id
      left join public.housing_organisation o on o.id = c.organisation_id where ${called('c')}`,
  COMMITMENT: `select c.id, c.withdrawn, json_build_object('frame', f.reference, 'committedOn', c.committed_on, 'from', lower(c.valid),
        'until', upper(c.valid), 'granted', c.granted_oere::text, 'rentBefore', c.rent_before_oere::text,
        'dwelling', (select coalesce(json_agg(code || '/' || e.number || '/' || d.tenancy_number), '[]')
                       from public.dwelling d join public.estate e on e.id = d.estate_id
                       join public.housing_organisation o on o.id = e.organisation_id,
                            unnest(array[o.lbf_number, o.cvr]) code where d.id = c.dwelling_id and code is not null)) as content
      from public.subsidy_commitment c join public.subsidy_frame f on f.id = c.frame_id where ${called('c')}`,
  PERIOD: `select p.id, p.withdrawn, json_build_object('commitment', c.reference, 'from', lower(p.valid), 'until', upper(p.valid),
        'monthly', p.monthly_oere::text, 'base', p.base_oere::text, 'indexFactor', trim_scale(p.index_factor)::text,
        'rentBefore', p.rent_before_oere::text, 'rentAfter', p.rent_after_oere::text) as content
      from public.subsidy_period p join public.subsidy_commitment c on c.id = p.commitment_id where ${called('p')}`,
  PAYMENT: `select p.id, false as withdrawn, json_build_object('commitment', c.reference, 'month', p.month,
        'amount', p.amount_oere::text, 'paidOn', p.paid_on) as content
      from public.subsidy_payment p join public.subsidy_commitment c on c.id = p.commitment_id where ${called('p')}`,
}

/** Finds the programme of a record, what its feed has stated before, and what the books hold. */
export async function findFor(
  running: Change,
  feedId: string,
  { kind, municipalityCode, programme, reference }: SubsidyRecord,
): Promise<Found> {
  const [found] = await running.prepared<Found>(
    {
      name: `subsidy_statement_${kind.toLowerCase()}`,
      text: `select
        (select json_build_object('id', p.id, 'code', p.code, 'instrument', p.instrument, 'municipalityCode', p.municipality_code)
           from public.subsidy_programme p
          where p.code = $4 and (p.municipality_code = $2 or p.municipality_code is null)
          order by p.municipality_code nulls last limit 1) as programme,
        (select json_build_object('sequence', s.source_sequence::text, 'hash', replace(s.source_hash::text, '-', ''),
                'time', to_char(s.source_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'keeps', s.keeps,
                'withdrawn', s.withdrawn)
           from public.subsidy_statement s
          where s.feed_id = $1::uuid and s.kind = $3 and ${called('s')}) as earlier,
        (select json_build_object('id', b.id, 'withdrawn', b.withdrawn, 'content', b.content) from (${BOOK_SQL[kind]}) b) as book`,
    },
    [feedId, municipalityCode, kind, programme, reference],
  )
  return found ?? { programme: null, earlier: null, book: null }
}
