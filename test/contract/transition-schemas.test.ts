import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { arrearsForm } from '../../src/ingest/kinds/transition/arrears-form.ts'
import { stayForm } from '../../src/ingest/kinds/transition/stay-form.ts'
import { supportForm } from '../../src/ingest/kinds/transition/support-form.ts'
import { tenancyForm } from '../../src/ingest/kinds/transition/tenancy-form.ts'
import {
  type Member,
  type RecordForm,
  readJsonRecords,
  readTableRecords,
} from '../../src/ingest/record-form.ts'
import fc from '../support/fast-check.ts'
import { repositoryFile, told } from '../support/feeds.ts'

// biome-ignore lint/suspicious/noExplicitAny: each form has fields of its own.
type Form = RecordForm<any, any>

const CPR = '311257-5001'
const OF_DWELLING = { sourceId: 'id-1', organisationCode: '0045', estateNumber: '011', tenancyNumber: '0001' }
const OF_CASE = { sourceId: 'id-1', caseReference: 'SAG-A' }

/** One good record of each form. */
const GOOD: Readonly<Record<string, readonly [Form, Readonly<Record<string, unknown>>]>> = {
  tenancy: [
    tenancyForm,
    {
      ...OF_DWELLING,
      ...{ part: 'Værelse 1', from: '2026-01-01', until: '2026-06-01', allocated: true, transitional: true },
      ...{ leaseSignedOn: '2025-12-20', rent: '4351.36', ending: 'MOVED_OUT' },
    },
  ],
  arrears: [
    arrearsForm,
    { ...OF_DWELLING, kind: 'REMINDER', happenedOn: '2026-11-02', children: true, withdrawn: false },
  ],
  stay: [
    stayForm,
    {
      ...OF_CASE,
      ...{ organisationUnitId: '11111111-1111-4111-8111-111111111111', kleNumber: '27.35.12' },
      ...{ kind: 'SHELTER', provider: 'OWN', from: '2026-01-01', until: '2026-03-01', outcome: 'LEFT' },
      ...{ source: 'Herbergets indskrivning', planMetOn: '2026-01-10', planEvidence: 'Plan 7' },
    },
  ],
  support: [
    supportForm,
    {
      ...OF_CASE,
      ...{ method: 'CTI', paragraph: 'SECTION_85_A', provider: 'Hjemløseenheden', from: '2026-01-01' },
      ...{ until: '2026-10-01', source: 'Afgørelse 12', sourceSequence: '7' },
      ...{ sourceTime: '2026-11-04T08:15:00+01:00' },
    },
  ],
}

function schemaOf(name: string) {
  const schema = JSON.parse(repositoryFile(`schema/feeds/${name}.v1.schema.json`).toString('utf8'))
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true })
  addFormats.default(ajv)
  return { schema, valid: ajv.compile(schema) as ValidateFunction }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function readJson(form: Form, line: string) {
  for await (const read of readJsonRecords(form, bytesOf(line))) {
    expect(read.record === null).toBe(read.problems.some(({ severity }) => severity === 'ERROR'))
    return read
  }
  throw new Error('There was no record')
}
const problemsOf = async (form: Form, record: object) =>
  told((await readJson(form, JSON.stringify(record))).problems)

/** A record as a table has it: its headers, and how Danes write its values. */
function tableOf(form: Form, record: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(record)
  const header = names.map((name) => (form.members[name] as Member<unknown>).headers[0])
  const cells = names.map((name) => {
    const value = record[name]
    if (typeof value === 'boolean') return value ? 'ja' : 'nej'
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value))
    if (day !== null) return `${day[3]}-${day[2]}-${day[1]}`
    return name === 'rent' ? String(value).replace('.', ',') : String(value)
  })
  return `${header.map((one) => `"${one}"`).join(';')}\n${cells.map((one) => `"${one}"`).join(';')}\n`
}

async function readTable(form: Form, text: string) {
  const read = []
  for await (const one of readTableRecords(form, bytesOf(text))) read.push(one)
  return read
}

