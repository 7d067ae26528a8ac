import 'reflect-metadata'
import { type GraphQLSchema, isObjectType } from 'graphql'
import { buildSchemaSync, type ContainerType } from 'type-graphql'
import {
  AgreementCommandResolver,
  AgreementListsResolver,
  AgreementResolver,
  AgreementVersionResolver,
  agreementReadModel,
} from './agreements/index.ts'
import {
  AllocationCommandResolver,
  AllocationResolver,
  allocationReadModel,
  HouseholdAllocationsResolver,
  OfferCommandResolver,
  OfferEventsResolver,
  OfferResolver,
  offerReadModel,
  ReasonCodeResolver,
  reasonCodeReadModel,
  VacancyOffersResolver,
} from './allocations/index.ts'
import {
  AccessLogExtractResolver,
  AccessLogResolver,
  AccessLogSampleResolver,
  AuditResolver,
  accessLogReadModel,
  auditReadModel,
} from './audit/index.ts'
import { CriterionCommandResolver, CriterionResolver, criteriaReadModel } from './criteria/index.ts'
import {
  DisclosureTenantsResolver,
  HouseholdCommandResolver,
  HouseholdMembersResolver,
  HouseholdResolver,
  householdReadModel,
  ReferralCommandResolver,
  ReferralResolver,
  referralReadModel,
} from './households/index.ts'
import {
  DecisionSourceResolver,
  DeliveryResolver,
  FeedResolver,
  IngestResolver,
  ingestReadModel,
  SyncResolver,
  VacancySourceResolver,
} from './ingest/index.ts'
import {
  FittingCasesResolver,
  FittingVacanciesResolver,
  MatchingParameterResolver,
  MatchResolver,
  matchReadModel,
  parameterReadModel,
} from './matching/index.ts'
import { selected } from './platform/graphql/context.ts'
import { NodeResolver, nodeReadModel } from './platform/graphql/node.resolver.ts'
import { PermissionResolver, permissionReadModel } from './platform/graphql/permission.resolver.ts'
import { joinReadModels, type ReadModel } from './platform/read/view.ts'
import { QuotaCommandResolver, QuotaResolver, quotaReadModel, VacancyTurnResolver } from './quota/index.ts'
import {
  EstateResolver,
  HousingOrganisationResolver,
  MunicipalityResolver,
  RegistryCommandResolver,
  RegistryResolver,
  registryReadModel,
  ViewerResolver,
  viewerReadModel,
} from './registry/index.ts'
import {
  DataSharingGrantResolver,
  HousingOrganisationSharingResolver,
  MunicipalitySharingResolver,
  SharingResolver,
  sharingReadModel,
} from './sharing/index.ts'
import {
  SubsidyAuditCommandResolver,
  SubsidyAuditFieldsResolver,
  SubsidyAuditResolver,
  SubsidyCommandResolver,
  SubsidyCommitmentResolver,
  SubsidyFrameCommandResolver,
  SubsidyFrameResolver,
  SubsidyPeriodResolver,
  SubsidyResolver,
  subsidyAuditReadModel,
  subsidyReadModel,
  TenantSubsidyFieldsResolver,
  tenantSubsidyReadModel,
} from './subsidies/index.ts'
import {
  DwellingTenanciesResolver,
  TenancyCommandResolver,
  TenancyResolver,
  tenancyReadModel,
} from './tenancies/index.ts'
import {
  ArrearsCommandResolver,
  ArrearsResolver,
  arrearsReadModel,
  ContactCommandResolver,
  contactReadModel,
  GuaranteeCommandResolver,
  GuaranteeResolver,
  guaranteeReadModel,
  HouseholdStaysResolver,
  HouseholdSupportResolver,
  PaymentReviewCommandResolver,
  PaymentReviewResolver,
  paymentReviewReadModel,
  StayCommandResolver,
  StayResolver,
  SupportCommandResolver,
  SupportResolver,
  stayReadModel,
  supportReadModel,
  TenancyArrearsResolver,
  TenancyContactsResolver,
  TodoResolver,
  TransitionCommandResolver,
  TransitionCostLinesResolver,
  TransitionCostResolver,
  TransitionCapResolver,
  TransitionDayResolver,
  TransitionEventsResolver,
  TransitionFigureResolver,
  TransitionParameterResolver,
  TransitionResolver,
  TransitionYearCostLinesResolver,
  todoReadModel,
  transitionCostReadModel,
  transitionEventReadModel,
  transitionFigureReadModel,
  transitionParameterReadModel,
  transitionReadModel,
} from './transitions/index.ts'
import {
  DwellingVacanciesResolver,
  HousingOrganisationVacanciesResolver,
  MunicipalityVacanciesResolver,
  VacancyResolver,
  vacancyReadModel,
} from './vacancies/index.ts'

