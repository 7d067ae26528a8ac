import { STAY_KINDS } from './stay.ts'

const DWELLINGS = ['TRANSITIONAL_DWELLING', 'ORDINARY_DWELLING'] as const
const FROM_A_STAY = [...STAY_KINDS, ...DWELLINGS] as const

/** Where a household lives: it stays somewhere, or has a dwelling. */
export type Housing = (typeof FROM_A_STAY)[number]

/**
 * Where a household can go from where it lives, up the staircase and down it. Nobody has to pass a shelter or a place to
 * get a dwelling, and from every dwelling there is a way back to a shelter or a place. Whoever has one transitional
 * dwelling gets no second beside it, and whoever lives on ordinary terms gets derogated ones only after having lost that
 * dwelling. `public.housing_step_allowed` holds them wherever a transition gets its household.
 */
export const HOUSING_STEPS = {
  STREET: FROM_A_STAY,
  FAMILY_OR_FRIENDS: FROM_A_STAY,
  SHELTER: FROM_A_STAY,
  CRISIS_CENTRE: FROM_A_STAY,
  TEMPORARY_PLACE: FROM_A_STAY,
  LONG_TERM_PLACE: FROM_A_STAY,
  HOSPITAL: FROM_A_STAY,
  PRISON: FROM_A_STAY,
  OTHER: FROM_A_STAY,
  TRANSITIONAL_DWELLING: ['ORDINARY_DWELLING', ...STAY_KINDS],
  ORDINARY_DWELLING: ['ORDINARY_DWELLING', ...STAY_KINDS],
} as const satisfies Readonly<Record<Housing, readonly Housing[]>>
