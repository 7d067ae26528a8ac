import type { RequestOrigin } from '../access/actor.ts'
import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Carrying, type Change, change } from '../platform/change.ts'
import type { Database } from '../platform/database.ts'
import type { AreaStatusKind, DwellingType } from '../registry/index.ts'
import { refreshPair } from './ledger.service.ts'
import { lockPair } from './pair-lock.service.ts'
import type { Letting, LettingFacts, Pair } from './quota-turn.ts'
import { actOnTurn } from './turn.service.ts'

/** Reads what the caller is to see of the turn with this id; null when the letting has none. */
type Show<Shown> = (change: Change, turnId: string | null) => Promise<Shown>

/** How an organisation lets what is not the municipality's. */
export type OwnChannel = 'INTERNAL_TRANSFER' | 'REHOUSING' | 'FLEXIBLE' | 'WAITING_LIST'

/** What an organisation reports of a vacancy; null is not reported. */
export interface FactsReport {
  readonly vacancyId: string
  /** Null: the letting at hand. */
  readonly letting: number | null
  readonly internalTransfer: LettingFacts['internalTransfer'] | null
  readonly rehousing: boolean | null
  /** How it was let: acts upon the turn. */
  readonly letThrough: OwnChannel | null
}

/**
 * Reports, for an organisation, what its feeds do not say of a vacancy, and brings the ledger up to date.
 *
 * **Refuses:** NOT_ALLOWED, NOTHING_REPORTED, VACANCY_NOT_FOUND, TURN_ACTED_UPON.
 */
export function reportVacancyFacts<Shown>(
  database: Database,
  clock: Clock,
  origin: RequestOrigin,
  report: FactsReport,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const command = { action: 'quota:report', ...carrying } as const
  return change(database, origin, command, (running) => enterReport(running, report, clock.today()), show)
}

async function enterReport(running: Change, report: FactsReport, today: LocalDate): Promise<string | null> {
  const facts = reportedFacts(report)
  if (Object.keys(facts).length === 0 && report.letThrough === null) throw new Refused(nothingReported)
  const found = await vacancyToReport(running, report)
  await lockPair(running, found)
  const [turn] = await running.sql(
    `select 1 from public.quota_turn where vacancy_id = $1::uuid and letting = $2 and acted_on is not null`,
    [found.vacancyId, found.letting],
  )
  if (turn !== undefined) throw new Refused(turnActedUpon)
  if (Object.keys(facts).length > 0) await enterFacts(running, found, 'REPORTED', facts, null, today)
  await refreshPair(running, found)
  if (report.letThrough !== null) {
    await actOnTurn(running, { ...found, channel: report.letThrough, on: today })
    await refreshPair(running, found)
  }
  return turnIdOf(running, found)
}

/** What was let to a mover within or a rehoused tenant was taken by one. */
function reportedFacts({ internalTransfer, rehousing, letThrough }: FactsReport): object {
  const taken = letThrough === 'INTERNAL_TRANSFER' ? 'TAKEN' : internalTransfer
  const rehoused = letThrough === 'REHOUSING' ? true : rehousing
  return {
    ...(taken === null ? {} : { internalTransfer: taken }),
    ...(rehoused === null ? {} : { rehousing: rehoused }),
  }
}

async function vacancyToReport(running: Change, report: FactsReport): Promise<Letting & Pair> {
  const [vacancy] = await running.sql<Letting & Pair>(
    `select id as "vacancyId", coalesce($2::int, letting)::int as letting, municipality_code as "municipalityCode",
            organisation_id as "organisationId"
       from public.vacancy where id = $1::uuid and coalesce($2::int, letting) between 1 and letting`,
    [uuidOf(report.vacancyId, 'Vacancy'), report.letting],
  )
  if (vacancy === undefined) throw new Refused(vacancyNotFound)
  return vacancy
}

/** The facts behind a turn as they are to be counted; null is left as it is. */
export interface TurnCorrection {
  readonly turnId: string
  readonly reason: string
  readonly day: LocalDate | null
  readonly estateId: string | null
  readonly dwellingType: DwellingType | null
  readonly internalTransfer: LettingFacts['internalTransfer'] | null
  readonly rehousing: boolean | null
  readonly areaStatuses: readonly AreaStatusKind[] | null
}

/**
 * Corrects the facts behind a turn, also of one that was acted upon: it stays where it is, and what the correction
 * makes of the balance is owed or a credit. The reason is seen by both parties.
 *
 * **Refuses:** NOT_ALLOWED, NOTHING_CORRECTED, TURN_NOT_FOUND, ESTATE_NOT_OF_ORGANISATION.
 */