/** Every resolver of the API; a context adds its own here. */
const RESOLVERS = [
  ViewerResolver,
  NodeResolver,
  PermissionResolver,
  RegistryResolver,
  RegistryCommandResolver,
  MunicipalityResolver,
  HousingOrganisationResolver,
  EstateResolver,
  SharingResolver,
  DataSharingGrantResolver,
  MunicipalitySharingResolver,
  HousingOrganisationSharingResolver,
  AgreementResolver,
  AgreementListsResolver,
  AgreementVersionResolver,
  AgreementCommandResolver,
  VacancyResolver,
  DwellingVacanciesResolver,
  MunicipalityVacanciesResolver,
  HousingOrganisationVacanciesResolver,
  QuotaResolver,
  QuotaCommandResolver,
  VacancyTurnResolver,
  HouseholdResolver,
  ReferralResolver,
  HouseholdCommandResolver,
  ReferralCommandResolver,
  HouseholdMembersResolver,
  DisclosureTenantsResolver,
  CriterionResolver,
  CriterionCommandResolver,
  TenancyResolver,
  TenancyCommandResolver,
  DwellingTenanciesResolver,
  OfferResolver,
  OfferCommandResolver,
  OfferEventsResolver,
  VacancyOffersResolver,
  AllocationResolver,
  AllocationCommandResolver,
  HouseholdAllocationsResolver,
  ReasonCodeResolver,
  MatchResolver,
  FittingCasesResolver,
  FittingVacanciesResolver,
  MatchingParameterResolver,
  SubsidyResolver,
  SubsidyFrameResolver,
  SubsidyCommitmentResolver,
  SubsidyPeriodResolver,
  SubsidyAuditResolver,
  SubsidyAuditFieldsResolver,
  TenantSubsidyFieldsResolver,
  SubsidyFrameCommandResolver,
  SubsidyCommandResolver,
  SubsidyAuditCommandResolver,
  StayResolver,
  TransitionCommandResolver,
  TransitionCapResolver,
  TransitionDayResolver,
  TransitionEventsResolver,
  TransitionFigureResolver,
  TransitionCostResolver,
  TransitionCostLinesResolver,
  TransitionYearCostLinesResolver,
  TransitionResolver,
  HouseholdStaysResolver,
  StayCommandResolver,
  SupportResolver,
  HouseholdSupportResolver,
  SupportCommandResolver,
  TenancyContactsResolver,
  ContactCommandResolver,
  PaymentReviewResolver,
  PaymentReviewCommandResolver,
  GuaranteeResolver,
  GuaranteeCommandResolver,
  ArrearsResolver,
  TenancyArrearsResolver,
  ArrearsCommandResolver,
  TodoResolver,
  TransitionParameterResolver,
  IngestResolver,
  SyncResolver,
  DeliveryResolver,
  FeedResolver,
  VacancySourceResolver,
  DecisionSourceResolver,
  AccessLogResolver,
  AccessLogExtractResolver,
  AccessLogSampleResolver,
  AuditResolver,
] as const

/** What the read compiler knows of the contexts. */
export const READ_MODEL: ReadModel = joinReadModels([
  nodeReadModel,
  permissionReadModel,
  viewerReadModel,
  registryReadModel,
  sharingReadModel,
  agreementReadModel,
  vacancyReadModel,
  quotaReadModel,
  householdReadModel,
  referralReadModel,
  criteriaReadModel,
  tenancyReadModel,
  offerReadModel,
  allocationReadModel,
  reasonCodeReadModel,
  matchReadModel,
  parameterReadModel,
  subsidyReadModel,
  tenantSubsidyReadModel,
  subsidyAuditReadModel,
  stayReadModel,
  transitionReadModel,
  transitionEventReadModel,
  transitionFigureReadModel,
  transitionCostReadModel,
  supportReadModel,
  contactReadModel,
  paymentReviewReadModel,
  guaranteeReadModel,
  arrearsReadModel,
  todoReadModel,
  transitionParameterReadModel,
  ingestReadModel,
  accessLogReadModel,
  auditReadModel,
])

/** Builds the schema; `instances` are the resolvers that need something to work with. */
export function buildHubSchema(instances: readonly object[] = []): GraphQLSchema {
  const byClass = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]))
  const container: ContainerType = {
    get: (resolver) => byClass.get(resolver) ?? new (resolver as new () => object)(),
  }
  const schema = buildSchemaSync({
    resolvers: [...RESOLVERS] as unknown as [typeof NodeResolver],
    container,
    validate: false,
    // Apollo checks the schema when it starts.
    skipCheck: true,
  })
  describeRoots(schema)
  readBelowRootsBySelection(schema)
  return schema
}

/** The two types that no class stands for. */
function describeRoots(schema: GraphQLSchema): void {
  const { query, mutation } = schema.toConfig()
  if (query)
    query.description =
      'What can be asked (forespørgsler). Every list is paged, and shows what the actor may see.'
  if (mutation)
    mutation.description = 'What can be done (kommandoer). Each is one change: all of it or nothing.'
}

/** type-graphql reads a property by the field's name, where an alias would be lost. */
function readBelowRootsBySelection(schema: GraphQLSchema): void {
  const roots = [schema.getQueryType(), schema.getMutationType()]
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || roots.includes(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) field.resolve = selected
  }
}
