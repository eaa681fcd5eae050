/** What the tour proposes, and what it calls its own things. */
export const TOUR = {
  indicator: 'https://notes.example.com',
  resource: 'Notes (tour)',
  read: 'read:notes',
  write: 'write:notes',
  role: 'note-reader',
  user: 'visitor',
  application: 'Tour',
  redirectUri: 'http://localhost/tour',
} as const;
