import { Kernel } from './0001_kernel.ts'
import { Registry } from './0002_registry.ts'
import { Vacancies } from './0003_vacancies.ts'
import { Ingest } from './0004_ingest.ts'
import { Policies0005 } from './0005_policies.ts'
import { BulkIntegrity } from './0006_bulk_integrity.ts'
import { Personal } from './0007_personal.ts'
import { Audit } from './0008_audit.ts'
import { Agreements } from './0009_agreements.ts'
import { Policies0010 } from './0010_policies.ts'
import { Lettings } from './0011_lettings.ts'
import { LookCost } from './0012_look_cost.ts'
import { Matching } from './0013_matching.ts'
import { Criteria } from './0014_criteria.ts'
import { Quota } from './0015_quota.ts'
import { Allocations } from './0016_allocations.ts'
import { DeliveriesOfOthers } from './0017_deliveries_of_others.ts'
import { Subsidies } from './0018_subsidies.ts'
import { Policies0019 } from './0019_policies.ts'
import { Transitions } from './0023_transitions.ts'
import { Referrals } from './0028_referrals.ts'
import { Policies0029 } from './0029_policies.ts'

/** Every migration in order; a landed file is never edited, a change is a new file at the end. */
export const MIGRATIONS = [
  { name: '0001_kernel', class: Kernel },
  { name: '0002_registry', class: Registry },
  { name: '0003_vacancies', class: Vacancies },
  { name: '0004_ingest', class: Ingest },
  { name: '0005_policies', class: Policies0005 },
  { name: '0006_bulk_integrity', class: BulkIntegrity },
  { name: '0007_personal', class: Personal },
  { name: '0008_audit', class: Audit },
  { name: '0009_agreements', class: Agreements },
  { name: '0010_policies', class: Policies0010 },
  { name: '0011_lettings', class: Lettings },
  { name: '0012_look_cost', class: LookCost },
  { name: '0013_matching', class: Matching },
  { name: '0014_criteria', class: Criteria },
  { name: '0015_quota', class: Quota },
  { name: '0016_allocations', class: Allocations },
  { name: '0017_deliveries_of_others', class: DeliveriesOfOthers },
  { name: '0018_subsidies', class: Subsidies },
  { name: '0019_policies', class: Policies0019 },
  { name: '0023_transitions', class: Transitions },
  { name: '0028_referrals', class: Referrals },
  { name: '0029_policies', class: Policies0029 },
]
