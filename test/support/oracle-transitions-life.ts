import type { Action } from '../../src/access/policy.ts'
import type { List, Resolve, Row, Rows } from './oracle-types.ts'

/** What it takes to see the types of transitions that are about persons. */
export const LIFE_ACTIONS = { TransitionCase: 'transitionCase:read' } as const satisfies Record<
  string,
  Action
>

/** The columns that say whom their rows are about. */
export const LIFE_SUBJECTS = { TransitionCase: 'household_id' } as const

const isIn = (column: string) => (row: Row, values: unknown) => (values as unknown[]).includes(row[column])
const idIs = (type: string, column: string) => (row: Row, id: unknown) => id === `${type}:${row[column]}`
const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

/** How transitions and trials are listed. */
export const LIFE_LISTS = {
  transitionTimelines: {
    ...{ type: 'TransitionTimeline', table: 'transition', key: 'id' },
    orders: {
      ENDING_ASC: { by: (row) => text(row.period_until) ?? '9999' },
      ENTERED_DESC: { by: (row) => String(row.id), down: true },
    },
    filters: {
      municipalityCodes: isIn('municipality_code'),
      organisationId: idIs('HousingOrganisation', 'organisation_id'),
      dwellingId: idIs('Dwelling', 'dwelling_id'),
      tenancyId: idIs('Tenancy', 'tenancy_id'),
      stages: isIn('stage'),
      standing: (row, standing) => {
        const { states, on } = standing as { readonly states: readonly string[]; readonly on: string }
        return states.includes(String(stateOf(row, on)))
      },
      activeOn: (row, day) => {
        const [from, until, ended] = [row.valid_from, row.period_until, row.ended_on].map(text)
        return (
          from != null &&
          from <= String(day) &&
          (until == null || until > String(day)) &&
          (ended == null || ended > String(day))
        )
      },
      endingBefore: (row, day) => {
        const until = text(row.period_until)
        return row.ending === null && until !== null && until < String(day)
      },
    },
  },
  transitionTrials: {
    ...{ type: 'TransitionTrial', table: 'transition_trial', key: 'id' },
    orders: { CODE_ASC: { by: (row) => String(row.code) } },
    filters: { municipalityCodes: isIn('municipality_code') },
  },
  transitionCapUses: {
    ...{ type: 'TransitionCapUse', table: 'transition_cap_use', key: 'place' },
    orders: { YEAR_DESC: { by: (row) => String(row.year), down: true } },
    filters: {
      municipalityCodes: isIn('municipality_code'),
      agreementId: idIs('Agreement', 'agreement_id'),
      year: (row, year) => row.year === year,
    },
  },
} as const satisfies Record<string, List>

/** The rows below transitions that are found by their ids alone. */
export const LIFE_ROWS: readonly List[] = [
  ['TransitionApproval', 'transition_approval'],
  ['TransitionTerms', 'transition_terms'],
  ['TerminationRequest', 'termination_request'],
  ['TransitionCase', 'transition_case'],
].map(([type = '', table = '']) => ({ type, table, key: 'id', orders: {}, filters: {} }))

/** What the oracle has at hand, as the types of this part use it. */
export interface LifeParts {
  readonly today: string
  readonly rows: Rows
  column(name: string): Resolve
  instant(name: string): Resolve
  parent(type: string, table: string, column: string, key?: string): Resolve
  id(): Resolve
}

/** The same day so many months later, or the month's last. */
function monthsAfter(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  const there = new Date(
    Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate())),
  )
  return there.toISOString().slice(0, 10)
}

function stateOf(row: Row, day: string): string | null {
  const [from, periodUntil, ended] = [row.valid_from, row.period_until, row.ended_on].map(text)
  const come = (on: unknown) => on !== null && String(on) <= day
  if (periodUntil != null && periodUntil <= day && (ended == null || ended > periodUntil))
    return 'ORDINARY_TERMS'
  if (ended != null && ended <= day) return String(row.ending)
  if (from != null && come(from)) return 'IN_PERIOD'
  if (come(row.signed_on)) return 'LEASE_SIGNED'
  if (come(row.allocated_on)) return 'ALLOCATED'
  return come(row.disposed_on) ? 'AT_DISPOSAL' : null
}

const PHASES = ['', 'AT_DISPOSAL', 'ALLOCATED', 'LEASE_SIGNED', 'IN_PERIOD']

