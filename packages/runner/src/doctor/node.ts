import { MINIMUM_NODE } from '../version.ts';
import type { Finding } from './examine.ts';

/** What of `process` this needs. */
interface Runtime {
  readonly versions: { readonly node: string; readonly sqlite?: string | undefined };
  readonly platform: string;
  readonly arch: string;
}

/** Node.js, the SQLite inside, and what they run on. */
export function examineNode({ versions, platform, arch }: Runtime = process): Finding {
  const { node, sqlite = 'none' } = versions;
  const message = `Node.js ${node}, SQLite ${sqlite}, ${platform} ${arch}`;
  if (isAtLeast(node, MINIMUM_NODE)) return { status: 'ok', message };
  return {
    status: 'problem',
    message: `${message}: Bowerbird needs Node.js ${MINIMUM_NODE} or newer`,
    hint: 'Install it from https://nodejs.org.',
  };
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}
