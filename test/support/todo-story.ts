import { systemClock } from '../../src/platform/system-clock.ts'
import { remindAll } from '../../src/transitions/index.ts'
import { day, inChange } from './households.ts'
import type { TestHub } from './hub.ts'

/**
 * Reminds of what is due in the story so far, lets `goOn` happen, which settles some of it, and reminds of the rest; both
 * municipalities have set numbers. Nothing is shown, so that no look is logged. Call it after `tellStaysStory`.
 */
export async function tellTodoStory(hub: TestHub, goOn: () => Promise<void>): Promise<void> {
  await inChange(
    hub,
    `insert into public.transition_parameter (municipality_code, name, amounts, valid, source)
     values ('0169', 'WARNING_MONTHS', '{40,6}', '[2025-01-01,2026-01-01)', 'Aftale om arbejdsgange'),
            ('0169', 'WARNING_MONTHS', '{40,12,3}', '[2026-01-01,)', 'Aftale om arbejdsgange'),
            ('0101', 'WARNING_MONTHS', '{40}', '[2025-01-01,)', 'Vejledning'),
            ('0101', 'REVIEW_MONTHS', '{1}', '[2025-01-01,)', 'Vejledning')`,
  )
  const reminders = { database: hub.app.database, clock: systemClock }
  await remindAll(reminders)
  await goOn()
  await inChange(
    hub,
    `update public.stay set valid = daterange(lower(valid), '${day(-1)}'), outcome = 'LEFT'
      where id = (select min(id::text)::uuid from public.stay
                   where municipality_code = '0101' and kind = 'SHELTER' and upper_inf(valid) and not withdrawn)`,
  )
  await remindAll(reminders)
}
