import type { Instrument } from './instrument.ts'
import type { InstrumentRules } from './instrument-rules.ts'
import { MUNICIPAL_2026_RULES } from './municipal2026.rules.ts'
import { SECTION_91_A_5_RULES } from './section91a.rules.ts'
import { SECTION_98_E_RULES } from './section98e.rules.ts'
import { SECTION_98_F_RULES } from './section98f.rules.ts'
import { SECTION_163_A_RULES } from './section163a.rules.ts'
import type { AuditFacts, Finding } from './subsidy-audit.ts'

/** The rules of each instrument. */
export const RULES: Readonly<Record<Instrument, InstrumentRules>> = {
  SECTION_98_F: SECTION_98_F_RULES,
  SECTION_98_E: SECTION_98_E_RULES,
  SECTION_163_A: SECTION_163_A_RULES,
  SECTION_91_A_5: SECTION_91_A_5_RULES,
  MUNICIPAL_2026: MUNICIPAL_2026_RULES,
}

/** Every finding of the instrument's checks over these facts, check by check. */
export function findingsOf(facts: AuditFacts): readonly Finding[] {
  return RULES[facts.instrument].checks.flatMap((check) => check(facts))
}

/** What tells a finding apart from others, in every run alike. */
export function findingKey({ code, about }: Finding): string {
  return `${code} ${about.type}:${about.id}`
}
