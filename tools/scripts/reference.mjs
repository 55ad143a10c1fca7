// Writes docs/reference from what the built command says of itself; with --check it only says whether that would change anything.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../docs/reference', import.meta.url));
const bin = fileURLToPath(new URL('../../packages/bowerbird/bin/bowerbird.js', import.meta.url));
// Somewhere without an rc file: the reference is of what is built in.
const nowhere = mkdtempSync(join(tmpdir(), 'bowerbird-reference-'));

function bowerbird(...args) {
  const env = { ...process.env, BOWERBIRD_HOME: nowhere, NO_COLOR: '1', COLUMNS: '100' };
  return execFileSync(process.execPath, [bin, ...args], { cwd: nowhere, env, encoding: 'utf8' });
}

const NESTED = { cache: ['stats', 'ls', 'get', 'clear'], costs: ['list', 'show', 'resolve', 'forget'] };

function commandLine() {
  const help = bowerbird('--help');
  const commands = [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}(\w+)/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'help');
  const blocks = commands.flatMap((name) => {
    const text = bowerbird(name, '--help');
    const nested = NESTED[name] ?? [];
    return [
      `## bowerbird ${name}\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`,
      ...nested.map(
        (sub) =>
          `### bowerbird ${name} ${sub}\n\n\`\`\`text\n${bowerbird(name, sub, '--help').trimEnd()}\n\`\`\`\n`,
      ),
    ];
  });
  return `# The command line\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\`\n\n${blocks.join('\n')}`;
}

function fieldTable(schema) {
  const fields = Object.entries(schema?.properties ?? {});
  if (fields.length === 0) return 'none\n';
  const required = new Set(schema.required ?? []);
  const rows = fields.map(([name, field]) => {
    const type =
      field.type ?? (field.enum ? field.enum.map((value) => JSON.stringify(value)).join(', ') : 'any');
    const fallback =
      field.default === undefined
        ? required.has(name)
          ? 'required'
          : ''
        : `\`${JSON.stringify(field.default)}\``;
    return `| \`${name}\` | ${type} | ${fallback} | ${field.description ?? ''} |`;
  });
  return `| Field | Type | Default | |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

function plugins() {
  const listed = JSON.parse(bowerbird('plugins', '--json'));
  const sections = listed.flatMap((plugin) =>
    plugin.definitions.map((definition) => {
      const request =
        definition.kind === 'collector'
          ? `\nFields of the request:\n\n${fieldTable(definition.request)}`
          : '';
      return `## ${definition.name} (${definition.kind})\n\n${definition.summary} From \`${plugin.specifier}\`.\n\nOptions:\n\n${fieldTable(definition.options)}${request}`;
    }),
  );
  return `# What is built in\n\n${sections.join('\n')}`;
}

const pages = {
  'command-line.md': commandLine(),
  'plugins.md': plugins(),
  'rc.schema.json': bowerbird('schema'),
  'run-summary.schema.json': bowerbird('schema', '--summary'),
};
rmSync(nowhere, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const read = (name) => {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
};
const changed = Object.keys(pages).filter((name) => read(name) !== pages[name]);
if (process.argv.includes('--check')) {
  if (changed.length > 0) {
    console.error(`docs/reference is out of date (${changed.join(', ')}); run: npm run docs`);
    process.exitCode = 1;
  }
} else {
  for (const name of changed) writeFileSync(join(folder, name), pages[name]);
  console.log(changed.length > 0 ? `written: ${changed.join(', ')}` : 'nothing has changed');
}
