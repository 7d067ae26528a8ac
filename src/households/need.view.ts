import {
  type ColumnField,
  column,
  type EntityView,
  idColumn,
  kronerColumn,
  pointer,
} from '../platform/read/view.ts'
import { municipalityView } from '../registry/index.ts'
import { RENT_CLASSES, SHELTER_CLOCK_DAYS } from './need.ts'

/** Rows about one household or person: `subject` is the column that says which. */
export const about = (subject: string): NonNullable<EntityView['personal']> => ({
  subjects: (t) => `${t}.${subject}`,
  municipality: (t) => `${t}.municipality_code`,
})

export const scope = { municipality: 'municipality_code' } as const

/** SQL for the rent class of a need; null when it is not known what the household can pay. */
export function rentClassSql(need: string): string {
  const classes = Object.entries(RENT_CLASSES).map(([name, kroner]) =>
    kroner === null
      ? `when ${need}.rent_max_oere is not null then '${name}'`
      : `when ${need}.rent_max_oere <= ${kroner} * 100 then '${name}'`,
  )
  return `(case ${classes.join(' ')} end)`
}

/** SQL for the day by which somebody in a shelter is to have a dwelling. */
export function shelterDueSql(need: string): string {
  return `(${need}.shelter_entered_on + ${SHELTER_CLOCK_DAYS})`
}

const estateIds = (name: string): ColumnField => ({
  kind: 'column',
  sql: (t) =>
    `array(select 'Estate:' || estate_id from unnest(${t}.${name}) with ordinality e(estate_id, place) order by place)`,
})

export const householdNeedView: EntityView = {
  type: 'HouseholdNeed',
  action: 'household:readNeed',
  table: 'public.household_need',
  versions: 'history.household_need_versions',
  scope,
  key: { column: 'id', cast: 'uuid' },
  personal: about('household_id'),
  fields: {
    id: idColumn('HouseholdNeed', 'id'),
    needClass: column('need_class'),
    origin: column('origin'),
    supportMethods: column('support_methods'),
    rentMax: kronerColumn('rent_max_oere'),
    rentClass: { kind: 'column', sql: rentClassSql },
    wantedDwellingTypes: column('wanted_dwelling_types'),
    wantedEstateIds: estateIds('wanted_estate_ids'),
    wantedPostalCodes: column('wanted_postal_codes'),
    excludedEstateIds: estateIds('excluded_estate_ids'),
    excludedPostalCodes: column('excluded_postal_codes'),
    accessibilityNeeded: column('accessibility_needed'),
    elderlyNeed: column('elderly_need'),
    education: column('education'),
    municipalityVouches: column('municipality_vouches'),
    supportPlanReference: column('support_plan_reference'),
    homeMunicipality: pointer(() => municipalityView, 'home_municipality_code', 'code'),
    crisisCentrePriority: column('crisis_centre_priority'),
    refugee: column('refugee'),
    cohorts: column('cohorts'),
    shelterEnteredOn: column('shelter_entered_on'),
    shelterDueOn: { kind: 'column', sql: shelterDueSql },
    shelterDaysLeft: {
      kind: 'column',
      sql: (t, args) => `(select ${shelterDueSql(t)} - ${args.today()} from ${args.table('household')} h
        where h.id = ${t}.household_id and h.status not in ('HOUSED', 'CLOSED'))`,
    },
  },
}
