import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrixOfTemplate } from './matrix-of';
import { matrixAsHtml } from '../../lib/report/matrix/html';
import { html } from '../../lib/report/matrix/markup';
import { Matrix, matrixAsJson } from '../../lib/report/matrix/matrix';
import { FUNCTIONS, pair } from '../simulator/journey/pair';

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
