import { contains } from '../kernel/period.ts'
import type { TermScope } from './agreement.ts'
import { TERM_SCOPES } from './agreement.ts'
import type { QuotaPlacement, QuotaTerm, QuotaVersion, VacancyFacts } from './quota.ts'

/** A term that holds for a dwelling, and what led to it. */
export interface TermFound {
  readonly version: QuotaVersion
  readonly term: QuotaTerm
  readonly scope: TermScope
  /** The step the estate is on, whether or not the term is about it. */
  readonly step: string | null
}

/** What a term is about. */
export function scopeOfTerm(term: Pick<QuotaTerm, 'estateId' | 'step' | 'dwellingType'>): TermScope {
  const ofType = term.dwellingType !== null
  if (term.estateId !== null) return ofType ? 'ESTATE_AND_TYPE' : 'ESTATE'
  if (term.step !== null) return ofType ? 'STEP_AND_TYPE' : 'STEP'
  return ofType ? 'DWELLING_TYPE' : 'ORGANISATION'
}

/**
 * The term in force for a dwelling on a day; null when none is. An agreement below a framework comes before the
 * framework; in one version the place comes before the dwelling type, so an estate's term beats a step's, a step's
 * beats one for a type everywhere, and that beats the term for all. Beside each other, the type's own term wins.
 */
export function termInForce(
  versions: readonly QuotaVersion[],
  placements: readonly QuotaPlacement[],
  dwelling: Pick<VacancyFacts, 'organisationId' | 'estateId' | 'dwellingType' | 'day'>,
): TermFound | null {
  const { organisationId, estateId, dwellingType, day } = dwelling
  const found = versions
    .filter((version) => contains(version.valid, day) && version.organisationIds.includes(organisationId))
    .flatMap((version) => {
      const step =
        placements.find(
          (one) =>
            one.agreementId === version.agreementId && one.estateId === estateId && contains(one.valid, day),
        )?.step ?? null
      return version.terms
        .filter(
          (term) =>
            (term.estateId === null || term.estateId === estateId) &&
            (term.step === null || term.step === step) &&
            (term.dwellingType === null || term.dwellingType === dwellingType),
        )
        .map((term): TermFound => ({ version, term, scope: scopeOfTerm(term), step }))
    })
  return found.sort(byPrecedence)[0] ?? null
}

function byPrecedence(a: TermFound, b: TermFound): number {
  return (
    Number(b.version.underFramework) - Number(a.version.underFramework) ||
    TERM_SCOPES.indexOf(a.scope) - TERM_SCOPES.indexOf(b.scope) ||
    (a.version.agreementId < b.version.agreementId ? -1 : 1)
  )
}
