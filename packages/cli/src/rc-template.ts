/** A first rc file, as YAML: one pipeline, `pages`. Without sources it holds an example that works. */
export async function rcTemplate(sources: readonly string[]): Promise<string> {
  const { stringify } = await import('./yaml.ts');
  const list =
    sources.length > 0
      ? sources.map((source) => `      - ${stringify(source, { lineWidth: 0 }).trim()}`)
      : [EXAMPLE];
  return `${HEAD}${list.join('\n')}\n`;
}

const EXAMPLE = `      - https://example.com   # an example: put your own addresses and files here`;

const HEAD = `# yaml-language-server: $schema=.bowerbird/rc.schema.json
#
# What Bowerbird collects: \`bowerbird plan\` shows what a run would do, \`bowerbird run\` does it.

# Where documents go: a Markdown file for each, in corpus/<pipeline>/. \`jsonl\` writes a line for each, for programs.
sinks: [{ use: markdown, options: { path: corpus } }]

# When sources are compared with their originals again. \`bowerbird run --refresh\` compares now.
cache: { ttl: 7d }

pipelines:
  pages:
    # Addresses, files, patterns (./pages/*.html), and lists ({ list: pages.txt }, one source on each line).
    # Paths start from this file.
    sources:
`;
