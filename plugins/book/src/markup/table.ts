/** A table of GitHub-flavoured Markdown. Its first row is its head, since it must have one. */
export function pipeTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) =>
    `| ${cells
      .map((cell) =>
        cell
          .replaceAll('|', '\\|')
          .replace(/\s*\n\s*/g, ' ')
          .trim(),
      )
      .join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...body.map(line)].join('\n');
}
