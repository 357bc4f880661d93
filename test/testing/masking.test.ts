// Comes with jest.
// eslint-disable-next-line import/no-extraneous-dependencies
import { format } from 'pretty-format';
import { OPENER_CODE } from '../../lib/function-code/opener-code.generated';
import { hashSerializer, masked } from '../../lib/testing';

const ASSET = 'a'.repeat(63) + '1';
const VERSION = `SiteFunctionCurrentVersion0A1B2C3D${'0f'.repeat(16)}`;

const printed = (value: unknown) => format(value, { plugins: [hashSerializer], escapeString: false });

describe('masked', () => {
  it.each([
    ['the hash of an asset', `${ASSET}.zip`, '<hash>.zip'],
    ['every hash of a text', `${ASSET}/${ASSET}`, '<hash>/<hash>'],
    ['the hash of a function version, and not the part that stays', VERSION, 'SiteFunctionCurrentVersion0A1B2C3D<hash>'],
    ['the code of what opens the breaker', OPENER_CODE, '// cdk-failover-distribution: opens the breaker\n<code>'],
    ['that of a function far down the tree, too', `${'b'.repeat(35)}0A1B2C3D${'0f'.repeat(16)}`, `${'b'.repeat(35)}0A1B2C3D<hash>`],
  ])('masks %s', (_, text, expected) => {
    expect(masked(text)).toBe(expected);
  });

  it.each([
    ['a longer number', `${ASSET}0`],
    ['a shorter one', ASSET.slice(1)],
    ['the hash of a commit', `12345678${'0f'.repeat(16)}`],
    ['the logical id of another resource', 'SiteDistribution3FF9535D'],
  ])('leaves %s', (_, text) => {
    expect(masked(text)).toBe(text);
  });

  it('masks keys and values at every depth, and changes nothing that it was given', () => {
    const template = { Resources: { [VERSION]: { Code: [{ S3Key: `${ASSET}.zip` }], Size: 1, Nothing: null } } };
    const before = structuredClone(template);
    expect(masked(template)).toEqual({
      Resources: { 'SiteFunctionCurrentVersion0A1B2C3D<hash>': { Code: [{ S3Key: '<hash>.zip' }], Size: 1, Nothing: null } },
    });
    expect(template).toEqual(before);
  });

  it('leaves what is no plain object', () => {
    const value = new Map([[ASSET, ASSET]]);
    expect(masked({ value }).value).toBe(value);
  });
});

describe('the serializer', () => {
  it('prints a template without its hashes, whose keys are in the order of what is printed', () => {
    const other = `SiteFunctionCurrentVersion0A1B2C3D${'9f'.repeat(16)}`;
    const neighbor = 'SiteFunctionCurrentVersion0A1B2C3D5';
    const text = printed({ [VERSION]: ASSET, [neighbor]: 1 });
    expect(text).toBe(printed({ [other]: ASSET.replace('1', '2'), [neighbor]: 1 }));
    expect(text).toContain('"SiteFunctionCurrentVersion0A1B2C3D<hash>": "<hash>"');
  });

  it('finds a hash in a list, and in an instance of a class', () => {
    class Found { readonly key = ASSET; }
    expect(printed([ASSET])).toContain('"<hash>"');
    expect(printed(new Found())).toBe('Found {\n  "key": "<hash>",\n}');
  });

  it('leaves alone what has none, circles included', () => {
    const circle: Record<string, unknown> = { name: 'plain' };
    circle.self = circle;
    expect(hashSerializer.test(circle)).toBe(false);
    expect(printed(circle)).toBe(format(circle, { escapeString: false }));
  });

  it('masks in circles, however many', () => {
    const circle: Record<string, unknown> = { key: ASSET };
    Object.assign(circle, { one: circle, two: circle, list: [circle] });
    const plain: Record<string, unknown> = { name: 'plain' };
    Object.assign(plain, { one: plain, two: plain });
    expect(hashSerializer.test(plain)).toBe(false);
    expect(printed(circle)).toContain('"key": "<hash>"');
    expect(printed(circle)).toContain('"two": [Circular]');
  });

  it('works with expect', () => {
    expect.addSnapshotSerializer(hashSerializer);
    expect({ key: `${ASSET}.zip` }).toMatchInlineSnapshot(`
      {
        "key": "<hash>.zip",
      }
    `);
  });
});
