// Configurations in which a careless plugin has the word, and the commands that are driven in each.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LEAKS, UNSAYABLE } from './leaks.mjs';
import { DISCOVERED } from './leaky.mjs';
import { STATIC, WRONG_OPTIONS } from './static.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const LEAKY = here('./leaky.mjs');
const SINKS = ['markdown', 'jsonl'];
const WIDE = { concurrency: 200, batchSize: 50 };

// What is thrown where the place counts more than the form.
const FEW = ['message', 'cause', 'object-field-name'];
const SOME = [...FEW, 'hint', 'string', 'aggregate-without-message', 'forged-error'];
const STRAYS = [
  ...SOME,
  'message-that-is-an-object',
  'object-to-string',
  'class-name',
  'name',
  'stack',
  'properties',
];

const OTHER_STAGES = [
  ['transform', 'log'],
  ['transform', 'invalid'],
  ['transform', 'slow'],
  ['sink', 'location'],
  ['sink', 'ids-value'],
  ['made', 'stop'],
];

const logged = ['run', '--log', 'json', '--verbose'];
const DEBUG = { BOWERBIRD_DEBUG: '1' };

/** Everything that a command shows of what was collected. */
const SHOWN = [
  ['plan'],
  ['plan', '--json'],
  ['plan', '--items'],
  ['plan', '--json', '--refresh'],
  ['cache', 'ls'],
  ['cache', 'ls', '--json'],
  ['cache', 'stats'],
  ['cache', 'stats', '--json'],
  ['cache', 'verify'],
  ['plugins'],
  ['plugins', '--json'],
  ['schema'],
];

const given = (names, reference) => Object.fromEntries(names.map((name) => [name, reference(name)]));

/** Ways of collectors, in two rounds: what was there may be gone in the second. */
function collecting({ reference, server }, name, leaks, ways) {
  const use = [{ collector: 'leaky', options: { server, secrets: given(leaks, reference) } }];
  const secrets = given(
    ways.map((way) => `discover-${way}`),
    reference,
  );
  const finder = [{ collector: 'leaky-finder', options: { server, secrets } }];
  const isLater = (leak) => leak.startsWith('later-');
  const isMoved = (way) => way.startsWith('moved-');
  const pipelines = {
    leaks: {
      use,
      sources: leaks.filter((leak) => !isLater(leak)).map((leak) => ({ leak })),
      cache: { negativeTtl: '1h' },
    },
    later: {
      use,
      sources: leaks.filter(isLater).map((leak) => ({ leak })),
      cache: { ttl: '0s', grace: '7d' },
    },
    finds: { use: finder, sources: ways.filter((way) => !isMoved(way)).map((way) => ({ found: way })) },
    moved: { use: finder, sources: ways.filter(isMoved).map((way) => ({ found: way })) },
  };
  const typed = leaks.map((leak) => `https://leaky.example/${leak}`);
  const again = { BB_ROUND: '2' };
  return {
    name,
    rc: {
      plugins: [LEAKY],
      sinks: SINKS,
      ...WIDE,
      pipelines: Object.fromEntries(
        Object.entries(pipelines).filter(([, { sources }]) => sources.length > 0),
      ),
    },
    commands: [
      [[...logged, '--summary', 'summary.json']],
      [['run', '--log', 'text'], again],
      [['run'], again],
      [['run', '-q', '--refresh', '--summary', 'summary.json'], { ...again, ...DEBUG }],
      [['run', '--offline'], again],
      [['run', '--no-cache', ...logged.slice(1)], again],
      ...SHOWN.map((args) => [args, again]),
      [['collect', ...typed], again],
      [['collect', '--json', '--refresh', ...typed], again],
      [['cache', 'invalidate', '--collector', 'leaky'], again],
      [['cache', 'warm'], again],
      [['cache', 'warm', '--log', 'json', '--verbose'], again],
      [['cache', 'prune', '--dry-run'], again],
    ],
    getsAnswers: true,
  };
}

/** What is made for a pipeline: it fails to be made, to work, and to be closed. */
function stages({ reference }, sceneName, ways, others) {
  const cases = [
    ...['create', 'transform', 'close'].flatMap((at) => ways.map((way) => ['transform', at, way])),
    ...['create', 'write', 'ids', 'remove', 'close'].flatMap((at) => ways.map((way) => ['sink', at, way])),
    ...['create', 'close'].flatMap((at) => ways.map((way) => ['made', at, way])),
    ...others.map(([what, at]) => [what, at, 'message']),
  ];
  const pipelines = cases.map(([what, at, way]) => {
    const name = `${what}-${at}-${way}`;
    const options = { name, at, way, secret: reference(name) };
    const fine = { collector: 'leaky-made', options: { at: `for ${name}`, way } };
    const pipeline = {
      use: [what === 'made' ? { collector: 'leaky-made', options } : fine],
      sources: [{ for: name }],
      ...(what === 'transform' && { transforms: [{ use: 'leaky-transform', options }], timeout: '500ms' }),
      sinks: what === 'sink' ? [{ use: 'leaky-sink', options }] : SINKS,
    };
    return [name, pipeline];
  });
  return {
    name: sceneName,
    rc: { plugins: [LEAKY], pipelines: Object.fromEntries(pipelines) },
    commands: [
      [[...logged, '--prune', '--summary', 'summary.json']],
      [['run', '--prune']],
      [['run', '--prune', '-q'], DEBUG],
      ...SHOWN.map((args) => [args]),
    ],
  };
}

