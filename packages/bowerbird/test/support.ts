import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../bin/bowerbird.js', import.meta.url));
const quickstart = fileURLToPath(new URL('../../../examples/quickstart', import.meta.url));

/** An empty folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A copy of the example, without what it has collected. */
export function copyOfQuickstart(): string {
  const folder = temporaryFolder();
  cpSync(quickstart, folder, { recursive: true, filter: (path) => !/[\\/](corpus|\.bowerbird)$/.test(path) });
  return folder;
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `bowerbird`, as it is built, in a folder; its own folders are in there too. */
export function start(
  cwd: string,
  args: readonly string[],
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const env = { ...process.env, BOWERBIRD_HOME: join(cwd, '.home'), NO_COLOR: '1', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

export function bowerbird(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return start(cwd, args).ended;
}

/** Every file below a folder with its bytes. One that is moved to its place meanwhile is there under its place or not at all. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .flatMap((path) => {
        const text = textOf(path);
        return text === undefined ? [] : [[path.slice(folder.length + 1), text]];
      }),
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The line of an rc file that lets it reach the servers of the tests. */
export const LOOPBACK = 'network: { allowPrivate: [127.0.0.1] }\n';

/** A web server on loopback for one test; it has no robots.txt, and does not count who asks for it. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/robots.txt') {
      response.writeHead(404).end();
      return;
    }
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A page that any extractor takes for one. */
export function page(title: string): string {
  const paragraph = `<p>${`${title} tells something that is worth being kept for a while. `.repeat(8)}</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head>
<body><nav><a href="/">Home</a></nav><main><article><h1>${title}</h1>${paragraph.repeat(4)}</article></main></body></html>`;
}
