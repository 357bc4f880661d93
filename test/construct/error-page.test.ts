import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Token } from 'aws-cdk-lib';
import { ErrorPage } from '../../lib';
import { FOUR_PARTS } from '../support/stacks';

const HTML = 'text/html; charset=utf-8';
const folder = mkdtempSync(join(tmpdir(), 'error-page-'));

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array = '<h1>Back soon</h1>'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('from a string', () => {
  test('is HTML by default', () => {
    expect(ErrorPage.fromString('<h1>Back soon</h1>')).toMatchObject({ content: '<h1>Back soon</h1>', contentType: HTML });
    expect(ErrorPage.fromString('<h1>Back soon</h1>', { contentType: undefined }).contentType).toBe(HTML);
    expect(ErrorPage.fromString('{}', { contentType: 'application/json' }).contentType).toBe('application/json');
  });

  test('may be empty', () => {
    expect(ErrorPage.fromString('').content).toBe('');
  });

  test('fails on a token in the content', () => {
    const attempt = () => ErrorPage.fromString(`<h1>${Token.asString({ Ref: 'Title' })}</h1>`);
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(/^ErrorPage\.fromString: The page has to be text that is known at synthesis/);
  });
});

describe('from a file', () => {
  test.each([
    ['page.html', HTML],
    ['page.HTM', HTML],
    ['page.json', 'application/json'],
    ['page.txt', 'text/plain; charset=utf-8'],
    ['page.xml', 'application/xml'],
    ['page.svg', 'image/svg+xml'],
  ])('derives the media type of %s', (name, contentType) => {
    expect(ErrorPage.fromFile(file(name))).toMatchObject({ content: '<h1>Back soon</h1>', contentType });
  });

  test('takes the media type that it is given', () => {
    expect(ErrorPage.fromFile(file('page.html'), { contentType: 'text/plain' }).contentType).toBe('text/plain');
    expect(ErrorPage.fromFile(file('page.md'), { contentType: 'text/markdown' }).contentType).toBe('text/markdown');
  });

  test('reads a path that is relative to the working directory', () => {
    expect(ErrorPage.fromFile(relative(process.cwd(), file('near.html'))).content).toBe('<h1>Back soon</h1>');
  });

  test('keeps every character, and takes the byte order mark off', () => {
    expect(ErrorPage.fromFile(file('page.html', '\ufeffGrüße 👋\r\n')).content).toBe('Grüße 👋\r\n');
  });

  test.each(['page', 'page.png', 'page.constructor', '.html'])('fails on %s, whose media type is not known', name => {
    const attempt = () => ErrorPage.fromFile(file(name));
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow(`Got: ${join(folder, name)}. Allowed: .html, .htm, .json, .txt, .xml, .svg.`);
  });

  test('fails on a file that is not there', () => {
    const attempt = () => ErrorPage.fromFile(join(folder, 'none.html'));
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow('none.html (ENOENT)');
  });

  test('fails on a folder', () => {
    const attempt = () => ErrorPage.fromFile(folder, { contentType: 'text/html' });
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow('(EISDIR)');
  });

  test('fails on bytes that are not UTF-8', () => {
    const attempt = () => ErrorPage.fromFile(file('latin.html', Uint8Array.from([0x47, 0x72, 0xfc, 0xdf, 0x65])));
    expect(attempt).toThrow(FOUR_PARTS);
    expect(attempt).toThrow('not UTF-8 text');
  });
});

describe.each([
  ['a string', (contentType: string) => ErrorPage.fromString('page', { contentType })],
  ['a file', (contentType: string) => ErrorPage.fromFile(file('page.html'), { contentType })],
])('the media type of %s', (_, page) => {
  test.each([
    ['a token', Token.asString({ Ref: 'Type' }), 'contentType'],
    ['a line break', 'text/html\r\nset-cookie: a=b', 'contentType'],
    ['nothing', '', 'contentType'],
  ])('fails on %s', (__, contentType, named) => {
    expect(() => page(contentType)).toThrow(FOUR_PARTS);
    expect(() => page(contentType)).toThrow(named);
  });
});
