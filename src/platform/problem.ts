import type { Text } from '../kernel/errors.ts'

/** What a person is told in both languages, in one line. */
export function bothLanguages({ da, en }: Text): string {
  return `${en} / ${da}`
}

/** The body of an answer that is one error and nothing else, in the form of GraphQL's. */
export function problemBody(text: Text, extensions: Readonly<Record<string, string>>) {
  return { errors: [{ message: bothLanguages(text), extensions }] }
}
