import { CollectError } from '@bowerbird/core';
import { describeRequest } from '../context/fake-context.ts';

/** What is answered to one address: a text with status 200, or more of a response. */
export type Reply =
  | string
  | {
      readonly status?: number | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly body?: string | Uint8Array | undefined;
    };

/** A `fetch` that answers from a table, by URL or by method and URL (`POST https://…`). What is not in it is an error that names it. */
export function replies(table: Readonly<Record<string, Reply>>): typeof globalThis.fetch {
  return async (input, init) => {
    const asked = describeRequest(input, init);
    const [, url = ''] = asked.split(' ');
    const reply = table[asked] ?? table[url];
    if (reply === undefined) {
      throw new CollectError(
        'OFFLINE',
        `there is no reply to ${asked}; there are replies to ${Object.keys(table).join(', ')}`,
        {
          recovery: 'next',
          hint: 'Add it to the table of replies, or mend the address.',
        },
      );
    }
    return toResponse(typeof reply === 'string' ? { body: reply } : reply, url);
  };
}

function toResponse(reply: Exclude<Reply, string>, url: string): Response {
  const { status = 200, headers = {}, body = '' } = reply;
  const hasBody = status !== 204 && status !== 304;
  const response = new Response(hasBody ? (body as ConstructorParameters<typeof Response>[0]) : null, {
    status,
    headers,
  });
  return Object.defineProperty(response, 'url', { value: url });
}

/** A `fetch` that answers everything with one status. */
export function always(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): typeof globalThis.fetch {
  return async (input, init) =>
    toResponse(
      { status, headers, body: 'not what was asked for' },
      describeRequest(input, init).split(' ')[1] ?? '',
    );
}
