import { randomUUID } from 'node:crypto'
import { programActor } from '../../src/access/actor.ts'
import type { LocalDate } from '../../src/kernel/period.ts'
import { type Change, change } from '../../src/platform/change.ts'
import { systemClock } from '../../src/platform/system-clock.ts'
import { actOnTurn, enterQuotaEvent, refreshLedgers } from '../../src/quota/index.ts'
import type { Bearer, TestHub } from './hub.ts'

/** A payload of a command on a turn. */
export interface TurnAnswer {
  readonly turn: { readonly id: string; readonly [shown: string]: unknown } | null
  readonly refusals: readonly {
    readonly code: string
    readonly path: string | null
    readonly messageDa: string
    readonly messageEn: string
  }[]
}

const SHOWN =
  'turn { id channel rule sequence actedOn internalTransfer rehousing dwellingType day explanationEn events { kind reason } }'

/** Carries out `reportVacancyFacts` or `correctTurn` over HTTP. */
export async function turnCommand(
  hub: TestHub,
  bearer: Bearer,
  name: 'reportVacancyFacts' | 'correctTurn',
  input: object,
  more: { readonly key?: string; readonly dryRun?: boolean } = {},
): Promise<TurnAnswer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const { it } = await hub.fields<{ it: TurnAnswer }>(
    await hub.token(bearer),
    `mutation($input: ${type}!, $key: IdempotencyKey!, $dryRun: Boolean!) {
       it: ${name}(input: $input, idempotencyKey: $key, dryRun: $dryRun) { ${SHOWN} refusals { code path messageDa messageEn } } }`,
    { input, key: more.key ?? randomUUID(), dryRun: more.dryRun ?? false },
  )
  return it
}

/** Refreshes until nothing is marked. */
export async function refreshHub(hub: TestHub): Promise<void> {
  while (await refreshLedgers(hub.app.database, systemClock));
}

/** Runs work in a change of one of the hub's own jobs. */
export function asJob<Answer>(hub: TestHub, work: (running: Change) => Promise<Answer>): Promise<Answer> {
  const actor = programActor('test-job', { roles: ['hub'], purpose: 'operations' })
  const command = { action: 'quota:keep' } as const
  return change(hub.app.database, { requestId: 'test', actor }, command, work, async (_, answer) => answer)
}

interface Turn {
  readonly id: string
  readonly vacancyId: string
  readonly letting: number
}

/**
 * Gives the ledgers of two pairs a past: turns acted upon as the rules say and otherwise, facts reported and
 * corrected, a dwelling returned and one used as a transitional dwelling.
 */
export async function tellQuotaStory(
  hub: TestHub,
  { organisation, municipality }: { readonly organisation: Bearer; readonly municipality: Bearer },
): Promise<void> {
  await refreshHub(hub)
  const turnsIn = (lbfNumber: string) =>
    hub.asOwner<Turn>(
      `select t.id, t.vacancy_id as "vacancyId", t.letting
         from quota_turn t join housing_organisation o on o.id = t.organisation_id
        where o.lbf_number = $1 and t.channel is not null order by t.day, t.id limit 12`,
      [lbfNumber],
    )
  const own = await turnsIn('0045')
  const foreign = await turnsIn('0311')
  const on = '2026-11-20' as LocalDate
  const act = (turn: Turn | undefined, channel: 'MUNICIPAL' | 'WAITING_LIST') =>
    asJob(hub, (running) => actOnTurn(running, { ...present(turn), channel, on }))
  await act(own[1], 'MUNICIPAL')
  await act(own[2], 'WAITING_LIST')
  await act(foreign[0], 'MUNICIPAL')
  for (const turn of [own[1], foreign[0]]) {
    await asJob(hub, (running) =>
      enterQuotaEvent(running, { ...present(turn), kind: 'RETURNED', day: on, reason: 'RENT_TOO_HIGH' }),
    )
  }
  await asJob(hub, (running) =>
    enterQuotaEvent(running, { ...present(own[1]), kind: 'USED_AS_TRANSITIONAL', day: on, reason: null }),
  )
  const vacancyId = `Vacancy:${own[4]?.vacancyId}`
  await commanded(hub, organisation, 'reportVacancyFacts', { vacancyId, internalTransfer: 'TAKEN' })
  await commanded(hub, municipality, 'correctTurn', {
    turnId: `QuotaTurn:${own[5]?.id}`,
    reason: 'Boligtypen var forkert',
    dwellingType: 'YOUTH',
    areaStatuses: ['PREVENTION'],
  })
  await refreshHub(hub)
}

async function commanded(
  hub: TestHub,
  bearer: Bearer,
  name: 'reportVacancyFacts' | 'correctTurn',
  input: object,
): Promise<void> {
  const { refusals } = await turnCommand(hub, bearer, name, input)
  if (refusals.length > 0) throw new Error(`${name} was refused: ${refusals.map(({ code }) => code).join()}`)
}

function present(turn: Turn | undefined): Turn {
  if (turn === undefined) throw new Error('The data has too few turns')
  return turn
}
