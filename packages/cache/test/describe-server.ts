import { afterAll, beforeAll, describe, it } from 'vitest';
import type { TestServer } from './server-process.ts';
import { missingPostgres, missingRedis, startPostgres, startRedis } from './servers.ts';

/** Tests on a Redis of their own. */
export function describeRedis(name: string, tests: (server: () => TestServer) => void): void {
  describeServer(name, missingRedis(), startRedis, tests);
}

/** Tests on a PostgreSQL of their own. */
export function describePostgres(name: string, tests: (server: () => TestServer) => void): void {
  describeServer(name, missingPostgres(), startPostgres, tests);
}

function describeServer(
  name: string,
  missing: string | undefined,
  startServer: () => Promise<TestServer>,
  tests: (server: () => TestServer) => void,
): void {
  if (missing !== undefined) {
    if (process.env.BOWERBIRD_TEST_SERVERS === 'required') throw new Error(missing);
    const skipped = `${name} (skipped: ${missing})`;
    // Reporters count what is skipped and do not name it.
    console.warn(skipped);
    describe(skipped, () => it.skip('needs the server'));
    return;
  }
  describe(name, () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(() => server.close());
    tests(() => server);
  });
}
