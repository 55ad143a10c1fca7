import { getProxyForUrl } from 'proxy-from-env';
import { type Dispatcher, ProxyAgent } from 'undici';

/**
 * The proxies that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), each with its connections.
 */
export class Proxies {
  readonly #agents = new Map<string, ProxyAgent>();
  // Asked for every request, and usually there is none.
  readonly #named = Object.keys(process.env).some((name) => /^(?:https?|all)_proxy$/i.test(name));
  readonly #options: {
    readonly headersTimeout: number;
    readonly bodyTimeout: number;
    readonly connectMs: number;
  };

  constructor(options: {
    readonly headersTimeout: number;
    readonly bodyTimeout: number;
    readonly connectMs: number;
  }) {
    this.#options = options;
  }

  /** What a request to an address goes through; `undefined`: nothing. */
  for(url: URL): Dispatcher | undefined {
    const proxy = this.#named ? getProxyForUrl(url.href) : '';
    if (proxy === '') return undefined;
    const known = this.#agents.get(proxy);
    if (known) return known;
    const { connectMs, ...timeouts } = this.#options;
    // Whoever set the variable may reach the proxy: its own address is not checked.
    const proxyTls = { timeout: connectMs };
    const agent = new ProxyAgent({ uri: proxy, proxyTunnel: false, proxyTls, ...timeouts });
    this.#agents.set(proxy, agent);
    return agent;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }
}
