// Day (61–91 in replacement numbers), month, year and serial number, whatever stands between them. No check of
// modulus 11: numbers without it have been given out since 2007.
const DAY = '(?:0[1-9]|[12]\\d|3[01]|[67][0-9]|8\\d|9[01])'
const MONTH = '(?:0[1-9]|1[0-2])'
const GAP = '[\\s\\p{Pd}./]{0,3}'
const CPR_NUMBER = new RegExp(`(?<!\\d)${DAY}${GAP}${MONTH}${GAP}\\d{2}${GAP}\\d{4}(?!\\d)`, 'u')

/** Whether a text holds what may be a CPR number, in whatever digits and with whatever separators. */
export function holdsCprNumber(text: string): boolean {
  return CPR_NUMBER.test(text.normalize('NFKC'))
}
