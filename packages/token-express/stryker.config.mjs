export { default } from '../../stryker.adapters.mjs';
