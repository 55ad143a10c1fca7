import type { Check, CheckStatus, Diagnosis } from '@bowerbird/runner';
import { cleanLine, cleanText, count } from './format.ts';
import type { Style } from './style.ts';

type Paint = (text: string) => string;

/** A line for each check, with what there is to say and to do about it below, and how many are not right. */
export function renderDiagnosis(version: string, { checks }: Diagnosis, style: Style): string {
  const paints: Readonly<Partial<Record<CheckStatus, Paint>>> = {
    problem: style.red,
    warning: style.yellow,
    info: style.dim,
    skipped: style.dim,
  };
  const width = Math.max(...checks.map(({ name }) => cleanLine(name).length));
  const lines = checks.map((check) => {
    const paint = paints[check.status] ?? ((text) => text);
    return renderCheck(check, paint, width);
  });
  return `bowerbird ${version}\n\n${lines.join('')}\n${verdict(checks)}\n`;
}

const LONGEST_STATUS = 'problem'.length;
const GAP = '  ';

function renderCheck({ name, status, message, details = [], hint }: Check, paint: Paint, width: number) {
  const left = [status.padEnd(LONGEST_STATUS), cleanLine(name).padEnd(width), ''].join(GAP);
  const indentation = ' '.repeat(left.length);
  const below = [
    ...details.flatMap((detail) => cleanText(detail).split('\n')),
    ...(hint === undefined ? [] : [`→ ${cleanLine(hint)}`]),
  ];
  const first = `${paint(status)}${left.slice(status.length)}${cleanLine(message)}\n`;
  return first + below.map((line) => `${indentation}${line}\n`).join('');
}

function verdict(checks: readonly Check[]): string {
  const amount = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  const [problems, warnings] = [amount('problem'), amount('warning')];
  if (problems + warnings === 0) return 'Everything is in order.';
  const counts = [
    ...(problems > 0 ? [count(problems, 'problem')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  return `${counts.join(', ')}.`;
}
