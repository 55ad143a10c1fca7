import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { document } from '../test/documents.ts';
import { renderMarkdown } from './front-matter.ts';
import { renderLine } from './json-lines.ts';
import { preferredName } from './names.ts';

const page = document('web:https://www.sqlite.org/mostdeployed.html', {
  title: 'Most Widely Deployed SQL Database Engine',
  url: 'https://www.sqlite.org/mostdeployed.html',
  language: 'en',
  published: '2022-12-28',
  metadata: { description: 'SQLite is likely used more than all other database engines combined.' },
  text: '# Most Widely Deployed and Used Database Engine\n\nSQLite is likely used more than all other database engines combined.\n',
});

test('the README shows what is really written', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toContain(`${preferredName(page)}.md`);
  expect(readme).toContain(`\`\`\`text\n${await renderMarkdown(page)}\`\`\``);
  expect(readme).toContain(`\`\`\`text\n${renderLine(page)}\n\`\`\``);
});
