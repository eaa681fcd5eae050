'use strict';

// What `require` is given where a package in ESM cannot be had: Jest. The server stands on oidc-provider, which is ESM alone, so
// Node.js itself loads it, outside of the realm in which Jest runs a test; Jest's own `node:module` and `process` would not.
const { runInThisContext } = require('node:vm');

const { createRequire } = runInThisContext('process').getBuiltinModule('node:module');

module.exports = createRequire(__filename)('../index.js');
