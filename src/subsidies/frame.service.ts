import { actionHeld } from '../access/viewer.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, type Violations, within } from '../platform/command.ts'
import { enterCorrection } from './correction.service.ts'
import { type Programme, programmeOf } from './programme.service.ts'
import { assertReference, referenceTaken } from './reference.rules.ts'
import type {
  ConditionContent,
  ConditionCorrection,
  ConditionRecord,
  FrameRecord,
  FrameRestatement,
  FrameSize,
} from './subsidy.record.ts'

const ACTIONS = ['subsidyFrame:record', 'subsidyFrame:give'] as const

/**
 * Records a frame that a municipality has been given.
 * **Refuses:** NOT_ALLOWED, PROGRAMME_NOT_FOUND, PERIOD_EMPTY, FRAME_WITHOUT_SIZE, LAPSES_BEFORE_WINDOW, FRAME_NOT_OWN,
 * REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export function recordFrame<Shown>(call: Call<Shown>, record: FrameRecord): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), async (running) =>
    enterFrame(running, await programmeOf(running, record.programmeId), record),
  )
}

/**
 * Enters a frame of a programme; answers its id.
 * **Refuses:** PERIOD_EMPTY, FRAME_WITHOUT_SIZE, LAPSES_BEFORE_WINDOW, FRAME_NOT_OWN, REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export async function enterFrame(
  running: Change,
  programme: Programme,
  record: Omit<FrameRecord, 'programmeId'>,
): Promise<string> {
  assertSize(record)
  assertReference(record.reference)
  const elsewhere =
    programme.municipalityCode !== null && programme.municipalityCode !== record.municipalityCode
  if (elsewhere) throw new Refused(frameNotOwn)
  const [row] = await within(
    {
      OUT_OF_REACH: frameNotOwn,
      subsidy_frame_municipality_code_fkey: frameNotOwn,
      frame_reference_is_its_own: referenceTaken('input.reference'),
    },
    () =>
      running.sql<{ id: string }>(
        `insert into public.subsidy_frame (programme_id, programme, instrument, municipality_code, reference, dwellings_max,
           amount_max_oere, commit_window, lapses_on, source)
         values ($1::uuid, $2, $3, $4, $5, $6, $7, daterange($8::date, $9::date), $10::date, $11) returning id`,
        [
          ...[programme.id, programme.code, programme.instrument, record.municipalityCode, record.reference],
          ...sizeOf(record),
        ],
      ),
  )
  return row?.id ?? ''
}

/**
 * Restates a frame. It may become smaller than what is committed: then it takes no more, and the audit says so.
 * **Refuses:** NOT_ALLOWED, FRAME_NOT_FOUND, NOTHING_CHANGED, PERIOD_EMPTY, FRAME_WITHOUT_SIZE, LAPSES_BEFORE_WINDOW.
 */
export function restateFrame<Shown>(call: Call<Shown>, record: FrameRestatement): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), async (running) => {
    const id = uuidOf(record.frameId, 'SubsidyFrame')
    await enterFrameSize(running, id, record, record.reason)
    return id ?? ''
  })
}

/**
 * Restates what a frame holds, with the reason.
 * **Refuses:** FRAME_NOT_FOUND, NOTHING_CHANGED, PERIOD_EMPTY, FRAME_WITHOUT_SIZE, LAPSES_BEFORE_WINDOW.
 */
export async function enterFrameSize(
  running: Change,
  id: string | null,
  size: FrameSize,
  reason: string,
): Promise<void> {
  assertSize(size)
  await enterCorrection(running, 'SubsidyFrame', id, reason, frameNotFound, () =>
    running.sql(
      `update public.subsidy_frame set dwellings_max = $2, amount_max_oere = $3,
         commit_window = daterange($4::date, $5::date), lapses_on = $6::date, source = $7 where id = $1::uuid`,
      [id, ...sizeOf(size)],
    ),
  )
}

