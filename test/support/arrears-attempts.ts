import { systemClock } from '../../src/platform/system-clock.ts'
import type { Row } from './oracle-types.ts'
import type { Attempts } from './payload-attempts.ts'

type RowsOf = (table: string) => readonly Row[]

/** Commands over every step of arrears of the story, and every response to one. */
export const arrearsAttempts = (rowsOf: RowsOf): Attempts => {
  const standing = () => rowsOf('arrears_step').filter((row) => row.withdrawn === false)
  /** The last step of each tenancy that stands: nothing rests on it. */
  const last = () =>
    standing().filter(
      (row) =>
        !standing().some(
          (other) =>
            other.tenancy_id === row.tenancy_id && String(other.happened_on) > String(row.happened_on),
        ),
    )
  const onStep = (row: Row, input: object, becomes: Readonly<Record<string, unknown>> | null) => ({
    ...({ action: 'arrears:report', variables: { input } } as const),
    ...{ id: `ArrearsStep:${row.id}`, becomes },
  })
  const today = systemClock.today()
  return {
    reportArrears: () =>
      last().map((row) =>
        onStep(
          row,
          {
            ...{ tenancyId: `Tenancy:${row.tenancy_id}`, kind: 'SETTLED', happenedOn: today },
            reference: `forsøg-${row.id}`,
          },
          null,
        ),
      ),
    correctArrears: () =>
      standing().map((row) =>
        onStep(
          row,
          { stepId: `ArrearsStep:${row.id}`, happenedOn: row.happened_on, children: row.children },
          {},
        ),
      ),
    withdrawArrears: () =>
      last().map((row) => onStep(row, { stepId: `ArrearsStep:${row.id}` }, { withdrawn: true })),
    respondToArrears: () =>
      rowsOf('arrears_response').map((row) => ({
        action: 'arrears:respond',
        variables: {
          input: {
            ...{ stepId: `ArrearsStep:${row.step_id}`, kind: row.kind },
            ...{ happenedOn: row.happened_on, shared: row.shared },
          },
        },
        id: `ArrearsResponse:${row.id}`,
        becomes: null,
      })),
  }
}
