// Stands in for whisper-cli of whisper.cpp 1.8: its options, and the file that --output-json-full writes. FAKE_WHISPER names a file with the words that it hears.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const VALUED = ['model', 'file', 'language', 'output-file', 'threads', 'prompt'];
const PLAIN = ['output-json-full', 'no-prints'];
const options = {};
const args = process.argv.slice(2);
for (let index = 0; index < args.length; index++) {
  const name = args[index].replace(/^--/, '');
  if (VALUED.includes(name)) options[name] = args[++index];
  else if (PLAIN.includes(name)) options[name] = true;
  else {
    console.error(`error: unknown argument: ${args[index]}`);
    process.exit(1);
  }
}
if (!existsSync(options.model)) {
  console.error(
    `whisper_init_from_file_with_params_no_state: failed to open '${options.model}'\nerror: failed to initialize whisper context`,
  );
  process.exit(3);
}
const wav = readFileSync(options.file);
if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.readUInt32LE(24) !== 16_000) {
  console.error(`error: failed to read audio file '${options.file}'`);
  process.exit(0);
}
const words = readFileSync(process.env.FAKE_WHISPER, 'utf8').trim().split(/\s+/);
const step = Math.floor((wav.length - 44) / 32 / words.length);
const time = (ms) => `${new Date(ms).toISOString().slice(11, 23).replace('.', ',')}`;
const token = (text, from, to, id) => ({
  text,
  timestamps: { from: time(from), to: time(to) },
  offsets: { from, to },
  id,
  p: 0.9,
  t_dtw: -1,
});
const sentences = words
  .join(' ')
  .match(/[^.]+\.?/g)
  .map((sentence) => sentence.trim().split(' '));
let at = 0;
const transcription = sentences.map((sentence) => {
  const from = at * step;
  const tokens = sentence.map((word, index) =>
    token(` ${word}`, (at + index) * step, (at + index + 1) * step, 100 + index),
  );
  at += sentence.length;
  const to = at * step;
  return {
    timestamps: { from: time(from), to: time(to) },
    offsets: { from, to },
    text: ` ${sentence.join(' ')}`,
    tokens: [token('[_BEG_]', from, from, 50_364), ...tokens, token(`[_TT_${at}]`, to, to, 50_400)],
  };
});
writeFileSync(
  `${options['output-file']}.json`,
  JSON.stringify({
    systeminfo: 'AVX = 1',
    model: { type: 'base' },
    params: { model: options.model, language: options.language },
    result: { language: options.language === 'auto' ? 'en' : options.language },
    transcription,
  }),
);
