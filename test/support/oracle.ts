import {
  defaultFieldResolver,
  execute,
  GraphQLError,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
} from 'graphql'
import { ACTION_TEXTS } from '../../src/access/action-texts.ts'
import { type Actor, caseKeys, engagedMunicipalityCodes } from '../../src/access/actor.ts'
import type { Grant } from '../../src/access/grant.ts'
import { type GuardedTable, guardsOf } from '../../src/access/guarded-table.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { type Action, POLICY } from '../../src/access/policy.ts'
import { grantsHeld } from '../../src/access/viewer.ts'
import type { RuleCode } from '../../src/agreements/index.ts'
import { SEALED_PARTS } from '../../src/households/vault/person-vault.ts'
import type { SealedValue } from '../../src/platform/read/personal.ts'
import { FIGURES, OWED_TEXTS, RULE_TEXTS, RUNNING_TEXT } from '../../src/quota/quota-texts.ts'
import { buildHubSchema } from '../../src/schema.ts'
import { INSTRUMENT_FACTS, type Instrument } from '../../src/subsidies/instrument.ts'
import type { TestHub } from './hub.ts'
import { danishDay, isoOf, microsOf } from './instants.ts'
import { LIFECYCLE_LISTS, LIFECYCLE_SUBJECTS, lifecycleResolvers, reasonCodesOf } from './lifecycle-oracle.ts'
import { oracleMatching, type Verdict } from './oracle-matching.ts'
import { actionsAskedFor, type PurposeBook } from './oracle-purposes.ts'
import {
  ARREARS_ACTIONS,
  ARREARS_ROW_CONDITIONS,
  arrearsLists,
  arrearsResolvers,
  inArrears,
} from './oracle-transitions-arrears.ts'
import {
  LIFE_ACTIONS,
  LIFE_LISTS,
  LIFE_ROWS,
  LIFE_SUBJECTS,
  lifeResolvers,
} from './oracle-transitions-life.ts'
import {
  STAYS_ACTIONS,
  STAYS_ROW_CONDITIONS,
  STAYS_SUBJECTS,
  staysLists,
  staysResolvers,
} from './oracle-transitions-stays.ts'
import {
  TIMELINE_ACTIONS,
  TIMELINE_ROW_CONDITIONS,
  TIMELINE_SUBJECTS,
  timelineResolvers,
} from './oracle-transitions-timeline.ts'
import {
  TODO_ACTIONS,
  TODO_LISTS,
  TODO_ROW_CONDITIONS,
  toDoAbout,
  todoResolvers,
} from './oracle-transitions-todo.ts'
import type { Arguments, Condition, List, Resolve, Row, Sortable, Source } from './oracle-types.ts'

/**
 * A second, slow answer to every query: all rows in memory, the policy table asked row by row in TypeScript, every
 * field resolved by itself and completed by graphql-js. It shares no code with the read compiler or with
 * row-level security.
 */
