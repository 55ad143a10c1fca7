// How the benchmarks of the cache measure: the machine may be shared, so call times are those of the quiet quarter, and what is
// compared is measured in turn, over repeats.

/** The mean of the fastest quarter, in microseconds, of `calls` calls of `call` with what `make` gives. */
export async function quietCall(calls, make, call) {
  const times = [];
  for (let number = 0; number < calls; number++) {
    const given = make();
    const start = process.hrtime.bigint();
    const pending = call(given);
    if (pending instanceof Promise) await pending;
    times.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  times.sort((a, b) => a - b);
  const quiet = times.slice(0, Math.ceil(calls / 4));
  return quiet.reduce((sum, time) => sum + time, 0) / quiet.length;
}

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** At which share of the sorted numbers (0 to 1), by nearest rank. */
export function percentile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** Microseconds of each candidate: the median over repeats in which all of them take their turn. */
export async function compare(candidates, repeats, measureOne) {
  const times = new Map(candidates.map((candidate) => [candidate, []]));
  for (const candidate of candidates) await measureOne(candidate);
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const candidate of candidates) times.get(candidate).push(await measureOne(candidate));
  }
  return new Map([...times].map(([candidate, all]) => [candidate, median(all)]));
}

/** Rows of cells as a Markdown table, numbers to the right. */
export function table([header, ...rows]) {
  const width = header.map((_, column) =>
    Math.max(...[header, ...rows].map((row) => String(row[column]).length)),
  );
  const line = (row) =>
    `| ${row.map((cell, column) => (column === 0 ? String(cell).padEnd(width[column]) : String(cell).padStart(width[column]))).join(' | ')} |`;
  const rule = `|${width.map((size, column) => (column === 0 ? '-'.repeat(size + 2) : `${'-'.repeat(size + 1)}:`)).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}
