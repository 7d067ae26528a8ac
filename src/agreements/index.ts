export { AgreementListsResolver, AgreementResolver, AgreementVersionResolver } from './agreement.resolver.ts'
export { agreementReadModel } from './agreement.view.ts'
export { AgreementCommandResolver } from './agreement-command.resolver.ts'
