import { expressStarter } from '../lib/express.mjs';

// `npm init -y`, `npm install express`, `npm install -D typescript@7 @types/express @types/node`, `npx tsc --init`.
export default expressStarter;
