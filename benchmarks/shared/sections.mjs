import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

// More of one section tells nothing more.
const MOST_TOLD = 20;

/**
 * A benchmark of several sections: runs those that the command line names, or all, each in an empty folder of its own. What does not hold
 * (`failures`) is printed, and the exit code is 1.
 * @param sections by name: takes `{ folder, ...counts }`, gives `{ title, text, figures, failures? }`
 * @param counts options of the command line that are whole numbers from 1, by name, with their defaults. Beside them there are
 * `--json FILE` and `--keep`, which leaves the folders behind
 */
export async function runSections(sections, counts = {}) {
  const own = Object.fromEntries(Object.keys(counts).map((name) => [name, { type: 'string' }]));
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'string' }, keep: { type: 'boolean' }, ...own },
  });
  const { json, keep, ...texts } = values;
  const unknown = positionals.find((name) => !(name in sections));
  const wrong = Object.keys(texts).find((name) => !/^[1-9]\d*$/.test(texts[name]));
  if (unknown !== undefined || wrong !== undefined) {
    const known = Object.keys(sections).join(', ');
    console.error(
      unknown
        ? `There is no section "${unknown}". There are: ${known}`
        : `--${wrong} needs a whole number from 1`,
    );
    process.exit(2);
  }
  const given = {
    ...counts,
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Number(text)])),
  };
  const folder = mkdtempSync(join(tmpdir(), 'bowerbird-bench-'));
  const { node, sqlite } = process.versions;
  const figures = { node, sqlite };
  console.log(`Node ${node}, SQLite ${sqlite}${keep ? `, in ${folder}` : ''}`);
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(sections)) {
      const own = join(folder, name);
      mkdirSync(own);
      const result = await sections[name]({ folder: own, ...given });
      figures[name] = result.figures;
      tell(result);
    }
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, undefined, 2)}\n`);
  } finally {
    if (!keep) rmSync(folder, { recursive: true, force: true });
  }
}

function tell({ title, text, failures = [] }) {
  console.log(`\n## ${title}\n\n${text}`);
  for (const failure of failures.slice(0, MOST_TOLD)) console.log(`\nFAILED: ${failure}`);
  if (failures.length > MOST_TOLD) console.log(`\nFAILED: and ${failures.length - MOST_TOLD} more`);
  if (failures.length > 0) process.exitCode = 1;
}
