import type { Logger } from 'pino'
import { type App, startApp } from './app.ts'
import { type Config, loadConfig } from './config.ts'
import { enterHouseholdSamples } from './demo/household-samples.ts'
import { ingestSamples } from './demo/samples.ts'
import { tellStory } from './demo/story.ts'
import { ConfigurationError } from './kernel/errors.ts'
import { hubLog, withoutValues } from './platform/log.ts'
import { systemClock } from './platform/system-clock.ts'

/** `npm start`: serves until SIGINT or SIGTERM; answers the exit code. */
async function main(): Promise<number> {
  const config = loadConfig(process.env)
  const log = hubLog(config.logLevel)
  const ended = untilEnded(log)
  const app = await startApp(config, systemClock, log)
  try {
    if (config.issuers.length === 0) await Promise.race([enterSamples(app, log), ended])
    if (config.production) log.info({ url: app.url }, 'listening')
    else process.stdout.write(nextSteps(app.url, config))
    return await ended
  } finally {
    await app.stop()
  }
}

async function enterSamples(app: App, log: Logger): Promise<void> {
  await ingestSamples(app.database, app.ingest)
  await enterHouseholdSamples(app.households)
  const end = await tellStory(app.url, systemClock.today())
  if (end !== null) log.warn({ end }, 'the story of the demo goes no further')
}

/**
 * The exit code, once something ends the process: 0 for a signal, 1 for an error that nothing has caught. Signals
 * after the first change nothing: a terminal and npm both pass on the same Ctrl-C.
 */
function untilEnded(log: Logger): Promise<number> {
  return new Promise((end) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => end(0))
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.on(event, (error: unknown) => {
        log.fatal({ err: withoutValues(error) }, 'fault outside of a request')
        end(1)
      })
    }
  })
}

/** What a newcomer does next: two lines to copy. */
function nextSteps(url: string, config: Config): string {
  const listening = `\nBoligbro listens at ${url}/graphql\n`
  if (config.issuers.length > 0) return listening
  const query =
    '{"query":"{ vacancies(first: 3) { totalCount nodes { externalKey state rent availableFrom dwelling { address { street city } } } } }"}'
  return `${listening}
Get a token, then query:

  TOKEN=$(curl -s -u demo-municipality:demo -d grant_type=client_credentials ${url}/oidc/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'x-purpose: municipal-allocation' -H 'content-type: application/json' -d '${query}'

Explorer: ${url}/explorer
`
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    const lines =
      error instanceof ConfigurationError ? error.problems : [String((error as Error).stack ?? error)]
    process.stderr.write(`${lines.join('\n')}\n`)
    process.exit(1)
  },
)
