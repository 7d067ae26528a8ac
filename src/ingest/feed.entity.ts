import { defineEntity, p } from '@mikro-orm/postgresql'
import type { DeliveryMode, RecordKindCode } from './feed.ts'
import type { FeedFormatCode } from './feed-format.ts'

/** A feed's settings, as a command loads and changes them; what deliveries leave behind is not mapped. */
export const FeedEntity = defineEntity({
  name: 'Feed',
  tableName: 'feed',
  properties: {
    id: p.uuid().primary(),
    code: p.string(),
    organisationId: p.uuid().nullable(),
    municipalityCode: p.string().nullable(),
    kind: p.string().$type<RecordKindCode>(),
    format: p.string().$type<FeedFormatCode>(),
    mode: p.string().$type<DeliveryMode>(),
    closingLimitPercent: p.smallint(),
    mapping: p.json<object>(),
  },
})
