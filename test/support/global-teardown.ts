import type {} from './global-setup.ts'

/** Ends the database server that the tests started, if any did. */
export default async function globalTeardown(): Promise<void> {
  await globalThis.boligbroTests?.stop()
}
