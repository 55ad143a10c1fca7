import type { KeyGenerator } from '@bowerbird/core';
import { ensure, show } from '../frame/ensure.ts';
import type { Check } from '../frame/suite.ts';
import type { KeyParts, KnownKey, MakeGenerator } from './options.ts';

const EXAMPLES: readonly KeyParts[] = [
  { collector: 'web', identity: 'https://example.org/' },
  { collector: 'web', identity: { url: 'https://example.org/ä', depth: 1, tags: ['b', 'a'], login: null } },
  { collector: 'book', identity: { file: 'a.epub', pages: [1, 1e21, 0.5], parts: { to: 2, from: 1 } } },
];

/** Adds the test that keys are what they were in earlier versions. */
export function checkKnown(check: Check, make: MakeGenerator, known: readonly KnownKey[]): void {
  check('makes the keys of earlier versions', async () => {
    const generator = await make();
    ensure(
      known.length > 0,
      'the suite knows no keys of earlier versions, so a change that empties every cache would go unseen',
      `Paste these lines into the options of the suite, and never change them:\n\n${linesOf(generator)}\n`,
    );
    for (const { key, ...parts } of known) {
      const now = generator(structuredClone(parts));
      ensure(
        now === key,
        `the key of ${show(parts)} was ${show(key)}, and is ${show(now)}`,
        'Nothing that is cached would be found any more, and all is collected again. Take the change back, or give the new generator a name of its own.',
      );
    }
  });
}

function linesOf(generator: KeyGenerator): string {
  const lines = EXAMPLES.map(
    (parts) => `    ${JSON.stringify({ ...parts, key: generator(structuredClone(parts)) })},`,
  );
  return ['  known: [', ...lines, '  ],'].join('\n');
}
