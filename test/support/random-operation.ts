import fc from 'fast-check'
import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import { isoOf } from './instants.ts'
import type { World } from './oracle.ts'

/** Queries whose answer holds what the asking itself leaves behind. */
export const OWN_TRACES = /accessLog|auditCheckpoints|auditProof/

export type ArgumentPool = Readonly<Record<string, readonly string[]>>

/** What arguments are drawn from: texts by the name of their scalar, most of them out of the data. */
export function argumentPool(world: World): ArgumentPool {
  const ids = [
    ['Vacancy', 'public.vacancy', 'id'],
    ['Dwelling', 'public.dwelling', 'id'],
    ['Estate', 'public.estate', 'id'],
    ['HousingOrganisation', 'public.housing_organisation', 'id'],
    ['BuildingSection', 'public.building_section', 'id'],
    ['Municipality', 'public.municipality', 'code'],
    ['Feed', 'public.feed', 'id'],
    ['Delivery', 'public.delivery', 'id'],
    ['CaseRecord', 'public.delivery_case_raw', 'id'],
    ['DataSharingGrant', 'public.data_sharing_grant', 'id'],
    ['Household', 'public.household', 'id'],
    ['HouseholdNeed', 'public.household_need', 'id'],
    ['HouseholdReferral', 'public.household_referral', 'id'],
    ['Person', 'public.person', 'id'],
    ['PersonIdentity', 'public.person_identity', 'id'],
    ['Disclosure', 'public.disclosure', 'id'],
    ['CriterionCheck', 'public.criterion_check', 'id'],
    ['CriterionApplicant', 'public.criterion_applicant', 'id'],
    ['AreaCheck', 'public.area_check', 'id'],
    ['MatchingParameter', 'public.matching_parameter', 'id'],
    ['Agreement', 'public.agreement', 'id'],
    ['AgreementVersion', 'public.agreement_version', 'id'],
    ['AgreementTerm', 'public.agreement_term', 'id'],
    ['StepPlacement', 'public.step_placement', 'id'],
    ['Estate', 'public.step_placement', 'estate_id'],
    ['QuotaTurn', 'public.quota_turn', 'id'],
    ['QuotaBalance', 'public.quota_balance', 'id'],
    ['QuotaCapUse', 'public.quota_cap_use', 'id'],
    ['Vacancy', 'public.quota_event', 'vacancy_id'],
    ['MunicipalOffer', 'public.municipal_offer', 'id'],
    ['OfferEvent', 'public.offer_event', 'id'],
    ['Nomination', 'public.nomination', 'id'],
    ['Allocation', 'public.allocation', 'id'],
    ['AllocationDecision', 'public.allocation_decision', 'id'],
    ['AllocationNotice', 'public.allocation_notice', 'id'],
    ['Tenancy', 'public.tenancy', 'id'],
    ['Vacancy', 'public.municipal_offer', 'vacancy_id'],
    ['Dwelling', 'public.tenancy', 'dwelling_id'],
    ['SubsidyProgramme', 'public.subsidy_programme', 'id'],
    ['SubsidyFrame', 'public.subsidy_frame', 'id'],
    ['SubsidyCommitment', 'public.subsidy_commitment', 'id'],
    ['SubsidyPeriod', 'public.subsidy_period', 'id'],
    ['SubsidyPayment', 'public.subsidy_payment', 'id'],
    ['SubsidyCorrection', 'public.subsidy_correction', 'id'],
    ['SubsidyStatement', 'public.subsidy_statement', 'id'],
    ['TenantSubsidy', 'public.tenant_subsidy', 'id'],
    ['Stay', 'public.stay', 'id'],
    ['SupportCourse', 'public.support_course', 'id'],
    ['TenancyContact', 'public.tenancy_contact', 'id'],
    ['PaymentReview', 'public.payment_review', 'id'],
    ['TransitionTimeline', 'public.transition', 'id'],
    ['TransitionTrial', 'public.transition_trial', 'id'],
    ['TransitionApproval', 'public.transition_approval', 'id'],
    ['TransitionTerms', 'public.transition_terms', 'id'],
    ['TerminationRequest', 'public.termination_request', 'id'],
    ['TransitionCase', 'public.transition_case', 'id'],
    ['Tenancy', 'public.transition', 'tenancy_id'],
    ['GuaranteeClaim', 'public.guarantee_claim', 'id'],
    ['TodoItem', 'public.reminder', 'id'],
    ['OutboxEvent', 'public.outbox_event', 'id'],
    ['TransitionParameter', 'public.transition_parameter', 'id'],
    ['Tenancy', 'public.guarantee_claim', 'tenancy_id'],
    ['ArrearsStep', 'public.arrears_step', 'id'],
    ['ArrearsResponse', 'public.arrears_response', 'id'],
    ['Tenancy', 'public.arrears_step', 'tenancy_id'],
    ['SubsidyAudit', 'public.subsidy_audit', 'id'],
    ['SubsidyFinding', 'public.subsidy_finding', 'id'],
  ].flatMap(([type, table, key]) => {
    const rows = world.get(String(table)) ?? []
    const changed = rows.filter((row) => row.recorded_from !== undefined).slice(-3)
    return [...rows.slice(0, 3), ...changed].map((row) => `${type}:${row[String(key)]}`)
  })
  const vacancyId = ids[0]?.split(':')[1]
  const instants = [
    'history.vacancy',
    'history.estate',
    'history.person_identity',
    'history.household',
    'history.quota_turn',
    'history.subsidy_period',
    'history.stay',
    'history.arrears_step',
    'history.reminder',
  ]
    .flatMap((table) => world.get(table) ?? [])
    .flatMap((row) => [
      BigInt(String(row.recorded_until)),
      BigInt(String(row.recorded_until)) - 1n,
      BigInt(String(row.recorded_from)),
    ])
    .map(isoOf)
  return {
    ID: [
      ...ids,
      `Dwelling:${vacancyId}`,
      'Vacancy:0',
      'Municipality:9999',
      'Æ',
      'DeliveryRecord:1',
      `Vacancy:${vacancyId?.toUpperCase()}`,
    ],
    Instant: [...instants, '2020-01-01T00:00:00Z', '2100-01-01T00:00:00+01:00'],
    LocalDate: [
      '2006-12-31',
      '2007-01-01',
      '2021-12-01',
      '2022-10-01',
      '2025-11-30',
      '2025-12-01',
      '2026-01-01',
      '2027-01-23',
      '2027-02-01',
      '2099-12-31',
      '2100-01-01',
    ],
    Cpr: [...(world.get('public.person_identity') ?? []).map((row) => String(row.cpr)), '0101010000'],
    MunicipalityCode: ['0169', '0851', '0101', '9999'],
    Kroner: ['0', '5000.00', '4351.36', '99999'],
    PlainText: [
      '98F',
      '163A',
      'SAG-A',
      'SAG-B',
      'PILOT-50',
      '27.35',
      'auditor',
      'municipal_system',
      'vacancy:read',
      'delivery:read',
      'vacancy-exchange',
      '011',
      '0045',
      '12345678',
      '0045-csv',
      'ingen',
      'ORGANISATION_NOT_OF_FEED',
      'RUNNING',
      '2026',
    ],
  }
}

