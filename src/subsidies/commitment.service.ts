import { type Refusal, Refused } from '../kernel/errors.ts'
import { uuidOf } from '../kernel/ids.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type BulkColumn, bulkParameters, bulkRowsSql, columnNames } from '../platform/bulk-rows.ts'
import type { Change } from '../platform/change.ts'
import { assertPeriod, type Call, carryOut, notFound, type Violations, within } from '../platform/command.ts'
import { RULES } from './audit.rules.ts'
import { termsOf } from './audit-facts.service.ts'
import { commitmentRefusals } from './commitment.rules.ts'
import { enterCorrection } from './correction.service.ts'
import { type Frame, frameOf } from './frame.service.ts'
import { termOn } from './frame-checks.rules.ts'
import { INSTRUMENT_FACTS, type Instrument } from './instrument.ts'
import { assertReference, referenceTaken } from './reference.rules.ts'
import type { CommitmentRecord } from './subsidy.record.ts'
import type { TermFacts } from './subsidy-audit.ts'

/** How many commitments one command may give. */
export const COMMITMENTS_MAX = 250

/**
 * Gives commitments within one frame: all of them, or none.
 * **Refuses:** NOT_ALLOWED, FRAME_NOT_FOUND, COMMITMENTS_COUNT, DWELLING_NOT_FOUND, PERIOD_EMPTY, what the instrument's
 * rules refuse, PAID_TO_TENANT, DWELLING_COMMITTED, FRAME_EXHAUSTED, FRAME_NOT_OWN, REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export function commitSubsidies<Shown>(
  call: Call<Shown>,
  frameId: string,
  records: readonly CommitmentRecord[],
): Promise<Shown> {
  return carryOut(call, 'subsidy:record', async (running) => {
    if (records.length === 0 || records.length > COMMITMENTS_MAX) throw new Refused(commitmentsCount)
    const frame = await frameOf(running, frameId)
    await enterCommitments(running, frame, records, (at) => `input.commitments.${at}`)
    return frame.id
  })
}

/**
 * Enters commitments within one frame: all of them, or none; `pathOf` says where a record stands in what came in.
 * **Refuses:** DWELLING_NOT_FOUND, PERIOD_EMPTY, PAID_TO_TENANT, what the instrument's rules refuse, DWELLING_COMMITTED,
 * FRAME_EXHAUSTED, FRAME_NOT_OWN, REFERENCE_TAKEN, REFERENCE_LENGTH.
 */
export async function enterCommitments(
  running: Change,
  frame: Frame,
  records: readonly CommitmentRecord[],
  pathOf: (at: number) => string,
): Promise<void> {
  const [terms, instrument, dwellings] = await Promise.all([
    termsOf(running, frame.programmeId),
    instrumentOf(running, frame.programmeId),
    dwellingsOf(running, frame, records),
  ])
  if (INSTRUMENT_FACTS[instrument].toTenant) throw new Refused(paidToTenant)
  const refusals = records.flatMap((record, at) =>
    refusalsOf(record, pathOf(at), frame, instrument, terms, dwellings),
  )
  if (refusals.length > 0) throw new Refused(...refusals)
  await enter(running, frame, records, dwellings)
}

/**
 * Restates what a commitment says, with the reason; it stays with its frame and its dwelling.
 * **Refuses:** COMMITMENT_NOT_FOUND, NOTHING_CHANGED, PERIOD_EMPTY, what the instrument's rules refuse, PERIOD_OUTSIDE_COMMITMENT,
 * DWELLING_COMMITTED, FRAME_EXHAUSTED.
 */
export async function restateCommitment(
  running: Change,
  commitmentId: string,
  frame: Frame,
  record: CommitmentRecord,
  reason: string,
): Promise<void> {
  const [terms, instrument, dwellings] = await Promise.all([
    termsOf(running, frame.programmeId),
    instrumentOf(running, frame.programmeId),
    dwellingsOf(running, frame, [record]),
  ])
  const refusals = refusalsOf(record, 'input', frame, instrument, terms, dwellings)
  if (refusals.length > 0) throw new Refused(...refusals)
  await enterCorrection(running, 'SubsidyCommitment', commitmentId, reason, commitmentNotFound, () =>
    within({ ...VIOLATIONS, period_within_commitment: periodsOutside }, () =>
      running.sql(
        `update public.subsidy_commitment set committed_on = $2::date, valid = daterange($3::date, $4::date), granted_oere = $5,
           rent_before_oere = $6, allocation_decided_on = $7::date, target_group_recorded_on = $8::date,
           target_group_basis = $9::text[], source = $10 where id = $1::uuid`,
        [
          ...[commitmentId, record.committedOn, record.from, record.until, `${record.granted}`],
          record.rentBefore === null ? null : `${record.rentBefore}`,
          ...[
            record.allocationDecidedOn,
            record.targetGroupRecordedOn,
            record.targetGroupBasis,
            record.source,
          ],
        ],
      ),
    ),
  )
}

