import { type Refusal, Refused } from '../../../kernel/errors.ts'
import type { TransitionRecordKind } from '../../../transitions/index.ts'
import type { ReadRecord } from '../../feed-format.ts'
import { type RecordForm, readInputRecords } from '../../record-form.ts'
import { arrearsForm } from './arrears-form.ts'
import { stayForm } from './stay-form.ts'
import { supportForm } from './support-form.ts'
import { tenancyForm } from './tenancy-form.ts'

/** The records of a call, each kind under a name of its own. */
export interface TransitionInputs {
  readonly tenancies?: readonly object[] | null
  readonly arrears?: readonly object[] | null
  readonly stays?: readonly object[] | null
  readonly support?: readonly object[] | null
}

type ReadInputs = (
  records: readonly object[],
  asWritten: (input: object) => string,
) => AsyncIterable<ReadRecord<unknown>>

/** How the records of a form are read out of a call. */
const reading =
  <Fields, Record>(form: RecordForm<Fields, Record>): ReadInputs =>
  (records, asWritten) =>
    readInputRecords(form, records, asWritten)

const KINDS = {
  tenancies: ['TENANCY', reading(tenancyForm)],
  arrears: ['ARREARS', reading(arrearsForm)],
  stays: ['STAY', reading(stayForm)],
  support: ['SUPPORT', reading(supportForm)],
} as const satisfies Record<keyof TransitionInputs, readonly [TransitionRecordKind, ReadInputs]>

/**
 * The one kind of records that a call delivers, with its records and how they are read.
 * **Refuses:** RECORD_KIND_NOT_ONE.
 */
export function inputsOfOneKind(inputs: TransitionInputs): {
  readonly kind: TransitionRecordKind
  readonly records: readonly object[]
  readonly read: ReadInputs
} {
  const names = Object.keys(KINDS) as (keyof TransitionInputs)[]
  const given = names.flatMap((name) => {
    const records = inputs[name]
    return records == null ? [] : [{ kind: KINDS[name][0], records, read: KINDS[name][1] }]
  })
  const [one, other] = given
  if (one === undefined || other !== undefined) throw new Refused(kindNotOne)
  return one
}

const kindNotOne: Refusal = {
  code: 'RECORD_KIND_NOT_ONE',
  path: 'records',
  text: {
    da: 'Et kald leverer poster af én slags: tenancies, arrears, stays eller support. Angiv netop én af dem.',
    en: 'One call delivers records of one kind: tenancies, arrears, stays or support. Give exactly one of them.',
  },
}
