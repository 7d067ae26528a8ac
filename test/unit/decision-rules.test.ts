import { matchRefusals } from '../../src/allocations/decision.rules.ts'
import type { MatchResult } from '../../src/matching/index.ts'

/** Whom a dwelling may be allocated to, by what the rules of matching say. */
type Result = Parameters<typeof matchRefusals>[0][number]

const result = (rule: MatchResult['rule'], said: Partial<Result> = {}): Result => ({
  ...{ rule, law: `law of ${rule}`, passed: true, undecided: null },
  ...said,
})
const fails = { passed: false }
const codes = (results: readonly Result[], overrideReason: string | null = null) =>
  matchRefusals(results, overrideReason).map(({ code, law }) => (law === undefined ? code : `${code} ${law}`))

test.each<[name: string, results: readonly Result[], reason: string | null, refused: readonly string[]]>([
  ['every rule is met', [result('CASE_OPEN'), result('RENT')], null, []],
  ['a rule fails', [result('RENT', fails)], null, ['MATCH_RULE_FAILS']],
  ['a rule fails, and it is written why', [result('RENT', fails)], 'Støtte er søgt', []],
  ['a rule cannot be decided', [result('RENT', { passed: false, undecided: 'FACT_UNKNOWN' })], null, []],
  [
    'the area shuts the household out, whatever is written (§ 59 stk. 6)',
    [result('AREA_SECTION_59_6', fails)],
    'Vi gør det alligevel',
    ['AREA_EXCLUDES_HOUSEHOLD law of AREA_SECTION_59_6'],
  ],
  [
    'the area asks for a check that nobody made (§ 59 stk. 7)',
    [result('AREA_SECTION_59_7', { passed: false, undecided: 'NOT_CHECKED' })],
    'Vi gør det alligevel',
    ['AREA_CHECK_MISSING law of AREA_SECTION_59_7'],
  ],
  [
    'several at once, in the order of the rules',
    [result('DWELLING_TYPE', fails), result('AREA_SECTION_59_6', fails), result('PLACE_WANTED', fails)],
    null,
    ['AREA_EXCLUDES_HOUSEHOLD law of AREA_SECTION_59_6', 'MATCH_RULE_FAILS'],
  ],
])('%s', (_, results, reason, refused) => {
  expect(codes(results, reason)).toEqual(refused)
})

test('the rules that fail are named in both languages', () => {
  const [refusal] = matchRefusals([result('RENT', fails), result('ELDERLY', fails)], null)
  expect([refusal?.text.da, refusal?.text.en]).toEqual([
    expect.stringContaining('RENT, ELDERLY'),
    expect.stringContaining('RENT, ELDERLY'),
  ])
})
