import { isDeepStrictEqual } from 'node:util'
import { REASON_CODES } from '../../src/allocations/index.ts'
import { danishDay, microsOf } from './instants.ts'
import type { oracleMatching, Verdict } from './oracle-matching.ts'
import { arrearsLists } from './oracle-transitions-arrears.ts'
import { staysLists } from './oracle-transitions-stays.ts'
import type { Row } from './oracle-types.ts'

/** What the oracle has at hand, as the types of the lifecycle use it. */
export interface OracleParts {
  readonly today: string
  rows(name: string, known: bigint | null): readonly Row[]
  column(name: string): Resolve
  instant(name: string): Resolve
  kroner(name: string): Resolve
  parent(type: string, table: string, column: string, key?: string): Resolve
  id(): Resolve
  below(list: List, isHere: (row: Row, parent: Row) => boolean): Resolve
  kronerOf(oere: bigint): string
  readonly pair: ReturnType<typeof oracleMatching>['pair']
}

interface Source {
  readonly type: string
  readonly row: Row
  readonly known: bigint | null
}
type Resolve = (source: Source, args: Readonly<Record<string, unknown>>) => unknown
type Sortable = string | bigint | number

interface List {
  readonly type: string
  readonly table: string
  readonly key: string
  readonly orders: Readonly<Record<string, { readonly by: (row: Row) => Sortable; readonly down?: true }>>
  readonly filters: Readonly<Record<string, (row: Row, value: unknown, known: bigint | null) => boolean>>
}

const isIn = (column: string) => (row: Row, values: unknown) => (values as unknown[]).includes(row[column])
const equals = (column: string) => (row: Row, value: unknown) => row[column] === value
const idIs = (type: string, column: string) => (row: Row, id: unknown) => id === `${type}:${row[column]}`
const micros = (column: string) => (row: Row) => BigInt(String(row[column]))
const entered = (row: Row) => String(row.id)
const ENTERED = { ENTERED_DESC: { by: entered, down: true }, ENTERED_ASC: { by: entered } } as const

/** How the rows of the lifecycle are listed; a type without orders is reached by its id only. */
export const LIFECYCLE_LISTS = {
  offers: {
    ...{ type: 'MunicipalOffer', table: 'municipal_offer', key: 'id' },
    orders: {
      DEADLINE_ASC: { by: micros('deadline') },
      DEADLINE_DESC: { by: micros('deadline'), down: true },
      OFFERED_DESC: { by: micros('offered_at'), down: true },
    },
    filters: {
      states: isIn('state'),
      municipalityCodes: isIn('municipality_code'),
      organisationId: idIs('HousingOrganisation', 'organisation_id'),
      vacancyId: idIs('Vacancy', 'vacancy_id'),
      dwellingId: idIs('Dwelling', 'dwelling_id'),
      deadlineBefore: (row: Row, moment: unknown) => BigInt(String(row.deadline)) < microsOf(String(moment)),
    },
  },
  offerEvents: {
    ...{ type: 'OfferEvent', table: 'offer_event', key: 'id' },
    orders: { ENTERED_ASC: { by: entered } },
    filters: {},
  },
  nominations: {
    ...{ type: 'Nomination', table: 'nomination', key: 'id', orders: ENTERED },
    filters: {
      municipalityCode: equals('municipality_code'),
      offerId: idIs('MunicipalOffer', 'offer_id'),
      states: isIn('state'),
    },
  },
  allocations: {
    ...{ type: 'Allocation', table: 'allocation', key: 'id', orders: ENTERED },
    filters: {
      municipalityCode: equals('municipality_code'),
      offerId: idIs('MunicipalOffer', 'offer_id'),
      vacancyId: idIs('Vacancy', 'vacancy_id'),
      states: isIn('state'),
    },
  },
  decisions: {
    ...{ type: 'AllocationDecision', table: 'allocation_decision', key: 'id', orders: {}, filters: {} },
  },
  notices: {
    ...{ type: 'AllocationNotice', table: 'allocation_notice', key: 'id', orders: ENTERED },
    filters: {
      municipalityCode: equals('municipality_code'),
      acknowledged: (row: Row, acknowledged: unknown) => (row.acknowledged_at !== null) === acknowledged,
    },
  },
  tenancies: {
    ...{ type: 'Tenancy', table: 'tenancy', key: 'id' },
    orders: {
      FROM_DESC: { by: (row: Row) => String(row.valid_from), down: true },
      FROM_ASC: { by: (row: Row) => String(row.valid_from) },
    },
    filters: {
      municipalityCodes: isIn('municipality_code'),
      organisationId: idIs('HousingOrganisation', 'organisation_id'),
      dwellingId: idIs('Dwelling', 'dwelling_id'),
      allocated: equals('allocated'),
      transitional: equals('transitional'),
      validOn: (row: Row, on: unknown) =>
        String(row.valid_from) <= String(on) &&
        (row.valid_until === null || String(on) < String(row.valid_until)),
    },
  },
} as const satisfies Record<string, List>

