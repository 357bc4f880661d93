import { serveArguments } from '../../lib/cli/serve-arguments';
import { INPUTS } from '../../lib/model/template-file';

test('has defaults for all but the path', () => {
  expect(serveArguments(['cdk.out'])).toEqual({ path: 'cdk.out', allowed: [], port: 8080, hosts: [], origins: new Map(), assumptions: {} });
});

test('takes every option', () => {
  expect(
    serveArguments([
      '--stack',
      'S',
      '--distribution=D',
      '--port',
      '0',
      'cdk.out',
      '--origin',
      'primary=http://localhost:3000/?a=b',
      '--origin',
      'www.example.com=http://localhost:3001',
      '--allow-host',
      'WWW.example.com',
      '--allow-host=*.example.org',
      '--assume',
      'connectFailureIs=503',
      '--assume',
      'failedFunctionFailsOver=true',
      '--assume',
      'staleBefore=failover',
      '--assume',
      'other=x',
      '--allow-folder=../code',
    ]),
  ).toEqual({
    path: 'cdk.out',
    allowed: ['../code'],
    stack: 'S',
    distribution: 'D',
    port: 0,
    hosts: ['www.example.com', '*.example.org'],
    origins: new Map([
      ['primary', 'http://localhost:3000/?a=b'],
      ['www.example.com', 'http://localhost:3001'],
    ]),
    assumptions: { connectFailureIs: 503, failedFunctionFailsOver: true, staleBefore: 'failover', other: 'x' },
  });
});

test.each([
  [[], `pass one PATH: ${INPUTS}.`],
  [['a', 'b'], `pass one PATH: ${INPUTS}.`],
  [['a', '--nope'], "Unknown option '--nope'. Try cdk-failover serve --help."],
  [['a', '--stack'], "Option '--stack <value>' argument missing. Try cdk-failover serve --help."],
  ...['x', '-1', '65536', '1e3', '80.5', ''].map(
    port =>
      [['a', `--port=${port}`], `--port "${port}": not a whole number from 0 to 65535. Choose one of those; 0 takes any free port.`] as [
        string[],
        string,
      ],
  ),
  [['a', '--origin', 'primary'], '--origin "primary": not NAME=VALUE. Write it like --origin primary=http://localhost:3000.'],
  [['a', '--origin', '=http://x'], '--origin "=http://x": not NAME=VALUE. Write it like --origin primary=http://localhost:3000.'],
  ...['', '*', 'http://www.example.com', 'www.example.com:80', 'a b', 'www.*.com', '.example.com', '[::1]'].map(
    host =>
      [
        ['a', `--allow-host=${host}`],
        `--allow-host "${host}": not a host name. Allowed: letters, digits, - and dots, without protocol and port. Write it like ` +
          '--allow-host www.example.com.',
      ] as [string[], string],
  ),
  [['a', '--assume', 'x='], '--assume "x=": not NAME=VALUE. Write it like --assume connectFailureIs=503.'],
])('refuses %j', (args: string[], message: string) => {
  expect(() => serveArguments(args)).toThrow(message);
});
