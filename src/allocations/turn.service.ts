import { type ClosingDay, loadQuotaAgreements, termInForce } from '../agreements/index.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import type { DwellingType } from '../registry/index.ts'
import type { OfferBasis } from './offer.ts'

/** The agreement behind an offer: what it says of the time to answer. */
export interface OfferTerm {
  readonly versionId: string
  readonly termId: string
  readonly answerBusinessDays: number
  readonly closingDays: readonly ClosingDay[]
}

/** A vacancy as its turn depends on it. */
export interface TurnOf {
  readonly municipalityCode: string
  readonly organisationId: string
  readonly estateId: string
  readonly dwellingType: DwellingType | null
}

/**
 * The term in force for a vacancy on a day, by the agreements between its municipality and organisation.
 * **Refuses:** NO_TERM_IN_FORCE, LEGAL_BASIS_NOT_AGREED.
 */
export async function offerTerm(
  running: Change,
  vacancy: TurnOf,
  legalBasis: OfferBasis,
  day: LocalDate,
): Promise<OfferTerm> {
  const agreements = await loadQuotaAgreements(running.sql, vacancy)
  const found = termInForce(agreements.versions, agreements.placements, { ...vacancy, day })
  const answerBusinessDays = found === null ? undefined : agreements.answerDeadlines.get(found.term.id)
  if (found === null || answerBusinessDays === undefined) throw new Refused(noTermInForce)
  const [agreed] = await running.sql(
    'select 1 from public.agreement where id = $1::uuid and $2 = any (legal_bases)',
    [found.version.agreementId, legalBasis],
  )
  if (agreed === undefined) throw new Refused(legalBasisNotAgreed)
  return {
    versionId: found.version.id,
    termId: found.term.id,
    answerBusinessDays,
    closingDays: agreements.closingDays.get(found.version.id) ?? [],
  }
}

const noTermInForce: Refusal = {
  code: 'NO_TERM_IN_FORCE',
  path: 'input.vacancyId',
  law: 'almenboligloven § 59',
  text: {
    da: 'Der er intet aftalevilkår i kraft for boligen i dag, og dermed ingen svarfrist. Registrér aftalen først.',
    en: 'No term of an agreement is in force for the dwelling today, and so there is no deadline. Record the agreement first.',
  },
}

const legalBasisNotAgreed: Refusal = {
  code: 'LEGAL_BASIS_NOT_AGREED',
  path: 'input.legalBasis',
  law: 'almenboligloven § 59',
  text: {
    da: 'Aftalen, der gælder for boligen, hviler ikke på denne hjemmel. Se aftalens »legalBases«.',
    en: 'The agreement in force for the dwelling does not rest on this basis. See its `legalBases`.',
  },
}
