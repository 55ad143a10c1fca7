import type { ServeOptions } from './serve.ts';

export { Plans, type StoredPlan } from './plans.ts';
export type { CollectionRequest } from './request.ts';
export type { ServeOptions } from './serve.ts';

/** Serves the Model Context Protocol on two streams, until the client goes. */
export async function serve(options: ServeOptions): Promise<void> {
  // The SDK is large, and to approve a plan needs none of it.
  const server = await import('./serve.ts');
  return server.serve(options);
}
