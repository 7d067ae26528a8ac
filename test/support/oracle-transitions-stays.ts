import type { Action } from '../../src/access/policy.ts'
import type { List, Resolve, Row, Rows, Source } from './oracle-types.ts'

/** What it takes to see the types of stays that are about persons. */
export const STAYS_ACTIONS = {
  Stay: 'stay:read',
  SupportCourse: 'support:read',
  PaymentReview: 'paymentReview:read',
} as const satisfies Record<string, Action>

/** The columns that say whom their rows are about. */
export const STAYS_SUBJECTS = {
  Stay: 'household_id',
  SupportCourse: 'household_id',
  PaymentReview: 'household_id',
} as const

/** What guards of some claims ask of a claim. */
export const STAYS_ROW_CONDITIONS: Readonly<Record<string, (row: Row) => boolean>> = {
  "state = 'CLAIMED'": (row) => row.state === 'CLAIMED',
  "state in ('CLAIMED', 'WITHDRAWN')": (row) => ['CLAIMED', 'WITHDRAWN'].includes(String(row.state)),
  "state <> 'WITHDRAWN'": (row) => row.state !== 'WITHDRAWN',
}

const isIn = (column: string) => (row: Row, values: unknown) => (values as unknown[]).includes(row[column])
const equals = (column: string) => (row: Row, value: unknown) => row[column] === value
const idIs = (type: string, column: string) => (row: Row, id: unknown) => id === `${type}:${row[column]}`
const holdsOn = (row: Row, on: unknown) =>
  String(row.valid_from) <= String(on) && (row.valid_until === null || String(on) < String(row.valid_until))
const byFrom = (row: Row) => String(row.valid_from)
const FROM = { FROM_DESC: { by: byFrom, down: true }, FROM_ASC: { by: byFrom } } as const
const DAY_MS = 86_400_000

/** The day by which a stay in a shelter is to have ended. */
function shelterDue(rows: Rows, row: Row, known: bigint | null): string | null {
  if (row.kind !== 'SHELTER') return null
  const set = rows('transition_parameter', known).find(
    (one) =>
      one.municipality_code === row.municipality_code &&
      one.name === 'SHELTER_DAYS' &&
      holdsOn(one, row.valid_from),
  )
  const days = set === undefined ? 90 : Number((set.amounts as unknown[])[0])
  return new Date(Date.parse(String(row.valid_from)) + days * DAY_MS).toISOString().slice(0, 10)
}

const lasts = (row: Row) => row.valid_until === null && row.withdrawn === false

/** How stays, support, contacts, reviews and claims are listed. */
export const staysLists = (rows: Rows) =>
  ({
    stays: {
      ...{ type: 'Stay', table: 'stay', key: 'id', orders: FROM },
      filters: {
        municipalityCode: equals('municipality_code'),
        kinds: isIn('kind'),
        provider: equals('provider'),
        validOn: holdsOn,
        outcomes: isIn('outcome'),
        shelterDueBefore: (row, day, known) => {
          const due = shelterDue(rows, row, known)
          return lasts(row) && due !== null && due < String(day)
        },
        withdrawn: equals('withdrawn'),
      },
    },
    supportCourses: {
      ...{ type: 'SupportCourse', table: 'support_course', key: 'id', orders: FROM },
      filters: {
        municipalityCode: equals('municipality_code'),
        methods: isIn('method'),
        paragraphs: isIn('paragraph'),
        validOn: holdsOn,
        withdrawn: equals('withdrawn'),
      },
    },
    tenancyContacts: {
      ...{ type: 'TenancyContact', table: 'tenancy_contact', key: 'id', orders: FROM },
      filters: { validOn: holdsOn },
    },
    paymentReviews: {
      ...{ type: 'PaymentReview', table: 'payment_review', key: 'id' },
      orders: {
        DUE_ASC: { by: (row) => String(row.due_on) },
        DUE_DESC: { by: (row) => String(row.due_on), down: true },
      },
      filters: {
        municipalityCode: equals('municipality_code'),
        transitionId: idIs('TransitionTimeline', 'transition_id'),
        dueBefore: (row, day) => String(row.due_on) < String(day),
        held: (row, held) => (row.held_on !== null) === held,
        withdrawn: equals('withdrawn'),
      },
    },
    guaranteeClaims: {
      ...{ type: 'GuaranteeClaim', table: 'guarantee_claim', key: 'id' },
      orders: {
        CLAIMED_DESC: { by: (row) => String(row.claimed_on), down: true },
        CLAIMED_ASC: { by: (row) => String(row.claimed_on) },
      },
      filters: {
        municipalityCodes: isIn('municipality_code'),
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        tenancyId: idIs('Tenancy', 'tenancy_id'),
        states: isIn('state'),
        claimedBefore: (row, day) => String(row.claimed_on) < String(day),
      },
    },
  }) as const satisfies Record<string, List>

