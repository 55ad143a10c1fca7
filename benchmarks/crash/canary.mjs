// Whether a secret that options refer to is ever written down: by any command, to any place, whatever a careless plugin does with it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drive, REACHED, textsIn } from './canary/drive.mjs';
import { scenesOf } from './canary/scenes.mjs';
import { openServer } from './canary/server.mjs';
import { ENDINGS, Finder, makeSecret } from './canary/spellings.mjs';
import { SPELLINGS } from './canary/thrown.mjs';

const AT_ONCE = 3;

/** Secrets by name, as variables of the environment. */
class Secrets {
  env = {};
  finder = new Finder();
  #variables = new Map();
  #ending;

  constructor(ending) {
    this.#ending = ending;
  }

  reference(name) {
    if (!this.#variables.has(name)) {
      const variable = `BB_CANARY_${this.#variables.size}`;
      const { core, value } = makeSecret(this.#ending);
      this.#variables.set(name, variable);
      this.env[variable] = value;
      this.finder.add(name, core);
    }
    return `\${env:${this.variableOf(name)}}`;
  }

  variableOf = (name) => this.#variables.get(name);
  secretOf = (name) => this.env[this.variableOf(name)];

  get names() {
    return [...this.#variables.keys()];
  }

  get count() {
    return this.#variables.size;
  }
}

/** Whether finding a secret of this name is no failure of the runner, and why. */
function excuse(name) {
  if (name.startsWith('content-')) return 'the content of documents';
  if (name.startsWith('own-')) return 'written by the plugin itself';
  const spelling = SPELLINGS[name.slice('spelled-'.length)];
  return name.startsWith('spelled-') && !spelling.promised ? 'in a spelling that is not promised' : undefined;
}

/** What all scenes with secrets of one ending came to. */
class Findings {
  commands = 0;
  secrets = 0;
  /** By the name of a secret: with which endings it was found, where, and how it looked. */
  found = new Map();
  reached = new Set();
  broken = [];

  add(name, ending, place, around) {
    const one = this.found.get(name) ?? { places: new Map(), around };
    this.found.set(name, one);
    one.places.set(place, new Set(one.places.get(place)).add(ending));
  }
}

/** Places in words; with the ending of the secret where it was not found with all of them. */
function wordsFor(places) {
  const all = Object.keys(ENDINGS).length;
  return [...places]
    .map(([place, endings]) => (endings.size === all ? place : `${place} (${[...endings]})`))
    .sort()
    .join('; ');
}

/** Runs all scenes with secrets of one ending. */
async function search(folder, ending, server, findings) {
  const secrets = new Secrets(ending);
  const reference = (name) => secrets.reference(name);
  const waiting = scenesOf({ server, reference, variableOf: secrets.variableOf });
  async function lane() {
    for (let scene = waiting.shift(); scene; scene = waiting.shift()) {
      const own = join(folder, scene.name);
      const { commands, broken } = await drive(own, scene, secrets, server);
      findings.commands += commands;
      findings.broken.push(...broken.map((text) => `${scene.name} (${ending}): ${text}`));
      for await (const { place, text } of textsIn(own))
        for (const { name, around } of secrets.finder.in(text)) findings.add(name, ending, place, around);
      const reached = join(own, REACHED);
      const names = existsSync(reached) ? readFileSync(reached, 'utf8').split('\n') : [];
      for (const name of names) findings.reached.add(`${name} (${ending})`);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  findings.secrets += secrets.count;
  return secrets.names.map((name) => `${name} (${ending})`);
}

export async function canary({ folder }) {
  const server = await openServer();
  const findings = new Findings();
  const failures = [];
  for (const ending of Object.keys(ENDINGS)) {
    const names = await search(join(folder, ending), ending, server.url, findings);
    const unreached = names.filter((name) => !findings.reached.has(name));
    failures.push(...unreached.map((name) => `${name} was not tried: no command got there`));
  }
  server.close();
  const excused = new Map();
  for (const [name, { places, around }] of [...findings.found].sort()) {
    const why = excuse(name);
    if (why !== undefined) excused.set(why, [...(excused.get(why) ?? []), name]);
    else failures.push(`${name}: ${wordsFor(places)}\n    …${around}…`);
  }
  const leaks = [...findings.found.keys()].filter((name) => excuse(name) === undefined);
  failures.push(...findings.broken);
  const text = [
    `${findings.secrets} secrets, each given away in one way; ${findings.commands} commands: ${leaks.length} ways are found in what was written`,
    ...[...excused].map(
      ([why, names]) => `found as well, and no failure of the runner, ${why}: ${names.join(', ')}`,
    ),
    `commands that broke at what they were to show: ${findings.broken.length}`,
  ].join('\n');
  const figures = {
    secrets: findings.secrets,
    commands: findings.commands,
    leaks: leaks.length,
    broken: findings.broken.length,
  };
  return { title: 'Secrets', text, figures, failures };
}
