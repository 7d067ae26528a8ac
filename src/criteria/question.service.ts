import type { RequestOrigin } from '../access/actor.ts'
import { assertMay } from '../access/viewer.ts'
import { type FlexibleCriterion, loadQuotaAgreements, termInForce } from '../agreements/index.ts'
import { type CommandOptions, type NewKey, type PersonVault, withNewKeys } from '../households/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import { questionRefusals, withdrawalRefusal } from './criterion.rules.ts'
import type { ApplicantEntry, ConsentEntry, CriterionPeriods, QuestionEntry } from './criterion.ts'

/** What the commands over criteria checks work with. */
export interface Criteria {
  readonly database: Database
  readonly vault: PersonVault
  readonly clock: Clock
  /** Null: the data controllers have not said how long questions are answered and kept. */
  readonly periods: CriterionPeriods | null
}

/** Reads back what the caller is to see of the question with this key. */
export type Show<Shown> = (change: Change, key: string) => Promise<Shown>

const OUT_OF_REACH = '42501'

/**
 * Asks the estate's municipality whether an applicant meets a criterion of the agreement in force today.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, CONSENT_MISSING,
 * CONSENT_REFERENCE_MALFORMED, CONSENT_REFERENCE_HOLDS_CPR, CONSENT_IN_FUTURE, APPLICANT_UNIDENTIFIED,
 * APPLICANT_IDENTIFIED_TWICE, BIRTH_DATE_IN_FUTURE, CRITERION_PERIODS_NOT_SET, ESTATE_NOT_FOUND,
 * NO_AGREEMENT_IN_FORCE, CRITERION_NOT_AGREED.
 * @law almenboligloven § 60; GDPR art. 6(1)(a), art. 7
 */
export async function askCriterion<Shown>(
  { database, vault, clock, periods }: Criteria,
  origin: RequestOrigin,
  question: QuestionEntry,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  assertMay(origin.actor, 'criterion:ask')
  const command = {
    action: 'criterion:ask',
    idempotency: { key: idempotencyKey, input: vault.fingerprint(question) },
    dryRun,
  } as const
  return withNewKeys(vault, dryRun, (newKeys) =>
    change(
      database,
      origin,
      command,
      async (running) => {
        // In here, so that a command sent again on another day still gets the answer it got.
        const today = clock.today()
        const refusals = questionRefusals(question, today)
        if (refusals.length > 0) throw new Refused(...refusals)
        if (periods === null) throw new Refused(periodsNotSet)
        const estate = await ownEstate(running, question.estateId, today)
        const asked = await criterionInForce(running, estate, question, today)
        const { applicant, consent } = question
        const [key] = await newKeys(running, estate.municipalityCode, [{ identity: applicant }])
        const entered = { estate, question, asked, today, periods, consent: consent as ConsentEntry }
        return enterQuestion(running, entered, key as NewKey)
      },
      show,
    ),
  )
}

interface AskedEstate {
  readonly id: string
  readonly organisationId: string
  readonly municipalityCode: string
}

async function ownEstate(running: Change, estateId: string, today: LocalDate): Promise<AskedEstate> {
  const [estate] = await running.sql<AskedEstate>(
    `select id, organisation_id as "organisationId", municipality_code as "municipalityCode"
       from public.estate where id = $1::uuid and valid @> $2::date`,
    [uuidOf(estateId, 'Estate'), today],
  )
  if (estate === undefined) throw new Refused(estateNotFound)
  return estate
}

/** A criterion as the term in force has it: each use of it with its parameters. */
interface AgreedCriterion {
  readonly termId: string
  readonly uses: readonly unknown[]
}

async function criterionInForce(
  running: Change,
  { id: estateId, organisationId, municipalityCode }: AskedEstate,
  { dwellingType, criterion }: QuestionEntry,
  day: LocalDate,
): Promise<AgreedCriterion> {
  const { versions, placements } = await loadQuotaAgreements(running.sql, {
    municipalityCode,
    organisationId,
  })
  const found = termInForce(versions, placements, { organisationId, estateId, dwellingType, day })
  if (found === null) throw new Refused(noAgreementInForce)
  const agreed = await running.sql<{ use: unknown }>(
    `select use from public.agreement_term t, jsonb_array_elements(t.criteria) with ordinality uses(use, place)
      where t.id = $1 and use ->> 'criterion' = $2 order by place`,
    [found.term.id, criterion],
  )
  if (agreed.length === 0) throw new Refused(criterionNotAgreed(criterion))
  return { termId: found.term.id, uses: agreed.map(({ use }) => use) }
}

interface EnteredQuestion {
  readonly estate: AskedEstate
  readonly question: QuestionEntry
  readonly asked: AgreedCriterion
  readonly today: LocalDate
  readonly periods: CriterionPeriods
  readonly consent: ConsentEntry
}

