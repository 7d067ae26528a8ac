import { absolute, formatKroner, type Oere } from '../kernel/money.ts'
import type { LocalDate } from '../kernel/period.ts'
import { type Check, evidence } from './frame-checks.rules.ts'
import type { StatementKind } from './instrument.ts'
import { AMOUNT, AMOUNTS, differencesFrom, type StatedContent } from './statement.ts'
import type {
  AuditFacts,
  Evidence,
  Finding,
  FindingCode,
  PeriodFacts,
  StatementFacts,
} from './subsidy-audit.ts'

/** A row of the books as a statement would tell it. */
interface BookRow {
  readonly content: StatedContent
  readonly evidence: Evidence
  readonly dwellingId: string | null
}

type Books = ReadonlyMap<string, BookRow>

const nameOf = (kind: StatementKind, reference: string) => `${kind} ${reference}`

/** The rows of the books that have a reference by which a feed can name them. */
function booksOf({ frames, conditions, commitments, statedPayments }: AuditFacts): Books {
  const books = new Map<string, BookRow>()
  const frameReferences = new Map(frames.map(({ id, reference }) => [id, reference]))
  for (const frame of frames) {
    if (frame.reference === null) continue
    const { dwellingsMax, amountMax, windowFrom, windowUntil, lapsesOn } = frame
    books.set(nameOf('FRAME', frame.reference), {
      content: { dwellingsMax, amountMax: textOf(amountMax), windowFrom, windowUntil, lapsesOn },
      evidence: evidence('SubsidyFrame', frame),
      dwellingId: null,
    })
  }
  for (const condition of conditions) {
    const { reference, frameId, kind, from, until, organisationNumbers } = condition
    if (reference === null) continue
    const frame = frameReferences.get(frameId) ?? null
    books.set(nameOf('CONDITION', reference), {
      content: { frame, condition: kind, organisation: organisationNumbers, from, until },
      evidence: evidence('SubsidyCondition', condition),
      dwellingId: null,
    })
  }
  for (const commitment of commitments) {
    const { reference, dwellingId } = commitment
    for (const period of commitment.periods) {
      if (period.reference === null) continue
      books.set(nameOf('PERIOD', period.reference), {
        content: periodContent(period, reference),
        evidence: evidence('SubsidyPeriod', period),
        dwellingId,
      })
    }
    if (reference === null || commitment.withdrawn) continue
    const { committedOn, from, until, granted, rentBefore, dwellingNumbers } = commitment
    books.set(nameOf('COMMITMENT', reference), {
      content: {
        frame: frameReferences.get(commitment.frameId) ?? null,
        dwelling: dwellingNumbers,
        ...{ committedOn, from, until, granted: `${granted}`, rentBefore: textOf(rentBefore) },
      },
      evidence: evidence('SubsidyCommitment', commitment),
      dwellingId,
    })
  }
  const byId = new Map(commitments.map((commitment) => [commitment.id, commitment]))
  for (const { of, fact: payment } of statedPayments) {
    const { month, amount, paidOn } = payment
    const commitment = byId.get(of)
    books.set(nameOf('PAYMENT', payment.reference), {
      content: { commitment: commitment?.reference ?? null, month, amount: `${amount}`, paidOn },
      evidence: evidence('SubsidyPayment', payment),
      dwellingId: commitment?.dwellingId ?? null,
    })
  }
  return books
}

const periodContent = (
  { from, until, monthly, base, indexFactor, rentBefore, rentAfter }: PeriodFacts,
  commitment: string | null,
): StatedContent => ({
  ...{ commitment, from, until, monthly: `${monthly}`, base: `${base}` },
  ...{ indexFactor: String(Number(indexFactor)), rentBefore: `${rentBefore}`, rentAfter: `${rentAfter}` },
})

const textOf = (amount: Oere | null) => (amount === null ? null : `${amount}`)

/** A value as a person reads it. */
const told = (name: string, value: string | null) =>
  value !== null && AMOUNTS.has(name) ? formatKroner(BigInt(value)) : value

/** The amount that a statement is about, in øre. */
function amountOf(kind: StatementKind, content: StatedContent): Oere {
  const name = AMOUNT[kind]
  const amount = name === null ? null : content[name]
  return amount == null ? 0n : BigInt(String(amount))
}

function about(statement: StatementFacts, code: FindingCode, more: Partial<Finding>): Finding {
  const { kind, content, side, reference } = statement
  return {
    code,
    about: evidence('SubsidyStatement', statement),
    dwellingId: null,
    household: null,
    months: kind === 'PAYMENT' ? [content.month as LocalDate] : [],
    atStake: absolute(amountOf(kind, content)),
    evidence: [],
    ...more,
    figures: { side, kind, reference, ...more.figures },
  }
}

const each =
  (
    judge: (statement: StatementFacts, row: BookRow | undefined, facts: AuditFacts) => readonly Finding[],
  ): Check =>
  (facts) => {
    if (facts.statements.length === 0) return []
    const books = booksOf(facts)
    return facts.statements.flatMap((statement) =>
      judge(statement, books.get(nameOf(statement.kind, statement.reference)), facts),
    )
  }

/** One side states a frame, a commitment or a payment otherwise than the books have it; what the other side states is shown too. */
export const statementDiffers = each((statement, row, { statements }) => {
  if (statement.withdrawn || row === undefined) return []
  const { kind, reference, content } = statement
  const differences = differencesFrom(kind, content, row.content)
  if (differences.length === 0) return []
  const others = statements.filter(
    (other) => other !== statement && other.kind === kind && other.reference === reference,
  )
  return [
    about(statement, 'STATEMENT_DIFFERS', {
      dwellingId: row.dwellingId,
      atStake: absolute(amountOf(kind, content) - amountOf(kind, row.content)),
      figures: Object.fromEntries(
        differences.flatMap(({ name, stated, books }) => [
          [name, told(name, stated)],
          [`${name}InBooks`, told(name, books)],
        ]),
      ),
      evidence: [row.evidence, ...others.map((other) => evidence('SubsidyStatement', other))],
    }),
  ]
})

/** One side states what the books do not hold. */
export const statementNotInBooks = each((statement, row) =>
  statement.withdrawn || row !== undefined ? [] : [about(statement, 'STATEMENT_NOT_IN_BOOKS', {})],
)

/** The feed that brought a row holds it in its full list no longer, and the row still counts. */
export const statementWithdrawn = each((statement, row) => {
  if (!statement.withdrawn || !statement.keeps || row === undefined) return []
  return [about(statement, 'STATEMENT_WITHDRAWN', { dwellingId: row.dwellingId, evidence: [row.evidence] })]
})
