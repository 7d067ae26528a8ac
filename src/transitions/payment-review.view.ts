import {
  column,
  type EntityView,
  idColumn,
  idFilter,
  kronerColumn,
  type ListView,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { ABOUT_HOUSEHOLD, ofCase } from './case-rows.view.ts'
import { ofTransition } from './transition.view.ts'

export const paymentReviewView: EntityView = {
  ...ABOUT_HOUSEHOLD,
  type: 'PaymentReview',
  action: 'paymentReview:read',
  table: 'public.payment_review',
  versions: 'history.payment_review_versions',
  fields: {
    id: idColumn('PaymentReview', 'id'),
    ...ofCase,
    transition: ofTransition,
    dueOn: column('due_on'),
    heldOn: column('held_on'),
    affordableRent: kronerColumn('affordable_rent_oere'),
    outcome: column('outcome'),
    ...recorded,
  },
}

const due = (t: string) => `${t}.due_on`

const paymentReviewList: ListView = {
  view: paymentReviewView,
  orders: {
    DUE_ASC: { by: due, cast: 'date', direction: 'asc' },
    DUE_DESC: { by: due, cast: 'date', direction: 'desc' },
  },
  defaultOrder: 'DUE_ASC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    transitionId: idFilter('TransitionTimeline', 'transition_id'),
    dueBefore: { cast: 'date', sql: (t, day) => `${t}.due_on < ${day}` },
    held: { cast: 'boolean', sql: (t, held) => `(${t}.held_on is not null) = ${held}` },
    withdrawn: { cast: 'boolean', sql: (t, withdrawn) => `${t}.withdrawn = ${withdrawn}` },
  },
}

/** What reviews contribute to the read model. */
export const paymentReviewReadModel: Partial<ReadModel> = {
  roots: {
    paymentReviews: { kind: 'connection', list: paymentReviewList },
    paymentReview: { kind: 'byId', view: paymentReviewView },
  },
  nodes: [paymentReviewView],
}
