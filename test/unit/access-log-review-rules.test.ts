import { holdsCprNumber } from '../../src/audit/access-log-review.rules.ts'

test.each([
  'Slog 010190-1234 op',
  '0101901234',
  'cpr:010190 1234.',
  '01 01 90 - 1234',
  '01.01.90-1234',
  '310790–9999',
  '610190-1234',
  '910190-1234',
  '０１０１９０-１２３４',
])('%s holds what may be a CPR number', (text) => {
  expect(holdsCprNumber(text)).toBe(true)
})

test.each([
  '',
  'Spørg lederen',
  'Sag 2026-11-22',
  'Journal 202611220001',
  'Telefon 33 92 33 92',
  '321390-1234',
  '011390-1234',
  'uge 2026-W47, opslag 17',
])('%s holds none', (text) => {
  expect(holdsCprNumber(text)).toBe(false)
})
