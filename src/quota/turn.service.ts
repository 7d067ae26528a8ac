import type { Channel, LegalBasis, ReturnReason } from '../agreements/index.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { refreshPair } from './ledger.service.ts'
import { holdPair, lockPair } from './pair-lock.service.ts'
import type { Letting, Pair } from './quota-turn.ts'

/** Somebody acts upon the turn of a letting: it goes this way, and stays. */
export interface Act extends Letting {
  readonly channel: Channel
  readonly on: LocalDate
}

/** What happened to a letting after its turn was acted upon. */
export type QuotaHappening = Letting & { readonly day: LocalDate } & (
    | { readonly kind: 'RETURNED'; readonly reason: ReturnReason }
    | {
        readonly kind: 'WITHDRAWN' | 'OFFERED_AGAIN' | 'REPLACED' | 'USED_AS_TRANSITIONAL'
        readonly reason: string | null
      }
  )

/**
 * Marks the turn of a letting acted upon: it keeps its number, channel and group whatever becomes known later. Where
 * the rules had it go another way, the difference is owed or a credit from the next refresh on. A turn that was acted
 * upon before stays as it is. A letting without an agreement has no turn, and nothing happens.
 */
export async function actOnTurn(running: Change, act: Act): Promise<void> {
  const pair = await pairOf(running, act)
  if (pair === null) return
  if (await hasTurn(running, act)) await holdPair(running, pair)
  else await keepNow(running, pair)
  const [turn] = await running.sql<{ id: string; channel: Channel | null; acted: boolean }>(
    `select t.id, t.channel, t.acted_on is not null as acted ${TURN_OF} for no key update of t`,
    [act.vacancyId, act.letting],
  )
  if (turn === undefined || turn.acted) return
  const asDue = turn.channel === act.channel
  await running.sql(
    `update public.quota_turn set acted_on = $2::date, channel = $3, sub_share = case when $4 then sub_share end
      where id = $1::uuid`,
    [turn.id, act.on, act.channel, asDue],
  )
  if (!asDue) {
    await running.sql(
      'insert into public.quota_stale (municipality_code, organisation_id) values ($1, $2::uuid)',
      [pair.municipalityCode, pair.organisationId],
    )
  }
}

/**
 * Enters that a dwelling was returned or taken back, offered again after that, given in the place of a returned one, or let
 * as a transitional dwelling.
 */
export async function enterQuotaEvent(running: Change, happening: QuotaHappening): Promise<void> {
  const pair = await pairOf(running, happening)
  if (pair === null) return
  const { vacancyId, letting, kind, day, reason } = happening
  await running.sql(
    `insert into public.quota_event (vacancy_id, letting, municipality_code, organisation_id, kind, day, reason)
     values ($1::uuid, $2, $3, $4::uuid, $5, $6::date, $7)`,
    [vacancyId, letting, pair.municipalityCode, pair.organisationId, kind, day, reason],
  )
}

/** What a letting's turn rests on, and what follows from it for an offer. */
export interface QuotaTermInForce {
  readonly turnId: string
  readonly agreementId: string
  readonly agreementVersionId: string
  readonly termId: string
  /** Whose turn it is; null for a withdrawn vacancy. */
  readonly channel: Channel | null
  readonly answerDeadlineBusinessDays: number
  /** `MM-dd`. */
  readonly closingDays: readonly string[]
  /** The one that an allocation of such a dwelling rests on, of those that the agreement names. */
  readonly legalBasis: LegalBasis
  readonly legalBases: readonly LegalBasis[]
}

/** The term behind a letting's turn, the ledger brought up to date first where it is not; null when there is none. */
export async function quotaTermOf(running: Change, letting: Letting): Promise<QuotaTermInForce | null> {
  const pair = await pairOf(running, letting)
  if (pair === null) return null
  if (!(await hasTurn(running, letting)) || (await isStale(running, pair))) await keepNow(running, pair)
  const [found] = await running.sql<Omit<QuotaTermInForce, 'legalBasis'> & { dwellingType: string | null }>(
    `select t.id as "turnId", t.agreement_id as "agreementId", t.version_id as "agreementVersionId",
            t.term_id as "termId", t.channel, m.answer_deadline_business_days as "answerDeadlineBusinessDays",
            coalesce((select json_agg(c ->> 'day') from jsonb_array_elements(n.closing_days) c), '[]') as "closingDays",
            to_json(a.legal_bases) as "legalBases", t.dwelling_type as "dwellingType"
       ${TURN_OF_TERM}`,
    [letting.vacancyId, letting.letting],
  )
  if (found === undefined) return null
  const { dwellingType, ...term } = found
  return { ...term, legalBasis: legalBasisOf(term.legalBases, dwellingType) }
}

/** @law almenboligloven § 59 stk. 3: youth dwellings; stk. 1, 2 and 4 the others. */
function legalBasisOf(bases: readonly LegalBasis[], dwellingType: string | null): LegalBasis {
  const inOrder: readonly LegalBasis[] = ['SECTION_59_2', 'SECTION_59_4', 'SECTION_59_1']
  const first: readonly LegalBasis[] = dwellingType === 'YOUTH' ? ['SECTION_59_3', ...inOrder] : inOrder
  return [...first, ...bases].find((basis) => bases.includes(basis)) as LegalBasis
}

const TURN_OF = `from public.quota_turn t join public.vacancy v on v.id = t.vacancy_id
   and v.municipality_code = t.municipality_code and v.organisation_id = t.organisation_id
 where t.vacancy_id = $1::uuid and t.letting = $2`

const TURN_OF_TERM = `from public.quota_turn t join public.vacancy v on v.id = t.vacancy_id
   and v.municipality_code = t.municipality_code and v.organisation_id = t.organisation_id
  join public.agreement_term m on m.id = t.term_id
  join public.agreement_version n on n.id = t.version_id
  join public.agreement a on a.id = t.agreement_id
 where t.vacancy_id = $1::uuid and t.letting = $2`

/** The parties of a vacancy's letting, as far as the actor sees it. */
export async function pairOf(running: Change, { vacancyId, letting }: Letting): Promise<Pair | null> {
  const [pair] = await running.sql<Pair>(
    `select municipality_code as "municipalityCode", organisation_id as "organisationId"
       from public.vacancy where id = $1::uuid and letting >= $2`,
    [vacancyId, letting],
  )
  return pair ?? null
}

async function hasTurn(running: Change, { vacancyId, letting }: Letting): Promise<boolean> {
  const [turn] = await running.sql(`select 1 ${TURN_OF}`, [vacancyId, letting])
  return turn !== undefined
}

async function isStale(running: Change, { municipalityCode, organisationId }: Pair): Promise<boolean> {
  const [mark] = await running.sql(
    'select 1 from public.quota_stale where municipality_code = $1 and organisation_id = $2::uuid limit 1',
    [municipalityCode, organisationId],
  )
  return mark !== undefined
}

async function keepNow(running: Change, pair: Pair): Promise<void> {
  await lockPair(running, pair)
  await refreshPair(running, pair)
}