async function enterQuestion(
  running: Change,
  { estate, question, asked, today, periods, consent }: EnteredQuestion,
  { personId, seal }: NewKey,
): Promise<string> {
  const [entered] = await withinReach(() =>
    running.sql<{ id: string }>(
      `insert into public.criterion_check (applicant_id, organisation_id, municipality_code, estate_id, dwelling_type,
         agreement_term_id, criterion, uses, asked_on, consent_reference, consent_version, consent_given_on,
         consent_channel, answer_until, kept_until, periods_source)
       values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::date, $10, $11, $12, $13, $9::date + $14::int,
         $9::date + $15::int, $16) returning id`,
      [
        ...[personId, estate.organisationId, estate.municipalityCode, estate.id, question.dwellingType],
        ...[asked.termId, question.criterion, JSON.stringify(asked.uses), today],
        ...[consent.reference, consent.version, consent.givenOn, consent.channel],
        ...[periods.answerDays, periods.keptDays, periods.source],
      ],
    ),
  )
  const { name, cpr, birthDate }: ApplicantEntry = question.applicant
  await running.sql(
    `insert into public.criterion_applicant (id, check_id, organisation_id, municipality_code, name_sealed, cpr_sealed,
       birthdate_sealed)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[personId, entered?.id, estate.organisationId, estate.municipalityCode],
      ...[seal('name', name), seal('cpr', cpr), seal('birthdate', birthDate)],
    ],
  )
  return entered?.id ?? ''
}

/** An estate may be seen by one who may not ask about it: then it is none of theirs. */
async function withinReach<Answer>(write: () => Promise<Answer>): Promise<Answer> {
  try {
    return await write()
  } catch (error) {
    if ((error as { code?: string }).code === OUT_OF_REACH) throw new Refused(estateNotFound)
    throw error
  }
}

/** Which question's consent was withdrawn, and when. */
export interface ConsentWithdrawal {
  /** Global id. */
  readonly checkId: string
  readonly withdrawnOn: LocalDate
}

/**
 * Takes an applicant's consent back: the applicant's key is destroyed, so that nobody can tell any more whom the question
 * was about, and it is no longer answered. What was answered stays. Withdrawing again does nothing more.
 *
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, CRITERION_CHECK_NOT_FOUND,
 * WITHDRAWAL_IN_FUTURE, WITHDRAWAL_BEFORE_CONSENT.
 * @law GDPR art. 7(3)
 */
export async function withdrawConsent<Shown>(
  { database, vault, clock }: Criteria,
  origin: RequestOrigin,
  withdrawal: ConsentWithdrawal,
  { idempotencyKey, dryRun }: CommandOptions,
  show: Show<Shown>,
): Promise<Shown> {
  const { checkId, withdrawnOn } = withdrawal
  return change(
    database,
    origin,
    { action: 'criterion:ask', idempotency: { key: idempotencyKey, input: withdrawal }, dryRun },
    async (running) => {
      const [check] = await running.sql<{ id: string; applicantId: string; givenOn: LocalDate }>(
        `select id, applicant_id as "applicantId", consent_given_on::text as "givenOn"
           from public.criterion_check where id = $1::uuid for update`,
        [uuidOf(checkId, 'CriterionCheck')],
      )
      if (check === undefined) throw new Refused(checkNotFound)
      const refusal = withdrawalRefusal(check.givenOn, withdrawnOn, clock.today())
      if (refusal !== null) throw new Refused(refusal)
      await running.sql(
        `update public.criterion_check set consent_withdrawn_on = $2, erased = true
          where id = $1 and consent_withdrawn_on is null`,
        [check.id, withdrawnOn],
      )
      // Last: should the change fail after all, the key is gone as was asked, and withdrawing again completes it.
      if (!dryRun) await vault.destroy([check.applicantId])
      return check.id
    },
    show,
  )
}

/** There is none, or none that the actor may act on. */
export const checkNotFound: Refusal = {
  code: 'CRITERION_CHECK_NOT_FOUND',
  path: 'input.checkId',
  text: {
    da: 'Der er intet spørgsmål med dette id, som du kan se.',
    en: 'There is no question with this id that you may see.',
  },
}

const estateNotFound: Refusal = {
  code: 'ESTATE_NOT_FOUND',
  path: 'input.estateId',
  text: {
    da: 'Organisationen har ingen afdeling med dette id i dag. Se dem med forespørgslen »estates«.',
    en: 'The organisation has no estate with this id today. The query "estates" lists them.',
  },
}

const noAgreementInForce: Refusal = {
  code: 'NO_AGREEMENT_IN_FORCE',
  path: 'input.estateId',
  law: 'almenboligloven § 60',
  text: {
    da: 'Der er ingen aftale i kraft i dag for afdelingen og boligtypen. Se forespørgslen »termsInForce«.',
    en: 'No agreement is in force today for the estate and dwelling type. See the query "termsInForce".',
  },
}

const criterionNotAgreed = (criterion: FlexibleCriterion): Refusal => ({
  code: 'CRITERION_NOT_AGREED',
  path: 'input.criterion',
  law: 'almenboligloven § 60',
  text: {
    da: `Aftalen i kraft for afdelingen har ikke kriteriet ${criterion}. Spørg kun om kriterier i dens katalog; se »termsInForce«.`,
    en: `The agreement in force for the estate does not have the criterion ${criterion}. Ask about criteria of its catalogue only; see "termsInForce".`,
  },
})

const periodsNotSet: Refusal = {
  code: 'CRITERION_PERIODS_NOT_SET',
  law: 'GDPR art. 5(1)(e)',
  text: {
    da: 'Det er ikke besluttet, hvor længe spørgsmål kan besvares og gemmes. Lad hubbens drift angive CRITERION_ANSWER_DAYS, CRITERION_KEPT_DAYS og CRITERION_PERIODS_SOURCE.',
    en: 'It is not decided how long questions may be answered and are kept. Have the hub’s operator set CRITERION_ANSWER_DAYS, CRITERION_KEPT_DAYS and CRITERION_PERIODS_SOURCE.',
  },
}
