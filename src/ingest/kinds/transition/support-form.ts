import { SUPPORT_METHODS } from '../../../households/index.ts'
import { SUPPORT_PARAGRAPHS, type SupportRecord } from '../../../transitions/index.ts'
import { day, type FieldsOf, OBLIGATORY, type RecordForm, text, word, yesOrNo } from '../../record-form.ts'
import { freeText, needed, subject, subjectOf, told, toldOf, unlessFaulty } from './members.ts'

const MEMBERS = {
  ...told,
  ...subject,
  method: { ...word(SUPPORT_METHODS, {}, 'Metode'), ...OBLIGATORY },
  paragraph: {
    ...word(
      SUPPORT_PARAGRAPHS,
      { '§ 85': 'SECTION_85', '§ 85 a': 'SECTION_85_A', '§ 99': 'SECTION_99', andet: 'OTHER' },
      'Paragraf',
    ),
    ...OBLIGATORY,
  },
  provider: { ...text('Leverandør'), ...OBLIGATORY },
  from: { ...day('Fra', 'Støtte fra'), ...OBLIGATORY },
  until: day('Til', 'Støtte til'),
  source: { ...text('Kilde'), ...OBLIGATORY },
  withdrawn: yesOrNo('Trukket tilbage'),
} as const

const PROVIDER_CHARACTERS_MAX = 200

/** Bostøtte: the support of the households of a municipality's cases. */
export const supportForm: RecordForm<FieldsOf<typeof MEMBERS>, SupportRecord> = {
  schema: 'support.v1',
  members: MEMBERS,
  validate(fields, problems) {
    const provider = freeText(fields.provider, 'provider', problems, PROVIDER_CHARACTERS_MAX)
    const record = {
      ...toldOf(fields, problems),
      subject: subjectOf(fields, problems),
      method: needed(fields.method, 'method', problems),
      paragraph: needed(fields.paragraph, 'paragraph', problems),
      provider: needed(provider, 'provider', problems),
      from: needed(fields.from, 'from', problems),
      until: fields.until,
      source: needed(freeText(fields.source, 'source', problems), 'source', problems),
      withdrawn: fields.withdrawn ?? false,
    }
    return unlessFaulty(record, problems)
  },
}