/** The columns that say whom the rows of the lifecycle's types are about. */
export const LIFECYCLE_SUBJECTS = {
  Nomination: 'household_id',
  Allocation: 'household_id',
  AllocationDecision: 'household_id',
  AllocationNotice: 'household_id',
} as const

const DAY_MS = 86_400_000
const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10)

/** The rent of the days [from, until), a day at a time, in fractions of an øre that any month's days divide. */
export function rentOfDays(from: string, until: string, rentOere: bigint, dayCount: string): bigint {
  const whole = dayCount === 'YEAR_OF_365' ? 365n : 377_580n
  let sum = 0n
  for (let at = Date.parse(from); at < Date.parse(until); at += DAY_MS) {
    const [year, month] = isoDay(at).split('-').map(Number) as [number, number]
    const days = BigInt(new Date(Date.UTC(year, month, 0)).getUTCDate())
    sum += dayCount === 'YEAR_OF_365' ? rentOere * 12n : (rentOere * whole) / days
  }
  return (2n * sum + whole) / (2n * whole)
}

/** The fields of the lifecycle's types, by type; those of `Query` aside, and of `Vacancy` those that offers give it. */
export function lifecycleResolvers(
  parts: OracleParts,
): Readonly<Record<string, Readonly<Record<string, Resolve>>>> {
  const { today, rows, column, instant, kroner, parent, id, below, kronerOf, pair } = parts

  function liableUntil({ row, known }: Source): string | null {
    const let_ = rows('vacancy', known).find(
      (vacancy) =>
        vacancy.id === row.vacancy_id && vacancy.letting === row.letting && vacancy.state === 'LET',
    )?.let_from
    const ends = [row.liable_until, row.let_from, let_].filter((end) => typeof end === 'string').sort()
    const [first] = ends
    if (first === undefined) return null
    return [first, String(row.at_disposal_from)].sort()[1] ?? null
  }
  const through = (source: Source) =>
    liableUntil(source) ?? [today, String(source.row.at_disposal_from)].sort()[1] ?? ''
  const liableDays = (source: Source) =>
    (Date.parse(through(source)) - Date.parse(String(source.row.at_disposal_from))) / DAY_MS
  const liableOere = (source: Source) =>
    rentOfDays(
      String(source.row.at_disposal_from),
      through(source),
      BigInt(String(source.row.rent_oere)),
      String(source.row.day_count),
    )

  /** What each letting of a vacancy has cost, all its offers together. */
  const liabilitiesOf: Resolve = ({ row, known }) => {
    const offers = rows('municipal_offer', known).filter(({ vacancy_id }) => vacancy_id === row.id)
    const lettings = [...new Set(offers.map(({ letting }) => Number(letting)))].sort((a, b) => a - b)
    return lettings.map((letting) => {
      const sources = offers
        .filter((one) => Number(one.letting) === letting)
        .map((one) => ({ type: 'MunicipalOffer', row: one, known }))
      const ends = sources.map(liableUntil).sort()
      const total = {
        letting,
        from: sources.map((one) => String(one.row.at_disposal_from)).sort()[0],
        until: ends.includes(null) ? null : ends.at(-1),
        days: sources.reduce((sum, one) => sum + liableDays(one), 0),
        amount: kronerOf(sources.reduce((sum, one) => sum + liableOere(one), 0n)),
      }
      return { type: 'LettingRentLiability', row: total as Row, known }
    })
  }

  /** A fact's row as it was known when a decision read it. */
  const known = ({ row }: Source, name: string, key: unknown) =>
    rows(name, BigInt(String(row.facts_at))).find((fact) => fact.id === key)

  /** What the rules say of a decision's pair on its day, as it was known when they were asked. */
  const verdictsThen = (row: Row): readonly Verdict[] => {
    const then = BigInt(String(row.facts_at))
    const offer = rows('municipal_offer', null).find(({ id }) => id === row.offer_id)
    const offeredOn = danishDay(BigInt(String(offer?.offered_at)))
    const found = pair(row.vacancy_id, row.household_id, { on: row.decided_on, offeredOn }, then)
    return row.rule_set === '2026-12' && found !== null ? (found.verdicts as Verdict[]) : []
  }

  const sentence =
    (write: (name: unknown, version: unknown, term: unknown, on: unknown, rent: string) => string): Resolve =>
    (source) => {
      const term = rows('agreement_term', null).find((one) => one.id === source.row.agreement_term_id)
      const version = known(source, 'agreement_version', term?.version_id)
      const agreement = known(source, 'agreement', version?.agreement_id)
      const vacancy = known(source, 'vacancy', source.row.vacancy_id)
      if (term === undefined || version === undefined || agreement === undefined || vacancy === undefined)
        return null
      const rent = kronerOf(BigInt(String(vacancy.rent_oere)))
      return write(agreement.name, version.number, term.position, source.row.decided_on, rent)
    }
  const figures = (of: unknown) =>
    Object.entries((of ?? {}) as Record<string, unknown>)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({
        ...{ type: 'DecisionFigure', known: null },
        row: { name, value: value === null ? null : String(value) } as Row,
      }))

  const recorded = { recordedFrom: instant('recorded_from'), recordedUntil: instant('recorded_until') }
  const household = parent('Household', 'household', 'household_id')
  const offer = parent('MunicipalOffer', 'municipal_offer', 'offer_id')
  return {
    MunicipalOffer: {
      id: id(),
      state: column('state'),
      vacancy: parent('Vacancy', 'vacancy', 'vacancy_id'),
      letting: column('letting'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      legalBasis: column('legal_basis'),
      agreementVersion: parent('AgreementVersion', 'agreement_version', 'agreement_version_id'),
      term: parent('AgreementTerm', 'agreement_term', 'agreement_term_id'),
      offeredAt: instant('offered_at'),
      deadline: (source, args) => (source.row.state === 'PAUSED' ? null : instant('deadline')(source, args)),
      daysLeft: ({ row }) => {
        if (row.state === 'PAUSED') return row.paused_days
        if (row.state !== 'OFFERED') return null
        return (row.answer_days as string[]).filter((day) => day > today).length
      },
      rent: kroner('rent_oere'),
      liability: (source) => source,
      endedOn: column('ended_on'),
      letFrom: column('let_from'),
      movedInOn: column('moved_in_on'),
      tenancy: parent('Tenancy', 'tenancy', 'tenancy_id'),
      events: below(LIFECYCLE_LISTS.offerEvents, (event, row) => event.offer_id === row.id),
      ...recorded,
    },
    RentLiability: {
      from: column('at_disposal_from'),
      until: liableUntil,
      days: liableDays,
      amount: (source) => kronerOf(liableOere(source)),
      dayCount: column('day_count'),
      rounding: () => 'HALF_UP_ONCE',
      noticeMonths: column('notice_months'),
      noticeEffect: column('notice_effect'),
      afterReturn: column('after_return'),
      afterExpiry: column('after_expiry'),
      source: column('liability_source'),
    },
    Vacancy: { rentLiabilities: liabilitiesOf },
    LettingRentLiability: {
      letting: column('letting'),
      from: column('from'),
      until: column('until'),
      days: column('days'),
      amount: column('amount'),
    },
    OfferEvent: {
      id: id(),
      kind: column('kind'),
      party: column('party'),
      at: instant('at'),
      reasonCode: column('reason_code'),
      reason: column('reason'),
      deadline: instant('deadline'),
    },
    Nomination: {
      id: id(),
      state: column('state'),
      reason: column('reason'),
      nominatedAt: instant('nominated_at'),
      offer,
      household,
      ...recorded,
    },
    Allocation: {
      id: id(),
      state: column('state'),
      allocatedOn: column('allocated_on'),
      answeredOn: column('answered_on'),
      declineReason: column('decline_reason'),
      consequence: column('consequence'),
      parkedUntil: column('parked_until'),
      withdrawalReason: column('withdrawal_reason'),
      offer,
      vacancy: parent('Vacancy', 'vacancy', 'vacancy_id'),
      household,
      decision: parent('AllocationDecision', 'allocation_decision', 'decision_id'),
      nomination: parent('Nomination', 'nomination', 'nomination_id'),
      disclosure: parent('Disclosure', 'disclosure', 'disclosure_id'),
      ...recorded,
    },
    AllocationDecision: {
      id: id(),
      decidedOn: column('decided_on'),
      decidedAt: instant('recorded_at'),
      legalBasis: column('legal_basis'),
      reason: column('reason'),
      overrideReason: column('override_reason'),
      sourceId: column('source_id'),
      feed: parent('Feed', 'feed', 'feed_id'),
      offer,
      household,
      agreementVersion: parent('AgreementVersion', 'agreement_version', 'agreement_version_id'),
      term: parent('AgreementTerm', 'agreement_term', 'agreement_term_id'),
      ruleSet: column('rule_set'),
      parameters: ({ row }) => figures(row.parameters),
      results: ({ row }) =>
        (row.results as Row[]).map((result) => ({ type: 'DecisionResult', row: result, known: null })),
      factsChangeId: column('facts_change_id'),
      factsAt: instant('facts_at'),
      explanation: (source) => ({ ...source, type: 'DecisionExplanation' }),
    },
    DecisionResult: {
      rule: column('rule'),
      law: column('law'),
      passed: column('passed'),
      undecided: column('undecided'),
      figures: ({ row }) => figures(row.figures),
    },
    DecisionFigure: { name: column('name'), value: column('value') },
    DecisionExplanation: {
      textDa: sentence(
        (name, version, term, on, rent) =>
          `Anvist efter ${name}, version ${version}, vilkår ${term}, den ${on}. Husleje: ${rent} kr.`,
      ),
      textEn: sentence(
        (name, version, term, on, rent) =>
          `Allocated under ${name}, version ${version}, term ${term}, on ${on}. Rent: DKK ${rent}.`,
      ),
      rent: (source) => {
        const vacancy = known(source, 'vacancy', source.row.vacancy_id)
        return vacancy === undefined ? null : kronerOf(BigInt(String(vacancy.rent_oere)))
      },
      dwellingType: (source) => known(source, 'vacancy', source.row.vacancy_id)?.dwelling_type ?? null,
      adults: (source) => known(source, 'household', source.row.household_id)?.adults ?? null,
      children: (source) => known(source, 'household', source.row.household_id)?.children ?? null,
      rules: ({ row }) =>
        verdictsThen(row).map((verdict) => ({
          type: 'MatchRuleResult',
          row: verdict as unknown as Row,
          known: BigInt(String(row.facts_at)),
        })),
      sameAsDecided: ({ row }) => {
        const said = verdictsThen(row).map(({ code, law, passed, undecided, figures: compared }) => ({
          ...{ rule: code, law, passed, undecided },
          figures: compared,
        }))
        return said.length === 0 ? null : isDeepStrictEqual(said, row.results)
      },
    },
    AllocationNotice: {
      id: id(),
      kind: column('kind'),
      raisedAt: instant('raised_at'),
      acknowledgedAt: instant('acknowledged_at'),
      allocation: parent('Allocation', 'allocation', 'allocation_id'),
      ...recorded,
    },
    Tenancy: {
      id: id(),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      part: ({ row }) => row.part || null,
      from: column('valid_from'),
      until: column('valid_until'),
      allocated: column('allocated'),
      transitional: column('transitional'),
      leaseSignedOn: column('lease_signed_on'),
      rent: kroner('rent_oere'),
      ending: column('ending'),
      arrears: below(arrearsLists(rows).arrearsSteps, (step, row) => step.tenancy_id === row.id),
      contacts: below(staysLists(rows).tenancyContacts, (contact, row) => contact.tenancy_id === row.id),
      ...recorded,
    },
    ReasonCode: {
      side: column('side'),
      code: column('code'),
      veraCode: column('veraCode'),
      veraSource: column('veraSource'),
    },
  }
}

/** What `reasonCodes` answers. */
export function reasonCodesOf(
  filter: { readonly side?: string | null } | null | undefined,
): readonly Source[] {
  return REASON_CODES.filter(({ side }) => filter?.side == null || filter.side === side).map((reason) => ({
    ...{ type: 'ReasonCode', known: null },
    row: { ...reason } as Row,
  }))
}
