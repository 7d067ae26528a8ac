import pino, { type DestinationStream, type Logger } from 'pino'

/** The hub's log: one JSON object a line, to standard output unless another destination is given. */
export function hubLog(level: string, destination?: DestinationStream): Logger {
  return pino({ level, base: null }, destination)
}

/** What a log may hold of a fault. */
export interface LoggedFault {
  readonly name: string
  /** The code of the database or the platform; the name when there is none. */
  readonly message: string
  readonly constraint: string | undefined
  /** The places in the code, line by line. */
  readonly stack: string | undefined
}

/**
 * A fault for the log.
 * @why A database error repeats values in its message, its detail and its parameters; those may be personal.
 */
export function withoutValues(error: unknown): LoggedFault {
  const cause = (error as { originalError?: unknown } | null)?.originalError ?? error
  if (!(cause instanceof Error))
    return { name: typeof cause, message: typeof cause, constraint: undefined, stack: undefined }
  const { name, message, stack, code, constraint } = cause as Error & { code?: string; constraint?: string }
  const frames = stack
    ?.replace(message, '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .join('\n')
  return { name, message: code ?? name, constraint, stack: frames }
}