/** The fields of the types of this part, by type; those of `Query` aside. */
export function lifeResolvers(parts: LifeParts): Readonly<Record<string, Readonly<Record<string, Resolve>>>> {
  const { today, rows, column, instant, parent, id } = parts
  const recorded = { recordedFrom: instant('recorded_from'), recordedUntil: instant('recorded_until') }
  const municipality = parent('Municipality', 'municipality', 'municipality_code', 'code')
  const dayOf = (args: Readonly<Record<string, unknown>>) => String(args.validOn ?? today)
  const below =
    (type: string, table: string): Resolve =>
    ({ row, known }) => {
      const [found] = rows(table, known).filter(
        (one) => one.transition_id === row.id && one.withdrawn !== true,
      )
      return found === undefined ? null : { type, row: found, known }
    }
  const housedAfter =
    (months: number): Resolve =>
    ({ row }, args) => {
      const from = text(row.valid_from)
      if (from === null) return null
      const [mark, ended] = [monthsAfter(from, months), text(row.ended_on)]
      if (ended !== null && ended < mark && ended <= dayOf(args)) return false
      return mark <= dayOf(args) ? true : null
    }
  return {
    TransitionTimeline: {
      id: id(),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality,
      offer: parent('MunicipalOffer', 'municipal_offer', 'offer_id'),
      tenancy: parent('Tenancy', 'tenancy', 'tenancy_id'),
      state: ({ row }, args) => stateOf(row, dayOf(args)),
      phase: ({ row }, args) => {
        const state = stateOf(row, dayOf(args))
        const place = state === null ? 0 : PHASES.indexOf(state)
        return place < 0 ? 5 : place
      },
      daysLeft: ({ row }, args) =>
        stateOf(row, dayOf(args)) !== 'IN_PERIOD' || row.period_until === null
          ? null
          : (Date.parse(String(row.period_until)) - Date.parse(dayOf(args))) / 86_400_000,
      disposedOn: column('disposed_on'),
      allocatedOn: column('allocated_on'),
      signedOn: column('signed_on'),
      from: column('valid_from'),
      until: column('valid_until'),
      periodUntil: column('period_until'),
      ending: column('ending'),
      endedOn: column('ended_on'),
      approval: below('TransitionApproval', 'transition_approval'),
      terms: below('TransitionTerms', 'transition_terms'),
      terminationRequest: below('TerminationRequest', 'termination_request'),
      case: below('TransitionCase', 'transition_case'),
      housedAfter6Months: housedAfter(6),
      housedAfter12Months: housedAfter(12),
      housedAfter24Months: housedAfter(24),
      ...recorded,
    },
    TransitionTrial: {
      id: id(),
      municipality,
      code: column('code'),
      signedFrom: column('signed_from'),
      signedUntil: column('signed_until'),
      monthsMax: column('months_max'),
      law: column('law'),
      source: column('source'),
      ...recorded,
    },
    TransitionApproval: {
      id: id(),
      approvedOn: column('approved_on'),
      derogations: column('derogations'),
      monthsMax: column('months_max'),
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      compositionAssessedOn: column('composition_assessed_on'),
      noGeneralDemand: column('no_general_demand'),
      youthConditionMet: column('youth_condition_met'),
      reference: column('reference'),
      withdrawn: column('withdrawn'),
      ...recorded,
    },
    TransitionTerms: {
      id: id(),
      regime: column('regime'),
      trial: parent('TransitionTrial', 'transition_trial', 'trial_id'),
      monthsMax: column('months_max'),
      law: column('law'),
      signedOn: column('signed_on'),
      from: column('valid_from'),
      until: column('valid_until'),
      derogations: column('derogations'),
      source: column('source'),
      ...recorded,
    },
    TerminationRequest: {
      id: id(),
      requestedOn: column('requested_on'),
      effectiveOn: column('effective_on'),
      noticeMonths: column('notice_months'),
      noticeEffect: column('notice_effect'),
      noticeEffectOn: column('notice_effect_on'),
      dayCount: column('day_count'),
      withdrawn: column('withdrawn'),
      source: column('source'),
      ...recorded,
    },
    TransitionCapUse: {
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      municipality,
      year: column('year'),
      used: column('used'),
      cap: column('cap'),
    },
    TransitionCase: {
      id: id(),
      household: parent('Household', 'household', 'household_id'),
      municipality,
      withdrawn: column('withdrawn'),
      ...recorded,
    },
  }
}
