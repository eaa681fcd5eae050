export const secret = 'not-to-be-seen';
throw new Error('cannot connect to postgres://app:pass-word@db.internal/app');
