import { startStanding } from 'demo-standing';

export const { standing, receiver } = startStanding(process.env['LOGTO_SIGNING_KEY']);
