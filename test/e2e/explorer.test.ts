import { startBrowser } from '../support/browser.ts'
import { startHub, type TestHub } from '../support/hub.ts'
import type { Browser, Page } from 'playwright-core'

let hub: TestHub
let browser: Browser
beforeAll(async () => {
  ;[hub, browser] = await Promise.all([startHub(), startBrowser()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await hub?.stop()
})

test('x', async () => {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
  const log: string[] = []
  page.on('console', (m) => log.push(`${m.type()} ${m.text()}`))
  page.on('pageerror', (e) => log.push(`pageerror ${e.message}`))
  page.on('requestfailed', (r) => log.push(`failed ${r.url()} ${r.failure()?.errorText}`))
  page.on('response', (r) => { if (r.status() !== 200 || r.url().includes('graphql')) log.push(`${r.status()} ${r.url()}`) })
  page.on('request', (r) => { if (!r.url().startsWith(hub.url)) log.push(`elsewhere ${r.url()}`) })
  await page.goto(`${hub.url}/explorer`)
  await page.waitForTimeout(3000)
  await page.screenshot({ path: '/tmp/h9-1.png' })
  await page.keyboard.press('Control+Enter')
  await page.waitForTimeout(2000)
  await page.screenshot({ path: '/tmp/h9-2.png' })
  await (await import('node:fs/promises')).writeFile('/tmp/h9.log', log.join('\n') + '\n' + (await page.content()))
}, 60_000)
