import type { Match } from './match.ts';

/** Formats of keys, as their providers document them or scanners such as gitleaks know them. Each begins with what tells it. */
const FORMATS: readonly string[] = [
  // Amazon Web Services
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b',
  // GitHub, GitLab
  'gh[pousr]_[A-Za-z0-9]{36,255}',
  'github_pat_[A-Za-z0-9_]{22,255}',
  'gl(?:pat|dt|ft|rt|soat|cbt|ptt|agent)-[A-Za-z0-9_-]{20,64}',
  // OpenAI, Anthropic, Hugging Face, Groq, Replicate, Perplexity
  'sk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]{2,8}-)?[A-Za-z0-9_-]{20,200}',
  'hf_[A-Za-z0-9]{30,64}',
  'gsk_[A-Za-z0-9]{40,64}',
  'r8_[A-Za-z0-9]{37}',
  'pplx-[A-Za-z0-9]{40,64}',
  // Google
  'AIza[A-Za-z0-9_-]{35}',
  'GOCSPX-[A-Za-z0-9_-]{28}',
  'ya29\\.[A-Za-z0-9_-]{20,400}',
  // Stripe, Square, Shopify, PayPal's Braintree
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}',
  'whsec_[A-Za-z0-9]{24,64}',
  'sq0(?:atp|csp)-[A-Za-z0-9_-]{22,64}',
  'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}',
  // Slack, Discord, Telegram
  'xox[abeoprs]-[A-Za-z0-9-]{10,250}',
  'xapp-[0-9]-[A-Za-z0-9-]{20,250}',
  'https://hooks\\.slack\\.com/services/[A-Za-z0-9/]{30,80}',
  // npm, PyPI, RubyGems, Docker, crates.io
  'npm_[A-Za-z0-9]{36}',
  'pypi-[A-Za-z0-9_-]{50,255}',
  'rubygems_[a-f0-9]{48}',
  'dckr_pat_[A-Za-z0-9_-]{27}',
  'cio[A-Za-z0-9]{32}\\b',
  // Mail and telephony
  'SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}',
  'key-[a-f0-9]{32}\\b',
  'xkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}',
  '(?:AC|SK)[a-f0-9]{32}\\b',
  // DigitalOcean, Atlassian, Linear, Notion, Figma, Grafana, Vault, Databricks, New Relic, Doppler, Postman
  'do[opr]_v1_[a-f0-9]{64}',
  'ATATT3[A-Za-z0-9_=-]{100,255}',
  'lin_api_[A-Za-z0-9]{40}',
  '(?:secret|ntn)_[A-Za-z0-9]{43,50}',
  'figd_[A-Za-z0-9_-]{40}',
  'gl(?:c|sa)_[A-Za-z0-9+/=_]{32,255}',
  'hv[sbr]\\.[A-Za-z0-9_-]{24,200}',
  'dapi[a-f0-9]{32}',
  'NRAK-[A-Z0-9]{27}',
  'dp\\.(?:pt|st|ct)\\.[A-Za-z0-9.]{40,100}',
  'PMAK-[a-f0-9]{24}-[a-f0-9]{34}',
  // JSON Web Tokens (RFC 7519)
  'eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,8000}\\.[A-Za-z0-9_-]{0,1000}',
];
const TOKEN = new RegExp(`(?<![A-Za-z0-9_])(?:${FORMATS.join('|')})`, 'g');
const PASSWORD_IN_URL = /:\/\/[^\s/:@[\]]{1,64}:([^\s/@[\]]{1,256})@/g;
const KEY_BEGIN = '-----BEGIN ';
// RFC 7468. Larger than any key.
const KEY_BLOCK =
  /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}-----)?/y;

/** Keys of well-known formats, private keys, and passwords in addresses. */
export function* findSecrets(text: string): Generator<Match> {
  for (const { 0: value, index } of text.matchAll(TOKEN))
    yield { start: index, end: index + value.length, type: 'SECRET', value };
  if (text.includes('://')) {
    for (const { 0: whole, 1: value = '', index } of text.matchAll(PASSWORD_IN_URL)) {
      const end = index + whole.length - 1;
      yield { start: end - value.length, end, type: 'SECRET', value };
    }
  }
  for (let at = text.indexOf(KEY_BEGIN); at !== -1; at = text.indexOf(KEY_BEGIN, at + 1)) {
    KEY_BLOCK.lastIndex = at;
    if (KEY_BLOCK.test(text))
      yield {
        start: at,
        end: KEY_BLOCK.lastIndex,
        type: 'SECRET',
        value: text.slice(at, KEY_BLOCK.lastIndex),
      };
  }
}