/** Writes one random query operation, most of them valid. */
export function randomOperation(
  gen: fc.GeneratorValue,
  schema: GraphQLSchema,
  pool: ArgumentPool,
): { text: string; variables: Record<string, unknown> } {
  const definitions: string[] = []
  const fragments: string[] = []
  const variables: Record<string, unknown> = {}
  let names = 0
  const chance = (oneIn: number) => gen(fc.integer, { min: 1, max: oneIn }) === 1
  const pick = <Value>(values: readonly Value[]): Value => values[gen(fc.nat, values.length - 1)] as Value
  const number = (min: number, max: number) => gen(fc.integer, { min, max })

  function variable(type: string, value: unknown): string {
    const name = `v${++names}`
    definitions.push(`$${name}: ${type}`)
    variables[name] = value
    return `$${name}`
  }

  function value(type: GraphQLInputType): unknown {
    if (isNonNullType(type)) return value(type.ofType)
    if (isListType(type)) return Array.from({ length: number(0, 3) }, () => value(type.ofType))
    if (isEnumType(type)) return pick(type.getValues()).name
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || chance(type.name.length % 3 === 0 ? 4 : 5),
      )
      return Object.fromEntries(
        fields.map((field) => [
          field.name,
          !isNonNullType(field.type) && chance(8) ? null : value(field.type),
        ]),
      )
    }
    const { name } = type as GraphQLNamedType
    if (name === 'Int') return chance(4) ? 2022 : number(0, 4)
    if (name === 'Boolean') return chance(2)
    return pick(pool[name] ?? [`no ${name}`])
  }

  function literal(type: GraphQLInputType, given: unknown): string {
    if (isNonNullType(type)) return literal(type.ofType, given)
    if (given === null) return 'null'
    if (isListType(type))
      return `[${(given as unknown[]).map((item) => literal(type.ofType, item)).join(', ')}]`
    if (isEnumType(type)) return String(given)
    if (isInputObjectType(type)) {
      const fields = Object.entries(given as object).map(([name, inner]) => {
        const field = type.getFields()[name]
        return `${name}: ${field === undefined ? '' : literal(field.type, inner)}`
      })
      return `{${fields.join(', ')}}`
    }
    return JSON.stringify(given)
  }

  function argumentsOf(type: GraphQLObjectType | undefined, field: string): string {
    const given = (type?.getFields()[field]?.args ?? [])
      .filter(
        ({ name, type: of, defaultValue }) =>
          name !== 'after' && ((isNonNullType(of) && defaultValue === undefined) || chance(3)),
      )
      .map(({ name, type: of }) => {
        const content = name === 'first' ? pick([1, 2, 3, 3, 5, 9]) : value(of)
        return `${name}: ${chance(3) ? variable(String(of), content) : literal(of, content)}`
      })
    return given.length === 0 ? '' : `(${given.join(', ')})`
  }

  function directive(): string {
    if (!chance(7)) return ''
    const condition = chance(2)
    return ` @${pick(['include', 'skip'])}(if: ${chance(3) ? condition : variable('Boolean!', condition)})`
  }

  function selection(type: GraphQLNamedType, depth: number): string {
    const parts: string[] = []
    if (isInterfaceType(type)) {
      for (let count = number(1, 3); count > 0; count--) {
        const concrete = pick(schema.getPossibleTypes(type))
        parts.push(`... on ${concrete.name}${directive()} ${selection(concrete, depth)}`)
      }
      if (chance(2)) parts.push(pick(['id', '__typename', 'key: id']))
      return `{ ${parts.join(' ')} }`
    }
    if (!isObjectType(type)) return ''
    const fields = Object.values(type.getFields()).filter(
      (field) => depth > 1 || !isCompositeType(getNamedType(field.type)),
    )
    for (let count = number(1, depth > 4 ? 3 : 4); count > 0 && fields.length > 0; count--) {
      const field = pick(fields)
      const inner = getNamedType(field.type)
      const content = isCompositeType(inner) ? ` ${selection(inner, depth - 1)}` : ''
      const aliased = field.args.length > 0 || content !== '' ? chance(3) : chance(6)
      parts.push(
        `${aliased ? `a${++names}: ` : ''}${field.name}${argumentsOf(type, field.name)}${directive()}${content}`,
      )
    }
    if (chance(5) || parts.length === 0) parts.push(chance(3) ? `a${++names}: __typename` : '__typename')
    if (type.getInterfaces().length > 0 && chance(8)) parts.push(`... on Node${directive()} { id }`)
    const set = `{ ${parts.join(' ')} }`
    if (type.name === 'Query' || !chance(6)) return set
    const name = `F${++names}`
    fragments.push(`fragment ${name} on ${type.name} ${set}`)
    return `{ ...${name}${directive()} }`
  }

  const query = schema.getQueryType() as GraphQLObjectType
  const body = selection(query, number(4, 7))
  const head = definitions.length === 0 ? 'query' : `query (${definitions.join(', ')})`
  return { text: [`${head} ${body}`, ...fragments].join('\n'), variables }
}
