import { table } from './render/table.ts';

/** The examples at the end of a command's help: what to type, and what it does. */
export function examples(...rows: readonly (readonly [command: string, what: string])[]): string {
  const indented = rows.map(([command, what]) => [`  ${command}`, what]);
  return `\nExamples:\n${table(indented).trimEnd()}`;
}
