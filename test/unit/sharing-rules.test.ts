import type { LocalDate } from '../../src/kernel/period.ts'
import { ESTATES_MAX, faultsOf, purposesOf, signatory } from '../../src/sharing/sharing.rules.ts'
import type { DataSharing } from '../../src/sharing/sharing.ts'

const TODAY = '2026-11-22' as LocalDate
const DAYS_MAX = 1_461

const good: DataSharing = {
  municipalityCode: '0169',
  organisationId: 'HousingOrganisation:x',
  fieldGroup: 'DISCLOSURE',
  purpose: 'tenancy-agreement',
  validFrom: TODAY,
  validUntil: '2027-11-22' as LocalDate,
  estateIds: null,
}
const codes = (changes: Partial<Record<keyof DataSharing, unknown>>) =>
  faultsOf({ ...good, ...changes } as DataSharing, TODAY, DAYS_MAX).map(({ code }) => code)

test('each field group is signed by the side whose records it is made of', () => {
  expect(signatory('DISCLOSURE')).toBe('MUNICIPALITY')
  expect(signatory('DELIVERY_REPORTS')).toBe('ORGANISATION')
})

test('the purposes come from the policy', () => {
  expect(purposesOf('DISCLOSURE')).toEqual(['tenancy-agreement'])
  expect(purposesOf('DELIVERY_REPORTS')).toEqual(['vacancy-exchange'])
})

test.each([
  ['is good', {}, []],
  ['begins tomorrow', { validFrom: '2026-11-23' }, []],
  ['began yesterday', { validFrom: '2026-11-21' }, ['PERIOD_BEGINS_IN_THE_PAST']],
  ['lasts one day', { validUntil: '2026-11-23' }, []],
  ['ends on its first day', { validUntil: TODAY }, ['PERIOD_EMPTY']],
  ['ends before it begins', { validUntil: '2026-01-01' }, ['PERIOD_EMPTY']],
  ['lasts as long as is allowed', { validUntil: '2030-11-22' }, []],
  ['lasts a day longer', { validUntil: '2030-11-23' }, ['PERIOD_TOO_LONG']],
  ['is for the other group’s purpose', { purpose: 'vacancy-exchange' }, ['PURPOSE_NOT_OF_FIELD_GROUP']],
  ['is for no purpose of the policy', { purpose: 'curiosity' }, ['PURPOSE_NOT_OF_FIELD_GROUP']],
  ['names an estate', { estateIds: ['Estate:x'] }, []],
  ['names no estate', { estateIds: [] }, ['ESTATE_COUNT_OUT_OF_RANGE']],
  ['names as many as may be', { estateIds: Array(ESTATES_MAX).fill('Estate:x') }, []],
  ['names one more', { estateIds: Array(ESTATES_MAX + 1).fill('Estate:x') }, ['ESTATE_COUNT_OUT_OF_RANGE']],
  [
    'names estates of reports',
    { fieldGroup: 'DELIVERY_REPORTS', purpose: 'vacancy-exchange', estateIds: ['Estate:x'] },
    ['ESTATES_NOT_OF_FIELD_GROUP'],
  ],
  [
    'is wrong in several ways',
    { purpose: 'operations', validFrom: '2020-01-01', validUntil: '2030-01-01', estateIds: [] },
    [
      'PURPOSE_NOT_OF_FIELD_GROUP',
      'PERIOD_BEGINS_IN_THE_PAST',
      'PERIOD_TOO_LONG',
      'ESTATE_COUNT_OUT_OF_RANGE',
    ],
  ],
])('a grant that %s', (_, changes, expected) => {
  expect(codes(changes)).toEqual(expected)
})
