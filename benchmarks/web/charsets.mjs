import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decode } from '../../plugins/web/src/charset.ts';

/** Names the encoding of every file of the two charset sets and prints which are right. */
export async function readCharsets(corpora) {
  const { load, canon, WEB } = await import(pathToFileURL(join(corpora, 'score/encoding.mjs')).href);
  for (const set of ['html5lib-encoding', 'chardet']) {
    const wrong = [];
    let right = 0;
    let web = 0;
    let webRight = 0;
    for (const { id, enc, file } of load(set, join(corpora, 'web', set))) {
      const found = decode(readFileSync(file), undefined).charset;
      const isRight = canon(found) === canon(enc);
      right += isRight;
      if (!isRight) wrong.push(`${id}: ${enc}, read as ${found}`);
      if (!WEB.has(canon(enc))) continue;
      web++;
      webRight += isRight;
    }
    console.log(`${set} ${right}/${right + wrong.length} right, encodings of the web ${webRight}/${web}`);
    for (const line of wrong) console.log(`  ${line}`);
  }
}
