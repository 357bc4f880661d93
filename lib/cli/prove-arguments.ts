import { parsedArguments, wholeNumber } from './arguments';
import { UnusableInput } from '../model/errors';

/** The arguments of `prove`. */
export interface ProveArguments {
  readonly url: string;
  readonly state: string;
  readonly json?: string;
  readonly markdown?: string;
  readonly junit?: string;
  /** Whether to begin without asking. */
  readonly yes: boolean;
  /** Whether to write the estimate only. */
  readonly estimate: boolean;
  readonly concurrency: number;
  readonly maxRequests: number;
}

export const PROVE_HELP = `Usage: cdk-failover prove URL [options]

Asks a live distribution what AWS does not document about failover, and what the local edge therefore assumes. URL is the output Url of the
stack in examples/prove: any other distribution is refused. It needs no credentials and changes nothing. Nobody has run it on AWS yet.

Every situation is asked until one answer leads by two. First it prints how long that takes and what it costs at most.

  --yes                 begin without asking for confirmation
  --estimate            print the estimate, and send nothing
  --json FILE           write the report, with all evidence; --assume-from of serve and matrix reads it
  --markdown FILE       write the report for people
  --junit FILE          write the report for CI systems
  --state FILE          where progress is kept, prove-state.json by default. Run the same command again to resume
  --concurrency N       situations at a time, 1 to 8; 4 by default
  --max-requests N      stop after so many requests, 1 to 5000; 1500 by default
  --help                show this text

Exit code: 0 when everything was as the local edge does under some setting of its assumptions, 1 when something was not or did not finish,
2 when URL or a file cannot be used.
`;

/** @throws UnusableInput */
export function proveArguments(args: string[]): ProveArguments {
  const { positionals, values } = parsedArguments('prove', args, {
    'state': { type: 'string', default: 'prove-state.json' },
    'json': { type: 'string' },
    'markdown': { type: 'string' },
    'junit': { type: 'string' },
    'yes': { type: 'boolean', default: false },
    'estimate': { type: 'boolean', default: false },
    'concurrency': { type: 'string', default: '4' },
    'max-requests': { type: 'string', default: '1500' },
  });
  const [url] = positionals;
  if (url === undefined || positionals.length > 1) {
    throw new UnusableInput('pass one URL: the output Url of the stack in examples/prove. Try cdk-failover prove --help.');
  }
  const { concurrency, 'max-requests': maxRequests, ...rest } = values;
  return {
    ...rest,
    url,
    concurrency: wholeNumber('--concurrency', concurrency, 1, 8),
    maxRequests: wholeNumber('--max-requests', maxRequests, 1, 5000),
  };
}
