import { expect, test } from 'vitest';
import { createRegistry } from '../plugins/registry.ts';
import { PLUGINS } from './__fixtures__/definitions.ts';
import { folder } from './__fixtures__/folder.ts';
import { checkConfig } from './check.ts';
import { loadConfig } from './load.ts';
import { formatProblems } from './problems.ts';

interface Mistake {
  readonly title: string;
  readonly rc: string;
  /** What a user sees. */
  readonly message: string;
}

// The folder holds talk.mkv, page.html, list.mbox, talks.txt and a folder; the variables KEY and SHORT are set.
const MISTAKES: readonly Mistake[] = [
  {
    title: 'a collector that nobody has',
    rc: `
pipelines:
  talks: { use: [caption], sources: ["https://youtu.be/aaaaaaaaaaa"] }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0]
    no collector is called "caption"; did you mean "captions" (from @bowerbird/plugin-video)?`,
  },
  {
    title: 'the example of the design: a typo and a key that is not set',
    rc: `
pipelines:
  talks:
    use: [caption, { collector: transcribe, options: { apiKey: "\${env:TRANSCRIBE_KEY}" } }]
    sources: ["https://youtu.be/aaaaaaaaaaa"]
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.talks.use[0]
    no collector is called "caption"; did you mean "captions" (from @bowerbird/plugin-video)?

  pipelines.talks.use[1].options.apiKey
    expected a string, but the variable TRANSCRIBE_KEY is not set; set it in the environment or in the .env beside this file`,
  },
  {
    title: 'a collector that resembles none',
    rc: `
pipelines:
  talks: { use: [podcast], sources: ["https://youtu.be/aaaaaaaaaaa"] }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0]
    no collector is called "podcast"; there are captions, transcribe, assemblyai, web and mail`,
  },
  {
    title: 'a sink in place of a collector',
    rc: `
pipelines:
  talks: { use: [markdown], sources: ["https://youtu.be/aaaaaaaaaaa"] }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0]
    "markdown" is a sink and no collector`,
  },
  {
    title: 'one name in place of a list',
    rc: `
pipelines:
  talks: { use: captions, sources: "https://youtu.be/aaaaaaaaaaa" }
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.talks.use
    expected a list, such as ["web"], received "captions"

  pipelines.talks.sources
    expected a list, such as ["https://example.org/", "./pages/*.html"], received "https://youtu.be/aaaaaaaaaaa"`,
  },
  {
    title: 'the wrong word for the name of a collector',
    rc: `
pipelines:
  pages: { use: [{ use: web }], sources: ["./page.html"] }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.pages.use[0].use
    there is no such field; there are collector and options`,
  },
  {
    title: 'a budget that limits nothing, or is no amount',
    rc: `
budget:
  run: 5
  day: "3 euro"
  week: 9 usd
  providers: { asemblyai: 5 usd }
  pipelines: { talks: { run: many } }
pipelines:
  talks: { use: [{ collector: assemblyai, options: { apiKey: x } }], sources: ["./talk.mkv"] }
`,
    message: `.bowerbirdrc.yaml has 5 problems

  budget.week
    there is no such field; there are run, day, providers, pipelines, unknownPrices and onAmbiguous

  budget.run
    expected an amount of US dollars, such as 25 usd, received 5

  budget.day
    expected an amount of US dollars, such as 25 usd, received "3 euro"

  budget.providers.asemblyai
    no provider is called "asemblyai"; did you mean "assemblyai"?

  budget.pipelines.talks.run
    expected an amount of US dollars, such as 25 usd, received "many"`,
  },
  {
    title: 'an option that does not exist, and one of the wrong kind',
    rc: `
pipelines:
  talks:
    use: [{ collector: transcribe, options: { apiKey: "\${env:KEY}", modle: large, server: 7 } }]
    sources: ["./talk.mkv"]
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.talks.use[0].options.server
    expected a string or an object, received 7

  pipelines.talks.use[0].options.modle
    there is no such field; did you mean "model"?`,
  },
  {
    title: 'an option that is none of the choices, beside a secret that is too short',
    rc: `
pipelines:
  talks:
    use: [{ collector: transcribe, options: { apiKey: "\${env:SHORT}", model: larg } }]
    sources: ["./talk.mkv"]
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.talks.use[0].options.apiKey
    expected at least 8 characters, received the value of "\${env:SHORT}"

  pipelines.talks.use[0].options.model
    expected "large" or "small", received "larg"; did you mean "large"?`,
  },
  {
    title: 'a key that was written into the file',
    rc: `
pipelines:
  talks:
    use: [{ collector: transcribe, options: { apiKey: abc } }]
    sources: ["./talk.mkv"]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0].options.apiKey
    expected at least 8 characters, received a text that is not shown`,
  },
  {
    title: 'an option inside an option',
    rc: `
pipelines:
  talks:
    use: [{ collector: transcribe, options: { apiKey: "\${env:KEY}", server: { host: localhost, port: "80" } } }]
    sources: ["./talk.mkv"]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0].options.server.port
    expected a number, received "80"`,
  },
  {
    title: 'an option that is missing',
    rc: `
pipelines:
  talks: { use: [transcribe], sources: ["./talk.mkv"] }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0].options.apiKey
    expected a string, but there is none`,
  },
  {
    title: 'options where there are none',
    rc: `
pipelines:
  mail: { transforms: [{ use: redact, options: { strict: true } }], sources: ["./list.mbox"] }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.mail.transforms[0].options
    the transform "redact" has no options`,
  },
  {
    title: 'a reference without a name',
    rc: `
pipelines:
  talks:
    use: [{ collector: transcribe, options: { apiKey: "\${env:}" } }]
    sources: ["./talk.mkv"]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.talks.use[0].options.apiKey
    expected \${env:NAME} with the name of a variable: letters, digits and "_"`,
  },
  {
    title: 'a secret in a source, and in the fields of requests',
    rc: `
pipelines:
  mail: { with: { people: ["\${env:KEY}"] }, sources: ["./list.mbox", "https://example.org/?key=\${env:KEY}"] }
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.mail.with.people[0]
    a secret may stand in options only: what stands here is written to reports and the cache

  pipelines.mail.sources[1]
    a secret may stand in options only: what stands here is written to reports and the cache`,
  },
  {
    title: 'a transform that nobody has, and one with a bound',
    rc: `
pipelines:
  mail: { transforms: [redcat, { use: chunk, options: { size: 50 } }], sources: ["./list.mbox"] }
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.mail.transforms[0]
    no transform is called "redcat"; did you mean "redact" (from @bowerbird/plugin-files)?

  pipelines.mail.transforms[1].options.size
    expected at least 100, received 50`,
  },
  {
    title: 'a sink that nobody has, for all pipelines: told once',
    rc: `
sinks: [markdwon]
pipelines:
  mail: ["./list.mbox"]
  pages: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  sinks[0]
    no sink is called "markdwon"; did you mean "markdown" (from @bowerbird/plugin-files)?`,
  },
  {
    title: 'a misspelt field of a pipeline and of the top level',
    rc: `
networking: {}
pipelines:
  mail: { sources: ["./list.mbox"], concurency: 5 }
`,
    message: `.bowerbirdrc.yaml has 2 problems

  networking
    there is no such field; did you mean "network"?

  pipelines.mail.concurency
    there is no such field; did you mean "concurrency"?`,
  },
  {
    title: 'numbers out of bounds',
    rc: `
batchSize: 0
pipelines:
  mail: { sources: ["./list.mbox"], concurrency: 2.5 }
  pages: { sources: ["./page.html"], concurrency: 5000 }
`,
    message: `.bowerbirdrc.yaml has 3 problems

  batchSize
    expected a whole number from 1 to 10000, received 0

  pipelines.mail.concurrency
    expected a whole number from 1 to 1000, received 2.5

  pipelines.pages.concurrency
    expected a whole number from 1 to 1000, received 5000`,
  },
  {
    title: 'durations without a unit, out of bounds, and none at all',
    rc: `
timeout: 60
cache: { ttl: 11y }
pipelines:
  mail: { sources: ["./list.mbox"], timeout: 1ms }
  pages: { sources: ["./page.html"], timeout: soon }
`,
    message: `.bowerbirdrc.yaml has 4 problems

  cache.ttl
    expected a duration from 0s to 10y, received "11y"

  timeout
    expected a duration with a unit, such as 60s, received 60

  pipelines.mail.timeout
    expected a duration from 10ms to 24h, received "1ms"

  pipelines.pages.timeout
    expected a duration with a unit, such as 60s, received "soon"`,
  },
  {
    title: 'text for true or false',
    rc: `
pipelines:
  mail: { sources: ["./list.mbox"], continueOnError: "no" }
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.mail.continueOnError
    expected true or false, received "no"`,
  },
  {
    title: 'a size without a unit, and a user agent of two lines',
    rc: `
network: { maxBytes: 1000000, userAgent: "one\\ntwo", allow: all, allowPrivate: ["10.0.0.0/33"], pace: 3 }
pipelines:
  mail: ["./list.mbox"]
`,
    message: `.bowerbirdrc.yaml has 5 problems

  network.allow
    there is no such field; did you mean "allowPrivate"?

  network.allowPrivate[0]
    expected true, or a list of addresses, ranges such as 10.1.0.0/16, and host names, received "10.0.0.0/33"

  network.pace
    expected a duration with a unit, such as 1s, received 3

  network.maxBytes
    expected a size with a unit, such as 50mb, received 1000000

  network.userAgent
    expected a line of plain ASCII text, received "one\\ntwo"`,
  },
  {
    title: 'fields that no collector has',
    rc: `
with: { lang: de }
pipelines:
  talks: { use: [captions], with: { langauge: en }, sources: [{ source: "https://youtu.be/aaaaaaaaaaa", kindd: manual }] }
`,
    message: `.bowerbirdrc.yaml has 3 problems

  with.lang
    no collector used here has such a field; did you mean "language"?

  pipelines.talks.with.langauge
    no collector used here has such a field; did you mean "language"?

  pipelines.talks.sources[0].kindd
    no collector used here has such a field; did you mean "kind"?`,
  },
  {
    title: 'fields of the wrong kind',
    rc: `
pipelines:
  mail: { use: [mail], with: { people: jane@example.org }, sources: ["./list.mbox"] }
  talks: { use: [captions], with: { kind: auto }, sources: [{ list: talks.txt }] }
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.mail.with.people
    expected a list, received "jane@example.org"

  pipelines.talks.with.kind
    expected "manual" or "automatic", received "auto"; did you mean "automatic"?`,
  },
  {
    title: 'a request with a wrong and a missing field',
    rc: `
pipelines:
  pages: { use: [web], sources: [{ url: example }, { ulr: "https://example.org/" }, {}] }
`,
    message: `.bowerbirdrc.yaml has 3 problems

  pipelines.pages.sources[0].url
    expected a URL, received "example"

  pipelines.pages.sources[1].ulr
    no collector used here has such a field; did you mean "url"?

  pipelines.pages.sources[2].url
    expected a string, but there is none`,
  },
  {
    title: 'paths that are not there',
    rc: `
pipelines:
  mail: [./lsit.mbox, ~/mail.mbox, /nowhere/at/all.mbox, example.org/page]
`,
    message: `.bowerbirdrc.yaml has 4 problems

  pipelines.mail[0]
    there is no file or folder "./lsit.mbox"; did you mean "./list.mbox"?

  pipelines.mail[1]
    there is no file or folder "~/mail.mbox"; "~" is not expanded here, write the whole path

  pipelines.mail[2]
    there is no file or folder "/nowhere/at/all.mbox"

  pipelines.mail[3]
    there is no file or folder "example.org/page"; did you mean "https://example.org/page"?`,
  },
  {
    title: 'a list that is not there, and one that is a folder',
    rc: `
pipelines:
  pages: [{ list: talk.txt }, { list: folder }]
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.pages[0].list
    there is no file or folder "talk.txt"; did you mean "talks.txt"?

  pipelines.pages[1].list
    expected a file with one source a line, and "folder" is a folder`,
  },
  {
    title: 'a pattern that matches nothing, and one that matches nothing of use',
    rc: `
pipelines:
  pages: { use: [web], sources: ["./*.htm", "./*.mkv"] }
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.pages.sources[0]
    no file matches "./*.htm"; patterns start at <folder>

  pipelines.pages.sources[1]
    no collector of this pipeline accepts "talk.mkv"; web is for: Web pages and local HTML files`,
  },
  {
    title: 'addresses that are none',
    rc: `
pipelines:
  pages: ["ftp://example.org/file", "https://", "http//example.org"]
`,
    message: `.bowerbirdrc.yaml has 3 problems

  pipelines.pages[0]
    ftp://example.org/file: ftp: is not supported. Sources are http: and https: addresses, paths and globs.

  pipelines.pages[1]
    https:// is no URL. Sources are http: and https: addresses, paths and globs.

  pipelines.pages[2]
    there is no file or folder "http//example.org"; did you mean "http://example.org"?`,
  },
  {
    title: 'a source that no collector of the pipeline accepts',
    rc: `
pipelines:
  pages: { use: [web], sources: [./list.mbox] }
  talks: ["./talk.mkv"]
`,
    message: `.bowerbirdrc.yaml has 2 problems

  pipelines.pages.sources[0]
    no collector of this pipeline accepts "./list.mbox", but "mail" does; add it to "use"

  pipelines.talks[0]
    no free collector accepts "./talk.mkv"; captions is for: Captions of videos; web is for: Web pages and local HTML files; mail is for: Threads of mailboxes`,
  },
  {
    title: 'sources that are no sources',
    rc: `
pipelines:
  pages: [7, { source: "./page.html", list: talks.txt }, { source: 7 }, ""]
`,
    message: `.bowerbirdrc.yaml has 4 problems

  pipelines.pages[0]
    expected a URL, a path, a glob, { source: … }, { list: FILE } or an object with the fields of a request, received 7

  pipelines.pages[1]
    expected "source" or "list", and it has both

  pipelines.pages[2].source
    expected a text, received 7

  pipelines.pages[3]
    expected a URL, a path, a glob, { source: … }, { list: FILE } or an object with the fields of a request, received ""`,
  },
  {
    title: 'a pipeline without sources, and one that is no pipeline',
    rc: `
pipelines:
  mail: { use: [mail] }
  none: { sources: [] }
  pages: "./page.html"
  nothing:
`,
    message: `.bowerbirdrc.yaml has 4 problems

  pipelines.mail.sources
    expected a list of sources, such as ["https://example.org/", "./pages/*.html"], but there is none

  pipelines.none.sources
    expected at least one source, such as ["https://example.org/", "./pages/*.html"], received []

  pipelines.pages
    expected a list of sources, such as ["https://example.org/", "./pages/*.html"], or an object with "sources", received "./page.html"

  pipelines.nothing
    expected a list of sources, such as ["https://example.org/", "./pages/*.html"], or an object with "sources", received null`,
  },
  {
    title: 'no pipelines',
    rc: `
concurrency: 5
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines
    expected at least one pipeline, such as { pages: ["https://example.org/", "./pages/*.html"] }, but there is none`,
  },
  {
    title: 'pipelines as a list',
    rc: `
pipelines: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines
    expected pipelines by name, such as { pages: ["https://example.org/", "./pages/*.html"] }, received ["./page.html"]`,
  },
  {
    title: 'names that are no folder names',
    rc: `
pipelines:
  nul: ["./page.html"]
  a/b: ["./page.html"]
  .hidden: ["./page.html"]
  Mail: ["./list.mbox"]
  mail: ["./list.mbox"]
  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 5 problems

  pipelines.nul
    "nul" is no folder name on Windows; take another

  pipelines["a/b"]
    a name becomes a folder, and no folder may have "/" in its name

  pipelines[".hidden"]
    a name becomes a folder: it must not begin with a dot or a space, nor end with one

  pipelines.mail
    the pipeline "Mail" has the same name but for case, and both name a folder; give one another name

  pipelines.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    a name has at most 64 characters, this has 72`,
  },
  {
    title: 'a cache store that nobody has, and a module that is not installed',
    rc: `
cache: { store: { keyv: "@keyv/nowhere" }, keys: md5, namespace: "a b", directory: "" }
pipelines:
  pages: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 4 problems

  cache.directory
    expected the path of a folder, received ""

  cache.store.keyv
    "@keyv/nowhere" cannot be used: it is not installed (looked from <folder>). Run: npm install @keyv/nowhere

  cache.keys
    no key generator is called "md5"; there is only sha256

  cache.namespace
    expected a name of letters, digits, ".", "_" and "-", of at most 64 characters, received "a b"`,
  },
  {
    title: 'a store that is misspelt, with a collector that is, too',
    rc: `
cache: { store: sqlit, collectors: { wbe: { ttl: 1d }, mail: { tll: 1d } } }
pipelines:
  pages: { sources: ["./page.html"], cache: { store: sqlite, ttl: 5 } }
`,
    message: `.bowerbirdrc.yaml has 5 problems

  cache.collectors.wbe
    no collector is called "wbe"; did you mean "web" (from @bowerbird/plugin-web)?

  cache.collectors.mail.tll
    there is no such field; did you mean "ttl"?

  cache.store
    no cache store is called "sqlit"; did you mean "sqlite" (from @bowerbird/cache)?

  pipelines.pages.cache.store
    belongs to the cache at the top level: all pipelines share one

  pipelines.pages.cache.ttl
    expected a duration with a unit, such as 7d, received 5`,
  },
  {
    title: 'a list of stores in which one comes twice, one is not there, and one is no store',
    rc: `
cache: { store: [sqlite, { keyv: "@keyv/nowhere" }, [sqlite], sqlite] }
pipelines:
  pages: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 3 problems

  cache.store[1].keyv
    "@keyv/nowhere" cannot be used: it is not installed (looked from <folder>). Run: npm install @keyv/nowhere

  cache.store[2]
    expected a name or { use, options }, received ["sqlite"]

  cache.store[3]
    this is the store of cache.store[0] again; leave one of them out`,
  },
  {
    title: 'a policy in which nothing is right',
    rc: `
cache: { grace: 7, negativTtl: 1h, jitter: 10%, tags: docs, collectors: { web: { jitter: 2, tags: ["a b"], grace: 11y } } }
pipelines:
  pages: { sources: ["./page.html"], cache: { negativeTtl: an hour } }
`,
    message: `.bowerbirdrc.yaml has 8 problems

  cache.negativTtl
    there is no such field; did you mean "negativeTtl"?

  cache.grace
    expected a duration with a unit, such as 7d, received 7

  cache.jitter
    expected a number from 0 to 1, such as 0.1, received "10%"

  cache.tags
    expected a list, received "docs"

  cache.collectors.web.grace
    expected a duration from 0s to 10y, received "11y"

  cache.collectors.web.jitter
    expected a number from 0 to 1, such as 0.1, received 2

  cache.collectors.web.tags[0]
    expected a name of letters, digits, ".", "_" and "-", of at most 64 characters, received "a b"

  pipelines.pages.cache.negativeTtl
    expected a duration with a unit, such as 1h, received "an hour"`,
  },
  {
    title: 'a list of stores without a store',
    rc: `
cache: { store: [] }
pipelines:
  pages: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  cache.store
    expected at least one store, such as [memory, sqlite], received []; leave it out for sqlite`,
  },
  {
    title: 'plugins and extends that are no names',
    rc: `
extends: [./base.yaml, 7]
plugins: bowerbird-plugin-podcast
pipelines:
  pages: ["./page.html"]
`,
    message: `.bowerbirdrc.yaml has 3 problems

  extends[0]
    there is no file <folder>/base.yaml. Paths start at the folder of the file that names them.

  extends[1]
    expected a file or a package, received 7

  plugins
    expected a list, such as ["bowerbird-plugin-podcast"], received "bowerbird-plugin-podcast"`,
  },
  {
    title: 'several mistakes at once',
    rc: `
concurrency: many
cache: { ttl: 1 week ago }
pipelines:
  talks:
    use: [captoins, { collector: transcribe, options: { apiKey: "\${env:TRANSCRIBE_KEY}" } }]
    timout: 5s
    sources: [./talk.mk, { list: talks.txt }]
  mail:
    with: { poeple: [jane@example.org] }
    transforms: [redact, { use: chunk }]
    sources: [./list.mbox]
`,
    message: `.bowerbirdrc.yaml has 8 problems

  cache.ttl
    expected a duration with a unit, such as 7d, received "1 week ago"

  concurrency
    expected a whole number from 1 to 1000, received "many"

  pipelines.talks.timout
    there is no such field; did you mean "timeout"?

  pipelines.talks.use[0]
    no collector is called "captoins"; did you mean "captions" (from @bowerbird/plugin-video)?

  pipelines.talks.use[1].options.apiKey
    expected a string, but the variable TRANSCRIBE_KEY is not set; set it in the environment or in the .env beside this file

  pipelines.talks.sources[0]
    there is no file or folder "./talk.mk"; did you mean "./talk.mkv"?

  pipelines.mail.transforms[1].options.size
    expected a number, but there is none

  pipelines.mail.with.poeple
    no collector used here has such a field; did you mean "people"?`,
  },
  {
    title: 'a field of a request that is no e-mail address, nor a list with items',
    rc: `
pipelines:
  mail: [{ source: ./list.mbox, people: [] }]
`,
    message: `.bowerbirdrc.yaml has 1 problem

  pipelines.mail[0].people
    expected at least 1 item, received []`,
  },
  {
    title: 'a key of the wrong kind for everything',
    rc: `
use: 7
with: [en]
sinks: { use: markdown }
cache: yes
network: fast
pipelines:
  mail: ["./list.mbox"]
`,
    message: `.bowerbirdrc.yaml has 5 problems

  cache
    expected an object, received "yes"

  network
    expected an object, received "fast"

  use
    expected a list, such as ["web"], received 7

  with
    expected an object, received ["en"]

  sinks
    expected a list, such as ["markdown"], received {"use":"markdown"}`,
  },
];

test.each(MISTAKES)('$title', async ({ rc, message }) => {
  const cwd = await folder({
    'package.json': '{}',
    '.bowerbirdrc.yaml': rc,
    'talk.mkv': '',
    'page.html': '',
    'list.mbox': '',
    'talks.txt': '',
    'folder/other': '',
  });
  const env = { KEY: 'very-secret', SHORT: 'hush' };
  const { problems } = await checkConfig(await loadConfig({ cwd }), createRegistry(PLUGINS), env);
  const text = formatProblems('.bowerbirdrc.yaml', problems);
  expect(text.replaceAll(cwd, '<folder>')).toBe(message);
  expect(text).not.toMatch(/very-secret|hush/);
});
