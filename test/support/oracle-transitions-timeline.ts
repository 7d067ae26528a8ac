import type { Action } from '../../src/access/policy.ts'
import { COST_FACTS } from '../../src/transitions/cost.ts'
import { EVENT_FACTS, eventFacts } from '../../src/transitions/event.ts'
import { rentOfDays } from './lifecycle-oracle.ts'
import { tenantOf } from './oracle-transitions-arrears.ts'
import type { Arguments, List, Resolve, Row, Source } from './oracle-types.ts'

/** What the oracle has at hand, as timelines use it. */
export interface TimelineParts {
  readonly today: string
  /** Past every policy, for what a function of the database tells. */
  everyRow(name: string): readonly Row[]
  rows(name: string, known: bigint | null): readonly Row[]
  column(name: string): Resolve
  kroner(name: string): Resolve
  parent(type: string, table: string, column: string, key?: string): Resolve
  demanding(action: Action, resolve: Resolve): Resolve
  page(
    list: List,
    args: Arguments,
    knownAbove: bigint | null,
    isHere: (row: Row) => boolean,
    rowsThen: (known: bigint | null) => readonly Row[],
  ): unknown
  danishDay(micros: bigint): string
  microsOf(instant: string): bigint
}

/** What it takes to see the types of timelines that are about persons. */
export const TIMELINE_ACTIONS = {
  TransitionEvent: 'transition:read',
  TransitionCostLine: 'transition:read',
  TransitionCosts: 'transition:read',
  TransitionFigures: 'transition:read',
  TransitionYearCosts: 'transition:read',
} as const satisfies Record<string, Action>

/** The columns that say whom their rows are about, several joined by commas. */
export const TIMELINE_SUBJECTS = {
  TransitionEvent: 'household_id',
  TransitionCostLine: 'household_id',
  TransitionCosts: 'subjects',
  TransitionYearCosts: 'subjects',
} as const

/** What guards of some answers to arrears ask of an answer. */
export const TIMELINE_ROW_CONDITIONS: Readonly<Record<string, (row: Row) => boolean>> = {
  shared: (row) => row.shared === true,
}

const OPEN = 'infinity'
const DAY_MS = 86_400_000
const text = (value: unknown) => (value == null ? null : String(value))
const plusDays = (day: string, days: number) =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
const daysBetween = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / DAY_MS
const least = (...days: (string | null)[]) =>
  days.filter((day): day is string => day !== null).sort()[0] ?? null
const latest = (a: string, b: string) => (a > b ? a : b)

/** So many months before a day; a day that its month does not have is the month's last. */
function monthsBefore(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10)
}

const LAWS: Readonly<Record<string, string>> = {
  SHELTER: 'serviceloven § 110',
  CRISIS_CENTRE: 'serviceloven § 109',
  TEMPORARY_PLACE: 'serviceloven § 107',
  LONG_TERM_PLACE: 'serviceloven § 108',
  SECTION_85: 'serviceloven § 85',
  SECTION_85_A: 'serviceloven § 85 a',
  SECTION_99: 'serviceloven § 99',
}
const ENDINGS: Readonly<Record<string, readonly [by: string, law: string | null]>> = {
  RETURNED: ['MUNICIPALITY', null],
  GIVEN_UP: ['MUNICIPALITY', 'almenboligloven § 63 stk. 4'],
  WITHDRAWN: ['ORGANISATION', null],
  EXPIRED: ['HUB', null],
  MOVED_OUT: ['TENANT', null],
  TERMINATED: ['ORGANISATION', 'almenlejeloven § 85'],
  TERMINATED_AT_REQUEST: ['ORGANISATION', 'almenlejeloven § 4 stk. 3'],
  CANCELLED: ['ORGANISATION', null],
  EVICTED: ['ORGANISATION', null],
  NEVER_BEGUN: ['ORGANISATION', null],
}
const CONDITIONS = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY']

type Kind = keyof typeof EVENT_FACTS

