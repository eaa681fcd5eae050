export { CertificateRefused, type RawAnswer, sendRaw } from './contract/raw.js';