interface Dwelling {
  readonly id: string
  readonly organisationId: string
  readonly dwellingType: string | null
}

type Dwellings = ReadonlyMap<string, Dwelling>

async function instrumentOf(running: Change, programmeId: string): Promise<Instrument> {
  const [row] = await running.sql<{ instrument: Instrument }>(
    'select instrument from public.subsidy_programme where id = $1::uuid',
    [programmeId],
  )
  return row?.instrument as Instrument
}

async function dwellingsOf(
  running: Change,
  frame: Frame,
  records: readonly CommitmentRecord[],
): Promise<Dwellings> {
  const rows = await running.sql<Dwelling>(
    `select id, organisation_id as "organisationId", dwelling_type as "dwellingType" from public.dwelling
      where id = any ($1::uuid[]) and municipality_code = $2`,
    [records.flatMap(({ dwellingId }) => uuidOf(dwellingId, 'Dwelling') ?? []), frame.municipalityCode],
  )
  return new Map(rows.map((row) => [`Dwelling:${row.id}`, row]))
}

function refusalsOf(
  record: CommitmentRecord,
  path: string,
  frame: Frame,
  instrument: Instrument,
  terms: readonly TermFacts[],
  dwellings: Dwellings,
): readonly Refusal[] {
  const dwelling = dwellings.get(record.dwellingId)
  if (dwelling === undefined) return [{ ...dwellingNotFound, path: `${path}.dwellingId` }]
  assertPeriod(record.from, record.until, `${path}.until`)
  assertReference(record.reference, `${path}.reference`)
  return commitmentRefusals(RULES[instrument].commitment, INSTRUMENT_FACTS[instrument].law, {
    ...record,
    dwellingType: dwelling.dwellingType,
    window: { from: frame.windowFrom as LocalDate, until: frame.windowUntil as LocalDate },
    lapsesOn: frame.lapsesOn as LocalDate,
    term: termOn(terms, record.committedOn),
  }).map((refusal) => ({ ...refusal, path: `${path}.${refusal.path}` }))
}

async function enter(
  running: Change,
  frame: Frame,
  records: readonly CommitmentRecord[],
  dwellings: Dwellings,
): Promise<void> {
  const of = (record: CommitmentRecord) => dwellings.get(record.dwellingId) as Dwelling
  const columns: BulkColumn<CommitmentRecord>[] = [
    { name: 'organisation_id', type: 'uuid', of: (record) => of(record).organisationId },
    { name: 'dwelling_id', type: 'uuid', of: (record) => of(record).id },
    { name: 'committed_on', type: 'date', of: ({ committedOn }) => committedOn },
    { name: 'first_day', type: 'date', of: ({ from }) => from },
    { name: 'end_day', type: 'date', of: ({ until }) => until },
    { name: 'granted_oere', type: 'bigint', of: ({ granted }) => granted },
    { name: 'rent_before_oere', type: 'bigint', of: ({ rentBefore }) => rentBefore },
    { name: 'allocation_decided_on', type: 'date', of: ({ allocationDecidedOn }) => allocationDecidedOn },
    {
      name: 'target_group_recorded_on',
      type: 'date',
      of: ({ targetGroupRecordedOn }) => targetGroupRecordedOn,
    },
    {
      name: 'basis',
      type: 'text',
      of: ({ targetGroupBasis }) => `{${targetGroupBasis.join(',')}}`,
    },
    { name: 'reference', type: 'text', of: ({ reference }) => reference },
    { name: 'source', type: 'text', of: ({ source }) => source },
  ]
  const plain = columns.filter(({ name }) => !['first_day', 'end_day', 'basis'].includes(name))
  await within(
    {
      ...VIOLATIONS,
      OUT_OF_REACH: frameNotOwn,
      commitment_reference_is_its_own: referenceTaken('input.commitments'),
    },
    () =>
      running.sql(
        `insert into public.subsidy_commitment (frame_id, programme, instrument, municipality_code, valid, target_group_basis,
           ${columnNames(plain)})
         select f.id, f.programme, f.instrument, f.municipality_code, daterange(n.first_day, n.end_day), n.basis::text[],
                ${columnNames(plain, 'n.')}
           from public.subsidy_frame f, ${bulkRowsSql(columns, 2, 'n')} where f.id = $1::uuid order by n.place`,
        [frame.id, ...bulkParameters(columns, records)],
      ),
  )
}

