import type { Clock } from '../kernel/clock.ts'
import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { type Call, carryOut, notFound, within } from '../platform/command.ts'
import {
  actBy,
  asksToAct,
  inLegalOrder,
  responseRefusals,
  type StandingStep,
  stepNeeded,
  stepOutOfOrder,
  stepRefusals,
  stepReported,
} from './arrears.rules.ts'
import type { ArrearsEntry, ArrearsFacts, ArrearsResponseEntry, ArrearsStepKind } from './arrears.ts'

/** What the commands on arrears work with. */
export type ArrearsCall<Shown> = Call<Shown> & { readonly clock: Clock }

/**
 * Reports a step of rent arrears in an allocated tenancy of the organisation's. A notice to the municipality, and a case at
 * the bailiff's court, give it a day by which it has to have acted.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED,
 * TENANCY_NOT_FOUND, TENANCY_NOT_ALLOCATED, ARREARS_STEP_IN_FUTURE, ARREARS_BEFORE_TENANCY, REFERENCE_TOO_LONG,
 * ARREARS_STEP_REPORTED, ARREARS_STEP_OUT_OF_ORDER, ARREARS_REFERENCE_TAKEN.
 * @law L 114 (2012-13)
 */
export function reportArrears<Shown>(
  call: ArrearsCall<Shown>,
  tenancyId: string,
  entry: ArrearsEntry,
): Promise<Shown> {
  return carryOut(call, 'arrears:report', async (running) => {
    const tenancy = await holdTenancy(running, uuidOf(tenancyId, 'Tenancy'))
    return enterStep(running, tenancy, entry, call.clock.today())
  })
}

/**
 * Corrects the day of a step and what the landlord knows of children; what the municipality has to do by when follows.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STEP_NOT_FOUND,
 * ARREARS_STEP_IN_FUTURE, ARREARS_BEFORE_TENANCY, ARREARS_STEP_REPORTED, ARREARS_STEP_OUT_OF_ORDER.
 */
export function correctArrears<Shown>(
  call: ArrearsCall<Shown>,
  stepId: string,
  facts: ArrearsFacts,
): Promise<Shown> {
  return carryOut(call, 'arrears:report', async (running) => {
    const step = await findStep(running, stepId)
    const tenancy = await holdTenancy(running, step.tenancyId)
    await correctStep(running, tenancy, { ...step, ...facts }, call.clock.today())
    return step.id
  })
}

/**
 * Takes a step back that was reported in error; not one that later steps rest on.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STEP_NOT_FOUND,
 * ARREARS_STEP_NEEDED.
 */
export function withdrawArrears<Shown>(call: Call<Shown>, stepId: string): Promise<Shown> {
  return carryOut(call, 'arrears:report', async (running) => {
    const step = await findStep(running, stepId)
    await takeStepBack(running, await holdTenancy(running, step.tenancyId), step.id)
    return step.id
  })
}

/**
 * Records what the municipality did about a step. The landlord sees it if it is shared, and else not even that there is one.
 * **Refuses:** NOT_ALLOWED, PURPOSE_MISSING, PURPOSE_NOT_ALLOWED, IDEMPOTENCY_KEY_REUSED, STEP_NOT_FOUND,
 * RESPONSE_IN_FUTURE, RESPONSE_BEFORE_STEP.
 */
export function respondToArrears<Shown>(
  call: ArrearsCall<Shown>,
  stepId: string,
  entry: ArrearsResponseEntry,
): Promise<Shown> {
  return carryOut(call, 'arrears:respond', async (running) => {
    const step = await findStep(running, stepId)
    const refusals = responseRefusals(entry, step.happenedOn, call.clock.today())
    if (refusals.length > 0) throw new Refused(...refusals)
    const [row] = await within({ OUT_OF_REACH: stepNotFound }, () =>
      running.sql<{ id: string }>(
        `insert into public.arrears_response (step_id, tenancy_id, organisation_id, municipality_code, dwelling_id, kind,
           happened_on, shared)
         select id, tenancy_id, organisation_id, municipality_code, dwelling_id, $2, $3::date, $4
           from public.arrears_step where id = $1 returning id`,
        [step.id, entry.kind, entry.happenedOn, entry.shared],
      ),
    )
    return row?.id ?? ''
  })
}