export function correctTurn<Shown>(
  database: Database,
  clock: Clock,
  origin: RequestOrigin,
  correction: TurnCorrection,
  carrying: Carrying,
  show: Show<Shown>,
): Promise<Shown> {
  const command = { action: 'quota:correct', ...carrying } as const
  const work = (running: Change) => enterCorrection(running, correction, clock.today())
  return change(database, origin, command, work, show)
}

async function enterCorrection(
  running: Change,
  { turnId, reason, estateId, ...rest }: TurnCorrection,
  today: LocalDate,
): Promise<string> {
  const given = Object.entries(rest).filter(([, value]) => value !== null)
  if (given.length === 0 && estateId === null) throw new Refused(nothingCorrected)
  const [turn] = await running.sql<Letting & Pair & { id: string }>(
    `select id, vacancy_id as "vacancyId", letting, municipality_code as "municipalityCode",
            organisation_id as "organisationId" from public.quota_turn where id = $1::uuid`,
    [uuidOf(turnId, 'QuotaTurn')],
  )
  if (turn === undefined) throw new Refused(turnNotFound)
  const facts = {
    ...Object.fromEntries(given),
    ...(estateId === null ? {} : { estateId: await estateOf(running, turn, estateId) }),
  }
  await lockPair(running, turn)
  await enterFacts(running, turn, 'CORRECTED', facts, reason, today)
  await refreshPair(running, turn)
  return turn.id
}

async function estateOf(
  running: Change,
  { municipalityCode, organisationId }: Pair,
  globalId: string,
): Promise<string> {
  const [estate] = await running.sql<{ id: string }>(
    `select id from public.estate where id = $1::uuid and municipality_code = $2 and organisation_id = $3::uuid`,
    [uuidOf(globalId, 'Estate'), municipalityCode, organisationId],
  )
  if (estate === undefined) throw new Refused(estateNotOfOrganisation)
  return estate.id
}

async function enterFacts(
  running: Change,
  { vacancyId, letting, municipalityCode, organisationId }: Letting & Pair,
  kind: 'REPORTED' | 'CORRECTED',
  facts: object,
  reason: string | null,
  day: LocalDate,
): Promise<void> {
  await running.sql(
    `insert into public.quota_event (vacancy_id, letting, municipality_code, organisation_id, kind, day, reason, facts)
     values ($1::uuid, $2, $3, $4::uuid, $5, $6::date, $7, $8::jsonb)`,
    [vacancyId, letting, municipalityCode, organisationId, kind, day, reason, JSON.stringify(facts)],
  )
}

async function turnIdOf(
  running: Change,
  { vacancyId, letting, municipalityCode }: Letting & Pair,
): Promise<string | null> {
  const [turn] = await running.sql<{ id: string }>(
    'select id from public.quota_turn where vacancy_id = $1::uuid and letting = $2 and municipality_code = $3',
    [vacancyId, letting, municipalityCode],
  )
  return turn?.id ?? null
}

const nothingReported: Refusal = {
  code: 'NOTHING_REPORTED',
  path: 'input',
  text: {
    da: 'Angiv mindst én oplysning: intern oprykning, genhusning, eller hvordan boligen er udlejet.',
    en: 'Give at least one fact: internal transfer, rehousing, or how the dwelling was let.',
  },
}

const vacancyNotFound: Refusal = {
  code: 'VACANCY_NOT_FOUND',
  path: 'input.vacancyId',
  text: {
    da: 'Der er ingen ledig bolig med dette id og denne udlejning, som du må oplyse om. Se dem med forespørgslen »vacancies«.',
    en: 'There is no vacancy with this id and letting that you may report on. The query "vacancies" lists them.',
  },
}

const turnActedUpon: Refusal = {
  code: 'TURN_ACTED_UPON',
  path: 'input.vacancyId',
  text: {
    da: 'Turen er disponeret. Ret oplysningerne med »correctTurn« og en begrundelse.',
    en: 'The turn has been acted upon. Correct its facts with "correctTurn" and a reason.',
  },
}

const nothingCorrected: Refusal = {
  code: 'NOTHING_CORRECTED',
  path: 'input',
  text: { da: 'Angiv mindst én oplysning, der skal rettes.', en: 'Give at least one fact to correct.' },
}

const turnNotFound: Refusal = {
  code: 'TURN_NOT_FOUND',
  path: 'input.turnId',
  text: {
    da: 'Der er ingen tur med dette id, som du må rette. Se dem med forespørgslen »quotaLedger«.',
    en: 'There is no turn with this id that you may correct. The query "quotaLedger" lists them.',
  },
}

const estateNotOfOrganisation: Refusal = {
  code: 'ESTATE_NOT_OF_ORGANISATION',
  path: 'input.estateId',
  text: {
    da: 'Afdelingen hører ikke til turens boligorganisation i kommunen.',
    en: 'The estate is none of the turn’s organisation in the municipality.',
  },
}
