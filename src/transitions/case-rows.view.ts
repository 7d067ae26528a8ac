import { householdView } from '../households/index.ts'
import { column, type EntityView, type Fields, pointer } from '../platform/read/view.ts'
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

const municipality = pointer(() => municipalityView, 'municipality_code', 'code')

/** Whose case a row belongs to, and what becomes of it when it was entered in error. */
export const ofCase: Fields = {
  household: pointer(() => householdView, 'household_id'),
  municipality,
  withdrawn: column('withdrawn'),
}

/** Whose dwelling a row is about. */
export const ofDwelling: Fields = {
  dwelling: pointer(() => dwellingView, 'dwelling_id'),
  organisation: pointer(() => housingOrganisationView, 'organisation_id'),
  municipality,
}