/** The fields of timelines: events and costs; `Query` and `TransitionTimeline` hold those that are added to them. */
export function timelineResolvers(
  parts: TimelineParts,
): Readonly<Record<string, Readonly<Record<string, Resolve>>>> {
  const { today, everyRow, rows, column, kroner, parent, demanding, page, danishDay, microsOf } = parts

  const holds = (row: Row, day: string, name = 'valid') =>
    (row[`${name}_from`] === null || String(row[`${name}_from`]) <= day) &&
    (row[`${name}_until`] === null || day < String(row[`${name}_until`]))
  /** Rows of a table that only grows. */
  const grown = (name: string, known: bigint | null) =>
    rows(name, known).filter((row) => known === null || BigInt(String(row.recorded_at)) <= known)
  const live = (name: string, known: bigint | null, of: (row: Row) => boolean) =>
    rows(name, known).filter((row) => row.withdrawn !== true && of(row))

  /** What a municipality has set, as both parties are told. */
  function amounts(code: unknown, name: string, day: string, known: bigint | null): number[] | null {
    const found = [
      ...everyRow('public.transition_parameter'),
      ...everyRow('history.transition_parameter'),
    ].find(
      (row) =>
        row.municipality_code === code &&
        row.name === name &&
        holds(row, day) &&
        (known === null
          ? row.recorded_until === null
          : BigInt(String(row.recorded_from)) <= known &&
            (row.recorded_until === null || known < BigInt(String(row.recorded_until)))),
    )
    return found === undefined ? null : (found.amounts as number[])
  }

  function shelterDue(stay: Row, known: bigint | null): string {
    const set = rows('transition_parameter', known).find(
      (row) =>
        row.municipality_code === stay.municipality_code &&
        row.name === 'SHELTER_DAYS' &&
        holds(row, String(stay.valid_from)),
    )
    return plusDays(String(stay.valid_from), set === undefined ? 90 : Number((set.amounts as unknown[])[0]))
  }

  /** The rent of an offer while it was at disposal. */
  function vacancy(offerId: unknown, known: bigint | null) {
    return rows('municipal_offer', known)
      .filter(({ id }) => offerId !== null && id === offerId)
      .map((offer) => {
        const let_ = rows('vacancy', known).find(
          (row) => row.id === offer.vacancy_id && row.letting === offer.letting && row.state === 'LET',
        )
        const from = String(offer.at_disposal_from)
        const ends = least(text(offer.liable_until), text(offer.let_from), text(let_?.let_from))
        return {
          ...{ id: offer.id, place: offer.id, from, until: latest(ends ?? today, from) },
          ...{
            ends: ends === null ? null : latest(ends, from),
            rent: offer.rent_oere,
            count: offer.day_count,
          },
          source: offer.liability_source,
        }
      })
  }

  /** The rent after a termination that the municipality asked for. */
  function afterwards(tenancyId: unknown, known: bigint | null) {
    return live(
      'termination_request',
      known,
      (row) => tenancyId !== null && row.tenancy_id === tenancyId,
    ).flatMap((request) => {
      const tenancy = rows('tenancy', known).find(({ id }) => id === request.tenancy_id)
      const out = text(tenancy?.valid_until)
      if (tenancy?.ending !== 'TERMINATED_AT_MUNICIPAL_REQUEST' || out === null) return []
      const next = rows('tenancy', known)
        .filter(
          (row) =>
            row.dwelling_id === tenancy.dwelling_id &&
            row.part === tenancy.part &&
            row.id !== tenancy.id &&
            String(row.valid_from) >= out,
        )
        .map((row) => String(row.valid_from))
      const last = least(String(request.notice_effect_on), ...next) ?? ''
      const offered = rows('municipal_offer', known)
        .filter((row) => row.dwelling_id === tenancy.dwelling_id && tenancy.part === '')
        .flatMap((row) => vacancy(row.id, known))
        .filter(({ from: begins, ends }) => ends === null || begins < ends)
        .sort((one, other) => (one.from < other.from ? -1 : 1))
      const owed: { from: string; ends: string }[] = []
      let from = out
      for (const offer of [...offered, { from: last, ends: last }]) {
        if (from < offer.from && from < last) owed.push({ from, ends: least(offer.from, last) ?? '' })
        from = latest(from, offer.ends ?? last)
      }
      return owed.map(({ from: first, ends }) => ({
        ...{ id: request.id, place: `${request.id}:${first}`, from: first, ends },
        ...{ until: latest(least(ends, today) ?? '', first) },
        ...{ rent: tenancy.rent_oere, count: request.day_count, source: request.source },
      }))
    })
  }

  /** The refunded months of a tenancy, each with its latest figure. */
  function refunds(tenancyId: unknown, known: bigint | null) {
    return live(
      'tenant_subsidy',
      known,
      (row) => tenancyId !== null && row.tenancy_id === tenancyId && row.instrument === 'SECTION_163_A',
    ).flatMap((subsidy) => {
      const months = new Map<string, Row[]>()
      for (const row of rows('tenant_subsidy_calculation', known)) {
        if (row.tenant_subsidy_id !== subsidy.id) continue
        months.set(String(row.month), [...(months.get(String(row.month)) ?? []), row])
      }
      return [...months].flatMap(([month, found]) => {
        const figure = found.sort((a, b) => Number(b.number) - Number(a.number))[0] as Row
        const from = latest(String(figure.valid_from), String(subsidy.valid_from))
        const until = least(String(figure.valid_until), String(subsidy.valid_until)) ?? ''
        if (from >= until) return []
        return [{ subsidy, month, from, until, oere: String(figure.amount_oere), found }]
      })
    })
  }

  function eventsOf({ row: t, known }: Source, args: Arguments): readonly Row[] {
    const day = (args.validOn ?? today) as string
    const found: Row[] = []
    const endedOn = text(t.ended_on)
    const goesOn = endedOn === null || endedOn > day
    const before = (on: unknown) => endedOn === null || String(on) <= endedOn
    const household = text(
      live('transition_case', known, (row) => row.transition_id === t.id)[0]?.household_id,
    )
    function tell(kind: Kind, fact: unknown, on: unknown, subject: string, more: Row = {}): void {
      const place = String(Object.keys(EVENT_FACTS).indexOf(kind)).padStart(2, '0')
      const owed = more.owed === true
      const first = text(on)
      const status =
        owed || (first !== null && first > day)
          ? 'DUE'
          : more.until_day != null && String(more.until_day) > day
            ? 'NOW'
            : 'PAST'
      found.push({
        ...{ household_id: null, detail: null, oere: null, until_day: null, by_party: null, of_law: null },
        ...more,
        ...{ event: `${place}:${kind}:${fact}`, kind, on_day: first, subject, status },
        ...{ overdue: owed && first !== null && first < day, sorted_on: first ?? OPEN },
      })
    }
    const span = (row: Row) => ({ until_day: text(row.valid_until) ?? OPEN })
    const due = { owed: true }

    const offer = rows('municipal_offer', known).find(({ id }) => t.offer_id !== null && id === t.offer_id)
    const version = rows('agreement_version', known).find(({ id }) => id === offer?.agreement_version_id)
    if (version !== undefined)
      tell('AGREEMENT', version.id, version.valid_from, `AgreementVersion:${version.id}`, span(version))
    for (const one of vacancy(t.offer_id, known)) {
      const oere = rentOfDays(one.from, one.until, BigInt(String(one.rent)), String(one.count))
      tell('AT_DISPOSAL', one.id, one.from, `MunicipalOffer:${one.id}`, {
        ...{ until_day: one.ends ?? OPEN, oere: String(oere) },
      })
    }
    const steps = grown('offer_event', known)
      .filter((row) => t.offer_id !== null && row.offer_id === t.offer_id)
      .map((row): Row => ({ ...row, day: danishDay(BigInt(String(row.at))) }))
      .sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1))
    for (const step of steps) {
      const subject = `OfferEvent:${step.id}`
      if (
        ['OFFERED', 'PAUSED', 'RESUMED', 'EXTENDED', 'ALLOCATION_WITHDRAWN', 'LEASE_CANCELLED'].includes(
          String(step.kind),
        )
      )
        tell('OFFER_STEP', step.id, step.day, subject, { detail: step.kind, by_party: step.party })
      if (['ACCEPTED', 'DECLINED'].includes(String(step.kind)))
        tell('TENANT_ANSWER', step.id, step.day, subject, { detail: step.kind })
      if (step.kind !== 'ALLOCATED') continue
      const decision = rows('allocation_decision', known).find(
        (row) => row.offer_id === step.offer_id && row.change_id === step.change_id,
      )
      tell(
        'ALLOCATED',
        step.id,
        decision?.decided_on ?? step.day,
        decision === undefined ? subject : `AllocationDecision:${decision.id}`,
        { household_id: decision?.household_id ?? null },
      )
    }
    const last = steps.filter((step) => String(step.day) <= day).at(-1)
    const offered = `MunicipalOffer:${t.offer_id}`
    if (goesOn && last !== undefined) {
      if (
        ['OFFERED', 'RESUMED', 'EXTENDED', 'DECLINED', 'ALLOCATION_WITHDRAWN', 'LEASE_CANCELLED'].includes(
          String(last.kind),
        )
      )
        tell('ANSWER_DUE', t.offer_id, danishDay(BigInt(String(last.deadline)) - 1_000n), offered, due)
      if (last.kind === 'ALLOCATED') tell('TENANT_ANSWER_DUE', t.offer_id, null, offered, due)
      if (last.kind === 'ACCEPTED' && t.tenancy_id === null) tell('LEASE_DUE', t.offer_id, null, offered, due)
    }
    const approvals = live('transition_approval', known, (row) => row.transition_id === t.id)
    for (const approval of approvals) {
      const subject = `TransitionApproval:${approval.id}`
      tell('APPROVED', approval.id, approval.approved_on, subject)
      if (approval.composition_assessed_on !== null)
        tell('COMPOSITION_ASSESSED', approval.id, approval.composition_assessed_on, subject)
    }
    const self = `TransitionTimeline:${t.id}`
    const wanted = t.tenancy_id !== null || ['ALLOCATED', 'ACCEPTED'].includes(String(last?.kind))
    if (goesOn && wanted && !approvals.some((row) => String(row.approved_on) <= day))
      tell('APPROVAL_DUE', t.id, t.valid_from, self, due)
    const terms = rows('transition_terms', known).filter((row) => row.transition_id === t.id)
    if (goesOn && t.tenancy_id !== null && terms.length === 0)
      tell('TERMS_DUE', t.id, t.valid_from, self, due)
    for (const one of terms)
      tell('DEROGATIONS', one.id, one.valid_from, `TransitionTerms:${one.id}`, {
        ...{ until_day: one.valid_until, of_law: one.law },
      })
    const tenancy = rows('tenancy', known).find(({ id }) => t.tenancy_id !== null && id === t.tenancy_id)
    if (tenancy !== undefined) {
      const subject = `Tenancy:${tenancy.id}`
      if (tenancy.lease_signed_on !== null) tell('LEASE_SIGNED', tenancy.id, tenancy.lease_signed_on, subject)
      tell('TENANCY', tenancy.id, tenancy.valid_from, subject, span(tenancy))
    }
    if (offer !== undefined && offer.moved_in_on !== null)
      tell('MOVED_IN', offer.id, offer.moved_in_on, offered)

    const ofHousehold = (row: Row) =>
      household !== null && row.household_id === household && before(row.valid_from)
    for (const stay of live('stay', known, ofHousehold)) {
      const about = { household_id: stay.household_id }
      const subject = `Stay:${stay.id}`
      tell('STAY', stay.id, stay.valid_from, subject, {
        ...{ ...about, ...span(stay), detail: stay.kind, of_law: LAWS[String(stay.kind)] ?? null },
      })
      if (stay.outcome !== null) {
        const by_party = stay.outcome === 'LEFT' ? 'TENANT' : null
        tell('DISCHARGED', stay.id, stay.valid_until, subject, { ...about, detail: stay.outcome, by_party })
      }
      const met = live('discharge_condition', known, (row) => row.stay_id === stay.id)
      for (const one of met)
        tell('CONDITION_MET', one.id, one.met_on, subject, { ...about, detail: one.kind })
      if (stay.kind !== 'SHELTER' || !holds(stay, day) || !goesOn) continue
      const on = shelterDue(stay, known)
      tell('SHELTER_DUE', stay.id, on, subject, { ...about, ...due })
      const there = met.filter((one) => String(one.met_on) <= day).map(({ kind }) => kind)
      for (const kind of CONDITIONS) {
        if (there.includes(kind)) continue
        if (kind === 'LEASE_AND_SUPPORT_READY' && there.includes('PLACE_READY')) continue
        tell('CONDITION_DUE', `${stay.id}:${kind}`, on, subject, { ...about, ...due, detail: kind })
      }
    }
    for (const one of live('support_course', known, ofHousehold))
      tell('SUPPORT', one.id, one.valid_from, `SupportCourse:${one.id}`, {
        ...{ household_id: one.household_id, ...span(one), detail: one.method },
        of_law: LAWS[String(one.paragraph)] ?? null,
      })
    const amountsInARow: Record<string, unknown>[] = []
    let run: { key: string; end: string; event: Record<string, unknown> } | null = null
    const months = refunds(t.tenancy_id, known).sort((a, b) =>
      `${a.subsidy.id}${a.month}` < `${b.subsidy.id}${b.month}` ? -1 : 1,
    )
    for (const { subsidy, month, from, until, oere } of months) {
      const key = `${subsidy.id} ${oere}`
      if (run !== null && run.key === key && run.end === month) {
        run.event.until = until
      } else {
        run = { key, end: '', event: { subsidy, from, until, oere } }
        amountsInARow.push(run.event)
      }
      const [year, number] = month.split('-').map(Number) as [number, number]
      run.end = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
    }
    for (const one of amountsInARow) {
      const subsidy = one.subsidy as Row
      tell('REFUND', `${subsidy.id}:${one.from}`, one.from, `TenantSubsidy:${subsidy.id}`, {
        ...{ household_id: subsidy.household_id, until_day: one.until, oere: one.oere },
      })
    }
    for (const one of live('payment_review', known, (row) => row.transition_id === t.id)) {
      const subject = `PaymentReview:${one.id}`
      const about = { household_id: one.household_id }
      if (one.held_on !== null)
        tell('REVIEW_HELD', one.id, one.held_on, subject, {
          ...{ ...about, detail: one.outcome, oere: one.affordable_rent_oere },
        })
      if (goesOn && (one.held_on === null || String(one.held_on) > day))
        tell('REVIEW_DUE', one.id, one.due_on, subject, { ...about, ...due })
    }
    const ofTenancy = (row: Row) => t.tenancy_id !== null && row.tenancy_id === t.tenancy_id
    const arrears = live('arrears_step', known, ofTenancy)
    const isSet = rows('transition_parameter', known).some(
      (row) => row.municipality_code === t.municipality_code && String(row.name).startsWith('ARREARS_DAYS'),
    )
    for (const step of arrears) {
      const subject = `ArrearsStep:${step.id}`
      const tenant = text(tenantOf(step, everyRow))
      tell('ARREARS', step.id, step.happened_on, subject, { household_id: tenant, detail: step.kind })
      const responses = grown('arrears_response', known).filter((row) => row.step_id === step.id)
      for (const one of responses)
        tell('ARREARS_RESPONSE', one.id, one.happened_on, subject, {
          ...{ household_id: tenant, detail: one.kind },
        })
      if (step.act_by === null || String(step.happened_on) > day || !goesOn || !isSet) continue
      if (responses.some((one) => String(one.happened_on) <= day)) continue
      const settled = arrears.some(
        ({ kind, happened_on }) =>
          kind === 'SETTLED' && String(happened_on) >= String(step.happened_on) && String(happened_on) <= day,
      )
      if (!settled)
        tell('ARREARS_DUE', step.id, plusDays(String(step.act_by), -1), subject, {
          ...{ ...due, household_id: tenant },
        })
    }
    const [begins, ends] = [text(t.period_from), text(t.period_until)]
    if (begins !== null && ends !== null) {
      for (const months of amounts(t.municipality_code, 'WARNING_MONTHS', day, known) ?? [12, 6, 3]) {
        const on = monthsBefore(ends, months)
        if (on >= begins && on < (endedOn ?? OPEN))
          tell('PERIOD_WARNING', `${t.id}:${months}`, on, self, { detail: String(months) })
      }
      const until = text(t.valid_until) ?? OPEN
      if (ends < until) tell('ORDINARY_TERMS', t.id, ends, `Tenancy:${t.tenancy_id}`, { until_day: until })
    }
    for (const one of live('termination_request', known, ofTenancy)) {
      const subject = `TerminationRequest:${one.id}`
      tell('TERMINATION_REQUESTED', one.id, one.requested_on, subject)
      if (goesOn && String(one.requested_on) <= day)
        tell('TERMINATION_DUE', one.id, one.effective_on, subject, due)
    }
    if (endedOn !== null) {
      const [by_party, of_law] = ENDINGS[String(t.ending)] ?? [null, null]
      tell('ENDED', t.id, endedOn, self, { detail: t.ending, by_party, of_law })
    }
    for (const one of afterwards(t.tenancy_id, known)) {
      const oere = rentOfDays(one.from, one.until, BigInt(String(one.rent)), String(one.count))
      tell('RENT_AFTER_TERMINATION', one.place, one.from, `TerminationRequest:${one.id}`, {
        ...{ until_day: one.ends, oere: String(oere) },
      })
    }
    for (const one of rows('guarantee_claim', known)) {
      if (one.transition_id !== t.id) continue
      const subject = `GuaranteeClaim:${one.id}`
      if (one.state !== 'WITHDRAWN') {
        tell('CLAIM', one.id, one.claimed_on, subject, { oere: one.amount_oere })
        if (String(one.claimed_on) <= day && (one.decided_on === null || String(one.decided_on) > day)) {
          const days = amounts(t.municipality_code, 'CLAIM_DAYS', String(one.claimed_on), known)?.[0]
          const on = days === undefined ? null : plusDays(String(one.claimed_on), days)
          tell('CLAIM_DUE', one.id, on, subject, due)
        }
      }
      if (one.decided_on !== null)
        tell('CLAIM_DECIDED', one.id, one.decided_on, subject, { detail: one.state, oere: one.granted_oere })
    }
    return found
  }

  const isIn = (value: (row: Row) => unknown) => (row: Row, values: unknown) =>
    (values as unknown[]).includes(value(row))
  const phaseOf = (row: Row) => eventFacts(row.kind as Kind).phase
  const byDay = (row: Row) => String(row.sorted_on)
  const events: List = {
    ...{ type: 'TransitionEvent', table: '', key: 'event' },
    orders: { ON_ASC: { by: byDay }, ON_DESC: { by: byDay, down: true } },
    filters: {
      statuses: isIn(({ status }) => status),
      kinds: isIn(({ kind }) => kind),
      phases: isIn(phaseOf),
    },
  }
  const said = (language: 0 | 1): Resolve => {
    return ({ row }) => {
      const { text: texts, details } = eventFacts(row.kind as Kind)
      const detail = details?.[String(row.detail)]?.[language] ?? text(row.detail) ?? ''
      return texts[language].replace('{detail}', detail)
    }
  }

  /** What transitions cost, line by line, on the days of a year or at any time. */
  function lines(known: bigint | null, which: (row: Row) => boolean, year: number | null): readonly Row[] {
    const [from, until] = year === null ? ['', '~'] : [`${pad(year)}-01-01`, `${pad(year + 1)}-01-01`]
    return rows('transition', known)
      .filter(which)
      .flatMap((t) => {
        const base = { transition_id: t.id, municipality_code: t.municipality_code, household_id: null }
        const rent = (kind: string, type: string, of: ReturnType<typeof vacancy>[number]): Row[] => {
          const first = latest(of.from, from)
          const end = least(of.until, until) ?? ''
          if (first >= end) return []
          return [
            {
              ...{
                ...base,
                line: `${kind}:${of.place}`,
                kind,
                from_day: first,
                until_day: end,
                months: null,
              },
              ...{ days: daysBetween(first, end), rows: [`${type}:${of.id}`], source: of.source },
              oere: String(rentOfDays(first, end, BigInt(String(of.rent)), String(of.count))),
            },
          ]
        }
        return [
          ...vacancy(t.offer_id, known).flatMap((one) => rent('VACANCY_RENT', 'MunicipalOffer', one)),
          ...afterwards(t.tenancy_id, known).flatMap((one) =>
            rent('RENT_AFTER_TERMINATION', 'TerminationRequest', one),
          ),
          ...refunds(t.tenancy_id, known)
            .filter(({ month }) => month >= from && month < until)
            .map(({ subsidy, month, oere, found, ...one }) => ({
              ...{ ...base, household_id: subsidy.household_id, kind: 'TENANT_SUBSIDY', oere },
              ...{ line: `TENANT_SUBSIDY:${subsidy.id}:${month}`, from_day: one.from, until_day: one.until },
              ...{ days: null, months: 1, source: subsidy.source },
              rows: found
                .sort((a, b) => Number(a.number) - Number(b.number))
                .map(({ id }) => `TenantSubsidyCalculation:${id}`),
            })),
          ...rows('guarantee_claim', known)
            .filter((one) => one.transition_id === t.id && Number(one.granted_oere ?? 0) > 0)
            .filter((one) => String(one.decided_on) >= from && String(one.decided_on) < until)
            .map((one) => ({
              ...{ ...base, line: `RESTORATION:${one.id}`, kind: 'RESTORATION', from_day: one.decided_on },
              ...{ until_day: null, days: null, months: null, oere: one.granted_oere },
              ...{ rows: [`GuaranteeClaim:${one.id}`], source: one.documentation_reference },
            })),
        ]
      })
  }
  const pad = (year: number) => String(year).padStart(4, '0')

  const lineList: List = {
    ...{ type: 'TransitionCostLine', table: '', key: 'line' },
    orders: { FROM_ASC: { by: (row) => String(row.from_day) } },
    filters: { kinds: isIn(({ kind }) => kind) },
  }
  function sums(all: readonly Row[]): Row {
    const of = (kind: string, name: string) =>
      String(all.reduce((sum, row) => sum + (row.kind === kind ? BigInt(String(row[name] ?? 0)) : 0n), 0n))
    const households = [...new Set(all.map((row) => row.household_id))].filter((one) => one !== null)
    return {
      ...{ vacancy: of('VACANCY_RENT', 'oere'), vacancyDays: Number(of('VACANCY_RENT', 'days')) },
      ...{ refund: of('TENANT_SUBSIDY', 'oere'), refundMonths: Number(of('TENANT_SUBSIDY', 'months')) },
      restoration: of('RESTORATION', 'oere'),
      after: of('RENT_AFTER_TERMINATION', 'oere'),
      afterDays: Number(of('RENT_AFTER_TERMINATION', 'days')),
      total: String(all.reduce((sum, row) => sum + BigInt(String(row.oere)), 0n)),
      subjects: households.length === 0 ? null : households.join(','),
    }
  }
  /** Years outside the hub's calendar stand for its first and last. */
  const yearOf = (year: unknown) => Math.min(Math.max(Number(year), 1_800), 2_200)
  const knownOf = (args: Arguments) => (args.knownAt == null ? null : microsOf(String(args.knownAt)))
  const costFields = (of: (source: Source) => readonly Row[]): Record<string, Resolve> => ({
    sums: ({ row, known }) => ({ type: 'TransitionCostSums', row, known }),
    lines: (source, args) =>
      page(
        lineList,
        args,
        source.known,
        () => true,
        () => of(source),
      ),
  })
  const ofKind = (say: (facts: (typeof COST_FACTS)[keyof typeof COST_FACTS]) => string): Resolve => {
    return ({ row }) => say(COST_FACTS[row.kind as keyof typeof COST_FACTS])
  }

  const told =
    (only: (row: Row) => boolean): Resolve =>
    (source, { validOn, ...args }) =>
      page(events, args, source.known, only, () => eventsOf(source, { validOn }))

  /** The first value that so much of all does not exceed; those that are not known aside. */
  function quantile(values: readonly (number | null)[], part: number): number | null {
    const sorted = values.filter((value): value is number => value !== null).sort((a, b) => a - b)
    return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
  }
  const plusMonths = (day: string, months: number) => monthsBefore(day, -months)
  const counted = (type: string, all: readonly Row[], known: bigint | null) =>
    all.map((row) => ({ type, row, known }))

  /** The figures of a municipality and year, as the fields show them. */
  function figures(code: string, year: number, known: bigint | null): Row {
    const [from, until] = [`${pad(year)}-01-01`, `${pad(year + 1)}-01-01`]
    const asOf = least(plusDays(until, -1), today) ?? ''
    const inYear = (day: unknown) => day !== null && String(day) >= from && String(day) <= asOf
    const ours = (name: string) => rows(name, known).filter((row) => row.municipality_code === code)
    const transitions = ours('transition')

    const moved = ours('municipal_offer')
      .filter(({ legal_basis, moved_in_on: on }) => legal_basis === 'SECTION_63' && on !== null)
      .filter(({ moved_in_on: on }) => String(on) >= from && String(on) < until)
      .flatMap((offer) =>
        rows('allocation', known)
          .filter((one) => one.offer_id === offer.id && one.state === 'MOVED_IN')
          .map((one) => {
            const nomination = rows('nomination', known).find(({ id }) => id === one.nomination_id)
            const start = nomination === undefined ? null : danishDay(BigInt(String(nomination.nominated_at)))
            const after = (day: unknown) => (start === null ? null : daysBetween(start, String(day)))
            return { toAllocation: after(one.allocated_on), toMovingIn: after(offer.moved_in_on) }
          }),
      )
    const toAllocation = moved.map((one) => one.toAllocation)
    const toMovingIn = moved.map((one) => one.toMovingIn)

    const stays = live('stay', known, (row) => row.municipality_code === code && row.kind === 'SHELTER')
      .filter((row) => String(row.valid_from) <= asOf && (text(row.valid_until) ?? OPEN) >= from)
      .map((row) => ({ row, isOver: inYear(row.valid_until), due: shelterDue(row, known) }))
    const over = stays.filter(({ isOver }) => isOver)
    const going = stays.filter(({ isOver }) => !isOver)
    const housed = over.filter(({ row }) => /DWELLING/.test(String(row.outcome)))
    const late = going.filter(({ due }) => due < asOf)
    const isReady = ({ row }: (typeof stays)[number]) => {
      const met = live('discharge_condition', known, (one) => one.stay_id === row.id)
        .filter((one) => String(one.met_on) <= asOf)
        .map(({ kind }) => kind)
      return (
        ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION'].every((kind) => met.includes(kind)) &&
        (met.includes('PLACE_READY') || met.includes('LEASE_AND_SUPPORT_READY'))
      )
    }

    const ended = transitions.filter((t) => inYear(t.ended_on))
    const active = transitions.filter(
      (t) =>
        t.valid_from !== null &&
        String(t.valid_from) <= asOf &&
        (t.ended_on === null || String(t.ended_on) > asOf) &&
        (t.period_until === null || String(t.period_until) > asOf),
    )
    // Fractions of an øre: each household's mean counts alike.
    const means = transitions.flatMap((t) => {
      const months = refunds(t.tenancy_id, known).filter(({ month }) => month >= from && month < until)
      if (months.length === 0) return []
      return [months.reduce((sum, { oere }) => sum + Number(oere), 0) / months.length]
    })
    const vacancyDays = transitions
      .flatMap((t) => vacancy(t.offer_id, known))
      .map((one) => Math.max(0, daysBetween(latest(one.from, from), least(one.until, until) ?? '')))
      .reduce((sum, days) => sum + days, 0)

    const endings = [...new Set(ended.map(({ ending }) => String(ending)))].sort()
    const marks = [6, 12, 24].flatMap((months) => {
      const turned = transitions
        .filter((t) => t.valid_from !== null)
        .map((t) => ({ t, mark: plusMonths(String(t.valid_from), months) }))
        .filter(({ mark }) => inYear(mark))
      const stayed = turned.filter(({ t, mark }) => t.ended_on === null || String(t.ended_on) >= mark)
      return turned.length === 0 ? [] : [{ months, tenancies: turned.length, housed: stayed.length }]
    })
    const households = new Map<string | null, Set<unknown>>()
    const overlaps = (row: Row, first: string, end: string) =>
      row.valid_from !== null && String(row.valid_from) < end && (text(row.valid_until) ?? OPEN) > first
    for (const t of transitions.filter((one) => overlaps(one, from, until))) {
      for (const { household_id } of live('transition_case', known, (one) => one.transition_id === t.id)) {
        const methods = live('support_course', known, (one) => one.household_id === household_id)
          .filter((one) => overlaps(one, from, until))
          .filter((one) => overlaps(one, String(t.valid_from), text(t.valid_until) ?? OPEN))
          .map(({ method }) => String(method))
        for (const method of methods.length === 0 ? [null] : methods)
          households.set(method, (households.get(method) ?? new Set()).add(household_id))
      }
    }
    const support = [...households]
      .map(([method, all]) => ({ method, households: all.size }))
      .sort((a, b) => ((a.method ?? '~') < (b.method ?? '~') ? -1 : 1))

    return {
      ...{ municipality_code: code, asOf },
      movingIn: {
        movedIn: moved.length,
        ...{ medianDaysToAllocation: quantile(toAllocation, 0.5) },
        ...{ ninthDecileDaysToAllocation: quantile(toAllocation, 0.9) },
        ...{ medianDaysToMovingIn: quantile(toMovingIn, 0.5) },
        ...{ ninthDecileDaysToMovingIn: quantile(toMovingIn, 0.9) },
      },
      shelters: {
        ...{ staysEnded: over.length, toDwelling: housed.length },
        toDwellingInTime: housed.filter(({ row, due }) => String(row.valid_until) <= due).length,
        medianDays: quantile(
          over.map(({ row }) => daysBetween(String(row.valid_from), String(row.valid_until))),
          0.5,
        ),
        ...{ goingOn: going.length, beyondGoal: late.length, beyondGoalReady: late.filter(isReady).length },
      },
      standing: {
        active: active.length,
        endingWithin6Months: active.filter(
          (t) => t.period_until !== null && String(t.period_until) < plusMonths(asOf, 6),
        ).length,
        ended: ended.length,
        toOrdinaryTerms: transitions.filter(
          (t) =>
            inYear(t.period_until) && (t.ended_on === null || String(t.ended_on) > String(t.period_until)),
        ).length,
        vacancyDays,
        refund:
          means.length === 0
            ? null
            : String(Math.round(means.reduce((sum, mean) => sum + mean, 0) / means.length)),
      },
      exits: endings.map((ending) => ({
        ending,
        count: ended.filter((t) => t.ending === ending).length,
      })),
      ...{ retention: marks, support },
    }
  }
  const one =
    (type: string, name: string): Resolve =>
    ({ row, known }) => ({ type, row: row[name] as Row, known })
  const several =
    (type: string, name: string): Resolve =>
    ({ row, known }) =>
      counted(type, row[name] as Row[], known)
  const plain = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, column(name)]))

  return {
    Query: {
      transitionFigures: (_, args) => {
        const known = knownOf(args)
        const found = figures(String(args.municipalityCode), yearOf(args.year), known)
        return { type: 'TransitionFigures', row: { ...found, year: args.year }, known }
      },
      transitionCosts: (_, args) => {
        const known = knownOf(args)
        const t = rows('transition', known).find(({ id }) => args.id === `TransitionTimeline:${id}`)
        if (t === undefined) return null
        return {
          type: 'TransitionCosts',
          row: { ...t, ...sums(lines(known, ({ id }) => id === t.id, null)) },
          known,
        }
      },
      transitionCostsOfYear: (_, args) => {
        const known = knownOf(args)
        const { municipalityCode: code, year } = args
        const all = lines(known, (row) => row.municipality_code === code, yearOf(year))
        return { type: 'TransitionYearCosts', row: { municipality_code: code, year, ...sums(all) }, known }
      },
    },
    TransitionTimeline: {
      events: demanding(
        'transition:read',
        told(() => true),
      ),
      dueNext: demanding(
        'transition:read',
        told((row) => row.status === 'DUE'),
      ),
    },
    TransitionEvent: {
      key: column('event'),
      phase: ({ row }) => phaseOf(row),
      kind: column('kind'),
      on: column('on_day'),
      until: ({ row }) => (row.until_day === OPEN ? null : row.until_day),
      status: column('status'),
      overdue: column('overdue'),
      by: ({ row }) => row.by_party ?? eventFacts(row.kind as Kind).by,
      law: ({ row }) => row.of_law ?? eventFacts(row.kind as Kind).law,
      detail: column('detail'),
      textDa: said(0),
      textEn: said(1),
      amount: kroner('oere'),
      subject: column('subject'),
    },
    TransitionCosts: {
      timeline: parent('TransitionTimeline', 'transition', 'id'),
      ...costFields(({ row, known }) => lines(known, ({ id }) => id === row.id, null)),
    },
    TransitionYearCosts: {
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      year: column('year'),
      ...costFields(({ row, known }) =>
        lines(known, (one) => one.municipality_code === row.municipality_code, yearOf(row.year)),
      ),
    },
    TransitionFigures: {
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      ...plain('year', 'asOf'),
      movingIn: one('MovingInFigures', 'movingIn'),
      shelters: one('ShelterFigures', 'shelters'),
      standing: one('TransitionStanding', 'standing'),
      exits: several('TransitionExitCount', 'exits'),
      retention: several('TransitionRetention', 'retention'),
      support: several('TransitionSupportCount', 'support'),
    },
    MovingInFigures: plain(
      ...['movedIn', 'medianDaysToAllocation', 'ninthDecileDaysToAllocation'],
      ...['medianDaysToMovingIn', 'ninthDecileDaysToMovingIn'],
    ),
    ShelterFigures: plain(
      ...['staysEnded', 'toDwelling', 'toDwellingInTime', 'medianDays'],
      ...['goingOn', 'beyondGoal', 'beyondGoalReady'],
    ),
    TransitionStanding: {
      ...plain('active', 'endingWithin6Months', 'ended', 'toOrdinaryTerms', 'vacancyDays'),
      meanRefund: kroner('refund'),
    },
    TransitionExitCount: plain('ending', 'count'),
    TransitionRetention: plain('months', 'tenancies', 'housed'),
    TransitionSupportCount: plain('method', 'households'),
    TransitionCostSums: {
      vacancyRent: kroner('vacancy'),
      vacancyDays: column('vacancyDays'),
      tenantSubsidy: kroner('refund'),
      tenantSubsidyMonths: column('refundMonths'),
      restoration: kroner('restoration'),
      rentAfterTermination: kroner('after'),
      daysAfterTermination: column('afterDays'),
      total: kroner('total'),
    },
    TransitionCostLine: {
      key: column('line'),
      kind: column('kind'),
      timeline: parent('TransitionTimeline', 'transition', 'transition_id'),
      from: column('from_day'),
      until: column('until_day'),
      days: column('days'),
      months: column('months'),
      amount: kroner('oere'),
      law: ofKind(({ law }) => law),
      textDa: ofKind(({ text: words }) => words[0]),
      textEn: ofKind(({ text: words }) => words[1]),
      rows: column('rows'),
      source: column('source'),
    },
  }
}