/**
 * Records that a condition of a frame is met for some days.
 * **Refuses:** NOT_ALLOWED, FRAME_NOT_FOUND, PERIOD_EMPTY, ORGANISATION_NOT_FOUND, ORGANISATION_NOT_MEANT,
 * CONDITION_RECORDED, REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export function recordCondition<Shown>(call: Call<Shown>, record: ConditionRecord): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), (running) => {
    const organisationId =
      record.organisationId === null ? null : uuidOf(record.organisationId, 'HousingOrganisation')
    if (record.organisationId !== null && organisationId === null) throw new Refused(organisationNotFound)
    return enterCondition(running, uuidOf(record.frameId, 'SubsidyFrame'), { ...record, organisationId })
  })
}

/**
 * Enters a condition of the frame with this id, with an organisation by its own; answers the frame's id.
 * **Refuses:** FRAME_NOT_FOUND, PERIOD_EMPTY, ORGANISATION_NOT_FOUND, ORGANISATION_NOT_MEANT, CONDITION_RECORDED,
 * REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export async function enterCondition(
  running: Change,
  frameId: string | null,
  record: Omit<ConditionRecord, 'frameId'>,
): Promise<string> {
  const { kind, organisationId, from, until, source, reference } = record
  assertPeriod(from, until)
  assertReference(reference)
  if (organisationId !== null && kind !== 'LETTING_AGREEMENT') throw new Refused(organisationNotMeant)
  const [row] = await within(CONDITION_VIOLATIONS, () =>
    running.sql<{ frameId: string }>(
      `insert into public.subsidy_condition (frame_id, programme, instrument, municipality_code, kind,
         organisation_id, valid, source, reference)
       select f.id, f.programme, f.instrument, f.municipality_code, $2, $3::uuid, daterange($4::date, $5::date), $6, $7
         from public.subsidy_frame f where f.id = $1::uuid returning frame_id as "frameId"`,
      [frameId, kind, organisationId, from, until, source, reference],
    ),
  )
  if (row === undefined) throw new Refused(frameNotFound)
  return row.frameId
}

/**
 * Corrects for which days a condition is met and where that is written, or takes it back; what it said before stays known.
 * **Refuses:** NOT_ALLOWED, CONDITION_NOT_FOUND, PERIOD_EMPTY, NOTHING_CHANGED, CONDITION_RECORDED.
 */
export function correctCondition<Shown>(call: Call<Shown>, record: ConditionCorrection): Promise<Shown> {
  return carryOut(call, actionHeld(call.origin.actor, ...ACTIONS), async (running) => {
    const id = uuidOf(record.conditionId, 'SubsidyCondition')
    await restateCondition(running, id, record, record.reason)
    const [row] = await running.sql<{ frameId: string }>(
      'select frame_id as "frameId" from public.subsidy_condition where id = $1::uuid',
      [id],
    )
    return row?.frameId ?? ''
  })
}

/**
 * Restates a condition, with the reason; it stays with its frame, its kind and its organisation.
 * **Refuses:** CONDITION_NOT_FOUND, PERIOD_EMPTY, NOTHING_CHANGED, CONDITION_RECORDED.
 */
export async function restateCondition(
  running: Change,
  id: string | null,
  { from, until, source, withdrawn }: ConditionContent,
  reason: string,
): Promise<void> {
  assertPeriod(from, until)
  await enterCorrection(running, 'SubsidyCondition', id, reason, conditionNotFound, () =>
    within(CONDITION_VIOLATIONS, () =>
      running.sql(
        `update public.subsidy_condition set valid = daterange($2::date, $3::date), source = $4, withdrawn = $5
          where id = $1::uuid`,
        [id, from, until, source, withdrawn],
      ),
    ),
  )
}