export interface Oracle {
  /** What graphql-js answers; every cursor is the text `cursor`. */
  answer(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<{ data?: unknown; errors?: readonly GraphQLError[] }>
  /** What that answer showed of persons, as `Type.field id` of the person or household; each is owed to the access log. */
  shown(): readonly string[]
  /** The rows of a table on which the policy lets the actor run the command. */
  allowed(table: string, command: 'select' | 'insert' | 'update' | 'delete'): readonly Row[]
}

/** Every row of every guarded table, by the table's qualified name. */
export type World = ReadonlyMap<string, readonly Row[]>

const COLUMN_SQL: Readonly<Record<string, (name: string) => string>> = {
  daterange: (name) => `lower(${name})::text as ${name}_from, upper(${name})::text as ${name}_until`,
  tstzrange: (name) =>
    `${micros(`lower(${name})`)} as ${name}_from, ${micros(`upper(${name})`)} as ${name}_until`,
  'timestamp with time zone': (name) => `${micros(name)} as ${name}`,
  numeric: (name) => `${name}::text`,
  bigint: (name) => `${name}::text`,
  date: (name) => `${name}::text`,
  _date: (name) => `${name}::text[]`,
}

function micros(expression: string): string {
  return `(extract(epoch from ${expression}) * 1000000)::bigint::text`
}

/** Reads the whole database past row-level security. */
export async function loadWorld(hub: TestHub): Promise<World> {
  const world = new Map<string, readonly Row[]>()
  for (const { table } of GUARDED_TABLES) {
    const [schema, name] = table.split('.')
    const columns = await hub.asOwner<{ column_name: string; data_type: string }>(
      `select column_name, case udt_name when '_date' then udt_name else data_type end as data_type
         from information_schema.columns where table_schema = $1 and table_name = $2`,
      [schema, name],
    )
    const list = columns.map(
      ({ column_name, data_type }) => COLUMN_SQL[data_type]?.(column_name) ?? column_name,
    )
    world.set(
      table,
      await hub.asOwner<Row>(`select ctid::text as row_place, ${list.join(', ')} from ${table}`),
    )
  }
  await unsealIdentities(hub, world)
  return world
}

/** The tables with sealed values, which these are, and the column of the person they are of. */
const SEALED: readonly (readonly [table: string, person: string, parts: readonly string[]])[] = [
  ['person_identity', 'person_id', SEALED_PARTS],
  ['criterion_applicant', 'id', ['name', 'cpr', 'birthdate']],
]

/** Gives every identity its values in clear, under the names of the parts. */
async function unsealIdentities(hub: TestHub, world: Map<string, readonly Row[]>): Promise<void> {
  for (const [table, person, parts] of SEALED.flatMap(([name, ...rest]) => [
    [`public.${name}`, ...rest] as const,
    [`history.${name}`, ...rest] as const,
  ])) {
    const rows = world.get(table) ?? []
    const values = rows.flatMap((row) =>
      parts.map((part) => ({
        personId: String(row[person]),
        part,
        sealed: row[`${part}_sealed`] as Uint8Array | null,
      })),
    )
    const sealed = values.filter((value): value is SealedValue & typeof value => value.sealed !== null)
    const opened = new Map(
      (await hub.app.households.vault.unseal(sealed)).map((text, place) => [sealed[place]?.sealed, text]),
    )
    world.set(
      table,
      rows.map((row) => ({
        ...row,
        ...Object.fromEntries(
          parts.map((part) => [part, opened.get(row[`${part}_sealed`] as Uint8Array) ?? null]),
        ),
      })),
    )
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What it takes to ask for a node of each type that is about persons. */
const PERSONAL_ACTIONS: Readonly<Record<string, Action>> = {
  Household: 'household:read',
  HouseholdNeed: 'household:readNeed',
  HouseholdReferral: 'referral:read',
  Person: 'household:read',
  PersonIdentity: 'person:readIdentity',
  Disclosure: 'disclosure:read',
  CriterionCheck: 'criterion:read',
  CriterionApplicant: 'criterion:readApplicant',
  CaseRecord: 'delivery:readCaseRaw',
  Nomination: 'nomination:read',
  Allocation: 'allocation:read',
  AllocationDecision: 'decision:read',
  AllocationNotice: 'notice:read',
  AreaCheck: 'areaCheck:read',
  TenantSubsidy: 'tenantSubsidy:read',
  TenantSubsidyInput: 'tenantSubsidy:read',
  TenantSubsidyCalculation: 'tenantSubsidy:read',
  TenantSubsidyPayment: 'tenantSubsidy:read',
  SubsidyAudit: 'subsidyAudit:read',
  SubsidyFinding: 'subsidyAudit:read',
  ...STAYS_ACTIONS,
  ...TIMELINE_ACTIONS,
  ...LIFE_ACTIONS,
  ...ARREARS_ACTIONS,
  ...TODO_ACTIONS,
}

/** Whether a row with a period holds on a day. */
function holdsOn(row: Row, on: string): boolean {
  return (
    (row.valid_from === null || (row.valid_from as string) <= on) &&
    (row.valid_until === null || on < (row.valid_until as string))
  )
}

/** Whether a row's range of days has a day of the period. */
function meets(row: Row, column: string, { from, until }: { from: string; until: string }): boolean {
  const [first, end] = [row[`${column}_from`] as string | null, row[`${column}_until`] as string | null]
  return (first === null || first < until) && (end === null || from < end)
}

const FUND_GIVEN = ['SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5']
const isFundGiven = (row: Row) => FUND_GIVEN.includes(String(row.instrument))

/** What a guard of some rows asks of a row. */
const ROW_CONDITIONS: Readonly<Record<string, (row: Row) => boolean>> = {
  'not address_protected': (row) => row.address_protected === false,
  address_protected: (row) => row.address_protected === true,
  "signed_for = 'MUNICIPALITY'": (row) => row.signed_for === 'MUNICIPALITY',
  "signed_for = 'ORGANISATION'": (row) => row.signed_for === 'ORGANISATION',
  "kind = 'REPORTED'": (row) => row.kind === 'REPORTED',
  "kind = 'CORRECTED'": (row) => row.kind === 'CORRECTED',
  "kind not in ('REPORTED', 'CORRECTED')": (row) => !['REPORTED', 'CORRECTED'].includes(String(row.kind)),
  'municipality_code is null': (row) => row.municipality_code === null,
  'municipality_code is not null': (row) => row.municipality_code !== null,
  "instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5')": isFundGiven,
  "instrument in ('SECTION_98_F', 'SECTION_98_E', 'SECTION_91_A_5') and entity = 'SubsidyFrame'": (row) =>
    isFundGiven(row) && row.entity === 'SubsidyFrame',
  ...STAYS_ROW_CONDITIONS,
  "side = 'MUNICIPALITY'": (row) => row.side === 'MUNICIPALITY',
  "side = 'FUND'": (row) => row.side === 'FUND',
  'organisation_id is null and municipality_code is null': (row) =>
    row.organisation_id === null && row.municipality_code === null,
  ...ARREARS_ROW_CONDITIONS,
  ...TODO_ROW_CONDITIONS,
  ...TIMELINE_ROW_CONDITIONS,
}

/** Whether a key of the actor (`role|municipality|unit|KLE`) reaches a case. */
function reachesCase(key: string, role: string, row: Row): boolean {
  const [keyRole, code, unit, mask = ''] = key.split('|')
  const [ownUnit, ownKle = ''] = String(row.case_scope).split('|')
  return (
    keyRole === role &&
    code === row.municipality_code &&
    (unit === '*' || unit === ownUnit) &&
    (mask === '*' || ownKle === mask || ownKle.startsWith(`${mask}.`))
  )
}

/** Answers as the actor; `today` is a day such as `2026-11-22`. */
export function oracle(world: World, actor: Actor, today: string): Oracle {
  const rowsOf = (table: string): readonly Row[] => world.get(table) ?? []
  const ownOrganisations = new Set(
    rowsOf('public.housing_organisation')
      .filter(
        (row) =>
          actor.roles.length > 0 &&
          actor.organisationNumbers.some((n) => n === row.lbf_number || n === row.cvr),
      )
      .map((row) => row.id),
  )

  /** Data-sharing grants of a kind that are in force for the purpose of the request. */
  function sharingGrants(fieldGroup: string): readonly Row[] {
    return rowsOf('public.data_sharing_grant').filter(
      (sharing) =>
        sharing.field_group === fieldGroup &&
        sharing.purpose === actor.purpose &&
        holdsOn(sharing, today) &&
        !rowsOf('public.data_sharing_revocation').some((revocation) => revocation.grant_id === sharing.id),
    )
  }

  function isDisclosed(disclosure: Row): boolean {
    return (
      holdsOn(disclosure, today) &&
      ownOrganisations.has(disclosure.organisation_id) &&
      sharingGrants('DISCLOSURE').some((sharing) => sharing.id === disclosure.data_sharing_grant_id)
    )
  }

  function allows(action: Action, row: Row, { table, keys = {} }: GuardedTable): boolean {
    const municipality = row[keys.municipality ?? 'municipality_code'] as string
    return grantsHeld(actor, action).some(({ over, role }) => {
      switch (over) {
        case 'everything':
          return true
        case 'ownOrganisation':
          if (keys.organisations !== undefined) {
            return (row[keys.organisations] as string[]).some((id) => ownOrganisations.has(id))
          }
          return ownOrganisations.has(row[keys.organisation ?? 'organisation_id'])
        case 'ownMunicipality':
          return actor.municipalityCodes.includes(municipality)
        case 'auditEngagement':
          return engagedMunicipalityCodes(actor).includes(municipality)
        case 'programmeEngagement':
          return actor.engagements.some(
            (engagement) =>
              engagement.municipalityCode === municipality &&
              engagement.programme === row.programme &&
              meets(row, keys.days ?? 'valid', engagement),
          )
        case 'ownCase':
          return caseKeys(actor).some((key) => reachesCase(key, role, row))
        case 'reportsShared':
          return sharingGrants('DELIVERY_REPORTS').some(
            (sharing) =>
              sharing.organisation_id === row.organisation_id &&
              actor.municipalityCodes.includes(sharing.municipality_code as string),
          )
        case 'disclosure':
          if (table === 'public.disclosure') return isDisclosed(row)
          return (
            row.lease_party === true &&
            rowsOf('public.disclosure').some(
              (disclosure) => disclosure.household_id === row.household_id && isDisclosed(disclosure),
            )
          )
        default:
          throw new Error(`The oracle does not know the relation ${over satisfies never}`)
      }
    })
  }

  function allowed(table: string, command: 'select' | 'insert' | 'update' | 'delete'): readonly Row[] {
    const guard = GUARDED_TABLES.find((guarded) => guarded.table === table)
    if (guard === undefined) throw new Error(`${table} is not guarded`)
    if (command === 'insert' && guard.trace) {
      return rowsOf(table).filter((row) => row.subject === actor.subject)
    }
    const openings = [
      guard[command],
      command === 'update' ? (guard.updateOf ?? guard.update) : guard[command],
    ]
    return rowsOf(table).filter((row) =>
      openings.every(
        (opening) =>
          opening !== undefined &&
          guardsOf(opening).some(
            (one) => (one.rows === null || ROW_CONDITIONS[one.rows]?.(row)) && allows(one.action, row, guard),
          ),
      ),
    )
  }

  const seen = new Map<string, readonly Row[]>()
  function visible(table: string): readonly Row[] {
    const known = seen.get(table)
    if (known !== undefined) return known
    const found = allowed(table, 'select')
    seen.set(table, found)
    return found
  }

  function rows(name: string, known: bigint | null): readonly Row[] {
    if (known === null || !world.has(`history.${name}`)) return visible(`public.${name}`)
    return [...visible(`public.${name}`), ...visible(`history.${name}`)].filter(
      (row) =>
        BigInt(String(row.recorded_from)) <= known &&
        (row.recorded_until === null || known < BigInt(String(row.recorded_until))),
    )
  }

  function one(
    type: string,
    name: string,
    known: bigint | null,
    matches: (row: Row) => boolean,
  ): Source | null {
    const found = rows(name, known).filter(matches)
    if (found.length > 1) throw new Error(`More than one ${name}`)
    const [row] = found
    return row === undefined ? null : { type, row, known }
  }

  const day = (args: Arguments) => (args.validOn ?? today) as string

  /** The answers to a question, in their order. */
  const answersOf = (check: Row): readonly Row[] =>
    visible('public.criterion_answer')
      .filter((answer) => answer.check_id === check.id)
      .sort((a, b) => Number(a.number) - Number(b.number))

  const idIs =
    (type: string, column: string): Condition =>
    (row, id) =>
      id === `${type}:${row[column]}`
  const isIn =
    (column: string): Condition =>
    (row, values) =>
      (values as unknown[]).includes(row[column])
  const equals =
    (column: string): Condition =>
    (row, value) =>
      row[column] === value
  const codes = isIn('municipality_code')

  const LISTS = {
    municipalities: {
      type: 'Municipality',
      table: 'municipality',
      key: 'code',
      orders: { CODE_ASC: { by: (row) => String(row.code) }, NAME_ASC: { by: (row) => String(row.name) } },
      filters: { codes: isIn('code') },
    },
    housingOrganisations: {
      type: 'HousingOrganisation',
      table: 'housing_organisation',
      key: 'id',
      orders: { NAME_ASC: { by: (row) => String(row.name) } },
      filters: { lbfNumber: equals('lbf_number'), cvr: equals('cvr') },
    },
    estates: {
      type: 'Estate',
      table: 'estate',
      key: 'id',
      orders: { NUMBER_ASC: { by: (row) => String(row.number) } },
      filters: {
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        municipalityCodes: codes,
        number: equals('number'),
      },
    },
    dwellings: {
      type: 'Dwelling',
      table: 'dwelling',
      key: 'id',
      orders: {
        ENTERED_ASC: { by: (row) => String(row.id) },
        AREA_ASC: { by: area },
        AREA_DESC: { by: area, down: true },
      },
      filters: {
        estateId: idIs('Estate', 'estate_id'),
        municipalityCodes: codes,
        dwellingTypes: isIn('dwelling_type'),
        accessible: equals('accessible'),
        roomsMin: (row, rooms) => row.rooms !== null && Number(row.rooms) >= Number(rooms),
        bbrUnitId: (row, id) => row.bbr_unit_id !== null && row.bbr_unit_id === String(id).toLowerCase(),
      },
    },
    vacancies: {
      type: 'Vacancy',
      table: 'vacancy',
      key: 'id',
      orders: {
        AVAILABLE_FROM_ASC: { by: availableFrom },
        AVAILABLE_FROM_DESC: { by: availableFrom, down: true },
        RENT_ASC: { by: (row) => BigInt(String(row.rent_oere)) },
        RENT_DESC: { by: (row) => BigInt(String(row.rent_oere)), down: true },
      },
      filters: {
        states: isIn('state'),
        municipalityCodes: codes,
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        estateId: (row, id, known) =>
          rows('dwelling', known).some(
            (dwelling) => dwelling.id === row.dwelling_id && id === `Estate:${dwelling.estate_id}`,
          ),
        dwellingId: idIs('Dwelling', 'dwelling_id'),
        dwellingTypes: isIn('dwelling_type'),
        rentMax: (row, oere) => BigInt(String(row.rent_oere)) <= BigInt(String(oere)),
        availableFromMin: (row, on) =>
          row.available_from !== null && String(row.available_from) >= String(on),
        availableFromMax: (row, on) =>
          row.available_from !== null && String(row.available_from) <= String(on),
        vacantAtLoss: equals('vacant_at_loss'),
      },
    },
    agreements: {
      type: 'Agreement',
      table: 'agreement',
      key: 'id',
      orders: {
        NAME_ASC: { by: (row) => String(row.name) },
        FROM_ASC: { by: (row) => String(row.valid_from) },
        FROM_DESC: { by: (row) => String(row.valid_from), down: true },
      },
      filters: {
        municipalityCodes: codes,
        organisationId: (row, organisationId) =>
          (row.organisation_ids as string[]).some((one) => organisationId === `HousingOrganisation:${one}`),
        legalBases: (row, bases) =>
          (row.legal_bases as string[]).some((basis) => (bases as string[]).includes(basis)),
        inForceOn: (row, on) => holdsOn(row, String(on)),
      },
    },
    agreementVersions: {
      type: 'AgreementVersion',
      table: 'agreement_version',
      key: 'id',
      orders: { NUMBER_ASC: { by: (row) => Number(row.number) } },
      filters: {},
    },
    agreementTerms: {
      type: 'AgreementTerm',
      table: 'agreement_term',
      key: 'id',
      orders: { POSITION_ASC: { by: (row) => Number(row.position) } },
      filters: {},
    },
    stepPlacements: {
      type: 'StepPlacement',
      table: 'step_placement',
      key: 'id',
      orders: { FROM_ASC: { by: (row) => String(row.valid_from) } },
      filters: {},
    },
    quotaLedger: {
      type: 'QuotaTurn',
      table: 'quota_turn',
      key: 'id',
      orders: {
        DAY_ASC: { by: (row) => String(row.day) },
        DAY_DESC: { by: (row) => String(row.day), down: true },
      },
      filters: {
        year: (row, year) => String(row.day).slice(0, 4) === String(year),
        periods: isIn('period'),
        agreementId: idIs('Agreement', 'agreement_id'),
        estateId: idIs('Estate', 'estate_id'),
        channels: isIn('channel'),
        acted: (row, acted) => (row.acted_on !== null) === acted,
      },
    },
    quotaBalances: {
      type: 'QuotaBalance',
      table: 'quota_balance',
      key: 'id',
      orders: {
        PERIOD_ASC: { by: (row) => String(row.period) },
        PERIOD_DESC: { by: (row) => String(row.period), down: true },
      },
      filters: {
        year: (row, year) => String(row.period).slice(0, 4) === String(year),
        periods: isIn('period'),
        agreementId: idIs('Agreement', 'agreement_id'),
        levels: isIn('level'),
        owing: (row, owing) => (row.owed !== 0) === owing,
      },
    },
    quotaCapUses: {
      type: 'QuotaCapUse',
      table: 'quota_cap_use',
      key: 'id',
      orders: { YEAR_ASC: { by: (row) => String(row.year) } },
      filters: {},
    },
    subsidyProgrammes: {
      type: 'SubsidyProgramme',
      table: 'subsidy_programme',
      key: 'id',
      orders: { CODE_ASC: { by: (row) => String(row.code) } },
      filters: { code: equals('code'), instruments: isIn('instrument') },
    },
    subsidyFrames: {
      type: 'SubsidyFrame',
      table: 'subsidy_frame',
      key: 'id',
      orders: {
        WINDOW_FROM_ASC: { by: (row) => String(row.commit_window_from) },
        LAPSES_ON_ASC: { by: (row) => String(row.lapses_on) },
      },
      filters: { municipalityCodes: codes, programme: equals('programme') },
    },
    subsidyCommitments: {
      type: 'SubsidyCommitment',
      table: 'subsidy_commitment',
      key: 'id',
      orders: { COMMITTED_ON_ASC: { by: (row) => String(row.committed_on) } },
      filters: {},
    },
    subsidyPeriods: {
      type: 'SubsidyPeriod',
      table: 'subsidy_period',
      key: 'id',
      orders: { FROM_ASC: { by: (row) => String(row.valid_from) } },
      filters: {
        municipalityCodes: codes,
        programme: equals('programme'),
        instruments: isIn('instrument'),
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        dwellingId: idIs('Dwelling', 'dwelling_id'),
        withdrawn: equals('withdrawn'),
      },
    },
    subsidyPayments: {
      type: 'SubsidyPayment',
      table: 'subsidy_payment',
      key: 'id',
      orders: { MONTH_ASC: { by: (row) => String(row.month) } },
      filters: {},
    },
    subsidyCorrections: {
      type: 'SubsidyCorrection',
      table: 'subsidy_correction',
      key: 'id',
      orders: { ENTERED_DESC: { by: (row) => String(row.id), down: true } },
      filters: {},
    },
    subsidyLedger: {
      type: 'SubsidyLedgerEntry',
      table: '',
      key: 'entry',
      orders: { MONTH_ASC: { by: (row) => String(row.month) } },
      filters: { programme: equals('programme'), dwellingId: idIs('Dwelling', 'dwelling_id') },
    },
    tenantSubsidies: {
      type: 'TenantSubsidy',
      table: 'tenant_subsidy',
      key: 'id',
      orders: { FROM_ASC: { by: (row) => String(row.valid_from) } },
      filters: { municipalityCode: equals('municipality_code'), programme: equals('programme') },
    },
    tenantSubsidyInputs: {
      type: 'TenantSubsidyInput',
      table: 'tenant_subsidy_input',
      key: 'id',
      orders: { FROM_ASC: { by: (row) => String(row.valid_from) } },
      filters: {},
    },
    tenantSubsidyCalculations: {
      type: 'TenantSubsidyCalculation',
      table: 'tenant_subsidy_calculation',
      key: 'id',
      orders: { MONTH_ASC: { by: (row) => String(row.month) } },
      filters: {},
    },
    tenantSubsidyPayments: {
      type: 'TenantSubsidyPayment',
      table: 'tenant_subsidy_payment',
      key: 'id',
      orders: { MONTH_ASC: { by: (row) => String(row.month) } },
      filters: {},
    },
    subsidyStatements: {
      type: 'SubsidyStatement',
      table: 'subsidy_statement',
      key: 'id',
      orders: { REFERENCE_ASC: { by: (row) => String(row.reference) } },
      filters: {
        municipalityCodes: codes,
        programme: equals('programme'),
        kinds: isIn('kind'),
        reference: equals('reference'),
      },
    },
    subsidyAudits: {
      type: 'SubsidyAudit',
      table: 'subsidy_audit',
      key: 'id',
      orders: { RUN_AT_DESC: { by: (row) => BigInt(String(row.recorded_at)), down: true } },
      filters: { municipalityCode: equals('municipality_code'), programme: equals('programme') },
    },
    subsidyFindings: {
      type: 'SubsidyFinding',
      table: 'subsidy_finding',
      key: 'id',
      orders: { ENTERED_ASC: { by: (row) => String(row.id) } },
      filters: { codes: isIn('code'), dwellingId: idIs('Dwelling', 'dwelling_id') },
    },
    feeds: {
      type: 'Feed',
      table: 'feed',
      key: 'id',
      orders: { CODE_ASC: { by: (row) => String(row.code) } },
      filters: {},
    },
    deliveries: {
      type: 'Delivery',
      table: 'delivery',
      key: 'id',
      orders: { RECEIVED_DESC: { by: (row) => BigInt(String(row.received_at)), down: true } },
      filters: {
        feedId: idIs('Feed', 'feed_id'),
        feedCode: (row, code) =>
          visible('public.feed').some((feed) => feed.id === row.feed_id && feed.code === code),
        statuses: isIn('status'),
      },
    },
    dataSharingGrants: {
      type: 'DataSharingGrant',
      table: 'data_sharing_grant',
      key: 'id',
      orders: {
        SIGNED_DESC: { by: (row) => BigInt(String(row.recorded_at)), down: true },
        VALID_UNTIL_ASC: { by: (row) => String(row.valid_until) },
      },
      filters: {
        municipalityCode: equals('municipality_code'),
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        fieldGroup: equals('field_group'),
        inForceOn: (row, on) => {
          const revoked = revocationOf(row)?.recorded_at
          return (
            holdsOn(row, String(on)) &&
            (revoked === undefined || danishDay(BigInt(String(revoked))) > String(on))
          )
        },
      },
    },
    households: {
      type: 'Household',
      table: 'household',
      key: 'id',
      orders: {
        ENTERED_DESC: { by: (row) => String(row.id), down: true },
        ENTERED_ASC: { by: (row) => String(row.id) },
        CASE_REFERENCE_ASC: { by: (row) => String(row.case_reference) },
      },
      filters: {
        municipalityCode: equals('municipality_code'),
        caseReference: equals('case_reference'),
        organisationUnitId: (row, id) => row.organisation_unit_id === String(id).toLowerCase(),
        kleNumber: (row, kle) => row.kle_number === kle || String(row.kle_number).startsWith(`${kle}.`),
        statuses: isIn('status'),
        needClasses: (row, classes, known) =>
          needs(row, known).some((need) => (classes as unknown[]).includes(need.need_class)),
        rentClasses: (row, classes, known) =>
          needs(row, known).some((need) => (classes as unknown[]).includes(rentClass(need))),
        cohort: (row, cohort, known) =>
          needs(row, known).some((need) => (need.cohorts as unknown[]).includes(cohort)),
        shelterDueBefore: (row, on, known) =>
          !['HOUSED', 'CLOSED'].includes(String(row.status)) &&
          needs(row, known).some(
            (need) => need.shelter_entered_on !== null && String(shelterDue(need)) < String(on),
          ),
      },
    },
    referrals: {
      type: 'HouseholdReferral',
      table: 'household_referral',
      key: 'id',
      orders: { ENTERED_DESC: { by: (row) => String(row.id), down: true } },
      filters: {
        states: isIn('state'),
        toMunicipalityCode: equals('to_municipality_code'),
        fromMunicipalityCode: equals('municipality_code'),
      },
    },
    areaChecks: {
      type: 'AreaCheck',
      table: 'area_check',
      key: 'id',
      orders: { CHECKED_DESC: { by: (row) => String(row.valid_from), down: true } },
      filters: {},
    },
    matchingParameters: {
      type: 'MatchingParameter',
      table: 'matching_parameter',
      key: 'id',
      orders: {
        NAME_ASC: { by: (row) => String(row.name) },
        FROM_DESC: { by: (row) => String(row.valid_from), down: true },
      },
      filters: {
        municipalityCode: equals('municipality_code'),
        names: isIn('name'),
        inForceOn: (row, on) => holdsOn(row, String(on)),
      },
    },
    persons: {
      type: 'Person',
      table: 'person',
      key: 'id',
      orders: { ENTERED_ASC: { by: (row) => String(row.id) } },
      filters: {},
    },
    tenants: {
      type: 'PersonIdentity',
      table: 'person_identity',
      key: 'id',
      orders: { ENTERED_ASC: { by: (row) => String(row.person_id) } },
      filters: {},
    },
    disclosures: {
      type: 'Disclosure',
      table: 'disclosure',
      key: 'id',
      orders: {
        VALID_FROM_DESC: { by: (row) => String(row.valid_from), down: true },
        VALID_FROM_ASC: { by: (row) => String(row.valid_from) },
      },
      filters: {
        municipalityCode: equals('municipality_code'),
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        dwellingId: idIs('Dwelling', 'dwelling_id'),
        basis: equals('basis'),
      },
    },
    criterionChecks: {
      type: 'CriterionCheck',
      table: 'criterion_check',
      key: 'id',
      orders: {
        ASKED_DESC: { by: (row) => String(row.asked_on), down: true },
        ASKED_ASC: { by: (row) => String(row.asked_on) },
      },
      filters: {
        municipalityCode: equals('municipality_code'),
        organisationId: idIs('HousingOrganisation', 'organisation_id'),
        estateId: idIs('Estate', 'estate_id'),
        criterion: equals('criterion'),
        unansweredSince: (row, on) =>
          String(row.asked_on) <= String(on) && row.erased === false && answersOf(row).length === 0,
      },
    },
    records: {
      type: 'DeliveryRecord',
      table: 'delivery_record',
      key: 'row',
      orders: { ROW_ASC: { by: (row) => Number(row.row) } },
      filters: {
        outcomes: isIn('outcome'),
        problemCode: (row, code) => problemsOf(row).some((problem) => problem.code === code),
      },
    },
    ...LIFECYCLE_LISTS,
    ...staysLists(rows),
    ...LIFE_LISTS,
    ...arrearsLists(rows),
    ...TODO_LISTS,
  } as const satisfies Record<string, List>

  function needs(household: Row, known: bigint | null): readonly Row[] {
    return rows('household_need', known).filter((need) => need.household_id === household.id)
  }

  function revocationOf(sharing: Row): Row | undefined {
    return visible('public.data_sharing_revocation').find((revocation) => revocation.grant_id === sharing.id)
  }

  function problemsOf(record: Row): readonly Row[] {
    return visible('public.delivery_problem')
      .filter((problem) => problem.delivery_id === record.delivery_id && problem.row === record.row)
      .sort((a, b) => Number(a.position) - Number(b.position))
  }

  const shown = new Set<string>()

  /** That a field of a row was shown is a look at whom the row is about. */
  function tell(type: string, field: string, row: Row): void {
    const subject = SUBJECTS[type]
    const about =
      subject === undefined ? (inArrears(type, row, rowsOf) ?? toDoAbout(type, row)) : row[subject]
    if (about == null) return
    for (const one of String(about).split(',')) shown.add(`${type}.${field} ${one}`)
    // Those who were told of it answer for their own looks.
    if (type === 'HouseholdReferral' && actor.municipalityCodes.includes(String(row.to_municipality_code)))
      shown.add(`${type}.${field} ${row.received_household_id ?? row.id}`)
  }

  function page(
    list: List,
    args: Arguments,
    knownAbove: bigint | null,
    isHere: (row: Row) => boolean,
    rowsThen: (known: bigint | null) => readonly Row[] = (then) => rows(list.table, then),
    isUnmarked = false,
  ) {
    const known = args.knownAt == null ? knownAbove : microsOf(String(args.knownAt))
    const filter = Object.entries((args.filter ?? {}) as Arguments).filter(([, value]) => value != null)
    const order = (list.orders as List['orders'])[String(args.orderBy ?? Object.keys(list.orders)[0])]
    if (order === undefined) throw new Error(`The oracle does not know the order ${args.orderBy}`)
    const direction = order.down ? -1 : 1
    const matches = rowsThen(known)
      .filter(isHere)
      .filter((row) => args.validOn == null || holdsOn(row, String(args.validOn)))
      .filter((row) => filter.every(([name, value]) => (list.filters[name] as Condition)(row, value, known)))
      .sort((a, b) => direction * (compare(order.by(a), order.by(b)) || compare(row(a), row(b))))
    function row(of: Row): Sortable {
      return of[list.key] as Sortable
    }
    const filters = filter.map(([name]) => name)
    const nodes = matches
      .slice(0, Number(args.first))
      .map((match) => ({ type: list.type, row: match, known, filters }))
    const cursor = nodes.length === 0 ? null : 'cursor'
    // A count of few, filtered or below a row that names nobody, says something of each.
    const counted = <Value>(value: Value): Value => {
      if (matches.length <= 100 && (filters.length > 0 || isUnmarked))
        for (const match of matches)
          for (const name of ['totalCount', ...filters]) tell(list.type, name, match)
      return value
    }
    return {
      nodes,
      get edges() {
        return counted(nodes.map((node) => ({ cursor: 'cursor', node })))
      },
      get pageInfo() {
        return counted({
          hasNextPage: matches.length > nodes.length,
          hasPreviousPage: false,
          startCursor: cursor,
          endCursor: cursor,
        })
      },
      get totalCount() {
        return counted(matches.length)
      },
    }
  }

  /** What is due and what was paid per commitment and month, of the periods and payments that are meant. */
  function books(known: bigint | null, isMeant: (row: Row) => boolean): readonly Row[] {
    const entries = new Map<
      string,
      { commitment_id: unknown; month: string; days: number; due: bigint; paid: bigint }
    >()
    const entry = (row: Row, month: string) => {
      const key = `${row.commitment_id}:${month}`
      const found = entries.get(key) ?? {
        commitment_id: row.commitment_id,
        month,
        days: 0,
        due: 0n,
        paid: 0n,
      }
      entries.set(key, found)
      return found
    }
    for (const row of rows('subsidy_period', known).filter(
      (one) => isMeant(one) && one.withdrawn === false,
    )) {
      for (const { month, days, due } of subsidyMonths(row)) {
        entry(row, month).days += days
        entry(row, month).due += due
      }
    }
    for (const row of rows('subsidy_payment', known).filter(isMeant)) {
      entry(row, String(row.month)).paid += BigInt(String(row.amount_oere))
    }
    return [...entries].map(([key, one]) => ({ ...one, entry: key }))
  }

  function subsidyLedger(args: Arguments, known: bigint | null): readonly Row[] {
    return books(known, (row) => row.municipality_code === args.municipalityCode)
      .filter(({ month }) => Number(String(month).slice(0, 4)) === args.year)
      .flatMap((one) =>
        rows('subsidy_commitment', known)
          .filter(({ id: commitmentId }) => commitmentId === one.commitment_id)
          .map((row) => ({ ...row, ...one })),
      )
  }

  const committedIn = ({ row, known }: Source): readonly bigint[] =>
    [...rows('subsidy_commitment', known), ...rows('tenant_subsidy', known)]
      .filter((one) => one.frame_id === row.id && one.withdrawn === false)
      .map((one) => BigInt(String(one.granted_oere)))
  const booksOfFrame = ({ row, known }: Source) => {
    const own = new Set(
      rows('subsidy_commitment', known)
        .filter((one) => one.frame_id === row.id)
        .map(({ id: commitmentId }) => commitmentId),
    )
    return books(known, (one) => own.has(one.commitment_id))
  }
  /** The same of the tenants' subsidies within a frame: a month's last figure, as long as the subsidy has a day in it. */
  const tenantBooksOfFrame = ({ row, known }: Source) =>
    rows('tenant_subsidy', known)
      .filter((one) => one.frame_id === row.id)
      .flatMap((subsidy) => {
        const own = (name: string) => rows(name, known).filter((one) => one.tenant_subsidy_id === subsidy.id)
        const months = new Map<string, { due: bigint; paid: bigint; number: number }>()
        const at = (month: string) => {
          const found = months.get(month) ?? { due: 0n, paid: 0n, number: 0 }
          months.set(month, found)
          return found
        }
        for (const one of own('tenant_subsidy_calculation')) {
          const month = { from: String(one.valid_from), until: String(one.valid_until) }
          if (subsidy.withdrawn === true || !meets(subsidy, 'valid', month)) continue
          const figure = at(String(one.month))
          if (Number(one.number) > figure.number)
            Object.assign(figure, { number: Number(one.number), due: BigInt(String(one.amount_oere)) })
        }
        for (const one of own('tenant_subsidy_payment'))
          at(String(one.month)).paid += BigInt(String(one.amount_oere))
        return [...months.values()]
      })
  const accountsOf = (source: Source) => {
    const months = [...booksOfFrame(source), ...tenantBooksOfFrame(source)] as { due: bigint; paid: bigint }[]
    const excess = months.map(({ paid, due }) => paid - due).filter((one) => one > 0n)
    const term = rows('subsidy_term', source.known).find(
      (one) =>
        one.programme_id === source.row.programme_id && holdsOn(one, String(source.row.commit_window_from)),
    )
    const free = term?.repay_above_oere == null ? 0n : BigInt(String(term.repay_above_oere))
    const overpaid = sum(excess)
    return { paid: sum(months.map(({ paid }) => paid)), overpaid, toRepay: overpaid > free ? overpaid : 0n }
  }
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n)
  const left = (max: unknown, used: bigint) => {
    if (max === null) return null
    const rest = BigInt(String(max)) - used
    return rest > 0n ? rest : 0n
  }

  /** How a run differs from an earlier one. */
  function changesSince({ row: audit }: Source, earlierId: unknown): readonly Source[] {
    const earlier = visible('public.subsidy_audit').find(
      (row) =>
        earlierId === `SubsidyAudit:${row.id}` &&
        row.municipality_code === audit.municipality_code &&
        row.programme === audit.programme,
    )
    if (earlier === undefined) return []
    const found = (run: Row) =>
      new Map(
        visible('public.subsidy_finding')
          .filter((finding) => finding.audit_id === run.id)
          .map((finding) => [String(finding.finding_key), finding] as const),
      )
    const [then, now] = [found(earlier), found(audit)]
    return [...new Set([...then.keys(), ...now.keys()])].sort(compare).flatMap((finding) => {
      const [before, after] = [then.get(finding), now.get(finding)]
      const same =
        JSON.stringify([before?.months, before?.at_stake_oere]) ===
        JSON.stringify([after?.months, after?.at_stake_oere])
      if (before !== undefined && after !== undefined && same) return []
      const kind = after === undefined ? 'GONE' : before === undefined ? 'NEW' : 'CHANGED'
      return [
        { type: 'SubsidyAuditChange', row: { kind, before, after, earlier, audit } as never, known: null },
      ]
    })
  }

  function correctionsBetween({ row }: Source): readonly Source[] {
    const { before, after, earlier, audit } = row as unknown as Record<string, Row | undefined>
    const ids = [before, after]
      .flatMap((finding) => (finding?.evidence as { id: string }[] | undefined) ?? [])
      .map(({ id: one }) => one)
    const at = (one: Row | undefined) => BigInt(String(one?.known_at))
    return visible('public.subsidy_correction')
      .filter((one) => ids.includes(String(one.row_id)))
      .filter(
        (one) =>
          BigInt(String(one.recorded_at)) > at(earlier) && BigInt(String(one.recorded_at)) <= at(audit),
      )
      .sort((a, b) => compare(String(a.id), String(b.id)))
      .map((one) => ({ type: 'SubsidyCorrection', row: one, known: null }))
  }

  const finding =
    (name: string): Resolve =>
    ({ row }) => {
      const found = (row as unknown as Record<string, Row | undefined>)[name]
      return found === undefined ? null : { type: 'SubsidyFinding', row: found, known: null }
    }

  const below =
    (list: List, isHere: (row: Row, parent: Row) => boolean): Resolve =>
    (source, args) =>
      page(
        list,
        args,
        source.known,
        (row) => isHere(row, source.row),
        undefined,
        PERSONAL_ACTIONS[source.type] === undefined,
      )
  const listed =
    (list: List): Resolve =>
    (_, args) =>
      page(list, args, null, () => true)
  const column =
    (name: string): Resolve =>
    ({ row }) =>
      row[name]
  const instant =
    (name: string): Resolve =>
    ({ row }) =>
      row[name] === null ? null : isoOf(BigInt(String(row[name])))
  const kroner =
    (name: string): Resolve =>
    ({ row }) =>
      row[name] === null ? null : kronerOf(BigInt(String(row[name])))
  const parent =
    (type: string, table: string, column: string, key = 'id'): Resolve =>
    ({ row, known }) =>
      row[column] === null ? null : one(type, table, known, (candidate) => candidate[key] === row[column])
  const id =
    (key = 'id'): Resolve =>
    ({ type, row }) =>
      `${type}:${row[key]}`

  /** Nothing about persons is shown without a purpose, and one that the actor's roles may look for. */
  function demand(action: Action): void {
    const held = POLICY[action].filter((grant) => actor.roles.includes(grant.role))
    const fits = held.some(
      ({ purposes }: Grant) => purposes === 'any' || purposes.some((one) => one === actor.purpose),
    )
    const code = actor.purpose === null ? 'PURPOSE_MISSING' : 'PURPOSE_NOT_ALLOWED'
    if (actor.purpose === null || (held.length > 0 && !fits))
      throw new GraphQLError(code, { extensions: { code } })
  }

  const demands = new Map<Resolve, Action>()
  function demanding(action: Action, resolve: Resolve): Resolve {
    const asked: Resolve = (source, args) => resolve(source, args)
    demands.set(asked, action)
    return asked
  }

  const byOwnId =
    (type: string): Resolve =>
    (_, args) =>
      String(args.id).startsWith(`${type}:`)
        ? byId(String(args.id), args.knownAt == null ? null : microsOf(String(args.knownAt)))
        : null

  function aconto(row: Row): { kind: string | null; name: string; amountOere: string }[] {
    return row.aconto_lines as { kind: string | null; name: string; amountOere: string }[]
  }

  const items =
    (type: string, name: string): Resolve =>
    ({ row }) =>
      (row[name] as Row[]).map((item) => ({ type, row: item, known: null }))

  const SCOPES = ['ESTATE_AND_TYPE', 'ESTATE', 'STEP_AND_TYPE', 'STEP', 'DWELLING_TYPE', 'ORGANISATION']

  /** Every term of every agreement of the estate's organisation that fits, the one in force first. */
  function termsInForce(args: Arguments): Source | null {
    const known = args.knownAt == null ? null : microsOf(String(args.knownAt))
    const on = (args.on ?? today) as string
    const estate = rows('estate', known).find((row) => args.estateId === `Estate:${row.id}`)
    const found = rows('agreement', known)
      .filter(
        (row) =>
          estate !== undefined &&
          row.municipality_code === estate.municipality_code &&
          (row.organisation_ids as unknown[]).includes(estate.organisation_id) &&
          (row.legal_bases as string[]).some((basis) => basis !== 'SECTION_63') &&
          holdsOn(row, on),
      )
      .flatMap((row) => {
        const step = rows('step_placement', known).find(
          (one) => one.agreement_id === row.id && one.estate_id === estate?.id && holdsOn(one, on),
        )?.step
        return rows('agreement_version', known)
          .filter((one) => one.agreement_id === row.id && one.status === 'IN_FORCE' && holdsOn(one, on))
          .flatMap((one) =>
            visible('public.agreement_term').filter(
              (term) =>
                term.version_id === one.id &&
                [estate?.id, null].includes(term.estate_id as string | null) &&
                [step ?? null, null].includes(term.step as string | null) &&
                [args.dwellingType ?? null, null].includes(term.dwelling_type as string | null),
            ),
          )
          .map((term) => ({ term, framework: row.framework_id === null, agreement: String(row.id) }))
      })
      .sort(
        (a, b) =>
          Number(a.framework) - Number(b.framework) ||
          SCOPES.indexOf(String(a.term.scope)) - SCOPES.indexOf(String(b.term.scope)) ||
          compare(a.agreement, b.agreement),
      )
    return found[0] === undefined ? null : { type: 'AgreementTerm', row: found[0].term, known }
  }

  function explanation(
    { row, known }: Source,
    word: string,
    about: Readonly<Record<string, string>>,
  ): string | null {
    const version = rows('agreement_version', known).find((one) => one.id === row.version_id)
    const agreement = rows('agreement', known).find((one) => one.id === version?.agreement_id)
    if (version === undefined || agreement === undefined) return null
    return `${agreement.name}, version ${version.number}, ${word} ${row.position}: ${about[String(row.scope)]}.`
  }

  /** A ledger's list takes its parties as arguments of its own. */
  const ledger =
    (list: List): Resolve =>
    (_, args) =>
      page(
        list,
        args,
        null,
        (row) =>
          row.municipality_code === args.municipalityCode &&
          (args.organisationId == null ||
            args.organisationId === `HousingOrganisation:${row.organisation_id}`),
      )

  function turnOf(vacancy: Row | undefined, letting: unknown, known: bigint | null): Source | null {
    return one(
      'QuotaTurn',
      'quota_turn',
      known,
      (turn) =>
        turn.vacancy_id === vacancy?.id &&
        turn.letting === (letting ?? vacancy?.letting) &&
        turn.municipality_code === vacancy?.municipality_code,
    )
  }

  function explainTurn(args: Arguments): Source | null {
    const known = args.knownAt == null ? null : microsOf(String(args.knownAt))
    const vacancy = rows('vacancy', known).find((row) => args.vacancyId === `Vacancy:${row.id}`)
    return vacancy === undefined ? null : turnOf(vacancy, args.letting, known)
  }

  function turnLines(source: Source, language: 'da' | 'en'): string[] {
    const { row, known } = source
    const term = visible('public.agreement_term').find((one) => one.id === row.term_id)
    const owed = Number(row.owed)
    const { debt, credit, nothing } = OWED_TEXTS
    const owing = (owed > 0 ? debt : owed < 0 ? credit : nothing)[language].replace('%s', `${Math.abs(owed)}`)
    const figures = [
      row.sequence,
      row.period === 'RUNNING' ? RUNNING_TEXT[language] : row.period,
      row.entitled_before,
      row.entitled,
      owing,
    ]
    const explained =
      term === undefined ? null : TERM_EXPLANATIONS[language]({ type: 'AgreementTerm', row: term, known })
    return [
      ...(explained === null ? [] : [explained]),
      RULE_TEXTS[row.rule as RuleCode][language],
      ...(row.sequence === null
        ? []
        : [figures.reduce<string>((text, figure) => text.replace('%s', String(figure)), FIGURES[language])]),
    ]
  }

  const TERM_EXPLANATIONS: Readonly<Record<'da' | 'en', (source: Source) => string | null>> = {
    da: (source) =>
      explanation(source, 'vilkår', {
        ESTATE_AND_TYPE: 'afdelingens eget vilkår for boligtypen',
        ESTATE: 'afdelingens eget vilkår',
        STEP_AND_TYPE: `vilkår for boligtypen på trinnet »${source.row.step}«`,
        STEP: `vilkår for trinnet »${source.row.step}«`,
        DWELLING_TYPE: 'vilkår for boligtypen',
        ORGANISATION: 'vilkår for alle boliger',
      }),
    en: (source) =>
      explanation(source, 'term', {
        ESTATE_AND_TYPE: 'the estate’s own term for the dwelling type',
        ESTATE: 'the estate’s own term',
        STEP_AND_TYPE: `the term for the dwelling type on the step "${source.row.step}"`,
        STEP: `the term for the step "${source.row.step}"`,
        DWELLING_TYPE: 'the term for the dwelling type',
        ORGANISATION: 'the term for every dwelling',
      }),
  }

  function byId(globalId: string, known: bigint | null): Source | null {
    const [type = '', key = ''] = globalId.split(':')
    const list = [
      ...Object.values(LISTS),
      BUILDING_SECTION,
      HOUSEHOLD_NEED,
      CRITERION_APPLICANT,
      CASE_RECORD,
      ...LIFE_ROWS,
    ].find((candidate) => candidate.type === type)
    if (list === undefined || list.type === 'DeliveryRecord') return null
    return one(type, list.table, known, (row) => row[list.key] === key)
  }

  const { pair, cases, vacancies, fits } = oracleMatching(rows, holdsOn, today)
  const CASE_MATCHES: List = {
    type: 'Match',
    table: 'household_need',
    key: 'household_id',
    orders: {
      ENTERED_ASC: { by: (row) => String(row.household_id) },
      CASE_REFERENCE_ASC: { by: (row) => String(row.case_reference) },
      SHELTER_DUE_ASC: { by: (row) => (row.shelter ?? 'infinity') as string },
    },
    filters: {},
  }
  const VACANCY_MATCHES: List = {
    type: 'Match',
    table: 'vacancy',
    key: 'vacancy_id',
    orders: {
      AVAILABLE_FROM_ASC: { by: (row) => availableFrom(row.vacancy as Row) },
      RENT_ASC: { by: (row) => BigInt(String((row.vacancy as Row).rent_oere)) },
    },
    filters: {},
  }

  const ageCounts: Resolve = ({ row, known }) =>
    [...new Set(row.ages as string[])].map((band) => ({
      type: 'AgeCount',
      row: { band, persons: (row.ages as string[]).filter((one) => one === band).length },
      known,
    }))

  const { Vacancy: offersOfVacancy, ...lifecycle } = lifecycleResolvers({
    ...{ today, rows, column, instant, kroner, parent, id, below, kronerOf, pair },
  })
  const arrears = arrearsResolvers({ column, instant, parent, id })
  const OWN_RESOLVERS: Readonly<Record<string, Readonly<Record<string, Resolve>>>> = {
    Query: {
      municipalities: listed(LISTS.municipalities),
      housingOrganisations: listed(LISTS.housingOrganisations),
      estates: listed(LISTS.estates),
      dwellings: listed(LISTS.dwellings),
      vacancies: listed(LISTS.vacancies),
      feeds: listed(LISTS.feeds),
      deliveries: listed(LISTS.deliveries),
      vacancy: (_, args) =>
        String(args.id).startsWith('Vacancy:')
          ? byId(String(args.id), args.knownAt == null ? null : microsOf(String(args.knownAt)))
          : null,
      agreements: listed(LISTS.agreements),
      agreement: (_, args) =>
        String(args.id).startsWith('Agreement:')
          ? byId(String(args.id), args.knownAt == null ? null : microsOf(String(args.knownAt)))
          : null,
      termsInForce: (_, args) => termsInForce(args),
      quotaLedger: ledger(LISTS.quotaLedger),
      quotaBalances: ledger(LISTS.quotaBalances),
      quotaCapUses: ledger(LISTS.quotaCapUses),
      quotaBalance: byOwnId('QuotaBalance'),
      explainTurn: (_, args) => explainTurn(args),
      delivery: (_, args) => (String(args.id).startsWith('Delivery:') ? byId(String(args.id), null) : null),
      node: (_, args) => byId(String(args.id), null),
      nodes: (_, args) => (args.ids as string[]).map((one) => byId(one, null)),
      households: demanding('household:read', listed(LISTS.households)),
      household: demanding('household:read', byOwnId('Household')),
      referrals: demanding('referral:read', listed(LISTS.referrals)),
      referral: demanding('referral:read', byOwnId('HouseholdReferral')),
      person: demanding('household:read', byOwnId('Person')),
      personByCpr: demanding('household:read', (_, args) => {
        const found = visible('public.person').filter(
          (candidate) =>
            candidate.municipality_code === args.municipalityCode &&
            rowsOf('public.person_identity').some(
              (identity) => identity.person_id === candidate.id && identity.cpr === args.cpr,
            ),
        )
        return found[0] === undefined ? null : { type: 'Person', row: found[0], known: null }
      }),
      disclosures: demanding('disclosure:read', listed(LISTS.disclosures)),
      disclosure: demanding('disclosure:read', byOwnId('Disclosure')),
      criterionChecks: demanding('criterion:read', listed(LISTS.criterionChecks)),
      criterionCheck: demanding('criterion:read', byOwnId('CriterionCheck')),
      tenancies: listed(LISTS.tenancies),
      tenancy: byOwnId('Tenancy'),
      offers: listed(LISTS.offers),
      offer: byOwnId('MunicipalOffer'),
      nominations: demanding('nomination:read', listed(LISTS.nominations)),
      allocations: demanding('allocation:read', listed(LISTS.allocations)),
      allocation: demanding('allocation:read', byOwnId('Allocation')),
      decision: demanding('decision:read', byOwnId('AllocationDecision')),
      notices: demanding('notice:read', listed(LISTS.notices)),
      reasonCodes: (_, args) => reasonCodesOf(args.filter as Parameters<typeof reasonCodesOf>[0]),
      matchingParameters: listed(LISTS.matchingParameters),
      whyNot: demanding('household:readNeed', (_, args) => {
        const known = args.knownAt == null ? null : microsOf(String(args.knownAt))
        const [vacancyId, householdId] = [String(args.vacancyId), String(args.householdId)]
        if (!vacancyId.startsWith('Vacancy:') || !householdId.startsWith('Household:')) return null
        const row = pair(vacancyId.split(':')[1], householdId.split(':')[1], args, known)
        return row === null ? null : { type: 'Match', row, known }
      }),
      viewer: () => ({}),
      subsidyProgrammes: listed(LISTS.subsidyProgrammes),
      subsidyFrames: listed(LISTS.subsidyFrames),
      subsidyFrame: byOwnId('SubsidyFrame'),
      subsidyPeriods: listed(LISTS.subsidyPeriods),
      subsidyLedger: (_, args) =>
        page(
          LISTS.subsidyLedger,
          args,
          null,
          () => true,
          (known) => subsidyLedger(args, known),
        ),
      tenantSubsidies: demanding('tenantSubsidy:read', listed(LISTS.tenantSubsidies)),
      tenantSubsidy: demanding('tenantSubsidy:read', byOwnId('TenantSubsidy')),
      transitionTimelines: listed(LISTS.transitionTimelines),
      transitionTimeline: byOwnId('TransitionTimeline'),
      transitionTrials: listed(LISTS.transitionTrials),
      transitionCapUses: (_, args) =>
        page(
          LISTS.transitionCapUses,
          args,
          null,
          () => true,
          (then) =>
            rows('transition_cap_use', then).map((row) => ({
              ...row,
              place: `${row.agreement_id} ${row.year}`,
            })),
        ),
      stays: demanding('stay:read', listed(LISTS.stays)),
      stay: demanding('stay:read', byOwnId('Stay')),
      supportCourses: demanding('support:read', listed(LISTS.supportCourses)),
      supportCourse: demanding('support:read', byOwnId('SupportCourse')),
      paymentReviews: demanding('paymentReview:read', listed(LISTS.paymentReviews)),
      paymentReview: demanding('paymentReview:read', byOwnId('PaymentReview')),
      guaranteeClaims: listed(LISTS.guaranteeClaims),
      guaranteeClaim: byOwnId('GuaranteeClaim'),
      subsidyStatements: listed(LISTS.subsidyStatements),
      arrearsSteps: demanding('arrears:read', listed(LISTS.arrearsSteps)),
      arrearsStep: demanding('arrears:read', byOwnId('ArrearsStep')),
      todo: demanding('todo:readCase', listed(LISTS.todo)),
      todoItem: demanding('todo:readCase', byOwnId('TodoItem')),
      outboxEvents: listed(LISTS.outboxEvents),
      transitionParameters: listed(LISTS.transitionParameters),
      subsidyAudits: demanding('subsidyAudit:read', listed(LISTS.subsidyAudits)),
      subsidyAudit: demanding('subsidyAudit:read', byOwnId('SubsidyAudit')),
      dataSharingGrants: listed(LISTS.dataSharingGrants),
      dataSharingGrant: (_, args) =>
        String(args.id).startsWith('DataSharingGrant:') ? byId(String(args.id), null) : null,
      permissions: (_, args) => {
        const { role, action, purpose } = (args.filter ?? {}) as Readonly<Record<string, string | null>>
        return Object.entries(POLICY).flatMap(([name, grants]) =>
          grants
            .filter((grant) => (role ?? grant.role) === grant.role && (action ?? name) === name)
            .filter(
              ({ purposes }) =>
                purpose == null || purposes === 'any' || purposes.some((one) => one === purpose),
            )
            .map((grant) => ({ type: 'Permission', row: { ...grant, action: name }, known: null })),
        )
      },
    },
    Viewer: {
      subject: () => actor.subject,
      clientId: () => actor.clientId,
      roles: () => actor.roles,
      purpose: () => actor.purpose,
      permissions: () =>
        (Object.keys(POLICY) as Action[]).filter((action) => grantsHeld(actor, action).length > 0),
      organisations: () =>
        visible('public.housing_organisation')
          .filter((row) => ownOrganisations.has(row.id))
          .sort((a, b) => compare(String(a.name), String(b.name)) || compare(String(a.id), String(b.id)))
          .map((row) => ({ type: 'HousingOrganisation', row, known: null })),
      municipalities: () =>
        visible('public.municipality')
          .filter((row) =>
            [...actor.municipalityCodes, ...engagedMunicipalityCodes(actor)].includes(String(row.code)),
          )
          .sort((a, b) => compare(String(a.code), String(b.code)))
          .map((row) => ({ type: 'Municipality', row, known: null })),
    },
    Municipality: {
      id: id('code'),
      code: column('code'),
      name: column('name'),
      region: ({ row }, args) =>
        visible('public.municipality_region').find(
          (r) => r.municipality_code === row.code && holdsOn(r, day(args)),
        )?.region ?? null,
      estates: below(LISTS.estates, (estate, row) => estate.municipality_code === row.code),
      vacancies: below(LISTS.vacancies, (vacancy, row) => vacancy.municipality_code === row.code),
      dataSharingGrants: below(
        LISTS.dataSharingGrants,
        (sharing, row) => sharing.municipality_code === row.code,
      ),
    },
    HousingOrganisation: {
      id: id(),
      lbfNumber: column('lbf_number'),
      cvr: column('cvr'),
      name: column('name'),
      administrator: parent('HousingOrganisation', 'housing_organisation', 'administrator_id'),
      estates: below(LISTS.estates, (estate, row) => estate.organisation_id === row.id),
      vacancies: below(LISTS.vacancies, (vacancy, row) => vacancy.organisation_id === row.id),
      dataSharingGrants: below(LISTS.dataSharingGrants, (sharing, row) => sharing.organisation_id === row.id),
    },
    Household: {
      id: id(),
      caseReference: column('case_reference'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      organisationUnitId: column('organisation_unit_id'),
      kleNumber: column('kle_number'),
      adults: column('adults'),
      children: column('children'),
      ages: ageCounts,
      status: column('status'),
      parkedUntil: column('parked_until'),
      need: ({ row, known }) =>
        one('HouseholdNeed', 'household_need', known, (need) => need.household_id === row.id),
      persons: below(LISTS.persons, (person, row) => person.household_id === row.id),
      disclosures: below(LISTS.disclosures, (disclosure, row) => disclosure.household_id === row.id),
      allocations: below(LISTS.allocations, (allocation, row) => allocation.household_id === row.id),
      areaChecks: below(LISTS.areaChecks, (check, row) => check.household_id === row.id),
      stays: below(LISTS.stays, (stay, row) => stay.household_id === row.id),
      supportCourses: below(LISTS.supportCourses, (support, row) => support.household_id === row.id),
      fittingVacancies: ({ row, known }, args) =>
        page(
          VACANCY_MATCHES,
          args,
          known,
          () => true,
          () => vacancies(row, args, known),
        ),
      recordedFrom: instant('recorded_from'),
      recordedUntil: instant('recorded_until'),
    },
    HouseholdReferral: {
      id: id(),
      household: parent('Household', 'household', 'household_id'),
      receivedHousehold: parent('Household', 'household', 'received_household_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      toMunicipality: parent('Municipality', 'municipality', 'to_municipality_code', 'code'),
      state: column('state'),
      sentOn: column('sent_on'),
      answeredOn: column('answered_on'),
      declineReason: column('decline_reason'),
      adults: column('adults'),
      children: column('children'),
      ages: ageCounts,
      wantedDwellingTypes: column('wanted_dwelling_types'),
      rentMax: kroner('rent_max_oere'),
      accessibilityNeeded: column('accessibility_needed'),
      elderlyNeed: column('elderly_need'),
      crisisCentrePriority: column('crisis_centre_priority'),
      recordedFrom: instant('recorded_from'),
      recordedUntil: instant('recorded_until'),
    },
    HouseholdNeed: {
      id: id(),
      needClass: column('need_class'),
      origin: column('origin'),
      supportMethods: column('support_methods'),
      rentMax: kroner('rent_max_oere'),
      rentClass: ({ row }) => rentClass(row),
      wantedDwellingTypes: column('wanted_dwelling_types'),
      wantedEstateIds: ({ row }) => (row.wanted_estate_ids as string[]).map((one) => `Estate:${one}`),
      wantedPostalCodes: column('wanted_postal_codes'),
      excludedEstateIds: ({ row }) => (row.excluded_estate_ids as string[]).map((one) => `Estate:${one}`),
      excludedPostalCodes: column('excluded_postal_codes'),
      accessibilityNeeded: column('accessibility_needed'),
      elderlyNeed: column('elderly_need'),
      education: column('education'),
      municipalityVouches: column('municipality_vouches'),
      supportPlanReference: column('support_plan_reference'),
      homeMunicipality: parent('Municipality', 'municipality', 'home_municipality_code', 'code'),
      crisisCentrePriority: column('crisis_centre_priority'),
      refugee: column('refugee'),
      cohorts: column('cohorts'),
      shelterEnteredOn: column('shelter_entered_on'),
      shelterDueOn: ({ row }) => shelterDue(row),
      shelterDaysLeft: ({ row, known }) => {
        const due = shelterDue(row)
        const [household] = rows('household', known).filter((one) => one.id === row.household_id)
        if (due === null || household === undefined) return null
        if (['HOUSED', 'CLOSED'].includes(String(household.status))) return null
        return (Date.parse(due) - Date.parse(today)) / 86_400_000
      },
    },
    AreaCheck: {
      id: id(),
      rule: column('rule'),
      excluded: column('excluded'),
      checkedOn: column('valid_from'),
      validUntil: column('valid_until'),
    },
    DisclosedAreaCheck: { rule: column('rule'), allowed: column('allowed') },
    MatchingParameter: {
      id: id(),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      name: column('name'),
      value: column('value'),
      from: column('valid_from'),
      until: column('valid_until'),
      source: column('source'),
    },
    Match: {
      household: parent('Household', 'household', 'household_id'),
      vacancy: parent('Vacancy', 'vacancy', 'vacancy_id'),
      fits: ({ row }) => fits(row),
      ruleSet: () => '2026-12',
      addressProtected: ({ row, known }) =>
        rows('person', known).some(
          (person) => person.household_id === row.household_id && person.address_protected === true,
        ),
      rules: ({ row, known }) =>
        (row.verdicts as Verdict[]).map((verdict) => ({
          type: 'MatchRuleResult',
          row: verdict as unknown as Row,
          known,
        })),
    },
    MatchRuleResult: {
      code: column('code'),
      law: column('law'),
      passed: column('passed'),
      undecided: column('undecided'),
      figures: ({ row, known }) =>
        Object.entries(row.figures as Row)
          .sort(([a], [b]) => compare(a, b))
          .map(([name, value]) => ({ type: 'MatchFigure', row: { name, value }, known })),
      textDa: column('textDa'),
      textEn: column('textEn'),
    },
    MatchFigure: { name: column('name'), value: column('value') },
    AgeCount: { band: column('band'), persons: column('persons') },
    Person: {
      id: id(),
      household: parent('Household', 'household', 'household_id'),
      leaseParty: column('lease_party'),
      addressProtected: column('address_protected'),
      erased: column('erased'),
      identity: ({ row, known }) =>
        one('PersonIdentity', 'person_identity', known, (identity) => identity.person_id === row.id),
      recordedFrom: instant('recorded_from'),
      recordedUntil: instant('recorded_until'),
    },
    PersonIdentity: {
      id: id(),
      name: column('name'),
      cpr: column('cpr'),
      phone: column('phone'),
      email: column('email'),
      address: column('address'),
    },
    Disclosure: {
      id: id(),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      validFrom: column('valid_from'),
      validUntil: column('valid_until'),
      withdrawn: column('withdrawn'),
      basis: column('basis'),
      adults: column('adults'),
      children: column('children'),
      moveInOn: column('move_in_on'),
      derogations: column('derogations'),
      municipalContact: column('municipal_contact'),
      payer: column('payer'),
      guarantee: kroner('guarantee_oere'),
      areaChecks: items('DisclosedAreaCheck', 'area_checks'),
      tenants: below(
        LISTS.tenants,
        (identity, row) => identity.household_id === row.household_id && identity.lease_party === true,
      ),
    },
    CriterionCheck: {
      id: id(),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      estate: parent('Estate', 'estate', 'estate_id'),
      dwellingType: column('dwelling_type'),
      term: parent('AgreementTerm', 'agreement_term', 'agreement_term_id'),
      criterion: column('criterion'),
      uses: items('FlexibleCriterionUse', 'uses'),
      applicant: ({ row, known }) =>
        one(
          'CriterionApplicant',
          'criterion_applicant',
          known,
          (applicant) => applicant.check_id === row.id && applicant.erased === false,
        ),
      consent: ({ row, known }) => ({ type: 'CriterionConsent', row, known }),
      askedOn: column('asked_on'),
      state: ({ row }) => {
        if (row.consent_withdrawn_on !== null) return 'WITHDRAWN'
        if (answersOf(row).length > 0) return 'ANSWERED'
        if (row.erased === true) return 'ERASED'
        return String(row.answer_until) <= today ? 'EXPIRED' : 'OPEN'
      },
      answer: ({ row }) => answersOf(row).at(-1)?.answer ?? null,
      answeredAt: ({ row }) => {
        const last = answersOf(row).at(-1)
        return last === undefined ? null : isoOf(BigInt(String(last.recorded_at)))
      },
      answers: ({ row, known }) =>
        answersOf(row).map((answer) => ({ type: 'CriterionAnswer', row: answer, known })),
      answerUntil: column('answer_until'),
      keptUntil: column('kept_until'),
      periodsSource: column('periods_source'),
    },
    CriterionConsent: {
      reference: column('consent_reference'),
      version: column('consent_version'),
      givenOn: column('consent_given_on'),
      channel: column('consent_channel'),
      withdrawnOn: column('consent_withdrawn_on'),
    },
    CriterionAnswer: {
      rowId: column('id'),
      number: column('number'),
      answer: column('answer'),
      correctionReason: column('correction_reason'),
      answeredAt: instant('recorded_at'),
    },
    CriterionApplicant: {
      id: id(),
      name: column('name'),
      cpr: column('cpr'),
      birthDate: column('birthdate'),
    },
    DataSharingGrant: {
      id: id(),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      signedFor: column('signed_for'),
      signedAt: instant('recorded_at'),
      fieldGroup: column('field_group'),
      purpose: column('purpose'),
      validFrom: column('valid_from'),
      validUntil: column('valid_until'),
      estateIds: ({ row }) => (row.estate_ids as string[] | null)?.map((one) => `Estate:${one}`) ?? null,
      estates: below(
        LISTS.estates,
        (estate, row) => (row.estate_ids as string[] | null)?.includes(String(estate.id)) ?? false,
      ),
      revokedAt: ({ row }) => {
        const revocation = revocationOf(row)
        return revocation === undefined ? null : isoOf(BigInt(String(revocation.recorded_at)))
      },
      inForce: ({ row }) => holdsOn(row, today) && revocationOf(row) === undefined,
    },
    Permission: {
      role: column('role'),
      action: column('action'),
      relation: column('over'),
      purposes: ({ row }) => (row.purposes === 'any' ? null : row.purposes),
      law: column('law'),
      descriptionDa: ({ row }) => ACTION_TEXTS[row.action as Action].da,
      descriptionEn: ({ row }) => ACTION_TEXTS[row.action as Action].en,
    },
    Estate: {
      id: id(),
      number: column('number'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      existsFrom: column('valid_from'),
      existsUntil: column('valid_until'),
      successor: ({ row, known }) => {
        const succession = rows('estate_succession', known).find((s) => s.predecessor_id === row.id)
        return succession === undefined
          ? null
          : one('Estate', 'estate', known, (estate) => estate.id === succession.successor_id)
      },
      buildingSections: ({ row, known }) =>
        rows('building_section', known)
          .filter((section) => section.estate_id === row.id)
          .sort((a, b) => compare(String(a.number), String(b.number)))
          .slice(0, 200)
          .map((section) => ({ type: 'BuildingSection', row: section, known })),
      combinedLettings: ({ row, known }) =>
        rows('combined_letting', known)
          .filter((one) => one.estate_id === row.id)
          .sort((a, b) => compare(String(a.valid_from), String(b.valid_from)))
          .map((one) => ({ type: 'CombinedLetting', row: one, known })),
      areaStatuses: ({ row, known }, args) => {
        const organisation = rows('housing_organisation', known).find(
          (candidate) => candidate.id === row.organisation_id,
        )
        return rows('area_estate', known)
          .filter(
            (ae) =>
              ae.organisation_lbf_number === organisation?.lbf_number &&
              ae.estate_number === row.number &&
              holdsOn(ae, day(args)),
          )
          .flatMap((ae) =>
            visible('public.area').filter(
              (a) => a.id === ae.area_id && a.municipality_code === row.municipality_code,
            ),
          )
          .flatMap((a) =>
            rows('area_status', known)
              .filter((status) => status.area_id === a.id && holdsOn(status, day(args)))
              .map((status) => ({ type: 'AreaStatus', row: { ...status, area_name: a.name } as Row, known })),
          )
          .sort(
            (a, b) =>
              compare(String(a.row.kind), String(b.row.kind)) ||
              compare(String(a.row.area_name), String(b.row.area_name)),
          )
      },
      dwellings: below(LISTS.dwellings, (dwelling, row) => dwelling.estate_id === row.id),
    },
    AreaStatus: {
      kind: column('kind'),
      areaName: column('area_name'),
      from: column('valid_from'),
      until: column('valid_until'),
      source: column('source'),
    },
    CombinedLetting: { from: column('valid_from'), until: column('valid_until'), source: column('source') },
    BuildingSection: { id: id(), number: column('number') },
    Dwelling: {
      id: id(),
      estate: parent('Estate', 'estate', 'estate_id'),
      buildingSection: parent('BuildingSection', 'building_section', 'building_section_id'),
      tenancyNumber: column('tenancy_number'),
      formerNumbers: ({ row, known }) =>
        rows('dwelling_former_number', known)
          .filter((former) => former.dwelling_id === row.id)
          .flatMap((former) =>
            rows('estate', known)
              .filter((estate) => estate.id === former.estate_id)
              .map((estate) => ({
                type: 'FormerNumber',
                row: { ...former, estate_number: estate.number } as Row,
                known,
              })),
          )
          .sort(
            (a, b) =>
              -compare(String(a.row.until), String(b.row.until)) ||
              compare(String(a.row.estate_number), String(b.row.estate_number)),
          ),
      bbrUnitId: column('bbr_unit_id'),
      darAddressId: column('dar_address_id'),
      address: (source) => source,
      floor: column('floor'),
      dwellingType: column('dwelling_type'),
      dwellingTypeText: column('dwelling_type_text'),
      rooms: column('rooms'),
      areaM2: column('area_m2'),
      accessible: column('accessible'),
      vacancies: below(LISTS.vacancies, (vacancy, row) => vacancy.dwelling_id === row.id),
      tenancies: below(LISTS.tenancies, (tenancy, row) => tenancy.dwelling_id === row.id),
    },
    Address: {
      street: column('street'),
      floorDoor: column('floor_door'),
      postalCode: column('postal_code'),
      city: column('city'),
    },
    FormerNumber: {
      estateNumber: column('estate_number'),
      tenancyNumber: column('tenancy_number'),
      until: column('until'),
    },
    Vacancy: {
      id: id(),
      fittingCases: demanding('household:readNeed', ({ row, known }, args) =>
        page(
          CASE_MATCHES,
          args,
          known,
          () => true,
          () => cases(row, args, known),
        ),
      ),
      externalKey: ({ row, known }) => {
        const dwelling = rows('dwelling', known).find((candidate) => candidate.id === row.dwelling_id)
        const estate = rows('estate', known).find((candidate) => candidate.id === dwelling?.estate_id)
        const organisation = rows('housing_organisation', known).find(
          (candidate) => candidate.id === row.organisation_id,
        )
        return `${organisation?.lbf_number ?? organisation?.cvr}-${estate?.number}-${dwelling?.tenancy_number}`
      },
      sourceId: ({ row }) => row.source_id || null,
      state: column('state'),
      withdrawalReason: column('withdrawal_reason'),
      vacantForReletting: ({ row }) => row.state === 'ANNOUNCED' || row.state === 'AT_MUNICIPAL_DISPOSAL',
      vacantAtLoss: column('vacant_at_loss'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      feed: parent('Feed', 'feed', 'feed_id'),
      delivery: parent('Delivery', 'delivery', 'delivery_id'),
      dwellingType: column('dwelling_type'),
      rent: kroner('rent_oere'),
      acontoLines: ({ row }) => aconto(row).map((line) => ({ type: 'AcontoLine', row: line, known: null })),
      rentWithAconto: ({ row }) =>
        kronerOf(
          aconto(row).reduce(
            (sum, { amountOere }) => sum + BigInt(amountOere),
            BigInt(String(row.rent_oere)),
          ),
        ),
      deposit: kroner('deposit_oere'),
      firstPayment: kroner('first_payment_oere'),
      availableFrom: column('available_from'),
      atDisposalFrom: column('at_disposal_from'),
      letFrom: column('let_from'),
      sourceTime: instant('source_time'),
      offers: below(LISTS.offers, (offer, row) => offer.vacancy_id === row.id),
      recordedFrom: instant('recorded_from'),
      recordedUntil: instant('recorded_until'),
      turn: ({ row, known }) => turnOf(row, row.letting, known),
      ...offersOfVacancy,
    },
    QuotaTurn: {
      id: id(),
      vacancy: parent('Vacancy', 'vacancy', 'vacancy_id'),
      letting: column('letting'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      version: parent('AgreementVersion', 'agreement_version', 'version_id'),
      term: parent('AgreementTerm', 'agreement_term', 'term_id'),
      balance: ({ row, known }) =>
        one(
          'QuotaBalance',
          'quota_balance',
          known,
          (balance) => balance.key === row.key && balance.period === row.period,
        ),
      day: column('day'),
      estate: parent('Estate', 'estate', 'estate_id'),
      dwellingType: column('dwelling_type'),
      internalTransfer: column('internal_transfer'),
      rehousing: column('rehousing'),
      areaStatuses: column('area_statuses'),
      withdrawn: column('withdrawn'),
      period: column('period'),
      sequence: column('sequence'),
      channel: column('channel'),
      subShare: column('sub_share'),
      actedOn: column('acted_on'),
      rule: column('rule'),
      step: column('step'),
      entitledBefore: column('entitled_before'),
      entitled: column('entitled'),
      owed: column('owed'),
      explanationDa: (source) => turnLines(source, 'da'),
      explanationEn: (source) => turnLines(source, 'en'),
      events: ({ row, known }) =>
        visible('public.quota_event')
          .filter(
            (event) =>
              event.vacancy_id === row.vacancy_id &&
              event.letting === row.letting &&
              event.municipality_code === row.municipality_code,
          )
          .sort(
            (a, b) =>
              compare(BigInt(String(a.recorded_at)), BigInt(String(b.recorded_at))) ||
              compare(String(a.id), String(b.id)),
          )
          .map((event) => ({ type: 'QuotaEvent', row: event, known })),
      recordedFrom: instant('recorded_from'),
    },
    QuotaEvent: {
      kind: column('kind'),
      day: column('day'),
      reason: column('reason'),
      correctedDay: ({ row }) => (row.facts as Row).day ?? null,
      correctedEstate: ({ row, known }) =>
        one('Estate', 'estate', known, (estate) => estate.id === (row.facts as Row).estateId),
      dwellingType: ({ row }) => (row.facts as Row).dwellingType ?? null,
      internalTransfer: ({ row }) => (row.facts as Row).internalTransfer ?? null,
      rehousing: ({ row }) => (row.facts as Row).rehousing ?? null,
      areaStatuses: ({ row }) => (row.facts as Row).areaStatuses ?? null,
      recordedAt: instant('recorded_at'),
    },
    QuotaBalance: {
      id: id(),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      estate: parent('Estate', 'estate', 'estate_id'),
      period: column('period'),
      level: column('level'),
      dwellingType: column('dwelling_type'),
      counted: column('counted'),
      entitledExact: column('entitled_exact'),
      entitled: column('entitled'),
      carried: column('carried'),
      delivered: column('delivered'),
      returned: column('returned'),
      replaced: column('replaced'),
      lapsed: column('lapsed'),
      owed: column('owed'),
      overdue: column('overdue'),
      flexibleEntitledExact: column('flexible_entitled_exact'),
      flexibleDelivered: column('flexible_delivered'),
      recordedFrom: instant('recorded_from'),
    },
    QuotaCapUse: {
      id: id(),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      year: column('year'),
      used: column('used'),
      cap: column('cap'),
      recordedFrom: instant('recorded_from'),
    },
    ...lifecycle,
    ...lifeResolvers({ today, rows, column, instant, parent, id }),
    ...todoResolvers({ today, column, instant, parent, id }),
    ...staysResolvers({ today, rows, column, instant, kroner, parent, id }),
    ArrearsStep: {
      ...arrears.ArrearsStep,
      responses: below(LISTS.arrearsResponses, (response, row) => response.step_id === row.id),
    },
    ArrearsResponse: arrears.ArrearsResponse,
    AcontoLine: { kind: column('kind'), name: column('name'), amount: kroner('amountOere') },
    Agreement: {
      id: id(),
      name: column('name'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      parties: ({ row, known }) =>
        [...(row.organisation_ids as string[])].sort().map((organisationId) => ({
          type: 'AgreementParty',
          row: { organisation_id: organisationId },
          known,
        })),
      framework: parent('Agreement', 'agreement', 'framework_id'),
      agreementsBelow: below(LISTS.agreements, (one, row) => one.framework_id === row.id),
      legalBases: column('legal_bases'),
      consentRequired: ({ row }) =>
        (row.legal_bases as string[]).some((basis) => !['SECTION_59_1', 'SECTION_59_3'].includes(basis)),
      from: column('valid_from'),
      until: column('valid_until'),
      source: column('source'),
      versions: below(LISTS.agreementVersions, (one, row) => one.agreement_id === row.id),
      stepPlacements: below(LISTS.stepPlacements, (one, row) => one.agreement_id === row.id),
      recordedFrom: instant('recorded_from'),
    },
    AgreementParty: {
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
    },
    AgreementVersion: {
      id: id(),
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      number: column('number'),
      status: column('status'),
      from: column('valid_from'),
      until: column('valid_until'),
      annexes: items('AgreementAnnex', 'annexes'),
      closingDays: items('ClosingDay', 'closing_days'),
      consents: ({ row, known }) =>
        visible('public.agreement_consent')
          .filter((consent) => consent.version_id === row.id)
          .sort((a, b) => compare(String(a.organisation_id), String(b.organisation_id)))
          .map((consent) => ({ type: 'AgreementConsent', row: consent, known })),
      terms: below(LISTS.agreementTerms, (one, row) => one.version_id === row.id),
      source: column('source'),
      recordedFrom: instant('recorded_from'),
    },
    AgreementAnnex: { name: column('name'), reference: column('reference') },
    ClosingDay: { day: column('day'), source: column('source') },
    AgreementConsent: {
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      consentedAt: instant('recorded_at'),
    },
    AgreementTerm: {
      id: id(),
      version: parent('AgreementVersion', 'agreement_version', 'version_id'),
      position: column('position'),
      estate: parent('Estate', 'estate', 'estate_id'),
      step: column('step'),
      dwellingType: column('dwelling_type'),
      scope: column('scope'),
      level: column('level'),
      share: (source) => source,
      quotaBase: column('quota_base'),
      firstTurn: column('first_turn'),
      settlement: column('settlement'),
      remainder: column('remainder'),
      answerDeadlineBusinessDays: column('answer_deadline_business_days'),
      returnCountsAsDelivered: column('return_counts_as_delivered'),
      returnExceptions: column('return_exceptions'),
      replacementOwed: column('replacement_owed'),
      replacementWithin: column('replacement_within'),
      flexible: (source) => source,
      subShares: items('SubShare', 'sub_shares'),
      transitionalCapPerYear: column('transitional_cap_per_year'),
      blockedAreaStatuses: column('blocked_area_statuses'),
      explanationDa: TERM_EXPLANATIONS.da,
      explanationEn: TERM_EXPLANATIONS.en,
    },
    Share: { numerator: column('share_numerator'), denominator: column('share_denominator') },
    FlexibleLetting: {
      numerator: column('flexible_numerator'),
      denominator: column('flexible_denominator'),
      base: column('flexible_base'),
      criteria: items('FlexibleCriterionUse', 'criteria'),
    },
    FlexibleCriterionUse: {
      criterion: column('criterion'),
      parameters: items('CriterionParameter', 'parameters'),
    },
    CriterionParameter: { name: column('name'), value: column('value') },
    SubShare: {
      channel: column('channel'),
      name: column('name'),
      numerator: ({ row }) => (row.share as { numerator: number }).numerator,
      denominator: ({ row }) => (row.share as { denominator: number }).denominator,
    },
    StepPlacement: {
      id: id(),
      agreement: parent('Agreement', 'agreement', 'agreement_id'),
      estate: parent('Estate', 'estate', 'estate_id'),
      step: column('step'),
      from: column('valid_from'),
      until: column('valid_until'),
      source: column('source'),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyProgramme: {
      id: id(),
      code: column('code'),
      instrument: column('instrument'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      name: column('name'),
      payer: ({ row }) => INSTRUMENT_FACTS[row.instrument as Instrument].payer,
      base: ({ row }) => INSTRUMENT_FACTS[row.instrument as Instrument].base,
      law: ({ row }) => INSTRUMENT_FACTS[row.instrument as Instrument].law,
      source: column('source'),
      terms: ({ row, known }) =>
        rows('subsidy_term', known)
          .filter((one) => one.programme_id === row.id)
          .sort((a, b) => compare(String(a.valid_from), String(b.valid_from)))
          .map((one) => ({ type: 'SubsidyTerm', row: one, known })),
      rates: ({ row, known }) =>
        rows('subsidy_rate', known)
          .filter((one) => one.programme_id === row.id)
          .sort((a, b) => compare(`${a.kind} ${a.valid_from}`, `${b.kind} ${b.valid_from}`))
          .map((one) => ({ type: 'SubsidyRate', row: one, known })),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyTerm: {
      from: column('valid_from'),
      until: column('valid_until'),
      payee: column('payee'),
      endRule: column('end_rule'),
      indexation: column('indexation'),
      partialMonths: column('partial_months'),
      paymentCalendar: column('payment_calendar'),
      rounding: column('rounding'),
      monthDays: column('month_days'),
      monthsMax: column('months_max'),
      rentBeforeMin: kroner('rent_before_min_oere'),
      rentBeforeMax: kroner('rent_before_max_oere'),
      rentAfterMax: kroner('rent_after_max_oere'),
      repayAbove: kroner('repay_above_oere'),
      source: column('source'),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyRate: {
      kind: column('kind'),
      from: column('valid_from'),
      until: column('valid_until'),
      amount: kroner('amount_oere'),
      source: column('source'),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyFrame: {
      id: id(),
      programme: parent('SubsidyProgramme', 'subsidy_programme', 'programme_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      reference: column('reference'),
      dwellingsMax: column('dwellings_max'),
      amountMax: kroner('amount_max_oere'),
      windowFrom: column('commit_window_from'),
      windowUntil: column('commit_window_until'),
      lapsesOn: column('lapses_on'),
      source: column('source'),
      conditions: ({ row, known }) =>
        rows('subsidy_condition', known)
          .filter((one) => one.frame_id === row.id)
          .sort((a, b) => compare(String(a.id), String(b.id)))
          .map((one) => ({ type: 'SubsidyCondition', row: one, known })),
      dwellingsCommitted: (source) => committedIn(source).length,
      amountCommitted: (source) => kronerOf(sum(committedIn(source))),
      dwellingsUnused: (source) => {
        const rest = left(source.row.dwellings_max, BigInt(committedIn(source).length))
        return rest === null ? null : Number(rest)
      },
      amountUnused: (source) => {
        const rest = left(source.row.amount_max_oere, sum(committedIn(source)))
        return rest === null ? null : kronerOf(rest)
      },
      paid: (source) => kronerOf(accountsOf(source).paid),
      overpaid: (source) => kronerOf(accountsOf(source).overpaid),
      toRepay: (source) => kronerOf(accountsOf(source).toRepay),
      commitments: below(LISTS.subsidyCommitments, (one, row) => one.frame_id === row.id),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyCondition: {
      kind: column('kind'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      from: column('valid_from'),
      until: column('valid_until'),
      source: column('source'),
    },
    SubsidyCommitment: {
      id: id(),
      frame: parent('SubsidyFrame', 'subsidy_frame', 'frame_id'),
      instrument: column('instrument'),
      reference: column('reference'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      committedOn: column('committed_on'),
      from: column('valid_from'),
      until: column('valid_until'),
      granted: kroner('granted_oere'),
      rentBefore: kroner('rent_before_oere'),
      allocationDecidedOn: column('allocation_decided_on'),
      targetGroupRecordedOn: column('target_group_recorded_on'),
      targetGroupBasis: column('target_group_basis'),
      withdrawn: column('withdrawn'),
      source: column('source'),
      periods: below(LISTS.subsidyPeriods, (one, row) => one.commitment_id === row.id),
      payments: below(LISTS.subsidyPayments, (one, row) => one.commitment_id === row.id),
      corrections: below(LISTS.subsidyCorrections, (one, row) => one.row_id === row.id),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyPeriod: {
      id: id(),
      commitment: parent('SubsidyCommitment', 'subsidy_commitment', 'commitment_id'),
      programme: column('programme'),
      instrument: column('instrument'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      tenancy: parent('Tenancy', 'tenancy', 'tenancy_id'),
      from: column('valid_from'),
      until: column('valid_until'),
      monthly: kroner('monthly_oere'),
      base: kroner('base_oere'),
      indexFactor: column('index_factor'),
      rentBefore: kroner('rent_before_oere'),
      rentAfter: kroner('rent_after_oere'),
      partialMonths: column('partial_months'),
      withdrawn: column('withdrawn'),
      source: column('source'),
      months: ({ row }) =>
        (row.withdrawn === true ? [] : subsidyMonths(row)).map((month) => ({
          type: 'SubsidyMonth',
          row: month as unknown as Row,
          known: null,
        })),
      corrections: below(LISTS.subsidyCorrections, (one, row) => one.row_id === row.id),
      recordedFrom: instant('recorded_from'),
      recordedUntil: instant('recorded_until'),
    },
    SubsidyMonth: { month: column('month'), days: column('days'), due: kroner('due') },
    SubsidyPayment: {
      id: id(),
      month: column('month'),
      amount: kroner('amount_oere'),
      paidOn: column('paid_on'),
      reference: column('reference'),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyCorrection: {
      id: id(),
      entity: column('entity'),
      rowId: ({ row }) => `${row.entity}:${row.row_id}`,
      originalRecordedFrom: instant('original_recorded_from'),
      before: ({ row }) => jsonbText(row.before),
      after: ({ row }) => (row.after === null ? null : jsonbText(row.after)),
      reason: column('reason'),
      correctedBy: column('corrected_by'),
      correctedAt: instant('recorded_at'),
    },
    SubsidyLedgerEntry: {
      commitment: parent('SubsidyCommitment', 'subsidy_commitment', 'commitment_id'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      programme: column('programme'),
      instrument: column('instrument'),
      month: column('month'),
      days: column('days'),
      due: kroner('due'),
      paid: kroner('paid'),
    },
    TenantSubsidy: {
      id: id(),
      household: demanding('household:read', parent('Household', 'household', 'household_id')),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      programme: column('programme'),
      instrument: column('instrument'),
      frame: parent('SubsidyFrame', 'subsidy_frame', 'frame_id'),
      tenancy: parent('Tenancy', 'tenancy', 'tenancy_id'),
      committedOn: column('committed_on'),
      granted: kroner('granted_oere'),
      from: column('valid_from'),
      until: column('valid_until'),
      previousSituation: column('previous_situation'),
      housingBenefitAppliedOn: column('housing_benefit_applied_on'),
      partialMonths: column('partial_months'),
      rounding: column('rounding'),
      monthDays: column('month_days'),
      withdrawn: column('withdrawn'),
      source: column('source'),
      inputs: below(LISTS.tenantSubsidyInputs, (one, row) => one.tenant_subsidy_id === row.id),
      calculations: below(LISTS.tenantSubsidyCalculations, (one, row) => one.tenant_subsidy_id === row.id),
      payments: below(LISTS.tenantSubsidyPayments, (one, row) => one.tenant_subsidy_id === row.id),
      recordedFrom: instant('recorded_from'),
    },
    TenantSubsidyInput: {
      id: id(),
      kind: column('kind'),
      from: column('valid_from'),
      until: column('valid_until'),
      amount: ({ row }) => (row.kind === 'ADULTS' ? null : kronerOf(BigInt(String(row.value)))),
      adults: ({ row }) => (row.kind === 'ADULTS' ? Number(row.value) : null),
      source: column('source'),
      recordedFrom: instant('recorded_from'),
    },
    TenantSubsidyCalculation: {
      id: id(),
      month: column('month'),
      number: column('number'),
      amount: kroner('amount_oere'),
      difference: kroner('difference_oere'),
      reason: column('reason'),
      inputs: ({ row }) =>
        Object.entries(row.inputs as Record<string, string>)
          .sort(([a], [b]) => compare(a, b))
          .map(([name, value]) => ({ type: 'SubsidyFigure', row: { name, value }, known: null })),
      recordedFrom: instant('recorded_from'),
    },
    TenantSubsidyPayment: {
      id: id(),
      month: column('month'),
      amount: kroner('amount_oere'),
      paidOn: column('paid_on'),
      reference: column('reference'),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyStatement: {
      id: id(),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      programme: column('programme'),
      instrument: column('instrument'),
      side: column('side'),
      kind: column('kind'),
      reference: column('reference'),
      stated: ({ row }) =>
        Object.entries(row.content as Record<string, unknown>)
          .sort(([a], [b]) => compare(a, b))
          .map(([name, value]) => ({
            type: 'SubsidyFigure',
            row: { name, value: statedText(name, value) },
            known: null,
          })),
      keeps: column('keeps'),
      withdrawn: column('withdrawn'),
      recordedFrom: instant('recorded_from'),
    },
    SubsidyFigure: { name: column('name'), value: column('value') },
    SubsidyAudit: {
      id: id(),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      programme: column('programme'),
      instrument: column('instrument'),
      from: column('valid_from'),
      until: column('valid_until'),
      knownAt: instant('known_at'),
      ruleSet: column('rule_set'),
      findingCount: column('finding_count'),
      atStake: kroner('at_stake_oere'),
      runBy: column('run_by'),
      runAt: instant('recorded_at'),
      findings: below(LISTS.subsidyFindings, (one, row) => one.audit_id === row.id),
      changesSince: (source, args) => changesSince(source, args.earlierId),
    },
    SubsidyAuditChange: {
      kind: column('kind'),
      finding: finding('after'),
      earlier: finding('before'),
      corrections: correctionsBetween,
    },
    SubsidyFinding: {
      id: id(),
      audit: parent('SubsidyAudit', 'subsidy_audit', 'audit_id'),
      key: column('finding_key'),
      code: column('code'),
      severity: column('severity'),
      law: column('law'),
      dwelling: parent('Dwelling', 'dwelling', 'dwelling_id'),
      months: column('months'),
      atStake: kroner('at_stake_oere'),
      figures: items('SubsidyFigure', 'figures'),
      evidence: items('SubsidyEvidence', 'evidence'),
      answers: ({ row }) =>
        visible('public.subsidy_finding_answer')
          .filter(
            (one) =>
              one.municipality_code === row.municipality_code &&
              one.programme === row.programme &&
              one.finding_key === row.finding_key,
          )
          .sort((a, b) => compare(String(a.id), String(b.id)))
          .map((one) => ({ type: 'SubsidyFindingAnswer', row: one, known: null })),
    },
    SubsidyEvidence: {
      rowId: ({ row }) => `${row.type}:${row.id}`,
      recordedFrom: column('recordedFrom'),
    },
    SubsidyFindingAnswer: {
      kind: column('kind'),
      explanation: column('explanation'),
      amount: kroner('amount_oere'),
      answeredBy: column('answered_by'),
      answeredAt: instant('recorded_at'),
    },
    Feed: {
      id: id(),
      code: column('code'),
      kind: column('kind'),
      organisation: parent('HousingOrganisation', 'housing_organisation', 'organisation_id'),
      municipality: parent('Municipality', 'municipality', 'municipality_code', 'code'),
      format: column('format'),
      mode: column('mode'),
      closingLimitPercent: column('closing_limit_percent'),
      snapshotAt: instant('snapshot_at'),
      deliveries: below(LISTS.deliveries, (delivery, row) => delivery.feed_id === row.id),
    },
    Delivery: {
      id: id(),
      feed: parent('Feed', 'feed', 'feed_id'),
      via: column('via'),
      mode: column('mode'),
      status: column('status'),
      receivedAt: instant('received_at'),
      sourceTime: instant('source_time'),
      sha256: column('sha256'),
      sizeBytes: column('size_bytes'),
      received: column('received'),
      applied: column('applied'),
      unchanged: column('unchanged'),
      superseded: column('superseded'),
      quarantined: column('quarantined'),
      openBefore: column('open_before'),
      missing: column('missing'),
      closed: column('closed'),
      records: below(LISTS.records, (record, row) => record.delivery_id === row.id),
    },
    DeliveryRecord: {
      row: column('row'),
      outcome: column('outcome'),
      vacancy: parent('Vacancy', 'vacancy', 'vacancy_id'),
      raw: ({ row }) =>
        visible('public.delivery_raw').find(
          (raw) => raw.delivery_id === row.delivery_id && raw.row === row.row,
        )?.raw ?? null,
      caseRecord: demanding('delivery:readCaseRaw', ({ row, known }) =>
        one(
          'CaseRecord',
          'delivery_case_raw',
          known,
          (raw) => raw.delivery_id === row.delivery_id && raw.row === row.row,
        ),
      ),
      problems: ({ row }) =>
        problemsOf(row)
          .slice(0, 50)
          .map((problem) => ({ type: 'DeliveryProblem', row: problem, known: null })),
    },
    CaseRecord: { id: id(), raw: column('raw') },
    DeliveryProblem: {
      severity: column('severity'),
      row: column('row'),
      path: column('path'),
      code: column('code'),
      messageDa: column('text_da'),
      messageEn: column('text_en'),
    },
  }

  const everyRow = (table: string) => rowsOf(table)
  /** With what timelines add to types of others. */
  const RESOLVERS = { ...OWN_RESOLVERS }
  for (const [type, fields] of Object.entries(
    timelineResolvers({
      today,
      everyRow,
      rows,
      column,
      kroner,
      parent,
      demanding,
      page,
      danishDay,
      microsOf,
    }),
  )) {
    RESOLVERS[type] = { ...RESOLVERS[type], ...fields }
  }

  // Made when it is first asked: who asks which rows are allowed needs none.
  let made: GraphQLSchema | undefined
  const schemaOnce = () => {
    made ??= resolvedBy(RESOLVERS, (source, field) => {
      for (const name of [field, ...(source.filters ?? [])]) tell(source.type, name, source.row)
    })
    return made
  }
  const purposes: PurposeBook = {
    ofField: (type, field) => demands.get(RESOLVERS[type]?.[field] as Resolve),
    ofType: (type) => PERSONAL_ACTIONS[type],
    typeOfId: namedType,
  }
  return {
    allowed,
    shown: () => [...shown],
    answer: async (document, variables = {}) => {
      shown.clear()
      const parsed = parse(document)
      const schema = schemaOnce()
      try {
        actionsAskedFor(schema, parsed, variables, purposes).forEach(demand)
      } catch (error) {
        return { errors: [error as GraphQLError] }
      }
      const { data, errors } = await execute({
        schema,
        document: parsed,
        variableValues: variables,
        rootValue: {},
      })
      return { ...(data === undefined ? {} : { data }), ...(errors === undefined ? {} : { errors }) }
    },
  }
}

/** The class of the highest rent that a need names. */
function rentClass(need: Row): string | null {
  if (need.rent_max_oere === null) return null
  const border = [3_000, 3_500, 4_000, 4_500, 5_000, 6_500].find(
    (kroner) => Number(need.rent_max_oere) <= kroner * 100,
  )
  return border === undefined ? 'OVER_6500' : `UP_TO_${border}`
}

/** The day 90 days after the first in the shelter. */
function shelterDue(need: Row): string | null {
  if (need.shelter_entered_on === null) return null
  return new Date(Date.parse(String(need.shelter_entered_on)) + 90 * 86_400_000).toISOString().slice(0, 10)
}

/** The type of row that an id may name; null when no row can have it. */
function namedType(id: string): string | null {
  const [type = '', key = ''] = id.split(':')
  return type === 'Municipality' || UUID.test(key) ? type : null
}

/** The column of a personal row that says whom it is about. */
const SUBJECTS: Readonly<Record<string, string>> = {
  Household: 'id',
  HouseholdNeed: 'household_id',
  HouseholdReferral: 'household_id',
  Person: 'id',
  PersonIdentity: 'person_id',
  Disclosure: 'household_id',
  CriterionCheck: 'applicant_id',
  CriterionApplicant: 'id',
  CaseRecord: 'subject_id',
  ...LIFECYCLE_SUBJECTS,
  ...STAYS_SUBJECTS,
  ...TIMELINE_SUBJECTS,
  ...LIFE_SUBJECTS,
  AreaCheck: 'household_id',
  Match: 'household_id',
  TenantSubsidy: 'household_id',
  TenantSubsidyInput: 'household_id',
  TenantSubsidyCalculation: 'household_id',
  TenantSubsidyPayment: 'household_id',
  SubsidyFinding: 'household_id',
}
const CASE_RECORD = { type: 'CaseRecord', table: 'delivery_case_raw', key: 'id' } as const
const HOUSEHOLD_NEED = { type: 'HouseholdNeed', table: 'household_need', key: 'id' } as const
const CRITERION_APPLICANT = { type: 'CriterionApplicant', table: 'criterion_applicant', key: 'id' } as const
const BUILDING_SECTION = { type: 'BuildingSection', table: 'building_section', key: 'id' } as const

/** The hub's schema with the oracle's resolvers; connections, edges and page info are read as plain properties. */
function resolvedBy(
  resolvers: Readonly<Record<string, Readonly<Record<string, Resolve>>>>,
  onField: (source: Source, field: string) => void,
): GraphQLSchema {
  const schema = buildHubSchema()
  for (const type of Object.values(schema.getTypeMap())) {
    if (isInterfaceType(type)) type.resolveType = (source) => (source as Source).type
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    type.isTypeOf = null
    const plain = /(Connection|Edge|^PageInfo)$/.test(type.name)
    for (const field of Object.values(type.getFields())) {
      const resolve = resolvers[type.name]?.[field.name]
      field.resolve = plain
        ? defaultFieldResolver
        : (source, args) => {
            if (resolve === undefined) throw new Error(`The oracle does not know ${type.name}.${field.name}`)
            onField(source, field.name)
            return resolve(source, args)
          }
    }
  }
  return schema
}

/** The months of a period, counted day by day. */
function subsidyMonths(row: Row): { month: string; days: number; due: bigint }[] {
  const days = new Map<string, number>()
  for (
    let day = Date.parse(String(row.valid_from));
    day < Date.parse(String(row.valid_until));
    day += 86_400_000
  ) {
    const month = `${new Date(day).toISOString().slice(0, 8)}01`
    days.set(month, (days.get(month) ?? 0) + 1)
  }
  const monthly = BigInt(String(row.monthly_oere))
  return [...days].map(([month, covered]) => {
    const next = new Date(month)
    next.setUTCMonth(next.getUTCMonth() + 1)
    const whole = Math.round((next.getTime() - Date.parse(month)) / 86_400_000)
    const byDays = (2n * monthly * BigInt(covered) + BigInt(whole)) / (2n * BigInt(whole))
    const due =
      row.partial_months === 'STARTED' || covered === whole
        ? monthly
        : row.partial_months === 'WHOLE'
          ? 0n
          : byDays
    return { month, days: covered, due }
  })
}

/** What a feed states, as the hub shows it: amounts in kroner. */
function statedText(name: string, value: unknown): string {
  if (['amountMax', 'granted', 'rentBefore', 'amount'].includes(name)) return kronerOf(BigInt(String(value)))
  return typeof value === 'object' ? jsonbText(value) : String(value)
}

/** JSON as PostgreSQL writes a jsonb: keys by length and then bytes, a space after each colon and comma. */
function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .sort(([a], [b]) => a.length - b.length || compare(a, b))
    .map(([key, inner]) => `${JSON.stringify(key)}: ${jsonbText(inner)}`)
    .join(', ')}}`
}

function area(row: Row): Sortable {
  return row.area_m2 === null ? Number.POSITIVE_INFINITY : Number(row.area_m2)
}

function availableFrom(row: Row): Sortable {
  return (row.available_from ?? 'infinity') as string
}

function compare(a: Sortable, b: Sortable): number {
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(String(b)))
  const other = b as bigint | number
  return a < other ? -1 : a > other ? 1 : 0
}

function kronerOf(oere: bigint): string {
  const digits = String(oere < 0n ? -oere : oere).padStart(3, '0')
  return `${oere < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
