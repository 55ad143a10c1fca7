/** A path of the table that matches, and what stands in the place of its braces. */
export interface Match<Path extends string> {
  readonly path: Path;
  readonly parameter: string;
}

/** Finds the path of a table for the path of a request. One without braces comes before one with them. */
export function createRouter<Path extends string>(
  paths: readonly Path[],
): (pathname: string) => Match<Path> | undefined {
  const exact = new Map(paths.map((path) => [withoutQuery(path), path]));
  const patterns = paths.filter((path) => path.includes('{')).map((path) => ({ path, form: formOf(path) }));
  return (pathname) => {
    const path = exact.get(pathname);
    if (path !== undefined) return { path, parameter: '' };
    for (const { path: pattern, form } of patterns) {
      const found = form.exec(pathname);
      if (found) return { path: pattern, parameter: found[1] ?? '' };
    }
    return undefined;
  };
}

function withoutQuery(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

function formOf(path: string): RegExp {
  const [before = '', after = ''] = withoutQuery(path)
    .split(/\{\w+\}/)
    .map((text) => text.replaceAll('.', '\\.'));
  return new RegExp(`^${before}([^/]+)${after}$`);
}
