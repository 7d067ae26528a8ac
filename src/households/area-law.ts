import { type AreaStatusKind, areaKindsSql, COMBINED_LETTING } from '../registry/index.ts'

/** The rules that keep some households out of some areas. */
export const AREA_RULES = ['SECTION_59_6', 'SECTION_59_7', 'SECTION_51_B', 'SECTION_51_C'] as const
export type AreaRule = (typeof AREA_RULES)[number]

interface AreaLaw {
  readonly law: string
  /** What an area has to be for the rule to hold there. */
  readonly kinds: readonly (AreaStatusKind | typeof COMBINED_LETTING)[]
  /** It binds letting from the waiting list, not municipal allocation. */
  readonly waitingList: boolean
}

/** Where each rule holds. Every parallel society and transformation area is a vulnerable area too, named or not. */
export const AREA_LAW: Readonly<Record<AreaRule, AreaLaw>> = {
  SECTION_59_6: {
    law: 'almenboligloven § 59 stk. 6',
    kinds: ['VULNERABLE', 'PARALLEL_SOCIETY', 'TRANSFORMATION', COMBINED_LETTING],
    waitingList: false,
  },
  SECTION_59_7: { law: 'almenboligloven § 59 stk. 7', kinds: ['PREVENTION'], waitingList: false },
  SECTION_51_B: { law: 'almenboligloven § 51 b', kinds: [COMBINED_LETTING], waitingList: true },
  SECTION_51_C: { law: 'almenboligloven § 51 c', kinds: ['TRANSFORMATION'], waitingList: true },
}

/**
 * SQL for what a disclosure says of area law on its first day, as JSON: of each rule that the area of the dwelling's
 * estate sets off, whether the household may live there; null where the municipality has not stated it. Rules on the
 * waiting list are named only where they were checked.
 */
export function disclosedChecksSql(householdId: string, estateId: string, day: string): string {
  const rules = Object.entries(AREA_LAW).map(
    ([rule, { kinds, waitingList }]) => `('${rule}', '{${kinds.join(',')}}'::text[], ${waitingList})`,
  )
  return `(select coalesce(jsonb_agg(jsonb_build_object('rule', law.rule, 'allowed', not c.excluded) order by law.rule), '[]')
     from (select ${areaKindsSql('e', day, (name) => `public.${name}`)} as kinds from public.estate e where e.id = ${estateId}) area
     join (values ${rules.join(', ')}) law(rule, kinds, waiting_list) on law.kinds && area.kinds
     left join public.area_check c on c.household_id = ${householdId} and c.rule = law.rule and c.valid @> ${day}
    where not law.waiting_list or c.id is not null)`
}
