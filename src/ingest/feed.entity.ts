import { defineEntity, p } from '@mikro-orm/postgresql'
import type { FeedFormatCode, FeedMapping } from './feed-format.ts'
import type { DeliveryMode } from './ingest.service.ts'

/** A feed's settings, as a command loads and changes them; what deliveries leave behind is not mapped. */
export const FeedEntity = defineEntity({
  name: 'Feed',
  tableName: 'feed',
  properties: {
    id: p.uuid().primary(),
    code: p.string(),
    organisationId: p.uuid(),
    format: p.string().$type<FeedFormatCode>(),
    mode: p.string().$type<DeliveryMode>(),
    closingLimitPercent: p.smallint(),
    mapping: p.json<FeedMapping>(),
  },
})
