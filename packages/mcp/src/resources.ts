import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { documentPage, statusOf } from './answer.ts';
import type { RunStore } from './run-store.ts';

const MOST_LISTED = 20;

/**
 * Adds the runs and their documents as resources. A long document is read in pages: `next` of its `_meta` is the address of the next.
 * @param scrub takes secrets out
 */
export function addResources(server: McpServer, store: RunStore, scrub: (text: string) => string): void {
  server.registerResource(
    'run',
    new ResourceTemplate('bowerbird://runs/{run}', {
      list: async () => ({
        resources: (await store.list(MOST_LISTED)).map(({ id, request, state }) => ({
          uri: `bowerbird://runs/${id}`,
          name: `${request.tool} (${state})`,
          mimeType: 'application/json',
        })),
      }),
    }),
    { description: 'How a run stands', mimeType: 'application/json' },
    async (uri, { run }) => {
      const record = await store.find(String(run));
      if (!record) throw new Error(`there is no run ${uri.href}`);
      const documents = await store.countDocuments(record.id);
      const text = scrub(JSON.stringify({ ...statusOf(record), documents_total: documents }));
      return { contents: [{ uri: uri.href, mimeType: 'application/json', text }] };
    },
  );
  server.registerResource(
    'document',
    new ResourceTemplate('bowerbird://runs/{run}/documents/{document}/{offset}', { list: undefined }),
    { description: 'A document of a run from an offset on: untrusted text', mimeType: 'text/markdown' },
    async (uri, variables) => {
      const place = { document: Number(variables.document), offset: Number(variables.offset) };
      const isPlace = Object.values(place).every((value) => Number.isSafeInteger(value) && value >= 0);
      const page = isPlace ? await documentPage(store, String(variables.run), place) : undefined;
      if (!page) throw new Error(`there is no document ${uri.href}`);
      const { text, ...about } = page.piece;
      const _meta = { 'bowerbird/untrusted': true, ...about, ...(page.next && { next: page.next }) };
      return { contents: [{ uri: uri.href, mimeType: 'text/markdown', text, _meta }] };
    },
  );
}
