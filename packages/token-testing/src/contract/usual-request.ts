/** The header line of a usual request. */
export const BEARER = 'Authorization: Bearer {token}';
/** Every scope of the resource. */
export const EVERY_SCOPE = 'read:products write:products';
