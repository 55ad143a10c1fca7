import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CallToolResult, Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../bin/bowerbird.js', import.meta.url));

/** What answers of Bowerbird's tools hold. */
interface Facts {
  readonly run_id: string;
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly cost_usd: number;
  readonly documents_total: number;
  readonly next_cursor?: string;
  readonly plan?: { readonly plan_id: string; readonly most_usd: number };
  readonly plan_id?: string;
  readonly documents: readonly {
    readonly uri: string;
    readonly untrusted: true;
    readonly title: string;
    readonly text: string;
    readonly sha256: string;
    readonly characters: number;
  }[];
  readonly [key: string]: unknown;
}

/** The client of the official SDK on `bowerbird mcp`, as it is built, in a folder. */
export async function connect(folder: string, ...args: readonly string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'mcp', ...args],
    cwd: folder,
    env: {
      ...(process.env as Record<string, string>),
      BOWERBIRD_HOME: join(folder, '.home'),
      NODE_OPTIONS: '',
    },
    stderr: 'pipe',
  });
  // What is no message of the protocol on standard output comes here.
  const errors: string[] = [];
  const client = new Client({ name: 'test', version: '1.0.0' });
  client.onerror = (error) => errors.push(error.message);
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = (name: string, input: object, options = {}): Promise<CallToolResult> =>
    client.callTool(
      { name, arguments: input as Record<string, unknown> },
      options,
    ) as Promise<CallToolResult>;
  return {
    client,
    errors,
    pid: transport.pid as number,
    call,
    /** The facts of an answer that is no error. */
    async ask(name: string, input: object, options = {}): Promise<Facts> {
      const answer = await call(name, input, options);
      if (answer.isError) throw new Error(textOf(answer));
      return answer.structuredContent as unknown as Facts;
    },
    /** The text of an answer that is an error. */
    async refusal(name: string, input: object): Promise<string> {
      const answer = await call(name, input);
      return answer.isError ? textOf(answer) : `no error: ${JSON.stringify(answer.structuredContent)}`;
    },
  };
}

/** All text of an answer. */
export function textOf({ content }: CallToolResult): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
