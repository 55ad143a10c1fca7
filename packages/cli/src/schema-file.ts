import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './write-file.ts';

const FOLDER = '.bowerbird';

/** Writes the JSON Schema of the rc file to where rc files point to. @returns its path from the folder of the rc file */
export async function writeSchema(base: string, schema: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = join(base, FOLDER);
  await mkdir(folder, { recursive: true });
  // What is in there is made by programs: it keeps itself out of version control.
  await writeFile(join(folder, '.gitignore'), '*\n');
  await writeWhole(join(folder, 'rc.schema.json'), `${JSON.stringify(schema, undefined, 2)}\n`);
  return `${FOLDER}/rc.schema.json`;
}