/** A step as a landlord's system tells it: taken back, or as it is. */
export interface ToldStep extends ArrearsEntry {
  /** The row's key, where it was told before. */
  readonly stepId: string | null
  readonly withdrawn: boolean
}

/**
 * Keeps a step as the landlord's system tells it: the step that it told before becomes this one. Answers the step's key and
 * whether anything is new.
 * **Refuses:** what `reportArrears` and `withdrawArrears` refuse; ARREARS_STEP_DIFFERS where the step told before was of another
 * kind or tenancy.
 */
export async function keepArrears(
  running: Change,
  tenancyKey: string,
  { stepId, withdrawn, ...entry }: ToldStep,
  today: LocalDate,
): Promise<{ readonly id: string; readonly changed: boolean }> {
  const tenancy = await holdTenancy(running, tenancyKey)
  const [known] = await running.sql<ReportedStep & { readonly withdrawn: boolean }>(
    `select ${STEP_COLUMNS}, withdrawn from public.arrears_step
      where id = $1::uuid or organisation_id = $2 and reference = $3 order by id = $1::uuid desc nulls last limit 1`,
    [stepId, tenancy.organisationId, entry.reference],
  )
  if (known === undefined) {
    if (withdrawn) throw new Refused(stepNotFound)
    return { id: await enterStep(running, tenancy, entry, today), changed: true }
  }
  if (known.kind !== entry.kind || known.tenancyId !== tenancy.id) throw new Refused(stepDiffers)
  const { happenedOn, children } = entry
  const same = known.happenedOn === happenedOn && known.children === children
  if (known.withdrawn === withdrawn && (same || withdrawn)) return { id: known.id, changed: false }
  if (withdrawn) await takeStepBack(running, tenancy, known.id)
  else await correctStep(running, tenancy, { ...known, happenedOn, children }, today)
  return { id: known.id, changed: true }
}

interface HeldTenancy {
  readonly id: string
  readonly organisationId: string
  readonly municipalityCode: string
  readonly from: LocalDate
}

/** Holds an allocated tenancy of the actor's own organisation, and with it the order of its steps. */
async function holdTenancy(running: Change, key: string | null): Promise<HeldTenancy> {
  const [tenancy] = await running.sql<HeldTenancy & { readonly allocated: boolean }>(
    `select id, organisation_id as "organisationId", municipality_code as "municipalityCode",
            lower(valid)::text as "from", allocated
       from public.tenancy
      where id = $1::uuid and organisation_id = any (nullif(current_setting('app.organisation_ids', true), '')::uuid[])
        for update`,
    [key],
  )
  if (tenancy === undefined) throw new Refused(tenancyNotFound)
  if (!tenancy.allocated) throw new Refused(tenancyNotAllocated)
  return tenancy
}

interface ReportedStep extends ArrearsFacts {
  readonly id: string
  readonly tenancyId: string
  readonly kind: ArrearsStepKind
}

const STEP_COLUMNS = `id, tenancy_id as "tenancyId", kind, happened_on::text as "happenedOn", children`

/** A step that the actor sees and that was not taken back. */
async function findStep(running: Change, stepId: string): Promise<ReportedStep> {
  const [step] = await running.sql<ReportedStep>(
    `select ${STEP_COLUMNS} from public.arrears_step where id = $1::uuid and not withdrawn`,
    [uuidOf(stepId, 'ArrearsStep')],
  )
  if (step === undefined) throw new Refused(stepNotFound)
  return step
}

/** The steps of a tenancy that stand, but for the one with this key. */
function standingSteps(
  running: Change,
  { id }: HeldTenancy,
  without: string | null,
): Promise<StandingStep[]> {
  return running.sql<StandingStep>(
    `select kind, happened_on::text as "happenedOn" from public.arrears_step
      where tenancy_id = $1 and not withdrawn and id is distinct from $2::uuid`,
    [id, without],
  )
}

async function assertOrder(
  running: Change,
  tenancy: HeldTenancy,
  step: StandingStep & { readonly id: string | null },
): Promise<void> {
  const others = await standingSteps(running, tenancy, step.id)
  const twice = others.some(({ kind, happenedOn }) => kind === step.kind && happenedOn === step.happenedOn)
  if (twice) throw new Refused(stepReported)
  if (!inLegalOrder([...others, step])) throw new Refused(stepOutOfOrder)
}

