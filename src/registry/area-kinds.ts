import type { Tables } from '../platform/read/view.ts'

/** The municipality's own decision on an estate, beside the kinds of the minister's lists. */
export const COMBINED_LETTING = 'COMBINED_LETTING'

/**
 * SQL for what the areas of the estate `e` are on a day, as an array: the kinds of the lists, and combined letting
 * where the municipality has decided on it.
 * @law almenboligloven §§ 51 b, 61 a, 61 b
 */
export function areaKindsSql(e: string, day: string, table: Tables): string {
  return `array(
    select status.kind from ${table('housing_organisation')} named
      join ${table('area_estate')} part on part.organisation_lbf_number = named.lbf_number
       and part.estate_number = ${e}.number and part.valid @> ${day}
      join public.area on area.id = part.area_id and area.municipality_code = ${e}.municipality_code
      join ${table('area_status')} status on status.area_id = area.id and status.valid @> ${day}
     where named.id = ${e}.organisation_id
    union
    select '${COMBINED_LETTING}' from ${table('combined_letting')} decided
     where decided.estate_id = ${e}.id and decided.valid @> ${day}
    order by 1)`
}
