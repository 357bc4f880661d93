import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrixOfTemplate } from './matrix-of';
import { Cell, CellKind, cellKind } from '../../lib/report/matrix/cases';
import { matrixAsHtml } from '../../lib/report/matrix/html';
import { html } from '../../lib/report/matrix/markup';
import { Matrix, matrixAsJson } from '../../lib/report/matrix/matrix';
import { matrixAsText } from '../../lib/report/matrix/text';
import { answerParts, behaviorWords, durationWords, targetWords } from '../../lib/report/matrix/words';
import { Attempt, Trace } from '../../lib/simulator/journey/trace';
import { errorPage, FUNCTIONS, pair } from '../simulator/journey/pair';

const matrix = (options: Parameters<typeof pair>[0] = {}): Promise<Matrix> => matrixOfTemplate(pair(options));

describe('HTML', () => {
  test('escapes what is in its holes, in elements and in attributes', () => {
    const hostile = '<b a="x" b=\'y\'>&amp;</b>';
    expect(String(html`<i title="${hostile}">${hostile}</i>`)).toBe(
      '<i title="&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;">' +
        '&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;</i>',
    );
    expect(String(html`${[html`<i>`, '<', 1, undefined, [html`</i>`]]}`)).toBe('<i>&lt;1</i>');
  });

  test('writes out what would turn text around', () => {
    expect(String(html`${'a\u202eb\u0000c'}`)).toBe('a\\u202eb\\u0000c');
  });

  test('lets nothing run or load but its own style and script', async () => {
    const page = matrixAsHtml(await matrix());
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)![1]!.replace(/&#39;/g, "'");
    const hash = (tag: string) =>
      `'sha256-${createHash('sha256')
        .update(new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)![1]!)
        .digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hash('style')}`,
      `script-src ${hash('script')}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.match(/<(script|style|link)\b[^>]*>/g)).toEqual([
      expect.stringMatching(/^<link rel="icon" href="data:/),
      '<style>',
      '<script>',
    ]);
    expect(page).not.toMatch(/\b(src|srcset|action|poster|background)=|@import|url\(| style=| on[a-z]+=/);
  });

  test('takes nothing of a template for markup', async () => {
    const hostile = '"\'></title></style><script>alert(1)</script><img src=x onerror=alert(2)>';
    const log = `exports.handler = async event => { console.log(${JSON.stringify(hostile)}); return event.Records[0].cf.response; };`;
    const template = pair({ primary: { Id: 'primary', DomainName: hostile }, functions: { 'origin-response': log } });
    const { DistributionConfig } = template.Resources!.Distribution!.Properties as any;
    DistributionConfig.CacheBehaviors[0].PathPattern = `/${hostile}/*`;
    const page = matrixAsHtml(
      await matrixOfTemplate(JSON.parse(JSON.stringify(template).replaceAll('"group"', JSON.stringify(`g${hostile}`)))),
    );
    expect(page.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(10);
    expect(page.match(/<script\b/g)).toHaveLength(1);
    expect(page).not.toMatch(/<img|alert\(1\)<\/script>/);
  });

  test('has a story for each cell, and each story once', async () => {
    const page = matrixAsHtml(await matrix({ functions: { 'origin-response': FUNCTIONS.awsSample } }));
    const told = [...page.matchAll(/<template id="story-(\d+)">([^]*?)<\/template>/g)];
    expect(new Set(told.map(([, , text]) => text)).size).toBe(told.length);
    const asked = [...page.matchAll(/data-story="(\d+)"/g)].map(([, id]) => id);
    expect(new Set(asked)).toEqual(new Set(told.map(([, id]) => id)));
    expect(told.map(([, , text]) => text)).toContainEqual(
      expect.stringContaining('<li>The primary answered 503, and the function made it 200.</li><li>CloudFront did not fail over.</li>'),
    );
  });

  test('says what is undetermined, and why', async () => {
    expect(matrixAsHtml(await matrix({ behavior: { GrpcConfig: { Enabled: true } } }))).toContain('? Undetermined: gRPC');
  });

  test('is the same each time', async () => {
    expect(matrixAsHtml(await matrix())).toBe(matrixAsHtml(await matrix()));
  });
});

describe('text', () => {
  const text = (all: Matrix) => matrixAsText(all, { width: 100, color: false }).replace(/ {2,}/g, '  ');

  test('says which errors have a page, and what an error page replaces', async () => {
    const all = await matrix({ errorResponses: [errorPage(503, 200), errorPage(504)] });
    expect(text(all)).toContain('▤ 200 error page');
    expect(text(all)).toContain('✕ 504 with the error page');
    expect(matrixAsHtml(all)).toContain('<dt>Response from</dt><dd>the error page /pages/503.html, after failing over</dd>');
  });

  test('says why some cases are undetermined, and that all of one kind look the same', async () => {
    const all = await matrix({ methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'] });
    const undetermined = (cell: Cell): Cell => ({ ...cell, kind: 'unknown', cannotTell: 'a redirect to elsewhere' });
    const changed: Matrix = {
      ...all,
      distributions: all.distributions.map(one => ({
        ...one,
        behaviors: one.behaviors.map(behavior => ({
          ...behavior,
          cells: behavior.cells.map(cell => (cell.method === 'POST' || cell.primary === 301 ? undetermined(cell) : cell)),
        })),
      })),
    };
    expect(text(changed)).toMatch(/\n {2}301 {2}not tried {2}\? undetermined\n/);
    expect(text(changed)).toMatch(/\n {2}any {2}\? undetermined\n/);
    expect(text(changed)).toContain('\n  ? a redirect to elsewhere\n');
    expect(matrixAsHtml(changed)).toContain('<p class="small">? a redirect to elsewhere</p>');
  });
});

describe('words', () => {
  const attempt = (role: Attempt['role'], outcome: Attempt['outcome'], afterFunction?: number): Attempt =>
    ({ origin: role, role, outcome, afterFunction });
  const trace = (status: number, changes: Partial<Trace> = {}) =>
    ({ status, attempts: [], functions: [], failedOver: false, servedBy: 'edge', ...changes }) as unknown as Trace;
  const ran = [{ event: 'viewer-request', outcome: 'ok', log: [] }] as unknown as Trace['functions'];

  test.each<[string, Partial<Cell>, string]>([
    ['a page that a function made of an error', { kind: 'error', servedBy: 'secondary', hasPage: true }, 'with the page'],
    ['a page that replaced an error', { kind: 'error', servedBy: 'error-page' }, 'with the error page'],
    ['an error of CloudFront itself', { kind: 'error', servedBy: 'edge', hasPage: true }, 'from CloudFront'],
    ['a function in front of the origins', { kind: 'edge', servedBy: 'edge', trace: trace(200, { functions: ran }) }, 'from a function'],
    ['the only origin', { kind: 'primary', servedBy: 'primary', trace: trace(200, { attempts: [attempt('sole', 200)] }) },
      'from the origin'],
    ['an error page by itself', { kind: 'edge', servedBy: 'error-page' }, 'from the error page'],
    ['a body that is cut off', { kind: 'broken', servedBy: 'primary' }, 'is cut off'],
  ])('of %s', (_, cell, words) => {
    expect(answerParts({ status: 200, hasPage: false, trace: trace(200), ...cell } as Cell)).toEqual({ status: '200', words });
  });

  test.each([[86_400, '1 day'], [172_800, '2 days'], [7200, '2 h'], [90, '90 s'], [0, '0 s']])('of %i seconds', (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });

  test('of behaviors, what is special about them, and criteria that are empty', async () => {
    const [{ behaviors: [, behavior] }] = (await matrix()).distributions as [Matrix['distributions'][0]];
    expect(behaviorWords([behavior!, { ...behavior!, pattern: '/a/*' }])).toEqual(['behaviors', ['*', '/a/*']]);
    expect(targetWords([{ ...behavior!, path: '/x', situation: 'It is a crawler.', failoverStatusCodes: [] }]))
      .toBe('primary.example.com, and secondary.example.com after nothing. Viewers request /x. It is a crawler.');
  });

  test.each<[string, CellKind, Trace, boolean]>([
    ['what is not modelled', 'unknown', trace(200, { refusal: 'gRPC' }), true],
    ['a body that is cut off', 'broken', trace(503), true],
    ['an error', 'error', trace(503), false],
    ['a function that hides an error', 'masked', trace(200, { attempts: [attempt('primary', 503, 200)] }), false],
    ['a function that hides a timeout', 'masked', trace(200, { attempts: [attempt('primary', 'read-timeout', 200)] }), false],
    ['a page for an error that is not on the list', 'rewritten', trace(200, { attempts: [attempt('primary', 404, 200)] }), false],
    ['a function that responds in front of the origins', 'edge', trace(200), false],
    [
      'a function that responds in place of the secondary', 'edge',
      trace(200, { failedOver: true, attempts: [attempt('primary', 503)] }), false,
    ],
    ['a success of the secondary', 'secondary',
      trace(200, { failedOver: true, servedBy: 'secondary', attempts: [attempt('primary', 503), attempt('secondary', 200)] }), false],
    ['a success of the primary', 'primary', trace(200, { servedBy: 'primary', attempts: [attempt('primary', 200)] }), false],
    ['a success that a function replaced on its way', 'edge', trace(200, { attempts: [attempt('primary', 200)] }), false],
  ])('the kind of %s is %s', (_, kind, one, broken) => {
    expect(cellKind(one, broken, [500, 503])).toBe(kind);
  });
});

/** Without an outcome, and with something special about it. */
const UNPLAYED = { TrustedKeyGroups: ['key'], GrpcConfig: { Enabled: true } };

describe('JSON', () => {
  test('has a version, and the whole matrix', async () => {
    const all = await matrix();
    const parsed = JSON.parse(matrixAsJson(all));
    expect(parsed).toEqual({ version: 1, ...JSON.parse(JSON.stringify(all)) });
    expect(matrixAsJson(all)).toMatch(/^\{\n[^]*\n\}\n$/);
  });

  test('has the fields that docs/matrix.md describes, and no others', async () => {
    const { distributions: [distribution], ...top } = JSON.parse(matrixAsJson(await matrix({ behavior: UNPLAYED })));
    const chapter = /^## JSON$([^]*?)^## /m.exec(readFileSync(join(__dirname, '..', '..', 'docs', 'matrix.md'), 'utf8'))![1]!;
    const [outer, cell] = chapter.split('\nA cell:\n') as [string, string];
    const fields = (...all: object[]) => [...new Set(all.flatMap(one => Object.keys(one)))].sort();

    expect(fields({ ...top, distributions: [] })).toEqual(namesIn(/^`\{ (.*?) \}`/m.exec(outer)![1]!));
    expect(fields(distribution)).toEqual(namesIn(/^\| `distributions\[\]` \| `\{ (.*?) \}`/m.exec(outer)![1]!));
    expect(fields(...distribution.behaviors)).toEqual(
      namesIn(outer.match(/^\| `behaviors\[\]\..*?\|/gm)!.join()).filter(name => name !== 'behaviors'),
    );
    expect(fields(...distribution.behaviors.flatMap(({ cells }: any) => cells))).toEqual(namesIn(cell.match(/^\| `.*?\|/gm)!.join()));
  });
});

function namesIn(text: string): string[] {
  return [...new Set(text.match(/\w+/g))].sort();
}