/**
 * Takes a commitment back as if it had never been given; its periods are to be taken back first.
 * **Refuses:** NOT_ALLOWED, COMMITMENT_NOT_FOUND, COMMITMENT_HAS_PERIODS, NOTHING_CHANGED.
 */
export function withdrawCommitment<Shown>(
  call: Call<Shown>,
  commitmentId: string,
  reason: string,
): Promise<Shown> {
  return carryOut(call, 'subsidy:record', async (running) => {
    const id = uuidOf(commitmentId, 'SubsidyCommitment')
    await enterCorrection(running, 'SubsidyCommitment', id, reason, commitmentNotFound, async () => {
      const [held] = await running.sql(
        'select 1 from public.subsidy_period where commitment_id = $1::uuid and not withdrawn limit 1',
        [id],
      )
      if (held !== undefined) throw new Refused(commitmentHasPeriods)
      await running.sql('update public.subsidy_commitment set withdrawn = true where id = $1::uuid', [id])
    })
    return id ?? ''
  })
}

const commitmentsCount: Refusal = {
  code: 'COMMITMENTS_COUNT',
  path: 'input.commitments',
  text: {
    da: `Angiv 1 til ${COMMITMENTS_MAX} tilsagn ad gangen.`,
    en: `Give 1 to ${COMMITMENTS_MAX} commitments at a time.`,
  },
}

const paidToTenant: Refusal = {
  code: 'PAID_TO_TENANT',
  path: 'input.frameId',
  text: {
    da: 'Ordningen betales til lejeren. Brug »grantTenantSubsidy«.',
    en: 'The programme pays the tenant. Use "grantTenantSubsidy".',
  },
}

const dwellingNotFound = notFound(
  'DWELLING',
  'input.dwellingId',
  'ingen bolig i rammens kommune',
  'dwelling in the frame’s municipality',
)

const dwellingCommitted: Refusal = {
  code: 'DWELLING_COMMITTED',
  path: 'input.commitments',
  text: {
    da: 'En af boligerne har allerede tilsagn efter samme bestemmelse i de dage. Træk det tilbage først, eller vælg andre dage.',
    en: 'One of the dwellings has a commitment by the same clause on those days already. Withdraw it first, or choose other days.',
  },
}

const frameExhausted: Refusal = {
  code: 'FRAME_EXHAUSTED',
  path: 'input.commitments',
  text: {
    da: 'Rammen har ikke plads til flere boliger eller flere kroner. Se, hvad der er givet tilsagn til, på rammen.',
    en: 'The frame has no room for more dwellings or more money. See on the frame what is committed.',
  },
}

const frameNotOwn: Refusal = {
  code: 'FRAME_NOT_OWN',
  path: 'input.frameId',
  text: {
    da: 'Tilsagn gives af den kommune, rammen er givet til.',
    en: 'Commitments are given by the municipality that has the frame.',
  },
}

const VIOLATIONS: Violations = {
  commitments_do_not_overlap: dwellingCommitted,
  frame_dwellings_not_exceeded: frameExhausted,
  frame_amount_not_exceeded: frameExhausted,
}

const periodsOutside: Refusal = {
  code: 'PERIOD_OUTSIDE_COMMITMENT',
  path: 'input.from',
  text: {
    da: 'Tilsagnet har tilskudsperioder uden for de nye dage. Ret dem først.',
    en: 'The commitment has periods outside the new days. Correct them first.',
  },
}

/** A commitment that is not there for the actor. */
export const commitmentNotFound = notFound('COMMITMENT', 'input.commitmentId', 'intet tilsagn', 'commitment')

const commitmentHasPeriods: Refusal = {
  code: 'COMMITMENT_HAS_PERIODS',
  path: 'input.commitmentId',
  text: {
    da: 'Tilsagnet har tilskudsperioder. Træk dem tilbage først med »correctSubsidyPeriod«.',
    en: 'The commitment has subsidy periods. Withdraw them first with "correctSubsidyPeriod".',
  },
}
