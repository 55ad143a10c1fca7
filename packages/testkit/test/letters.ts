import type { TransformCase } from '../src/transform/options.ts';

/** Documents that most transforms have something to do with. */
export const letters: readonly TransformCase[] = [
  {
    document: {
      id: 'email:1',
      title: 'Dinner',
      text: 'Dear Jane,\n\nwould Thursday suit you? Ring me at 555-0100.\n\nJohn Example\n',
      metadata: { list: 'friends', flags: ['seen'] },
      spans: [
        { start: 0, end: 10, locator: { kind: 'section', path: ['salutation'] } },
        { start: 12, end: 36, locator: { kind: 'section', path: ['question'] } },
        { start: 37, end: 57, locator: { kind: 'section', path: ['telephone'] } },
      ],
    },
  },
  { document: { id: 'email:2', text: 'Dear John,\n\nit does.\n\nJane Example\n' } },
];
