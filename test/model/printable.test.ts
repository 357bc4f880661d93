import { printable, printableJson } from '../../lib/model/printable';

describe('printable', () => {
  test.each([
    ['plain, with ü and 日本', 'plain, with ü and 日本'],
    ['two\nlines\r\n  and three', 'two lines and three'],
    ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['\u0000\u0007\t\u009b\u007f', '\\u0000\\u0007\\u0009\\u009b\\u007f'],
    ['left\u202eright\u2066\u061c', 'left\\u202eright\\u2066\\u061c'],
    ['no\u200bwhere\ufeff\u00ad', 'no\\u200bwhere\\ufeff\\u00ad'],
    ['tag\u{e0001}', 'tag\\u{e0001}'],
    ['half\ud800', 'half\\ud800'],
    ['🙂', '🙂'],
    ['::error::x', '\\u003a:error::x'],
    ['a\n::add-mask::x', 'a \\u003a:add-mask::x'],
    ['AWS::CloudFront::Distribution', 'AWS::CloudFront::Distribution'],
    ['##vso[task.setvariable]x ##[error]y', '\\u0023#vso[task.setvariable]x \\u0023#[error]y'],
    ['## a heading', '## a heading'],
  ])('%j', (text, result) => {
    expect(printable(text)).toBe(result);
    expect(printable(result)).toBe(result);
  });
});

describe('JSON', () => {
  test('is the same value, and printable', () => {
    const value = { text: '\u001b[2J\u009b\u202e\u{e0001}\u2028 ##vso[x] 🙂\n', list: [1, null] };
    const text = printableJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]|##vso/u);
  });

  test('has no half of a character, which has no UTF-8', () => {
    expect(JSON.parse(printableJson({ name: 'x\ud800.json' }))).toEqual({ name: 'x\ufffd.json' });
  });
});
