exports.required = require('@acme/token-core').InvalidTokenError;
