import { demoAccess } from '@acme/token-issuer';

export default demoAccess;
