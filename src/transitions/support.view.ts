import {
  column,
  type EntityView,
  idColumn,
  type ListView,
  periodEnd,
  periodStart,
  type ReadModel,
  recorded,
} from '../platform/read/view.ts'
import { ABOUT_HOUSEHOLD, ofCase } from './case-rows.view.ts'

export const supportCourseView: EntityView = {
  ...ABOUT_HOUSEHOLD,
  type: 'SupportCourse',
  action: 'support:read',
  table: 'public.support_course',
  versions: 'history.support_course_versions',
  fields: {
    id: idColumn('SupportCourse', 'id'),
    ...ofCase,
    method: column('method'),
    paragraph: column('paragraph'),
    provider: column('provider'),
    from: periodStart('valid'),
    until: periodEnd('valid'),
    source: column('source'),
    ...recorded,
  },
}

const from = (t: string) => `lower(${t}.valid)`

const supportCourseList: ListView = {
  view: supportCourseView,
  orders: {
    FROM_DESC: { by: from, cast: 'date', direction: 'desc' },
    FROM_ASC: { by: from, cast: 'date', direction: 'asc' },
  },
  defaultOrder: 'FROM_DESC',
  filters: {
    municipalityCode: { cast: 'text', sql: (t, code) => `${t}.municipality_code = ${code}` },
    methods: { cast: 'text[]', sql: (t, methods) => `${t}.method = any (${methods})` },
    paragraphs: { cast: 'text[]', sql: (t, paragraphs) => `${t}.paragraph = any (${paragraphs})` },
    validOn: { cast: 'date', sql: (t, day) => `${t}.valid @> ${day}` },
    withdrawn: { cast: 'boolean', sql: (t, withdrawn) => `${t}.withdrawn = ${withdrawn}` },
  },
}

/** What support contributes to the read model: its queries, and support below households. */
export const supportReadModel: Partial<ReadModel> = {
  roots: {
    supportCourses: { kind: 'connection', list: supportCourseList },
    supportCourse: { kind: 'byId', view: supportCourseView },
  },
  nodes: [supportCourseView],
  extensions: {
    Household: {
      supportCourses: {
        kind: 'connection',
        list: () => supportCourseList,
        on: (t, support) => `${support}.household_id = ${t}.id`,
      },
    },
  },
}
