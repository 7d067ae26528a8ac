export { areaKindsSql, COMBINED_LETTING } from './area-kinds.ts'
export { type AreaList, recordAreaList } from './area-list.service.ts'
export { recordCombinedLetting } from './combined-letting.service.ts'
export { type DwellingNumbers, namedDwellingSql } from './dwelling-name.ts'
export { type EstateMerger, recordEstateMerger } from './estate-merger.service.ts'
export { registerHousingOrganisation } from './organisation.service.ts'
export {
  EstateResolver,
  HousingOrganisationResolver,
  MunicipalityResolver,
  RegistryResolver,
} from './registry.resolver.ts'
export { AREA_STATUS_KINDS, type AreaStatusKind, DWELLING_TYPES, type DwellingType } from './registry.ts'
export {
  AreaStatusKindEnum,
  Dwelling,
  DwellingTypeEnum,
  Estate,
  EstateConnection,
  HousingOrganisation,
  Municipality,
} from './registry.types.ts'
export {
  dwellingView,
  estateList,
  estateView,
  housingOrganisationView,
  itsDwelling,
  itsMunicipality,
  itsOrganisation,
  municipalityView,
  registryReadModel,
} from './registry.view.ts'
export { RegistryCommandResolver } from './registry-command.resolver.ts'
export { statedNumberList, statedNumberView } from './stated-number.view.ts'
export {
  APPLY_DWELLINGS_SQL,
  DWELLING_COLUMNS,
  DWELLING_FOUND,
  type DwellingDescription,
  type DwellingPlace,
  type DwellingRecord,
  dwellingsAt,
  ensureBuildingSections,
  ensureEstates,
  formerDwellings,
  isNewer,
  type KnownEstate,
  keepFormerNumbers,
  lockFor,
  lockOrganisation,
  microsecondsOf,
  type SourceVersion,
} from './stock.service.ts'
export { ViewerResolver, viewerReadModel } from './viewer.ts'