async function enterStep(
  running: Change,
  tenancy: HeldTenancy,
  entry: ArrearsEntry,
  today: LocalDate,
): Promise<string> {
  const { kind, happenedOn, children, reference } = entry
  const refusals = stepRefusals(entry, tenancy.from, today)
  if (refusals.length > 0) throw new Refused(...refusals)
  await assertOrder(running, tenancy, { id: null, kind, happenedOn })
  const due = await actByOf(running, tenancy, entry)
  const [row] = await within(VIOLATIONS, () =>
    running.sql<{ id: string }>(
      `insert into public.arrears_step (tenancy_id, organisation_id, municipality_code, dwelling_id, kind, happened_on, children,
         reference, act_by)
       select id, organisation_id, municipality_code, dwelling_id, $2, $3::date, $4, $5, $6::date
         from public.tenancy where id = $1 returning id`,
      [tenancy.id, kind, happenedOn, children, reference, due],
    ),
  )
  return row?.id ?? ''
}

async function correctStep(
  running: Change,
  tenancy: HeldTenancy,
  step: ReportedStep,
  today: LocalDate,
): Promise<void> {
  const { id, kind, happenedOn, children } = step
  const refusals = stepRefusals({ happenedOn, reference: '' }, tenancy.from, today)
  if (refusals.length > 0) throw new Refused(...refusals)
  await assertOrder(running, tenancy, { id, kind, happenedOn })
  const due = await actByOf(running, tenancy, step)
  await running.sql(
    `update public.arrears_step set happened_on = $2::date, children = $3, act_by = $4::date, withdrawn = false where id = $1`,
    [id, happenedOn, children, due],
  )
}

async function takeStepBack(running: Change, tenancy: HeldTenancy, id: string): Promise<void> {
  if (!inLegalOrder(await standingSteps(running, tenancy, id))) throw new Refused(stepNeeded)
  await running.sql('update public.arrears_step set withdrawn = true where id = $1', [id])
}

/**
 * By when the municipality has to have acted, after the period that it had set itself for the day of the step.
 * @why Of children only what the landlord was told counts: it reads the day, and a shorter one would tell it.
 */
async function actByOf(
  running: Change,
  { id, organisationId, municipalityCode }: HeldTenancy,
  { kind, happenedOn, children }: Pick<ReportedStep, 'kind' | 'happenedOn' | 'children'>,
): Promise<LocalDate | null> {
  if (!asksToAct(kind)) return null
  const [set] = await running.sql<{ days: number | null }>(
    `select access.arrears_days($1, $2::date, coalesce($3::boolean, false)
       or coalesce(access.children_disclosed($4::uuid, $5::uuid), false)) as days`,
    [municipalityCode, happenedOn, children, id, organisationId],
  )
  return actBy(kind, happenedOn, set?.days ?? null)
}

const tenancyNotFound = notFound('TENANCY', 'input.tenancyId', 'intet lejemål', 'tenancy')
const stepNotFound = notFound('STEP', 'input.stepId', 'intet skridt', 'step of arrears')

const tenancyNotAllocated: Refusal = {
  code: 'TENANCY_NOT_ALLOCATED',
  path: 'input.tenancyId',
  law: 'L 114 (2012-13)',
  text: {
    da: 'Boligen er ikke anvist af kommunen. Her indberettes kun restancer i anviste lejemål.',
    en: 'The dwelling was not allocated by the municipality. Only arrears in allocated tenancies are reported here.',
  },
}

const stepDiffers: Refusal = {
  code: 'ARREARS_STEP_DIFFERS',
  path: 'input.kind',
  text: {
    da: 'Referencen er før brugt til et andet skridt eller lejemål. Træk det tilbage, og indberet det nye under en ny reference.',
    en: 'The reference was used for another step or tenancy before. Withdraw that one, and report the new one under another reference.',
  },
}

const VIOLATIONS = {
  OUT_OF_REACH: tenancyNotFound,
  arrears_step_organisation_id_reference_key: {
    code: 'ARREARS_REFERENCE_TAKEN',
    path: 'input.reference',
    text: {
      da: 'Referencen er allerede brugt til et skridt. Ret det, eller brug en ny reference.',
      en: 'The reference is used for a step already. Correct that one, or use another reference.',
    },
  },
} satisfies Record<string, Refusal>
