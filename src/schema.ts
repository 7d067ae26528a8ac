import 'reflect-metadata'
import type { GraphQLSchema } from 'graphql'
import { buildSchemaSync, type ContainerType } from 'type-graphql'
import { DeliveryResolver, FeedResolver, IngestResolver, ingestReadModel } from './ingest/index.ts'
import { NodeResolver, nodeReadModel } from './platform/graphql/node.resolver.ts'
import { joinReadModels, type ReadModel } from './platform/read/view.ts'
import {
  EstateResolver,
  HousingOrganisationResolver,
  MunicipalityResolver,
  RegistryResolver,
  registryReadModel,
  ViewerResolver,
  viewerReadModel,
} from './registry/index.ts'
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
  RegistryResolver,
  MunicipalityResolver,
  HousingOrganisationResolver,
  EstateResolver,
  VacancyResolver,
  DwellingVacanciesResolver,
  MunicipalityVacanciesResolver,
  HousingOrganisationVacanciesResolver,
  IngestResolver,
  DeliveryResolver,
  FeedResolver,
] as const

/** What the read compiler knows of the contexts. */
export const READ_MODEL: ReadModel = joinReadModels([
  nodeReadModel,
  viewerReadModel,
  registryReadModel,
  vacancyReadModel,
  ingestReadModel,
])

/** Builds the schema; `instances` are the resolvers that need something to work with. */
export function buildHubSchema(instances: readonly object[] = []): GraphQLSchema {
  const byClass = new Map<unknown, object>(instances.map((instance) => [instance.constructor, instance]))
  const container: ContainerType = {
    get: (resolver) => byClass.get(resolver) ?? new (resolver as new () => object)(),
  }
  return buildSchemaSync({
    resolvers: [...RESOLVERS] as unknown as [typeof NodeResolver],
    container,
    validate: false,
  })
}
