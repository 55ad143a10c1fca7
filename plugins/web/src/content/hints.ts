import { readJsonLd } from '../json-ld.ts';
import type { PageMetadata } from '../metadata.ts';
import type { PageFacts } from '../page-facts.ts';
import type { PageHints } from './page.ts';

const FORUM_SOFTWARE = /phpbb|vbulletin|xenforo|discourse|bbpress|smf|mybb|flarum|nodebb|invision/i;

/** What helps to find the content, from what the page says about itself. */
export function hintsOf(facts: PageFacts, metadata: PageMetadata, url: string | undefined): PageHints {
  const linked = readJsonLd(facts.jsonLd);
  const isForum =
    linked.isForum ||
    facts.metas.some(({ name, content }) => name === 'generator' && FORUM_SOFTWARE.test(content));
  const { title, description, isArticle } = metadata;
  return { title, description, isArticle, body: linked.body, isProduct: linked.isProduct, isForum, url };
}
