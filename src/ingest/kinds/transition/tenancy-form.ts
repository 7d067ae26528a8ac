import { TENANCY_ENDINGS } from '../../../tenancies/index.ts'
import type { TenancyRecord } from '../../../transitions/index.ts'
import { errorAt } from '../../feed-problem.ts'
import { day, type FieldsOf, kroner, OBLIGATORY, type RecordForm, word, yesOrNo } from '../../record-form.ts'
import { amount } from '../../vacancy-value.rules.ts'
import { dwelling, dwellingOf, needed, told, toldOf, unlessFaulty } from './members.ts'

const MEMBERS = {
  ...told,
  ...dwelling,
  from: { ...day('Fra', 'Lejemål fra'), ...OBLIGATORY },
  until: day('Til', 'Lejemål til'),
  allocated: { ...yesOrNo('Anvist', 'Anvist af kommunen'), ...OBLIGATORY },
  transitional: yesOrNo('Udslusningsbolig', 'Udslusning'),
  leaseSignedOn: day('Lejeaftale underskrevet', 'Underskrevet'),
  rent: { ...kroner('Husleje', 'Husleje ekskl. forbrug'), ...OBLIGATORY },
  ending: word(
    TENANCY_ENDINGS,
    {
      fraflyttet: 'MOVED_OUT',
      'opsagt af udlejer': 'TERMINATED_BY_LANDLORD',
      'opsagt efter kommunens anmodning': 'TERMINATED_AT_MUNICIPAL_REQUEST',
      ophævet: 'CANCELLED',
      udsat: 'EVICTED',
    },
    'Ophør',
    'Ophørsårsag',
  ),
} as const

/** The most that a month's rent can be, in øre: one million kroner. */
const RENT_LIMIT_OERE = 100_000_000n

/** Lejemål: the tenancies of a housing organisation. */
export const tenancyForm: RecordForm<FieldsOf<typeof MEMBERS>, TenancyRecord> = {
  schema: 'tenancy.v1',
  members: MEMBERS,
  validate(fields, problems) {
    const { until, ending, leaseSignedOn } = fields
    const record = {
      ...toldOf(fields, problems),
      ...dwellingOf(fields, problems),
      from: needed(fields.from, 'from', problems),
      until,
      allocated: needed(fields.allocated, 'allocated', problems),
      transitional: fields.transitional ?? false,
      leaseSignedOn,
      rentOere: needed(amount(fields.rent, RENT_LIMIT_OERE, 'rent', problems), 'rent', problems),
      ending,
    }
    if (ending !== null && until === null) problems.push(endingWithoutDay)
    return unlessFaulty(record, problems)
  },
}

const endingWithoutDay = errorAt(
  'until',
  'ENDING_INCOMPLETE',
  '»ending« siger, hvordan lejemålet endte. Angiv også »until«, den første dag efter det.',
  '"ending" says how the tenancy ended. Give "until" too, the first day after it.',
)
