import type { DwellingType } from '../registry/index.ts'
import type { AcontoKind } from '../vacancies/index.ts'

const TYPE_WORDS: ReadonlyMap<string, DwellingType> = new Map([
  ['familiebolig', 'FAMILY'],
  ['ungdomsbolig', 'YOUTH'],
  ['ældrebolig', 'ELDERLY'],
  ['plejebolig', 'NURSING'],
  ['skæv bolig', 'UNCONVENTIONAL'],
  ['inklusionsbolig', 'INCLUSION'],
  ['startbolig', 'STARTER'],
  ['delebolig', 'SHARED'],
  ['bofællesskab', 'COHOUSING'],
  ['kollegieværelse', 'STUDENT_ROOM'],
])

/** The type a source's word or code stands for: the mapping decides, then the Danish word; null when unknown. */
export function dwellingTypeOf(
  text: string | null,
  mapped: Record<string, DwellingType> = {},
): DwellingType | null {
  if (text === null || text.length > 200) return null
  const word = text.trim().normalize('NFC')
  if (Object.hasOwn(mapped, word)) return mapped[word] ?? null
  return TYPE_WORDS.get(word.toLowerCase()) ?? null
}

const ACONTO_PREFIX = /^[aá]\s?conto\s+/
const ACONTO_WORDS: ReadonlyMap<string, AcontoKind> = new Map([
  ['varme', 'HEAT'],
  ['fjernvarme', 'HEAT'],
  ['vand', 'WATER'],
  ['koldt vand', 'WATER'],
  ['el', 'ELECTRICITY'],
  ['strøm', 'ELECTRICITY'],
])

/** What a prepayment called `text` is for (`"A conto varme"` → HEAT); null when the words do not say it. */
export function acontoKindOf(text: string): AcontoKind | null {
  const words = text.slice(0, 200).normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()
  return ACONTO_WORDS.get(words.replace(ACONTO_PREFIX, '')) ?? null
}
