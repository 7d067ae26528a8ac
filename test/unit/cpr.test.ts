import { birthDayOf, holdsCpr, parseCpr, withoutCpr } from '../../src/kernel/cpr.ts'

describe('a CPR number', () => {
  test.each([
    ['3112575001', '3112575001'],
    ['311257-5001', '3112575001'],
    // Without modulus 11, as given since 2007.
    ['0101650000', '0101650000'],
    ['2902000000', null],
    ['2902004000', '2902004000'],
    ['3102654000', null],
    ['0013650000', null],
    ['9101650000', null],
    ['010165 0000', null],
    ['010165–0000', null],
    ['01016500000', null],
    ['010165000', null],
    [' 0101650000', null],
    ['٠١٠١٦٥٠٠٠٠', null],
    ['', null],
  ])('%s is read as %s', (text, read) => {
    expect(parseCpr(text)).toBe(read)
  })

  test.each([
    ['0101000000', '1900-01-01'],
    ['0101993999', '1999-01-01'],
    ['0101364999', '2036-01-01'],
    ['0101374000', '1937-01-01'],
    ['0101575000', '2057-01-01'],
    ['0101585000', '1858-01-01'],
    ['0101578999', '2057-01-01'],
    ['0101588999', '1858-01-01'],
    ['0101369000', '2036-01-01'],
    ['0101379000', '1937-01-01'],
  ])('%s has the century that its seventh digit tells: %s', (digits, day) => {
    expect(birthDayOf(digits)).toBe(day)
  })
})

describe('a text', () => {
  test.each([
    'for 311257-5001',
    'for 3112575001.',
    '31.12.57 5001',
    '31/12/57-5001',
    'nr. 1 0101650000',
    'x3112575001y',
    '77a02b20-0696-4508-8c93-a4aef1730633 om 311257-5001',
    'f77a02b20-0101-6500-0093-a4aef1730633',
  ])('holds a CPR number: %s', (text) => {
    expect(holdsCpr(text)).toBe(true)
  })

  test.each([
    'Boliganvisningen, +45 45 67 89 10',
    '+45 00 00 00 00',
    'EAN 5798001234567',
    'sag 24-012144',
    '9999999999',
    '1. til 30. december 2026',
    'csv-77a02b20-0101-6500-0093-a4aef1730633',
    'URN:UUID:C9920101-6500-4EE9-9369-EB1001129080',
    '',
  ])('holds none: %s', (text) => {
    expect(holdsCpr(text)).toBe(false)
  })
  test('keeps the digits of its UUIDs when CPR numbers are blacked out', () => {
    const id = '77a02b20-0101-6500-0093-a4aef1730633'
    expect(withoutCpr(`${id}, 311257-5001`)).toBe(`${id}, ${'█'.repeat(11)}`)
  })
})
