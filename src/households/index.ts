export { recordAreaCheck } from './area-check.service.ts'
export { AreaRuleEnum, DisclosedAreaCheck } from './area-check.types.ts'
export { AREA_LAW, AREA_RULES, type AreaRule, disclosedChecksSql } from './area-law.ts'
export { caseReferenceRefusal } from './case.rules.ts'
export { type HeldHousehold, holdHousehold } from './case.service.ts'
export { type CaseName, holdCaseNamed, holdOneOf, isCaseNamedSql } from './case-name.service.ts'
export { discloseHousehold, discloseWithin, endDisclosure } from './disclosure.service.ts'
export { DerogationEnum, Disclosure, DisclosureBasisEnum, PayerEnum } from './disclosure.types.ts'
export {
  DisclosureTenantsResolver,
  HouseholdMembersResolver,
  HouseholdResolver,
} from './household.resolver.ts'
export { correctHousehold, registerHousehold, setCaseStatus } from './household.service.ts'
export type {
  CaseStanding,
  CaseStatus,
  CommandOptions,
  Derogation,
  DisclosureEntry,
  Households,
} from './household.ts'
export { CaseStatusEnum, Household, Person } from './household.types.ts'
export {
  disclosureView,
  householdReadModel,
  householdView,
  personLookUp,
  personView,
} from './household.view.ts'
export { HouseholdCommandResolver } from './household-command.resolver.ts'
export { recordNeed } from './need.service.ts'
export { AGE_BANDS, type AgeBand, SHELTER_CLOCK_DAYS, SUPPORT_METHODS, type SupportMethod } from './need.ts'
export { SupportMethodEnum } from './need.types.ts'
export { householdNeedView, shelterDueSql } from './need.view.ts'
export { type NewKey, withNewKeys } from './new-person.service.ts'
export { erasePerson, personFinder, recordPerson } from './person.service.ts'
export { ReferralCommandResolver, ReferralResolver } from './referral.resolver.ts'
export { referralReadModel } from './referral.view.ts'
export { type KeyStorePlace, openKeyStore } from './vault/key-store.ts'
export { masterKeyOf } from './vault/master-key.ts'
export { type PersonVault, personVault, type SealedPart } from './vault/person-vault.ts'
