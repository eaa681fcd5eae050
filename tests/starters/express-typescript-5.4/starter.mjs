import { expressStarter } from '../lib/express.mjs';

// `npm init -y`, `npm install express`, `npm install -D typescript@5.4 @types/express @types/node`, `npx tsc --init`.
export default expressStarter;
