export { explainAccess } from './access.js';
export { explainClock } from './clock.js';
export { explainCertificateFile, explainTlsOff } from './environment.js';
export { explainLogin, explainNoCallback, type LoginFacts } from './login.js';
export { explainIssuerName, explainNetwork, type NetworkFacts } from './network.js';
export { explainOpaque } from './opaque.js';
export { explainLateProxy } from './proxy.js';
export { explainSettings, type SettingsProblem } from './settings.js';
export type {
  AccessFacts,
  AccessPath,
  GrantedFacts,
  HoldingRole,
  SubjectFacts,
} from '../tenant/access-facts.js';
