// What `context.compute` runs for a collector that leaks.
export default function fail({ text, object }) {
  if (text !== undefined) throw new Error(`cannot parse ${text}`, { cause: new Error(text) });
  throw { key: object, [object]: true };
}
