import { type Command, Option } from 'commander';
import { EXIT, UsageError } from '../exit-codes.ts';
import { addConfigOption } from '../flags.ts';
import { examples } from '../help.ts';
import { interruptible } from '../interruption.ts';
import { type ConfigFlag, refuseConfigFlag } from '../open-runner.ts';
import { renderDiagnosis } from '../render/doctor.ts';
import type { Session } from '../session.ts';

interface DoctorFlags extends ConfigFlag {
  readonly json?: boolean;
  readonly offline?: boolean;
  readonly url?: string;
}

/** `bowerbird doctor` */
export function addDoctor(command: Command, session: Session): void {
  command.description(
    'Looks at Node.js, the rc file, the variables that it names, folders, stores, clock, network and programs, and says what to do about what is not right. Collects nothing. Exits with 1 when something is a problem.',
  );
  addConfigOption(command)
    .addOption(new Option('--url <url>', 'the address to try the network with').conflicts('offline'))
    .option('--offline', 'leave the network out')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        ['bowerbird doctor', 'a line for each thing that was looked at'],
        ['bowerbird doctor --url https://example.org/', 'whether this site can be reached'],
        ['bowerbird doctor --offline --json', 'for programs, without the network'],
      ),
    )
    .action((flags: DoctorFlags) => session.finish(doctor(session, flags)));
}

// What is left behind has so long to end by itself.
const LINGER_MS = 1000;

async function doctor(session: Session, flags: DoctorFlags): Promise<number> {
  refuseUrl(flags.url);
  await refuseConfigFlag(session, flags);
  const code = await interruptible(session, (signal) => look(session, flags, signal));
  if (code === EXIT.done) return code;
  await session.screen.written();
  // A store that does not answer may hold the process by its connection. Where nothing holds it, this timer does not either.
  setTimeout(() => session.io.exit(code), LINGER_MS).unref();
  return code;
}

async function look(session: Session, flags: DoctorFlags, signal: AbortSignal): Promise<number> {
  const { io, screen, plugins, version } = session;
  const { config: file, url, offline } = flags;
  const module = await session.loadRunner();
  const found = await module.doctor({ cwd: io.cwd, file, url, offline, plugins, env: io.env, signal });
  screen.out(
    flags.json
      ? `${JSON.stringify({ version, ...found }, undefined, 2)}\n`
      : renderDiagnosis(version, found, screen.outStyle),
  );
  return found.ok ? EXIT.done : EXIT.failed;
}

function refuseUrl(url: string | undefined): void {
  if (url === undefined || /^https?:$/.test(URL.parse(url)?.protocol ?? '')) return;
  throw new UsageError(`--url ${url}: expected an address, such as https://example.org/`);
}
