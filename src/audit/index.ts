export {
  AccessLogExtractResolver,
  AccessLogResolver,
  AccessLogSampleResolver,
} from './access-log.resolver.ts'
export { accessLogReadModel } from './access-log.view.ts'
