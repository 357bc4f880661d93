import { Assumed, ASSUME_OPTIONS, assumedBy, assumeHelp, pairs, pathAndOptions, portOf, READ_OPTIONS } from './arguments';
import { PATH_HELP, readHelp } from './command';
import { UnusableInput } from '../model/errors';

/** The arguments of `serve`. */
export interface ServeArguments extends Assumed {
  readonly path: string;
  /** Folders outside of it that may be read. */
  readonly allowed: readonly string[];
  readonly stack?: string;
  readonly distribution?: string;
  readonly port: number;
  /** URLs of real servers, and folders, by the name of the origin that they replace. */
  readonly origins: ReadonlyMap<string, string>;
  /** Host names to accept, besides those of this machine and of the distribution. */
  readonly hosts: readonly string[];
}

export const SERVE_HELP = `Usage: cdk-failover serve PATH [options]

Serves a distribution on this machine, and reloads it after each synthesis. Prints one line per request to stdout. Origins without
--origin return scripted responses: 200 with the name of the origin, until you change it.

${PATH_HELP}
  --stack NAME            the distribution's stack, when there are several
  --distribution ID       logical id or construct path of the distribution, when there are several
  --port N                the port, 8080 by default; 0 for any free port
  --origin NAME=URL       a real server for an origin; NAME is primary, secondary, its id or its domain name; repeatable
  --origin NAME=FOLDER    the files of a folder, answered as a private S3 bucket does: an object for its exact key, no index; what is
                          missing is a 404 if the template lets CloudFront list the bucket, and a 403 otherwise
  --allow-host NAME       a Host name to accept, such as www.example.com or *.example.com; repeatable. localhost,
                          *.cloudfront.net and the distribution's alternate domain names are always accepted
${assumeHelp(24)}
${readHelp(24)}
  --help                  show this text
`;

/** @throws UnusableInput */
export function serveArguments(args: string[]): ServeArguments {
  const { path, values } = pathAndOptions('serve', args, {
    ...READ_OPTIONS,
    'stack': { type: 'string' },
    'distribution': { type: 'string' },
    'port': { type: 'string', default: '8080' },
    'origin': { type: 'string', multiple: true, default: [] },
    'allow-host': { type: 'string', multiple: true, default: [] },
    ...ASSUME_OPTIONS,
  });
  return {
    path,
    allowed: values['allow-folder'],
    stack: values.stack,
    distribution: values.distribution,
    port: portOf(values.port),
    hosts: values['allow-host'].map(hostName),
    origins: pairs('--origin', values.origin, 'primary=http://localhost:3000'),
    ...assumedBy(values),
  };
}

function hostName(text: string): string {
  if (/^(\*\.)?[\w-]+(\.[\w-]+)*$/.test(text)) return text.toLowerCase();
  throw new UnusableInput(
    `--allow-host ${JSON.stringify(text)}: not a host name. Allowed: letters, digits, - and dots, without protocol and port. Write it ` +
      'like --allow-host www.example.com.',
  );
}
