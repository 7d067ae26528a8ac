import type { FieldArguments } from '../platform/read/view.ts'

/** What is due and what was paid per commitment and month, of the rows that `where` picks. */
export const books = (args: Pick<FieldArguments, 'table'>, where: string) => `(
  select b.commitment_id, b.month, sum(b.days)::integer as days, sum(b.due_oere)::bigint as due_oere, sum(b.paid_oere)::bigint as paid_oere
    from (select p.commitment_id, m.month, m.days, m.due_oere, 0 as paid_oere from ${args.table('subsidy_period')} p,
                 public.subsidy_months(p.valid, p.monthly_oere, p.partial_months) m where not p.withdrawn and p.${where}
          union all
          select p.commitment_id, p.month, 0, 0, p.amount_oere from ${args.table('subsidy_payment')} p where p.${where}) b
   group by b.commitment_id, b.month)`

/** The same of tenants' subsidies within a frame: a month's latest figure is due while the subsidy has a day in it. */
const tenantBooks = (args: Pick<FieldArguments, 'table'>, frameId: string) => `(
  select b.id, b.month, sum(b.due_oere)::bigint as due_oere, sum(b.paid_oere)::bigint as paid_oere
    from ((select distinct on (s.id, k.month) s.id, k.month, k.amount_oere as due_oere, 0 as paid_oere
             from ${args.table('tenant_subsidy')} s join ${args.table('tenant_subsidy_calculation')} k on k.tenant_subsidy_id = s.id
            where s.frame_id = ${frameId} and not s.withdrawn and s.valid && k.valid order by s.id, k.month, k.number desc)
          union all
          select s.id, p.month, 0, p.amount_oere
            from ${args.table('tenant_subsidy')} s join ${args.table('tenant_subsidy_payment')} p on p.tenant_subsidy_id = s.id
           where s.frame_id = ${frameId}) b
   group by b.id, b.month)`

/** What is due and what was paid by month of whatever is committed within the frame `f`. */
const ofFrame = (f: string, args: Pick<FieldArguments, 'table'>) => `(
  select b.due_oere, b.paid_oere
    from ${books(args, `commitment_id in (select c.id from ${args.table('subsidy_commitment')} c where c.frame_id = ${f}.id)`)} b
  union all select b.due_oere, b.paid_oere from ${tenantBooks(args, `${f}.id`)} b) b`

/** The accounts of the frame `f` in øre: what was paid, what of it was not due, and what of that is claimed back. */
export const frameAccounts = (f: string, args: Pick<FieldArguments, 'table'>) => {
  const overpaid = `select coalesce(sum(greatest(b.paid_oere - b.due_oere, 0)), 0) from ${ofFrame(f, args)}`
  return {
    paid: `select coalesce(sum(b.paid_oere), 0) from ${ofFrame(f, args)}`,
    overpaid,
    // By the terms of the day on which the frame opened; where they name no amount, every øre is claimed.
    toRepay: `select case when o.overpaid > coalesce((select t.repay_above_oere from ${args.table('subsidy_term')} t
        where t.programme_id = ${f}.programme_id and t.valid @> lower(${f}.commit_window)), 0) then o.overpaid else 0 end
      from (${overpaid}) o(overpaid)`,
  }
}
