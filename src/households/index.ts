export { caseReferenceRefusal } from './case.rules.ts'
export { type HeldHousehold, holdHousehold } from './case.service.ts'
export { textHoldsCpr } from './disclosure.rules.ts'
export { discloseHousehold, discloseWithin, endDisclosure } from './disclosure.service.ts'
export { Disclosure, DisclosureBasisEnum, PayerEnum } from './disclosure.types.ts'
export {
  DisclosureTenantsResolver,
  HouseholdMembersResolver,
  HouseholdResolver,
} from './household.resolver.ts'
export { correctHousehold, type Households, recordNeed, registerHousehold } from './household.service.ts'
export { Household, Person } from './household.types.ts'
export {
  disclosureView,
  householdReadModel,
  householdView,
  personLookUp,
  personView,
} from './household.view.ts'
export type { DisclosureEntry } from './household.ts'
export { HouseholdCommandResolver } from './household-command.resolver.ts'
export { erasePerson, personFinder, recordPerson } from './person.service.ts'
export { type KeyStorePlace, openKeyStore } from './vault/key-store.ts'
export { masterKeyOf } from './vault/master-key.ts'
export { type PersonVault, personVault } from './vault/person-vault.ts'
