import type { RecordKindCode } from './feed.ts'
import { allocationKind } from './kinds/allocation/allocation-kind.ts'
import { subsidyKind } from './kinds/subsidy/subsidy-kind.ts'
import { arrearsKind, stayKind, supportKind, tenancyKind } from './kinds/transition/transition-kind.ts'
import { vacancyKind } from './kinds/vacancy.ts'
import type { RecordKind } from './record-kind.ts'

/** Every kind of records the hub takes in. A new one is a folder in `kinds/` and a line here. */
export const RECORD_KINDS: Readonly<Record<RecordKindCode, RecordKind>> = {
  VACANCY: vacancyKind,
  ALLOCATION: allocationKind,
  SUBSIDY: subsidyKind,
  TENANCY: tenancyKind,
  ARREARS: arrearsKind,
  STAY: stayKind,
  SUPPORT: supportKind,
}