describe.each(Object.entries(GOOD))('The published schema of a record about %s', (name, [form, good]) => {
  const { schema, valid } = schemaOf(name)

  it('has the members of the form, each with a description and the column of a table', () => {
    expect(Object.keys(schema.properties)).toEqual(Object.keys(form.members))
    for (const [member, { description }] of Object.entries<{ description: string }>(schema.properties)) {
      expect(description).toMatch(/\.$/)
      const [header] = (form.members[member] as Member<unknown>).headers
      expect(description).toContain(`Column: »${header}«.`)
    }
    expect(form.schema).toBe(`${name}.v1`)
  })

  it('knows the codes that the hub knows', () => {
    for (const [member, { enum: codes }] of Object.entries<{ enum?: (string | null)[] }>(schema.properties)) {
      if (codes === undefined) continue
      const { ofText } = form.members[member] as Member<unknown>
      expect(codes.map((code) => code === null || ofText(code) === code)).toEqual(codes.map(() => true))
    }
  })

  it('and the reader accept the same good record, in NDJSON and in a table', async () => {
    expect([valid(good), valid.errors]).toEqual([true, null])
    const { record, problems } = await readJson(form, JSON.stringify(good))
    expect(problems).toEqual([])
    const [table, ...more] = await readTable(form, tableOf(form, good))
    expect([table?.record, table?.problems, more]).toEqual([record, [], []])
  })

  it('and the reader refuse a record that lacks an obligatory member, or has an unknown one', async () => {
    for (const member of schema.required) {
      const { [member]: _, ...without } = good
      expect(valid(without)).toBe(false)
      expect(await problemsOf(form, without)).toContain(`ERROR MISSING @ ${member}`)
    }
    const invented = { ...good, navn: 'x' }
    expect(valid(invented)).toBe(false)
    expect(await problemsOf(form, invented)).toEqual(['ERROR MEMBER_UNKNOWN @ $'])
  })

  it('and the reader refuse what cannot be read', async () => {
    for (const [member, property] of Object.entries<{ enum?: unknown; format?: string }>(schema.properties)) {
      const bad = property.enum !== undefined ? 'FINDES_IKKE' : property.format === 'date' ? '2026-02-30' : 7
      const record = { ...good, [member]: bad }
      expect([member, valid(record)]).toEqual([member, false])
      expect([member, (await readJson(form, JSON.stringify(record))).record]).toEqual([member, null])
    }
  })

  it('leaves to the reader to find CPR numbers, of which nothing is kept', async () => {
    const texts = Object.entries<{ type?: unknown; format?: string; maxLength?: number }>(schema.properties)
    for (const [member, { maxLength }] of texts.filter(([, { maxLength = 0 }]) => maxLength >= 40)) {
      // The day and the evidence of a condition go together.
      const day = member.endsWith('Evidence') ? { [member.replace('Evidence', 'MetOn')]: '2026-01-10' } : {}
      const record = { ...good, ...day, [member]: `om ${CPR}`.slice(0, maxLength) }
      expect([member, valid(record)]).toEqual([member, true])
      const read = await readJson(form, JSON.stringify(record))
      expect(told(read.problems)).toContain(`ERROR TEXT_HOLDS_CPR @ ${member}`)
      expect(read.raw.replace(/\D/g, '')).not.toContain('3112575001')
    }
  })

  it('accepts nothing that the reader refuses, but for CPR numbers and what is told', async () => {
    const members = Object.entries<{ enum?: unknown[]; format?: string; type?: unknown }>(schema.properties)
    const changes = Object.fromEntries(
      members.map(([member, { enum: codes, format, type }]) => [
        member,
        codes !== undefined
          ? fc.constantFrom(...codes)
          : format === 'date'
            ? fc.constantFrom('2026-01-31', '2026-04-01', null)
            : String(type).includes('boolean')
              ? fc.constantFrom(true, false, null)
              : fc.oneof(fc.string({ unit: 'binary', maxLength: 45 }), fc.constant(null)),
      ]),
    )
    const few = fc.subarray(Object.keys(changes), { maxLength: 3 })
    let accepted = 0
    await fc.assert(
      fc.asyncProperty(fc.record(changes), few, async (change, names) => {
        const record = { ...good, ...Object.fromEntries(names.map((one) => [one, change[one]])) }
        if (!valid(record)) return
        accepted++
        const problems = await problemsOf(form, record)
        expect(problems.filter((one) => !/HOLDS_CPR|INFO/.test(one))).toEqual([])
      }),
      { numRuns: 1_500 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

describe('A table', () => {
  it.each(Object.entries(GOOD))(
    'of %s without an obligatory column cannot be read, and nothing of it is kept',
    async (_, [form, good]) => {
      const needed = Object.entries<Member<unknown>>(form.members).filter(([, member]) => member.obligatory)
      for (const [name] of needed) {
        const { [name]: _gone, ...without } = good
        const [read, ...more] = await readTable(form, tableOf(form, without))
        expect(more).toEqual([])
        expect(read).toMatchObject({ record: null, raw: '' })
        expect(read?.problems.map(({ code }) => code)).toEqual(['COLUMN_MISSING'])
      }
    },
  )

  it('says yes and no, days and steps in Danish', async () => {
    const text = [
      'Reference;Selskab;Afdeling;Lejemål;Skridt;Dato;Børn',
      'r-1;0045;011;0001;påkrav;2.11.2026;nej',
      'r-2;0045;011;0001;Underretning;17-11-2026;',
      'r-3;0045;011;0001;nabostrid;31-11-2026;måske',
    ].join('\n')
    const read = await readTable(arrearsForm, text)
    expect(read.map(({ row, record }) => [row, record?.kind, record?.happenedOn, record?.children])).toEqual([
      [2, 'REMINDER', '2026-11-02', false],
      [3, 'NOTICE_TO_MUNICIPALITY', '2026-11-17', null],
      [4, undefined, undefined, undefined],
    ])
    expect(told(read[2]?.problems ?? []).sort()).toEqual([
      'ERROR DATE_UNREADABLE @ Dato',
      'ERROR MISSING @ Dato',
      'ERROR MISSING @ Skridt',
      'ERROR WORD_UNKNOWN @ Skridt',
      'ERROR YES_NO_UNREADABLE @ Børn',
    ])
  })

  it('never has the names of people in what is kept, and of arrears nothing but the id', async () => {
    const stays = await readTable(
      stayForm,
      `Kilde-id;Sagsreference;Opholdstype;Fra;Kilde;Navn\nid-1;SAG-A;slot;01-01-2026;Notat ${CPR};Opdigtet Prøve\n`,
    )
    expect(stays[0]?.raw).toContain('slot')
    expect(stays[0]?.raw).not.toMatch(/Opdigtet|5001/)
    const arrears = await readTable(
      arrearsForm,
      'Reference;Selskab;Afdeling;Lejemål;Skridt;Dato\nr-1;0045;011;0001;nabostrid;02-11-2026\n',
    )
    expect(arrears[0]?.raw).toBe('{"sourceId":"r-1"}')
    const line = await readJson(arrearsForm, 'lejer i 0001 skylder')
    expect(line.raw).toBe('')
  })
})
