import type { PresenceOperations } from '@imps-wsi/contract/presence';
import type { ExamplesOf } from './examples.js';

const changedAt = new Date('2031-05-17T09:30:00.125Z');

/** Somebody with herself: each works by itself. */
export const presenceExamples = (self: string): ExamplesOf<PresenceOperations> => ({
  PublishPresence: {
    request: {
      attribute: [
        { name: 'OnlineStatus', value: 'T', lifetimeSeconds: 600 },
        { name: 'UserAvailability', value: 'AVAILABLE' },
        { name: 'StatusText', value: 'Ready for a game', lifetimeSeconds: 3600 },
      ],
    },
    answer: {
      code: 200,
      reason: 'Done.',
      presentity: self,
      result: [
        { name: 'OnlineStatus', code: 200, reason: 'Published.', expiresAt: new Date('2031-05-17T09:40:00.125Z') },
        { name: 'UserAvailability', code: 200, reason: 'Published.' },
        { name: 'StatusText', code: 200, reason: 'Published.', expiresAt: new Date('2031-05-17T10:30:00.125Z') },
      ],
    },
  },
  GetPresence: {
    request: { presentity: [self] },
    answer: {
      code: 200,
      reason: 'Done.',
      presence: [
        {
          presentity: self,
          code: 200,
          reason: 'Given as far as it may be seen.',
          attribute: [
            {
              name: 'OnlineStatus',
              qualifier: true,
              value: 'T',
              changedAt,
              expiresAt: new Date('2031-05-17T09:40:00.125Z'),
            },
            { name: 'UserAvailability', qualifier: true, value: 'AVAILABLE', changedAt },
          ],
        },
      ],
    },
  },
  SetWatcherPolicy: {
    request: { rule: [{ watcher: self, access: 'ALLOW', attributeName: ['StatusText'] }] },
    answer: {
      code: 200,
      reason: 'Done.',
      presentity: self,
      result: [{ watcher: self, code: 200, reason: 'Holds from now on.' }],
    },
  },
  ListWatchers: {
    request: {},
    answer: {
      presentity: self,
      watcher: [{ watcher: self, access: 'ALLOW', attributeName: ['StatusText'], changedAt }],
      moreAvailable: false,
    },
  },
});
