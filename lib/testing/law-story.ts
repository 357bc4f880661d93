import { Breach } from './law';

/** What the law finds, for people: each change once, with the codes and methods that it is made for. */
export function lawLines(breaches: readonly Breach[]): string[] {
  if (!breaches.length) return ['Expected a function that changes what the primary answers with a failover status code, and there is none.'];
  return [
    'A response of the primary whose status is a failover status code has to pass the origin-response function untouched,',
    'or CloudFront may not ask the secondary. These do not:',
    '',
    ...[...rowsOf(breaches)].flatMap(({ distribution, behavior, codes, methods, changes }) => [
      `  ${distribution}, behavior ${behavior}: ${[...codes].join(', ')} to ${[...methods].join(', ')}`,
      ...changes.map(change => `    ${change}`),
    ]),
    '',
    "Use FailoverDistribution, or wrap the function's handler in failoverAware from cdk-failover-distribution/edge.",
  ];
}

interface Row extends Pick<Breach, 'distribution' | 'behavior' | 'changes'> {
  readonly codes: Set<number>;
  readonly methods: Set<string>;
}

function rowsOf(breaches: readonly Breach[]): Iterable<Row> {
  const rows = new Map<string, Row>();
  for (const { distribution, behavior, method, status, changes } of breaches) {
    const key = JSON.stringify([distribution, behavior, changes]);
    const row = rows.get(key) ?? { distribution, behavior, changes, codes: new Set(), methods: new Set() };
    row.codes.add(status);
    row.methods.add(method);
    rows.set(key, row);
  }
  return rows.values();
}
