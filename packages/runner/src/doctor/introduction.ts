import type { NetworkConfig } from '../config/types.ts';
import { productToken } from '../network/robots/rules.ts';
import { USER_AGENT } from '../version.ts';
import type { Check } from './types.ts';

/** How requests introduce themselves, to sites and in robots.txt, and whether a site can find out who asks. */
export function examineUserAgent({ userAgent = USER_AGENT }: Pick<NetworkConfig, 'userAgent'>): Check {
  const name = 'user agent';
  const message = `${userAgent} (in robots.txt: ${productToken(userAgent) || '*'})`;
  if (hasContact(userAgent)) return { name, status: 'ok', message };
  return {
    name,
    status: 'warning',
    message: `${message} names no address that a site could turn to`,
    hint: 'Add a URL or a mail address to network.userAgent, such as "my-archive (me@example.org)".',
  };
}

function hasContact(userAgent: string): boolean {
  return /https?:\/\/\w|\w@\w\S*\.\w/i.test(userAgent);
}

const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

/** The proxies that the environment names, without their passwords; nothing where it names none. */
export function examineProxies(env: Readonly<Record<string, string | undefined>>): readonly Check[] {
  const names = PROXIES.flatMap((name) => [name, name.toLowerCase()]).filter((name) => env[name]);
  if (names.length === 0) return [];
  return [
    {
      name: 'proxy',
      status: 'info',
      message: `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} set`,
      details: names.map((name) => `${name}=${withoutUser(env[name] ?? '')}`),
    },
  ];
}

/** Without what stands before the last `@`: user and password, however odd they are. */
function withoutUser(proxy: string): string {
  return proxy.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1');
}

/** A text without users and passwords in its URLs (RFC 3986, section 3.2.1). */
export function withoutCredentials(text: string): string {
  return text.replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/?#]*@/gi, '$1');
}
