import { Socket } from 'node:net'
import { jest } from '@jest/globals'
import { type Change, change } from '../../src/platform/change.ts'
import { OPERATOR, type TestIngest, testIngest } from '../support/ingest.ts'

let hub: TestIngest
beforeAll(async () => {
  hub = await testIngest()
}, 60_000)
afterAll(() => hub?.stop())

const inChange = <Answer>(work: (running: Change) => Promise<Answer>): Promise<Answer> =>
  change(hub.database, OPERATOR, { action: 'organisation:register' }, work, async (_, answer) => answer)

const enter = (running: Change, name: string) =>
  running.sql(`insert into public.housing_organisation (name) values ($1)`, [name])

const entered = (name: string) =>
  hub.asOwner<{ change: string }>(
    `select change_id::text as change from public.housing_organisation where name = $1`,
    [name],
  )

test('statements of a change that are sent together run in their order, in its transaction', async () => {
  const id = await inChange(async (running) => {
    const [, seen] = await Promise.all([
      enter(running, 'Together'),
      running.sql<{ name: string }>(`select name from public.housing_organisation where name = 'Together'`),
      enter(running, 'Together'),
    ])
    expect(seen).toEqual([{ name: 'Together' }])
    return running.id
  })
  expect(await entered('Together')).toEqual([{ change: id }, { change: id }])
})

test('statements that are sent together leave in one write, whichever pool the connection is of', async () => {
  const writes = jest.spyOn(Socket.prototype as unknown as { _writev(): void }, '_writev')
  const writesOf = async (send: () => readonly Promise<unknown>[]) => {
    writes.mockClear()
    await Promise.all(send())
    return writes.mock.calls.length
  }
  const statements = ['select 1', 'select 2', 'select 3']
  const client = await hub.database.reads.connect()
  try {
    expect(await writesOf(() => statements.map((text) => client.query(text, [])))).toBe(1)
    const inOne = await inChange((running) => writesOf(() => statements.map((text) => running.sql(text))))
    expect(inOne).toBe(1)
  } finally {
    client.release()
    writes.mockRestore()
  }
})

test('a trace that fails undoes the change, though nobody has waited for it', async () => {
  const DIVISION_BY_ZERO = expect.objectContaining({ code: '22012' })
  const failed = inChange(async (running) => {
    await enter(running, 'Traced')
    running.trace({ name: 'failing_trace', text: 'select 1 / $1::integer' }, [0])
    return 'shown'
  })
  await expect(failed).rejects.toEqual(DIVISION_BY_ZERO)
  expect(await entered('Traced')).toEqual([])
})

test('of statements that are sent together the one that failed says why, not those behind it', async () => {
  let behind: Promise<unknown> = Promise.resolve()
  const failed = inChange(async (running) => {
    const first = running.sql('select 1 / 0')
    behind = enter(running, 'Behind')
    await behind.catch(() => undefined)
    await first
  })
  const DIVISION_BY_ZERO = expect.objectContaining({ code: '22012' })
  await expect(failed).rejects.toEqual(DIVISION_BY_ZERO)
  await expect(behind).rejects.toEqual(DIVISION_BY_ZERO)
  expect(await entered('Behind')).toEqual([])
})

test('a statement that comes after the change has ended does not run', async () => {
  const ended = await inChange(async (running) => running)
  await expect(enter(ended, 'Late')).rejects.toThrow('The change has ended')
  expect(await entered('Late')).toEqual([])
})
