import { generateThread, messageDigest, QUOTING, readTurn, toDocuments } from './own.mjs';

/** How much comes out beside what is new, and whether anything new is lost, over generated threads. */
export function generated() {
  for (const quotings of [QUOTING, ...QUOTING.map((one) => [one])]) {
    const counts = { messages: 0, sentences: 0, lost: 0, twice: 0, unique: 0, output: 0, input: 0 };
    for (let seed = 1; seed <= 300; seed++) measure(generateThread(seed, 1 + (seed % 20), quotings), counts);
    const { messages, sentences, lost, twice, unique, output, input } = counts;
    console.log(
      `${(quotings.length > 1 ? 'mixed' : quotings[0]).padEnd(12)} ${messages} messages, ${sentences} sentences: ${lost} lost, ${twice} twice; ` +
        `output ${(output / unique).toFixed(3)} × new text (input ${(input / unique).toFixed(2)} ×)`,
    );
  }
}

function measure(messages, counts) {
  const turns = messages.map(({ source }, index) => {
    const bytes = Buffer.from(source);
    counts.input += bytes.length;
    return readTurn({
      file: 'a.mbox',
      start: index,
      end: index + 1,
      digest: messageDigest(bytes),
      chosen: true,
      bytes,
    });
  });
  const [{ text }] = toDocuments(turns, { key: 'k', split: 'thread', explain: false });
  const folded = text.replaceAll(/\s+/g, ' ');
  counts.messages += messages.length;
  counts.output += text.length;
  for (const sentence of messages.flatMap(({ sentences }) => sentences)) {
    counts.sentences++;
    counts.unique += sentence.length + 1;
    const times = folded.split(sentence).length - 1;
    if (times === 0) counts.lost++;
    if (times > 1) counts.twice++;
  }
}
