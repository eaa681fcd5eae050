import { published } from '../../tsup.base.js';

export default published({ entry: { index: 'src/index.ts' } });
