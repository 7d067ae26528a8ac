export { lookUpRegistry, placeRecords, registryCache, type VersionedRecord } from './placement.service.ts'
export {
  countOpen,
  countUnseenSince,
  noteSeen,
  vacanciesByKey,
  withdrawUnseenSince,
} from './presence.service.ts'
export {
  ACONTO_KINDS,
  type AcontoKind,
  type AcontoLine as AcontoRecord,
  type Let,
  REPORTED_STATES,
  type ReportedState,
  type VacancyDescription,
  type VacancyRecord,
  type VacancyStanding,
} from './vacancy.record.ts'
export {
  DwellingVacanciesResolver,
  HousingOrganisationVacanciesResolver,
  MunicipalityVacanciesResolver,
  VacancyResolver,
} from './vacancy.resolver.ts'
export {
  type AppliedRecord,
  applyVacancies,
  type RecordOutcome,
  versionOf,
} from './vacancy.service.ts'
export { AcontoKindEnum, Vacancy, VacancyStateEnum } from './vacancy.types.ts'
export { vacancyReadModel, vacancyView } from './vacancy.view.ts'
