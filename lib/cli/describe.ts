import { pathAndOptions, READ_OPTIONS } from './arguments';
import { LoadedCommand, PATH_HELP, readHelp } from './command';
import { Assembly } from '../model/assembly';
import { describe } from '../report/describe';

const DESCRIBE_HELP = `Usage: cdk-failover describe PATH

Lists every distribution: its origin groups and their members, the behaviors and what they lead to, the functions and where they are
deployed, and the warnings of the synthesis. Nothing is run.

${PATH_HELP}
${readHelp(20)}
  --help              show this text

Exit code: 0, or 2 when PATH cannot be read.
`;

export const describeCommand: LoadedCommand = {
  help: DESCRIBE_HELP,
  run(args, { stdout }) {
    const { path, values } = pathAndOptions('describe', args, READ_OPTIONS);
    stdout.write(describe(Assembly.read(path, values['allow-folder'])));
    return 0;
  },
};
