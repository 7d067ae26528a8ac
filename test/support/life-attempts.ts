import type { Row } from './oracle-types.ts'
import type { Attempts } from './payload-attempts.ts'
import { householdIdOf } from './personal-story.ts'

/** Commands over the case of every transition of the story. */
export const lifeAttempts = (rowsOf: (table: string) => readonly Row[]): Attempts => {
  const cases = () => rowsOf('transition_case').filter((row) => row.withdrawn === false)
  const free = (code: string) =>
    rowsOf('transition').find(
      ({ id, municipality_code: of, tenancy_id: tenancy }) =>
        of === code && tenancy !== null && !cases().some((one) => one.transition_id === id),
    )
  return {
    nameTransitionCase: () =>
      (
        [
          ['0169', 'a'],
          ['0169', 'c'],
          ['0101', 'e'],
        ] as const
      ).map(([code, name]) => ({
        action: 'transitionCase:record',
        variables: {
          input: { transitionId: `TransitionTimeline:${free(code)?.id}`, householdId: householdIdOf(name) },
        },
        ...{ id: householdIdOf(name), under: 'household', becomes: {} },
      })),
    withdrawTransitionCase: () =>
      cases().map(({ id }) => ({
        action: 'transitionCase:record',
        variables: { input: { caseId: `TransitionCase:${id}` } },
        ...{ id: `TransitionCase:${id}`, becomes: { withdrawn: true } },
      })),
  }
}
