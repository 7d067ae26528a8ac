export {
  DataSharingGrantResolver,
  HousingOrganisationSharingResolver,
  MunicipalitySharingResolver,
  SharingResolver,
} from './sharing.resolver.ts'
export { revokeSharingGrant, signSharingGrant, wasSharingGrantSigned } from './sharing.service.ts'
export type { DataSharing } from './sharing.ts'
export { DataSharingGrant } from './sharing.types.ts'
export { dataSharingGrantView, sharingReadModel } from './sharing.view.ts'
