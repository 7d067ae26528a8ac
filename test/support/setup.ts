import 'reflect-metadata'

// Jest keeps a hundred frames of every error, refusals included, and maps each frame to its source.
Error.stackTraceLimit = 12

// Outside production graphql-js looks at every value for a second copy of itself, which takes a tenth of the tests' time.
const { NODE_ENV } = process.env
process.env.NODE_ENV = 'production'
await import('graphql/jsutils/instanceOf.js')
process.env.NODE_ENV = NODE_ENV
