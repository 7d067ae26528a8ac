import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import { change } from '../platform/change.ts'
import type { AreaRule } from './area-law.ts'
import { holdHousehold } from './case.service.ts'
import type { CommandOptions, Households, Show } from './household.ts'

/** That the municipality has checked a household against a rule on areas. It holds no reason, and nowhere to put one. */
export interface AreaCheckStatement {
  /** Global id. */
  readonly householdId: string
  readonly rule: AreaRule
  readonly excluded: boolean
  readonly checkedOn: LocalDate
  /** First day for which it no longer holds. */
  readonly validUntil: LocalDate
}

/**
 * States that a household was checked against a rule on areas. A later check takes the place of an earlier one from its
 * day on; stated again for the same day, it is corrected.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, AREA_CHECK_DAYS_WRONG,
 * HOUSEHOLD_NOT_FOUND, AREA_CHECKED_LATER.
 * @law almenboligloven §§ 51 b, 51 c, 59 stk. 6–7
 */
export async function recordAreaCheck<Shown>(
  { database, vault, clock }: Households,
  origin: RequestOrigin,
  statement: AreaCheckStatement,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'areaCheck:record')
  const { householdId, rule, excluded, checkedOn, validUntil } = statement
  return change(
    database,
    origin,
    {
      action: 'areaCheck:record',
      idempotency: { key: idempotencyKey, input: vault.fingerprint(statement) },
      dryRun,
    },
    async (running) => {
      if (validUntil <= checkedOn || checkedOn > clock.today()) throw new Refused(areaCheckDaysWrong)
      const household = await holdHousehold(running, householdId, 'input.householdId')
      const [later] = await running.sql(
        'select 1 from public.area_check where household_id = $1 and rule = $2 and lower(valid) > $3::date limit 1',
        [household.id, rule, checkedOn],
      )
      if (later !== undefined) throw new Refused(areaCheckedLater)
      await running.sql(
        `update public.area_check set valid = daterange(lower(valid), $3::date)
          where household_id = $1 and rule = $2 and lower(valid) < $3::date and valid @> $3::date`,
        [household.id, rule, checkedOn],
      )
      const corrected = await running.sql(
        `update public.area_check set valid = daterange($3::date, $4::date), excluded = $5
          where household_id = $1 and rule = $2 and lower(valid) = $3::date returning id`,
        [household.id, rule, checkedOn, validUntil, excluded],
      )
      if (corrected.length === 0) {
        await running.sql(
          `insert into public.area_check (household_id, municipality_code, case_scope, rule, excluded, valid)
           values ($1, $2, $3, $4, $5, daterange($6::date, $7::date))`,
          [
            household.id,
            household.municipalityCode,
            household.caseScope,
            rule,
            excluded,
            checkedOn,
            validUntil,
          ],
        )
      }
      return household.id
    },
    show,
  )
}

const areaCheckDaysWrong: Refusal = {
  code: 'AREA_CHECK_DAYS_WRONG',
  path: 'input.validUntil',
  text: {
    da: 'En kontrol er foretaget i dag eller tidligere og gælder mindst én dag: »validUntil« er den første dag, den ikke længere gælder for.',
    en: 'A check was made today or earlier and holds for at least one day: "validUntil" is the first day for which it no longer holds.',
  },
}

const areaCheckedLater: Refusal = {
  code: 'AREA_CHECKED_LATER',
  path: 'input.checkedOn',
  text: {
    da: 'Husstanden er kontrolleret efter reglen på en senere dag. Ret den kontrol.',
    en: 'The household was checked against the rule on a later day. Correct that check.',
  },
}
