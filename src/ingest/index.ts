export {
  type DeliveryReceipt,
  deliverFile,
  deliveryRoute,
  type FileDelivery,
  receiptOf,
} from './delivery.route.ts'
export { FeedEntity } from './feed.entity.ts'
export { type FeedRegistration, ownerOfFeed, registerFeed } from './feed.service.ts'
export type { FeedFormatCode, FeedMapping } from './feed-format.ts'
export { offsetInstant } from './formats/source-text.ts'
export {
  DecisionSourceResolver,
  DeliveryResolver,
  FeedResolver,
  IngestResolver,
  VacancySourceResolver,
} from './ingest.resolver.ts'
export { type IngestService, ingestService } from './ingest.service.ts'
export { ingestReadModel } from './ingest.view.ts'
export { receiveFile } from './received-file.ts'
export { SyncResolver } from './sync.resolver.ts'
