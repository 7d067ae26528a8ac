import { shelterDueSql } from '../households/index.ts'
import type { Tables } from '../platform/read/view.ts'
import { areaKindsSql } from '../registry/index.ts'
import { PARAMETERS } from './match.ts'

/** What a question of matching is asked for, each as SQL. */
export interface Asked {
  /** The day for which the rules are asked. */
  readonly day: string
  /** The day whose area lists count: that of the offer. */
  readonly areaDay: string
  /** A rent subsidy per month in øre that is reckoned with. */
  readonly subsidyOere: string
  /** Whether it is a letting from the waiting list and no municipal allocation. */
  readonly waitingList: string
  readonly table: Tables
}

/** Which pairs: conditions on the vacancy `v`, the household `h` and the area checks `c`. */
export interface Pairs {
  readonly vacancies: string
  readonly households: string
  readonly checks: string
  /** Only households whose need is recorded. */
  readonly needed: boolean
}

/** The value of each parameter on the day, and whether the municipality has stated it. */
const PARAMETER_COLUMNS = PARAMETERS.flatMap((name) => {
  const fact = name.toLowerCase()
  return [
    `max(value) filter (where name = '${name}') as ${fact}`,
    `bool_or(name = '${name}') as ${fact}_stated`,
  ]
}).join(', ')
const PARAMETER_FACTS = PARAMETERS.flatMap((name) => {
  const fact = name.toLowerCase()
  return [`p.${fact}`, `p.${fact}_stated`]
}).join(', ')

/** SQL of the facts about pairs of a household and a vacancy: a subquery with the columns of `FACTS`. */
export function factsSql(
  { vacancies, households, checks, needed }: Pairs,
  { day, areaDay, subsidyOere, waitingList, table }: Asked,
): string {
  return `(with offered as materialized (
    select v.id as vacancy_id, v.change_id as vacancy_change_id, v.municipality_code as vacancy_municipality_code,
           v.state as vacancy_state, v.available_from, v.rent_oere, coalesce(v.dwelling_type, d.dwelling_type) as dwelling_type,
           d.rooms, d.accessible, d.postal_code, ${estateLineSql('d', table)} as estate_ids,
           ${areaKindsSql('e', areaDay, table)} as area_kinds
      from ${table('vacancy')} v join ${table('dwelling')} d on d.id = v.dwelling_id
      join ${table('estate')} e on e.id = d.estate_id
     where ${vacancies})
  select v.*, greatest(v.vacancy_change_id, h.change_id, n.change_id) as change_id, h.id as household_id,
         h.municipality_code, h.case_reference, h.status as case_status, h.parked_until, h.adults + h.children as persons, h.ages,
         n.rent_max_oere, n.wanted_dwelling_types, n.wanted_estate_ids, n.excluded_estate_ids, n.wanted_postal_codes,
         n.excluded_postal_codes, n.accessibility_needed, n.elderly_need, n.education, n.municipality_vouches,
         ${shelterDueSql('n')} as shelter_due_on, c.allowed_by, c.excluded_by,
         ${day} as day, ${areaDay} as area_day, ${subsidyOere} as subsidy_oere, ${waitingList} as waiting_list, ${PARAMETER_FACTS}
    from offered v join ${table('household')} h on ${households}
    ${needed ? '' : 'left '}join ${table('household_need')} n
      on n.household_id = h.id and n.municipality_code = h.municipality_code
    left join (select c.household_id, array_agg(c.rule) filter (where not c.excluded) as allowed_by,
                      array_agg(c.rule) filter (where c.excluded) as excluded_by
                 from ${table('area_check')} c
                where c.valid @> ${day} and ${checks} and exists (select from offered where area_kinds <> '{}')
                group by c.household_id) c on c.household_id = h.id
    left join (select municipality_code, ${PARAMETER_COLUMNS} from ${table('matching_parameter')}
                where valid @> ${day} group by municipality_code) p on p.municipality_code = h.municipality_code)`
}

/** SQL for a dwelling's estate and those that were merged into it: a household goes on wanting the old one. */
function estateLineSql(d: string, table: Tables): string {
  return `array(with recursive line(id) as (
      select ${d}.estate_id union select s.predecessor_id from ${table('estate_succession')} s join line on s.successor_id = line.id)
    select id from line)`
}
