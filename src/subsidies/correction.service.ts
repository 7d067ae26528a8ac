import { type Refusal, Refused } from '../kernel/errors.ts'
import type { Change } from '../platform/change.ts'
import type { CorrectedEntity } from './instrument.ts'

const TABLES: Readonly<Record<CorrectedEntity, string>> = {
  SubsidyFrame: 'subsidy_frame',
  SubsidyCondition: 'subsidy_condition',
  SubsidyCommitment: 'subsidy_commitment',
  SubsidyPeriod: 'subsidy_period',
}

/** What every row has that says nothing of its content. */
const BOOKKEEPING = `'{change_id,recorded,id,held,engaged}'::text[]`

/**
 * Carries out `update` on one row, held meanwhile, and enters what changed, why, and since when the original was known.
 * **Refuses:** `missing` for a row that the actor may not change, NOTHING_CHANGED, and what `update` refuses.
 */
export async function enterCorrection(
  running: Change,
  entity: CorrectedEntity,
  id: string | null,
  reason: string,
  missing: Refusal,
  update: () => Promise<unknown>,
): Promise<void> {
  const table = TABLES[entity]
  const [original] = await running.sql<{ recorded: string; content: string; days: string }>(
    `select lower(recorded)::text as recorded, (to_jsonb(r) - ${BOOKKEEPING})::text as content, valid::text as days
       from public.${table} r where id = $1::uuid for update`,
    [id],
  )
  if (original === undefined) throw new Refused(missing)
  await update()
  const entered = await running.sql(
    `insert into public.subsidy_correction (municipality_code, programme, instrument, valid, entity, row_id,
       original_recorded_from, before, after, reason)
     select r.municipality_code, r.programme, r.instrument, range_merge(r.valid, $6::daterange), $2, r.id, $3::timestamptz,
            told.before, told.after, $5
       from public.${table} r,
            lateral (select jsonb_object_agg(b.key, b.value) as before, jsonb_object_agg(b.key, a.value) as after
                       from jsonb_each($4::jsonb) b
                       join jsonb_each(to_jsonb(r)) a on a.key = b.key and a.value is distinct from b.value) told
      where r.id = $1::uuid and told.before is not null returning id`,
    [id, entity, original.recorded, original.content, reason, original.days],
  )
  if (entered.length === 0) throw new Refused(nothingChanged)
}

const nothingChanged: Refusal = {
  code: 'NOTHING_CHANGED',
  path: 'input',
  text: { da: 'Rettelsen ændrer intet.', en: 'The correction changes nothing.' },
}
