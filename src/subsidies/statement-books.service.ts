import { Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { enterCommitments, restateCommitment } from './commitment.service.ts'
import {
  enterCondition,
  enterFrame,
  enterFrameSize,
  type Frame,
  frameOf,
  restateCondition,
} from './frame.service.ts'
import type { ConditionKind, Side, StatementKind, TargetGroupBasis } from './instrument.ts'
import { assertPaidBefore, assertRepayments, enterPayments } from './payment.service.ts'
import { enterPeriod, type HeldCommitment, heldCommitment, restatePeriod } from './period.service.ts'
import { differencesFrom, type StatedContent, type SubsidyRecord } from './statement.ts'
import type { Found } from './statement-look-up.service.ts'
import {
  commitmentNotStated,
  dwellingNotStated,
  frameNotStated,
  organisationNotStated,
  rowMoved,
  rowWithdrawn,
  tenancyNotStated,
} from './statement-refusals.ts'
import type { CommitmentRecord, FrameSize } from './subsidy.record.ts'

/** What the fund gives; the rest of a grant is the municipality's to enter, and so is what was paid. */
const OF_FUND: ReadonlySet<StatementKind> = new Set(['FRAME', 'CONDITION'])

/**
 * Whether the books are this feed's to keep: what they do not hold, where the side may enter it, and what the feed entered. A
 * payment is entered once and for all.
 */
export function maintains(side: Side, kind: StatementKind, { book, earlier }: Found): boolean {
  if (side === 'FUND' && !OF_FUND.has(kind)) return false
  if (book === null) return true
  return earlier?.keeps === true && kind !== 'PAYMENT'
}

/**
 * Enters what a record states, or restates what its feed has entered, by the rules of the commands.
 * **Refuses:** what the commands refuse, FRAME_NOT_FOUND, ORGANISATION_NOT_FOUND, COMMITMENT_NOT_FOUND, DWELLING_NOT_FOUND,
 * TENANCY_NOT_FOUND, and of a kind that names another row: its code with _MOVED, or with _WITHDRAWN;
 * REPAYMENT_EXCEEDS_PAID.
 */
export async function enterStated(
  running: Change,
  { feed }: { readonly feed: { readonly code: string } },
  record: SubsidyRecord,
  found: Found,
): Promise<void> {
  const reason = `Levering ${feed.code}`
  switch (record.kind) {
    case 'FRAME':
      return enterStatedFrame(running, record, found, reason)
    case 'CONDITION':
      return enterStatedCondition(running, record, found, reason)
    case 'COMMITMENT':
      return enterStatedCommitment(running, record, found, reason)
    case 'PERIOD':
      return enterStatedPeriod(running, record, found, reason)
    case 'PAYMENT':
      return enterStatedPayment(running, record)
  }
}

async function enterStatedFrame(
  running: Change,
  { municipalityCode, reference, content }: SubsidyRecord,
  { programme, book }: Found,
  reason: string,
): Promise<void> {
  if (programme === null) return
  const size = sizeOf(content)
  if (book === null) await enterFrame(running, programme, { ...size, municipalityCode, reference })
  else await unlessUnchanged(() => enterFrameSize(running, book.id, size, reason))
}

function sizeOf(content: StatedContent): FrameSize {
  return {
    dwellingsMax: (content.dwellingsMax ?? null) as number | null,
    amountMax: amountOf(content.amountMax),
    windowFrom: content.windowFrom as LocalDate,
    windowUntil: content.windowUntil as LocalDate,
    lapsesOn: content.lapsesOn as LocalDate,
    source: content.source as string,
  }
}

/** Refuses to restate a row that was taken back, or one whose `names` the record gives otherwise. */
function assertSameRow(
  kind: 'CONDITION' | 'COMMITMENT' | 'PERIOD',
  { content }: SubsidyRecord,
  { book }: Found,
  names: readonly string[],
): void {
  if (book === null) return
  if (book.withdrawn) throw new Refused(rowWithdrawn(kind))
  const moved = differencesFrom(kind, content, book.content).some(({ name }) => names.includes(name))
  if (moved) throw new Refused(rowMoved(kind))
}

async function enterStatedCondition(
  running: Change,
  record: SubsidyRecord,
  found: Found,
  reason: string,
): Promise<void> {
  const { content, reference } = record
  assertSameRow('CONDITION', record, found, ['frame', 'condition', 'organisation'])
  const dated = {
    from: content.from as LocalDate,
    until: (content.until ?? null) as LocalDate | null,
    source: content.source as string,
  }
  const { book } = found
  if (book !== null)
    return unlessUnchanged(() => restateCondition(running, book.id, { ...dated, withdrawn: false }, reason))
  const frame = await frameCalled(running, record)
  const organisationId = await organisationCalled(running, content.organisation)
  const kind = content.condition as ConditionKind
  await enterCondition(running, frame.id, { ...dated, kind, organisationId, reference })
}

async function enterStatedCommitment(
  running: Change,
  record: SubsidyRecord,
  found: Found,
  reason: string,
): Promise<void> {
  assertSameRow('COMMITMENT', record, found, ['frame', 'dwelling'])
  const frame = await frameCalled(running, record)
  const dwellingId = await dwellingCalled(running, record)
  const given = { ...commitmentOf(record.content), dwellingId, reference: record.reference }
  const { book } = found
  if (book === null) return enterCommitments(running, frame, [given], () => 'input')
  return unlessUnchanged(() => restateCommitment(running, book.id, frame, given, reason))
}

function commitmentOf(content: StatedContent): Omit<CommitmentRecord, 'dwellingId' | 'reference'> {
  const day = (name: string) => (content[name] ?? null) as LocalDate | null
  return {
    committedOn: content.committedOn as LocalDate,
    from: content.from as LocalDate,
    until: day('until'),
    granted: amountOf(content.granted) ?? 0n,
    rentBefore: amountOf(content.rentBefore),
    allocationDecidedOn: day('allocationDecidedOn'),
    targetGroupRecordedOn: day('targetGroupRecordedOn'),
    targetGroupBasis: (content.targetGroupBasis ?? []) as readonly TargetGroupBasis[],
    source: content.source as string,
  }
}

async function enterStatedPeriod(
  running: Change,
  record: SubsidyRecord,
  found: Found,
  reason: string,
): Promise<void> {
  const { content, reference } = record
  assertSameRow('PERIOD', record, found, ['commitment'])
  const monthly = amountOf(content.monthly) ?? 0n
  const period = {
    from: content.from as LocalDate,
    until: content.until as LocalDate,
    monthly,
    base: amountOf(content.base) ?? monthly,
    indexFactor: (content.indexFactor ?? '1') as string,
    rentBefore: amountOf(content.rentBefore) ?? 0n,
    rentAfter: amountOf(content.rentAfter) ?? 0n,
    source: content.source as string,
  }
  const { book } = found
  if (book !== null)
    return unlessUnchanged(() => restatePeriod(running, book.id, { ...period, withdrawn: false }, reason))
  const commitment = await heldCommitment(running, (await commitmentCalled(running, record)).id)
  const tenancyId = await tenancyFrom(running, commitment, period.from)
  await enterPeriod(running, commitment, tenancyId, { ...period, reference })
}

/**
 * The tenancy of a period that begins on a day: the dwelling's on that day where the subsidy ends with the tenancy or is for days
 * of a tenancy alone; none where it goes on whoever lives there.
 */
async function tenancyFrom(
  running: Change,
  { instrument, dwellingId, endRule }: HeldCommitment,
  day: LocalDate,
): Promise<string | null> {
  if (instrument !== 'SECTION_98_F' && endRule !== 'WITH_TENANCY') return null
  const [tenancy] = await running.sql<{ id: string }>(
    'select id from public.tenancy where dwelling_id = $1::uuid and valid @> $2::date order by id limit 1',
    [dwellingId, day],
  )
  if (tenancy === undefined) throw new Refused(tenancyNotStated)
  return tenancy.id
}

async function enterStatedPayment(running: Change, record: SubsidyRecord): Promise<void> {
  const { reference, content } = record
  const payment = {
    month: content.month as LocalDate,
    amount: amountOf(content.amount) ?? 0n,
    paidOn: content.paidOn as LocalDate,
    reference,
  }
  const commitment = await commitmentCalled(running, record)
  const pathOf = () => 'input'
  if (commitment.withdrawn) {
    assertRepayments([payment], pathOf)
    await assertPaidBefore(running, commitment.id, [payment], pathOf)
  }
  await enterPayments(running, commitment.id, [payment], pathOf)
}

async function commitmentCalled(
  running: Change,
  { municipalityCode, programme, content }: SubsidyRecord,
): Promise<{ readonly id: string; readonly withdrawn: boolean }> {
  const [commitment] = await running.sql<{ id: string; withdrawn: boolean }>(
    `select id, withdrawn from public.subsidy_commitment
      where municipality_code = $1 and programme = $2 and reference = $3 for no key update`,
    [municipalityCode, programme, content.commitment],
  )
  if (commitment === undefined) throw new Refused(commitmentNotStated)
  return commitment
}

/** The organisation with this number, in Landsbyggefonden's register or as a company; null where none is named. */
async function organisationCalled(
  running: Change,
  code: StatedContent[string] | undefined,
): Promise<string | null> {
  if (code == null) return null
  const [row] = await running.sql<{ id: string }>(
    'select id from public.housing_organisation where $1 in (lbf_number, cvr)',
    [code],
  )
  if (row === undefined) throw new Refused(organisationNotStated)
  return row.id
}

async function frameCalled(
  running: Change,
  { municipalityCode, programme, content }: SubsidyRecord,
): Promise<Frame> {
  const [row] = await running.sql<{ id: string }>(
    'select id from public.subsidy_frame where municipality_code = $1 and programme = $2 and reference = $3',
    [municipalityCode, programme, content.frame],
  )
  if (row === undefined) throw new Refused(frameNotStated)
  return frameOf(running, globalId('SubsidyFrame', row.id))
}

/** The global id of the dwelling with these numbers, or with these as they were before estates were merged. */
async function dwellingCalled(
  running: Change,
  { municipalityCode, content }: SubsidyRecord,
): Promise<string> {
  const [row] = await running.sql<{ id: string }>(
    `select d.id from public.housing_organisation o join public.estate e on e.organisation_id = o.id and e.number = $3
       left join public.dwelling_former_number f on f.estate_id = e.id and f.tenancy_number = $4
       left join public.dwelling own on own.estate_id = e.id and own.tenancy_number = $4
       join public.dwelling d on d.id = coalesce(f.dwelling_id, own.id)
      where $2 in (o.lbf_number, o.cvr) and d.municipality_code = $1 limit 1`,
    [municipalityCode, ...String(content.dwelling).split('/')],
  )
  if (row === undefined) throw new Refused(dwellingNotStated)
  return globalId('Dwelling', row.id)
}

const amountOf = (value: StatedContent[string] | undefined): Oere | null =>
  value == null ? null : BigInt(String(value))

/** A record may say the same of a row in other words of its own; then there is nothing to correct. */
async function unlessUnchanged(restate: () => Promise<void>): Promise<void> {
  try {
    await restate()
  } catch (error) {
    if (!(error instanceof Refused && error.refusals[0]?.code === 'NOTHING_CHANGED')) throw error
  }
}
