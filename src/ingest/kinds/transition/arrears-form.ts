import { withoutCpr } from '../../../kernel/cpr.ts'
import { ARREARS_STEPS, type ArrearsRecord } from '../../../transitions/index.ts'
import { day, type FieldsOf, OBLIGATORY, type RecordForm, word, yesOrNo } from '../../record-form.ts'
import { dwelling, dwellingOf, needed, told, toldOf, unlessFaulty } from './members.ts'

const MEMBERS = {
  ...told,
  ...dwelling,
  kind: {
    ...word(
      ARREARS_STEPS,
      {
        påkrav: 'REMINDER',
        underretning: 'NOTICE_TO_MUNICIPALITY',
        fogedsag: 'BAILIFF_CASE',
        udsættelse: 'EVICTION',
        indfriet: 'SETTLED',
      },
      'Skridt',
      'Trin',
    ),
    ...OBLIGATORY,
  },
  happenedOn: { ...day('Dato', 'Dag'), ...OBLIGATORY },
  children: yesOrNo('Børn', 'Børn i hjemmet'),
  withdrawn: yesOrNo('Trukket tilbage'),
} as const

/** Huslejerestancer: the steps of rent arrears in a housing organisation's allocated tenancies. */
export const arrearsForm: RecordForm<FieldsOf<typeof MEMBERS>, ArrearsRecord> = {
  schema: 'arrears.v1',
  members: MEMBERS,
  validate(fields, problems) {
    const record = {
      ...toldOf(fields, problems),
      ...dwellingOf(fields, problems),
      kind: needed(fields.kind, 'kind', problems),
      happenedOn: needed(fields.happenedOn, 'happenedOn', problems),
      children: fields.children,
      withdrawn: fields.withdrawn ?? false,
    }
    return unlessFaulty(record, problems)
  },
  // Who is in arrears is told to nobody without a trace: the sender knows its record by this.
  rawOf: ({ sourceId }) => withoutCpr(JSON.stringify({ sourceId })),
}
