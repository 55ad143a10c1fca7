import { CollectError } from '@bowerbird/core';
import { describe, expect, it } from 'vitest';
import { serve } from '../../test/server.ts';
import { bench, pageCollector } from '../../test/support.ts';

describe('an upload', () => {
  it('goes out while it is read, where nothing is kept', async () => {
    let arrived = () => {};
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { url } = await serve((request, response) => {
      const parts: Buffer[] = [];
      request
        .on('data', (part: Buffer) => {
          parts.push(part);
          arrived();
        })
        .on('end', () => response.end(Buffer.concat(parts)));
    });
    const body = ReadableStream.from(
      (async function* () {
        yield Buffer.from('first, ');
        // Were it read to its end before it is sent, this would wait for ever.
        await hasArrived;
        yield Buffer.from('second');
      })(),
    );
    const { runner, kept } = await bench({ pipelines: { p: [`${url}/`] } }, [
      pageCollector({
        async collect({ url: id }, context) {
          const init = { method: 'POST', body, duplex: 'half', cache: 'no-store' } as const;
          return [{ id, text: await (await context.fetch(id, init as RequestInit)).text() }];
        },
      }),
    ]);
    await runner.run();
    expect(kept.get(`${url}/`)?.text).toBe('first, second');
  });

  it('is not sent again where a redirect leads', async () => {
    const { url, asked } = await serve((request, response) => {
      request.resume();
      response.writeHead(307, { location: '/there' }).end();
    });
    const failures: unknown[] = [];
    const { runner } = await bench({ pipelines: { p: [`${url}/`] } }, [
      pageCollector({
        async collect({ url: id }, context) {
          const body = new Blob(['a part']).stream();
          const init = { method: 'POST', body, duplex: 'half', cache: 'no-store' } as const;
          await context.fetch(id, init as RequestInit).catch((error: unknown) => failures.push(error));
          return [{ id, text: 'none' }];
        },
      }),
    ]);
    await runner.run();
    expect(asked).toEqual(['POST /']);
    expect(failures).toEqual([expect.any(CollectError)]);
    expect(String(failures[0])).toContain('can not be sent again');
  });
});
