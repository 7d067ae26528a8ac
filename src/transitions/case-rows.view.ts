import { householdView } from '../households/index.ts'
import { column, type EntityView, type Fields, instantSql, type OneField } from '../platform/read/view.ts'
import { dwellingView, housingOrganisationView, municipalityView } from '../registry/index.ts'

/** How rows about one household are kept apart and logged. */
export const ABOUT_HOUSEHOLD = {
  scope: { municipality: 'municipality_code' },
  key: { column: 'id', cast: 'uuid' },
  personal: {
    subjects: (t) => `${t}.household_id`,
    municipality: (t) => `${t}.municipality_code`,
  },
} as const satisfies Pick<EntityView, 'scope' | 'key' | 'personal'>

const pointsAt = (view: () => EntityView, by: string, key = 'id'): OneField => ({
  kind: 'one',
  view,
  on: (t, other) => `${other}.${key} = ${t}.${by}`,
})

const municipality = pointsAt(() => municipalityView, 'municipality_code', 'code')

/** Since when, and until when, the hub has known a row like this. */
export const recorded: Fields = {
  recordedFrom: { kind: 'column', sql: (t) => instantSql(`lower(${t}.recorded)`) },
  recordedUntil: { kind: 'column', sql: (t) => instantSql(`upper(${t}.recorded)`) },
}

/** Whose case a row belongs to, and what becomes of it when it was entered in error. */
export const ofCase: Fields = {
  household: pointsAt(() => householdView, 'household_id'),
  municipality,
  withdrawn: column('withdrawn'),
}

/** Whose dwelling a row is about. */
export const ofDwelling: Fields = {
  dwelling: pointsAt(() => dwellingView, 'dwelling_id'),
  organisation: pointsAt(() => housingOrganisationView, 'organisation_id'),
  municipality,
}
