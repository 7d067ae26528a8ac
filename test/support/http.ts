import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

/** An HTTP answer as it came. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined when it is no JSON. */
  readonly json: Answered | undefined
}

/** The members of an answer of the hub. */
export interface Answered {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: { readonly code?: string; readonly reference?: string }
  }[]
}

/** Sends any request and reads the whole answer; redirects are not followed. */
export async function send(url: string, init: RequestInit = {}): Promise<RawAnswer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const body = await response.text()
  return { status: response.status, headers: response.headers, text: body, json: jsonOf(body) }
}

function jsonOf(body: string): Answered | undefined {
  try {
    return JSON.parse(body) as Answered
  } catch {
    return undefined
  }
}

/**
 * Writes bytes to a server's socket and gives everything that it answers until it closes the connection. `write` may
 * wait between its parts.
 */
export async function onSocket(
  url: string,
  write: (say: (bytes: string) => void) => void | Promise<void>,
): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  // A server that cuts the connection may reset it.
  socket.on('error', () => undefined)
  const heard = text(socket).catch(() => '')
  await write((bytes) => {
    if (socket.writable) socket.write(bytes)
  })
  return heard
}
