import { missingCorpora, realDocuments } from './documents.mjs';

/** A worker of the plugin, as it is built. */
export const workerOf = async (name) => (await import(`../../plugins/text/dist/${name}-worker.js`)).default;

let documents;

/** A section over the real documents; without them it says so. */
export function overDocuments(title, section) {
  return async (given) => {
    const missing = missingCorpora();
    if (missing) return { title, text: `nothing measured: ${missing}`, figures: {} };
    documents ??= await realDocuments();
    return { title, ...(await section(documents, given)) };
  };
}

/** Milliseconds of the processor that some work takes. */
export async function cpuOf(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export const megabytes = (documents) =>
  documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