/** What the oracle has at hand, as the types of this part use it. */
export interface StaysParts {
  readonly today: string
  readonly rows: Rows
  column(name: string): Resolve
  instant(name: string): Resolve
  kroner(name: string): Resolve
  parent(type: string, table: string, column: string, key?: string): Resolve
  id(): Resolve
}

const ORDER = ['PLAN', 'DWELLING_OR_PLACE', 'SUPPORT_DECISION', 'LEASE_AND_SUPPORT_READY', 'PLACE_READY']

/** The fields of the types of this part, by type; those of `Query` and of types of other contexts aside. */
export function staysResolvers(
  parts: StaysParts,
): Readonly<Record<string, Readonly<Record<string, Resolve>>>> {
  const { today, rows, column, instant, kroner, parent, id } = parts
  const met = ({ row, known }: Source) =>
    rows('discharge_condition', known)
      .filter((one) => one.stay_id === row.id && one.withdrawn === false)
      .sort((a, b) => ORDER.indexOf(String(a.kind)) - ORDER.indexOf(String(b.kind)))
  const missing =
    (left: string): Resolve =>
    (source) => {
      if (source.row.kind !== 'SHELTER') return null
      const there = met(source).map(({ kind }) => kind)
      return ORDER.filter((kind) => kind !== left && !there.includes(kind))
    }
  const recorded = { recordedFrom: instant('recorded_from'), recordedUntil: instant('recorded_until') }
  const municipality = parent('Municipality', 'municipality', 'municipality_code', 'code')
  const ofCase = {
    household: parent('Household', 'household', 'household_id'),
    municipality,
    withdrawn: column('withdrawn'),
  }
  const ofDwelling = {
    tenancy: parent('Tenancy', 'tenancy', 'tenancy_id'),
    dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
    organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
    municipality,
  }
  const transition = parent('TransitionTimeline', 'transition', 'transition_id')
  const days = { from: column('valid_from'), until: column('valid_until') }
  return {
    Stay: {
      id: id(),
      ...ofCase,
      ...days,
      kind: column('kind'),
      provider: column('provider'),
      outcome: column('outcome'),
      shelterDueOn: ({ row, known }) => shelterDue(rows, row, known),
      shelterDaysLeft: ({ row, known }) => {
        const due = shelterDue(rows, row, known)
        return due === null || !lasts(row) ? null : (Date.parse(due) - Date.parse(today)) / DAY_MS
      },
      conditions: (source) =>
        met(source).map((row) => ({ type: 'DischargeCondition', row, known: source.known })),
      missingForDwelling: missing('PLACE_READY'),
      missingForPlace: missing('LEASE_AND_SUPPORT_READY'),
      source: column('source'),
      ...recorded,
    },
    DischargeCondition: {
      kind: column('kind'),
      metOn: column('met_on'),
      evidence: column('evidence'),
    },
    SupportCourse: {
      id: id(),
      ...ofCase,
      ...days,
      method: column('method'),
      paragraph: column('paragraph'),
      provider: column('provider'),
      source: column('source'),
      ...recorded,
    },
    TenancyContact: {
      id: id(),
      ...ofDwelling,
      ...days,
      name: column('name'),
      phone: column('phone'),
      email: column('email'),
      ...recorded,
    },
    PaymentReview: {
      id: id(),
      ...ofCase,
      transition,
      dueOn: column('due_on'),
      heldOn: column('held_on'),
      affordableRent: kroner('affordable_rent_oere'),
      outcome: column('outcome'),
      ...recorded,
    },
    GuaranteeClaim: {
      id: id(),
      ...ofDwelling,
      transition,
      claimedOn: column('claimed_on'),
      amount: kroner('amount_oere'),
      documentationReference: column('documentation_reference'),
      state: column('state'),
      granted: kroner('granted_oere'),
      decidedOn: column('decided_on'),
      decisionReason: column('decision_reason'),
      ...recorded,
    },
  }
}
