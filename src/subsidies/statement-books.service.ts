import { Refused } from '../kernel/errors.ts'
import { globalId } from '../kernel/ids.ts'
import type { Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import type { Change } from '../platform/change.ts'
import { enterCommitments, restateCommitment } from './commitment.service.ts'
import { enterFrame, enterFrameSize, type Frame, frameOf } from './frame.service.ts'
import type { Side, StatementKind, TargetGroupBasis } from './instrument.ts'
import { assertPaidBefore, assertRepayments, enterPayments } from './payment.service.ts'
import { differencesFrom, type StatedContent, type SubsidyRecord } from './statement.ts'
import type { Found } from './statement-look-up.service.ts'
import {
  commitmentMoved,
  commitmentNotStated,
  commitmentWithdrawn,
  dwellingNotStated,
  frameNotStated,
} from './statement-refusals.ts'
import type { CommitmentRecord, FrameSize } from './subsidy.record.ts'

/**
 * Whether the books are this feed's to keep: what they do not hold, where the side may enter it, and what the feed entered. The
 * fund gives frames; commitments and payments are the municipality's. A payment is entered once and for all.
 */
export function maintains(side: Side, kind: StatementKind, { book, earlier }: Found): boolean {
  if (side === 'FUND' && kind !== 'FRAME') return false
  if (book === null) return true
  return earlier?.keeps === true && kind !== 'PAYMENT'
}

/**
 * Enters what a record states, or restates what its feed has entered, by the rules of the commands.
 * **Refuses:** what the commands refuse, FRAME_NOT_FOUND, COMMITMENT_NOT_FOUND, DWELLING_NOT_FOUND, COMMITMENT_MOVED,
 * COMMITMENT_WITHDRAWN, REPAYMENT_EXCEEDS_PAID.
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
    case 'COMMITMENT':
      return enterStatedCommitment(running, record, found, reason)
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

async function enterStatedCommitment(
  running: Change,
  record: SubsidyRecord,
  { book }: Found,
  reason: string,
): Promise<void> {
  const { kind, content } = record
  if (book?.withdrawn === true) throw new Refused(commitmentWithdrawn)
  const frame = await frameCalled(running, record)
  const dwellingId = await dwellingCalled(running, record)
  const given = { ...commitmentOf(content), dwellingId, reference: record.reference }
  if (book === null) return enterCommitments(running, frame, [given], () => 'input')
  const moved = differencesFrom(kind, content, book.content).some(({ name }) =>
    ['frame', 'dwelling'].includes(name),
  )
  if (moved) throw new Refused(commitmentMoved)
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

async function enterStatedPayment(
  running: Change,
  { municipalityCode, programme, reference, content }: SubsidyRecord,
): Promise<void> {
  const [commitment] = await running.sql<{ id: string; withdrawn: boolean }>(
    `select id, withdrawn from public.subsidy_commitment
      where municipality_code = $1 and programme = $2 and reference = $3 for no key update`,
    [municipalityCode, programme, content.commitment],
  )
  if (commitment === undefined) throw new Refused(commitmentNotStated)
  const payment = {
    month: content.month as LocalDate,
    amount: amountOf(content.amount) ?? 0n,
    paidOn: content.paidOn as LocalDate,
    reference,
  }
  const pathOf = () => 'input'
  if (commitment.withdrawn) {
    assertRepayments([payment], pathOf)
    await assertPaidBefore(running, commitment.id, [payment], pathOf)
  }
  await enterPayments(running, commitment.id, [payment], pathOf)
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
