import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineSink } from '@bowerbird/core';
import video from '@bowerbird/plugin-video';
import { createRunner, inlineConfig } from '@bowerbird/runner';
import { startAssemblyai, startOpenai } from '@bowerbird/testkit';
import { table } from '../shared/measure.mjs';
import { corpus, fold } from './corpora.mjs';
import { readCaptions } from './parts.mjs';

const TITLE = 'Real media: tracks of captions, and speech bought of stand-ins';
// Containers count in frames of sound.
const MOST_OFF_MS = 20;

/** Films with tracks through captions; speech without through both stand-in providers. */
export async function media({ folder }) {
  if (!isThere('ffmpeg'))
    return { title: TITLE, text: 'ffmpeg is not installed: not measured.', figures: {} };
  const films = corpus('video/containers');
  const made = films === undefined && isThere('flite');
  if (films === undefined && !made)
    return { title: TITLE, text: 'No corpora and no flite: not measured.', figures: {} };
  const source = films ?? makeFilms(join(folder, 'made'));
  const failures = [];
  const tracks = await collectTracks(source, folder, failures);
  const bought = await buySpeech(source, folder, failures);
  return {
    title: TITLE,
    text: `${table(tracks)}\n\n${table(bought)}`,
    figures: { films: made ? 'made here' : 'corpora' },
    failures,
  };
}

async function collectTracks(source, folder, failures) {
  const truth = readCaptions(readFileSync(join(source, 'truth.srt'))).cues;
  const rows = [['Film', 'track', 'cues', 'text as spoken', 'furthest off, ms']];
  for (const name of readdirSync(source).filter((each) => /^(?:mov-text|ass-deu|webvtt)/.test(each))) {
    // Nothing beside it: the track inside is meant.
    const place = join(folder, 'tracks', name.replace(/\W/g, '-'));
    mkdirSync(place, { recursive: true });
    copyFileSync(join(source, name), join(place, name));
    const documents = await collected(folder, {
      films: {
        use: ['captions'],
        with: { language: 'en', timestamps: false, subtitles: 'vtt' },
        sources: [join(place, name)],
      },
    });
    const [document] = documents;
    if (document === undefined) {
      failures.push(`${name}: no document`);
      continue;
    }
    const cues = readCaptions(Buffer.from(document.metadata.subtitles)).cues;
    const said = fold(cues.map(({ text }) => text).join(' '));
    const isSame = said === fold(truth.map(({ text }) => text).join(' '));
    const off =
      cues.length === truth.length
        ? Math.max(
            ...cues.flatMap((cue, at) => [
              Math.abs(cue.startMs - truth[at].startMs),
              Math.abs(cue.endMs - truth[at].endMs),
            ]),
          )
        : Number.NaN;
    rows.push([
      name,
      document.metadata.captions.language ?? '?',
      cues.length,
      isSame ? 'all of it' : 'no',
      off,
    ]);
    if (!isSame || !(off <= MOST_OFF_MS)) failures.push(`${name}: text ${isSame}, times off by ${off} ms`);
  }
  return rows;
}

async function buySpeech(source, folder, failures) {
  const speech = corpus('video/speech');
  const files = [
    ...readdirSync(source)
      .filter((name) => name.startsWith('no-captions'))
      .map((name) => join(source, name)),
    ...(speech === undefined
      ? []
      : readdirSync(speech)
          .filter((name) => name.endsWith('.wav'))
          .map((name) => join(speech, name))),
  ];
  const [assemblyai, openai] = [await startAssemblyai({ polls: 1 }), await startOpenai()];
  const rows = [['Provider', 'files', 'documents', 'charges', 'planned at most', 'charged', 'second run']];
  try {
    for (const [collector, provider] of Object.entries({ assemblyai, 'openai-transcription': openai })) {
      const options = {
        apiKey: provider.key,
        baseUrl: provider.url,
        ...(collector === 'assemblyai' && { pollAfterMs: 5 }),
      };
      const pipelines = { talks: { use: ['captions', { collector, options }], sources: files } };
      const home = join(folder, collector);
      const told = {};
      const documents = await collected(home, pipelines, told);
      const charges = provider.charges();
      await collected(home, pipelines);
      const charged = charges.reduce((sum, { cost }) => sum + cost, 0);
      const again = provider.charges().length - charges.length;
      rows.push([
        collector,
        files.length,
        documents.length,
        charges.length,
        `$${told.price.most.toFixed(4)}`,
        `$${charged.toFixed(4)}`,
        `${again} charges`,
      ]);
      if (
        documents.length !== files.length ||
        charges.length !== files.length ||
        again !== 0 ||
        told.price.most < charged
      )
        failures.push(
          `${collector}: ${documents.length} documents, ${charges.length} charges, ${again} more in a second run`,
        );
    }
  } finally {
    await assemblyai.close();
    await openai.close();
  }
  return rows;
}

/** Plans, runs, and gives the documents. */
async function collected(home, pipelines, told = {}) {
  const documents = [];
  const kept = defineSink({
    name: 'kept',
    summary: 'Keeps what is delivered.',
    create: () => ({ write: async (some) => void documents.push(...some), async close() {} }),
  });
  const config = { sinks: ['kept'], network: { allowPrivate: true }, pipelines };
  const runner = await createRunner(inlineConfig({ base: home, config }), {
    definitions: [kept, ...video],
    env: { BOWERBIRD_HOME: join(home, 'home') },
  });
  try {
    if (runner.problems.length > 0) throw new Error(JSON.stringify(runner.problems));
    told.price = (await runner.plan()).price;
    const { failures } = await runner.run({ maxCost: 100 });
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
  } finally {
    await runner.close();
  }
  return documents;
}

/** The same as the corpora have, of what Debian has: a voice of flite, and captions that ffmpeg puts beside it. */
function makeFilms(folder) {
  mkdirSync(folder, { recursive: true });
  const at = (name) => join(folder, name);
  const sentences = [
    'Bowerbirds build a bower of sticks.',
    'Before it they lay out what they have collected.',
    'Each bird keeps to a colour of its own.',
  ];
  execFileSync('flite', ['-voice', 'slt', '-t', sentences.join(' '), '-o', at('speech.wav')]);
  const time = (ms) => new Date(ms).toISOString().slice(11, 23).replace('.', ',');
  const cues = sentences.map(
    (text, index) => `${index + 1}\n${time(index * 2500)} --> ${time(index * 2500 + 2400)}\n${text}\n`,
  );
  writeFileSync(at('truth.srt'), cues.join('\n'));
  const ffmpeg = (...args) => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
  const both = ['-i', at('speech.wav'), '-i', at('truth.srt'), '-metadata:s:s:0', 'language=eng'];
  ffmpeg(...both, '-c:s', 'mov_text', at('mov-text.mp4'));
  ffmpeg(...both, '-c:s', 'webvtt', at('webvtt.webm'));
  ffmpeg('-i', at('speech.wav'), at('no-captions.ogg'));
  return folder;
}

function isThere(program) {
  try {
    execFileSync(program, ['-version'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return error.code !== 'ENOENT';
  }
}