/** Options that are wrong, and definitions that fail at what is static. */
function options({ reference }) {
  const wrong = WRONG_OPTIONS.map((way) => {
    const name = `options-${way}`;
    const use = [{ collector: 'leaky-options', options: { name, way, secret: reference(name) } }];
    return [name, { use, sources: [{ a: 1 }] }];
  });
  const statics = STATIC.map((way) => {
    const name = `static-${way}`;
    const use = [{ collector: `leaky-${way}`, options: { way, secret: reference(name) } }];
    return [name, { use, sources: way === 'accepts' ? ['https://leaky.example/'] : [{ a: 1 }] }];
  });
  const right = ['static-identify', 'static-identify-value', 'static-identify-field-name'];
  return {
    name: 'options',
    rc: {
      plugins: [here('./static.mjs')],
      sinks: SINKS,
      pipelines: Object.fromEntries([...wrong, ...statics]),
    },
    commands: [
      [['run']],
      [logged],
      [['run'], DEBUG],
      [['collect', 'https://leaky.example/', 'https://other.example/']],
      [[...logged, ...right]],
      [['run', ...right]],
      ...SHOWN.map((args) => [args]),
      ...right.map((name) => [['plan', '--json', name]]),
    ],
  };
}

/** One thing of the whole configuration that fails: a configuration for each. */
function whole({ reference }, kind, at, way) {
  const name = `${kind}-${at}-${way}`;
  const use = `leaky-${kind}`;
  const options = { name, at, way, secret: reference(name) };
  const collector =
    kind === 'stray' ? { collector: use, options } : { collector: 'leaky-made', options: { at: '' } };
  const cache = { store: { store: { use, options } }, keys: { keys: { use, options } } }[kind];
  const commands = {
    stray: [[['run']], [['run', '--log', 'json', '--verbose'], DEBUG]],
    store: [
      [logged],
      [['run'], DEBUG],
      [['plan', '--json']],
      [['cache', 'ls']],
      [['cache', 'stats']],
      [['cache', 'clear', '--yes']],
    ],
    keys: [[logged], [['run'], DEBUG], [['plan', '--json']], [['cache', 'ls', '--json']]],
  }[kind];
  return {
    name,
    rc: {
      plugins: [LEAKY],
      sinks: SINKS,
      ...(cache && { cache }),
      pipelines: { p: { use: [collector], sources: [{ a: 1 }, { a: 2 }] } },
    },
    commands,
  };
}

/** A plugin that fails while it is loaded, with a secret that it has from the environment and others have from their options. */
function loading({ reference, variableOf }, way) {
  const name = `load-${way}`;
  const secret = reference(name);
  const env = { BB_LOAD: variableOf(name), BB_LOAD_WAY: way };
  const use = [{ collector: 'leaky-made', options: { at: '', secret } }];
  return {
    name,
    rc: {
      plugins: [LEAKY, here('./loading.mjs')],
      sinks: SINKS,
      pipelines: { p: { use, sources: [{ a: 1 }] } },
    },
    commands: [
      [['run'], env],
      [logged, env],
      [['plugins'], env],
      [['plugins', '--json'], env],
      [['plan'], env],
    ],
  };
}

/** All scenes. @param context `reference(name)` makes a secret and gives what an rc file says for it */
export function scenesOf(context) {
  const { true: unsayable, false: sayable } = Object.groupBy(Object.keys(LEAKS), (name) =>
    UNSAYABLE.test(name),
  );
  const each = (kind, places, ways) =>
    places.flatMap((at) => ways.map((way) => whole(context, kind, at, way)));
  return [
    collecting(context, 'collecting', sayable, DISCOVERED),
    collecting(context, 'unsayable', unsayable, []),
    stages(context, 'stages', SOME, OTHER_STAGES),
    stages(context, 'unsayable-stages', ['message-that-is-an-object'], []),
    options(context),
    ...each('store', ['create', 'read', 'write', 'scan', 'close'], FEW),
    ...each('keys', ['create', 'key'], FEW),
    ...each('keys', ['value'], ['message']),
    ...each('stray', ['exception', 'after'], STRAYS),
    ...each('stray', ['rejection'], FEW),
    ...[...FEW, 'string', 'summary', 'schema'].map((way) => loading(context, way)),
  ];
}

/** Puts the files in a folder that a scene reads. */
export function furnish(folder, secretOf) {
  mkdirSync(join(folder, 'inputs'), { recursive: true });
  writeFileSync(join(folder, 'inputs', `${encodeURIComponent(secretOf('digest-of-a-file'))}.txt`), 'A text.');
}