function assertSize({ dwellingsMax, amountMax, windowFrom, windowUntil, lapsesOn }: FrameSize): void {
  assertPeriod(windowFrom, windowUntil, 'input.windowUntil')
  const positive = (dwellingsMax ?? 1) > 0 && (amountMax ?? 1n) > 0n
  if ((dwellingsMax === null && amountMax === null) || !positive) throw new Refused(frameWithoutSize)
  if (lapsesOn <= windowFrom) throw new Refused(lapsesBeforeWindow)
}

function sizeOf(size: FrameSize): (string | number | null)[] {
  const { dwellingsMax, amountMax, windowFrom, windowUntil, lapsesOn, source } = size
  return [dwellingsMax, amountMax === null ? null : `${amountMax}`, windowFrom, windowUntil, lapsesOn, source]
}

/** The frame that a command names. */
export interface Frame {
  readonly id: string
  readonly programmeId: string
  readonly municipalityCode: string
  readonly windowFrom: string
  readonly windowUntil: string
  readonly lapsesOn: string
}

/**
 * The frame with this global id.
 * **Refuses:** FRAME_NOT_FOUND.
 */
export async function frameOf(running: Change, globalId: string): Promise<Frame> {
  const [frame] = await running.sql<Frame>(
    `select id, programme_id as "programmeId", municipality_code as "municipalityCode",
            lower(commit_window)::text as "windowFrom", upper(commit_window)::text as "windowUntil",
            lapses_on::text as "lapsesOn"
       from public.subsidy_frame where id = $1::uuid`,
    [uuidOf(globalId, 'SubsidyFrame')],
  )
  if (frame === undefined) throw new Refused(frameNotFound)
  return frame
}

const frameNotFound = notFound('FRAME', 'input.frameId', 'ingen tilsagnsramme', 'frame')

const frameNotOwn: Refusal = {
  code: 'FRAME_NOT_OWN',
  path: 'input.municipalityCode',
  text: {
    da: 'En ramme registreres af den kommune, der har den, eller af ordningens administrator for en ordning, staten eller Landsbyggefonden betaler.',
    en: 'A frame is recorded by the municipality that has it, or by the administrator of a programme that the state or Landsbyggefonden pays.',
  },
}

const frameWithoutSize: Refusal = {
  code: 'FRAME_WITHOUT_SIZE',
  path: 'input.dwellingsMax',
  text: {
    da: 'Angiv, hvor mange boliger eller hvor mange kroner rammen rummer; begge dele må angives, og ingen af dem er nul.',
    en: 'State how many dwellings or how much money the frame holds; both may be given, and neither is zero.',
  },
}

const lapsesBeforeWindow: Refusal = {
  code: 'LAPSES_BEFORE_WINDOW',
  path: 'input.lapsesOn',
  text: {
    da: 'Rammen bortfalder, før tilsagnsperioden begynder.',
    en: 'The frame lapses before its window begins.',
  },
}

const organisationNotFound = notFound(
  'ORGANISATION',
  'input.organisationId',
  'ingen boligorganisation',
  'housing organisation',
)

const organisationNotMeant: Refusal = {
  code: 'ORGANISATION_NOT_MEANT',
  path: 'input.organisationId',
  text: {
    da: 'Kun en udlejningsaftale indgås med en boligorganisation.',
    en: 'Only a letting agreement is with an organisation.',
  },
}

const conditionNotFound = notFound('CONDITION', 'input.conditionId', 'ingen betingelse', 'condition')

const conditionRecorded: Refusal = {
  code: 'CONDITION_RECORDED',
  path: 'input',
  text: {
    da: 'Betingelsen er allerede registreret for præcis disse dage.',
    en: 'The condition is recorded for exactly these days already.',
  },
}

const CONDITION_VIOLATIONS: Violations = {
  OUT_OF_REACH: frameNotFound,
  subsidy_condition_organisation_id_fkey: organisationNotFound,
  condition_recorded_once: conditionRecorded,
  condition_reference_is_its_own: referenceTaken('input.reference'),
}
