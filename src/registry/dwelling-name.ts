/** A dwelling by the numbers of its organisation. */
export interface DwellingNumbers {
  /** The organisation's number in Landsbyggefonden's register, or its CVR number. */
  readonly organisationCode: string
  readonly estateNumber: string
  readonly tenancyNumber: string
}

/**
 * SQL: the dwellings `named_dwelling.id` that the row `named` means by the columns organisation_code, estate_number and
 * tenancy_number, also by a number that a dwelling had before its estate was merged into another.
 */
export function namedDwellingSql(named: string): string {
  return `(select coalesce(f.dwelling_id, d.id) as id
      from public.housing_organisation b
      join public.estate e on e.organisation_id = b.id and e.number = ${named}.estate_number
      left join public.dwelling_former_number f on f.estate_id = e.id and f.tenancy_number = ${named}.tenancy_number
      left join public.dwelling d on d.estate_id = e.id and d.tenancy_number = ${named}.tenancy_number
     where ${named}.organisation_code in (b.lbf_number, b.cvr)) named_dwelling`
}
