import { type RobotsLine, robotsLines } from './lines.ts';
import { type RobotsPattern, readPattern } from './pattern.ts';

/** The name by which a robots.txt addresses a user agent (RFC 9309, section 2.2.1): the letters, `_` and `-` that it begins with. */
export function productToken(userAgent: string): string {
  return /^[a-z_-]*/i.exec(userAgent)?.[0] ?? '';
}

// A file of nothing but these would take seconds for each address.
const MOST_WILDCARDS = 1000;

/** What a robots.txt says to one program. */
export interface RobotsRules {
  /** Whether an address of its origin may be fetched. */
  allows(url: string): boolean;
  /** How long to wait between two requests; `undefined` where it does not say. */
  readonly crawlDelayMs: number | undefined;
  /** How large the file is. */
  readonly bytes: number;
}

/** What counts where there is no robots.txt. */
export const ALLOW_ALL: RobotsRules = { allows: () => true, crawlDelayMs: undefined, bytes: 0 };

interface Group {
  readonly allowed: RobotsPattern[];
  readonly disallowed: RobotsPattern[];
  crawlDelayMs: number | undefined;
  wildcards: number;
}

/**
 * Reads a robots.txt (RFC 9309). All groups for the program's product token count as one; only where there is none, those for `*` do.
 * Where RFC 9309 leaves things open, and for files that are not written as it says, this does as Google's parser does, which is
 * the one that people who write these files test with.
 * @param agent the product token (section 2.2.1), such as `bowerbird`
 */
export function parseRobots(body: Uint8Array, agent: string): RobotsRules {
  const reader = new RobotsReader(agent);
  for (const line of robotsLines(body)) reader.read(line);
  return reader.rules(body.byteLength);
}

class RobotsReader {
  readonly #agent: string;
  readonly #own = emptyGroup();
  readonly #general = emptyGroup();
  #hasOwn = false;
  // Of the group that is being read.
  #isOwn = false;
  #isGeneral = false;
  #hasRules = false;

  constructor(agent: string) {
    this.#agent = agent.toLowerCase();
  }

  read({ key, value }: RobotsLine): void {
    if (key === 'user-agent') this.#readAgent(value);
    // Rules before any group are nobody's.
    else if (this.#isOwn || this.#isGeneral)
      this.#readRule(key, value, this.#isOwn ? this.#own : this.#general);
  }

  rules(bytes: number): RobotsRules {
    const { allowed, disallowed, crawlDelayMs } = this.#hasOwn ? this.#own : this.#general;
    return {
      bytes,
      crawlDelayMs,
      allows(url) {
        const path = pathOf(url);
        // Of two that are as long as each other the one that allows wins (section 2.2.2).
        return path === '/robots.txt' || longest(allowed, path) >= longest(disallowed, path);
      },
    };
  }

  #readAgent(value: string): void {
    // Only a rule ends the list of those for whom a group is.
    if (this.#hasRules) {
      this.#isOwn = false;
      this.#isGeneral = false;
      this.#hasRules = false;
    }
    if (/^\*(?:\s|$)/.test(value)) this.#isGeneral = true;
    else if (this.#agent !== '' && productToken(value).toLowerCase() === this.#agent) {
      this.#isOwn = true;
      this.#hasOwn = true;
    }
  }

  #readRule(key: Exclude<RobotsLine['key'], 'user-agent'>, value: string, group: Group): void {
    if (key === 'crawl-delay') {
      group.crawlDelayMs ??= readDelay(value);
      return;
    }
    this.#hasRules = true;
    if (value === '') return;
    const hasMost = value.includes('*') && group.wildcards++ >= MOST_WILDCARDS;
    // Beyond what can be looked at, a rule that closes closes all that begins like it, and one that opens opens nothing.
    if (key === 'disallow')
      group.disallowed.push(readPattern(hasMost ? (value.split('*', 1)[0] ?? '') : value));
    else if (!hasMost) {
      group.allowed.push(readPattern(value));
      // The page of a folder is the folder.
      const folder = /^(.*\/)index\.htm[^/]*$/s.exec(value)?.[1];
      if (folder !== undefined) group.allowed.push(readPattern(`${folder}$`));
    }
  }
}

function emptyGroup(): Group {
  return { allowed: [], disallowed: [], crawlDelayMs: undefined, wildcards: 0 };
}

function longest(patterns: readonly RobotsPattern[], path: string): number {
  let best = 0;
  for (const pattern of patterns) if (pattern.length > best && pattern.matches(path)) best = pattern.length;
  return best;
}

/** Seconds, which may have a fraction. No standard has it; many files do. */
function readDelay(value: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : undefined;
}

/** Path and query of an address as it is written: what a rule is compared with. */
function pathOf(url: string): string {
  const [, path = ''] = /^(?:[^/?;#]*:)?(?:\/\/)?[^/?;#]*([/?;][^#]*)?/s.exec(url) ?? [];
  return path.startsWith('/') ? path : `/${path}`;
}
