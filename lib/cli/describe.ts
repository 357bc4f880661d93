import { onlyPath } from './arguments';
import { Streams } from './command';
import { Assembly } from '../model/assembly';
import { describe } from '../report/describe';

export function describeCommand(args: string[], { stdout }: Streams): number {
  stdout.write(describe(Assembly.read(onlyPath(args))));
  return 0;
}
