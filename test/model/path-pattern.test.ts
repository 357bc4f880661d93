import * as fc from 'fast-check';
import { covers, matcherOf, matchesPath, normalizePath } from '../../lib/model/path-pattern';

describe('a path pattern', () => {
  // The rows of the developer guide come first.
  test.each<[pattern: string, matches: string[], others: string[]]>([
    ['*.jpg', ['/a.jpg', '/images/a.jpg', '/.jpg'], ['/LOGO.JPG', '/a.jpg/', '/a.jpeg']],
    ['images/*.jpg', ['/images/a.jpg', '/images/product1/a.jpg'], ['/images/sample.gif', '/Images/a.jpg', '/x/images/a.jpg']],
    ['a*.jpg', ['/apple.jpg', '/appalachian_trail_2012_05_21.jpg', '/abra/cadabra/magic.jpg'], ['/b/apple.jpg']],
    ['a??.jpg', ['/ant.jpg', '/abe.jpg', '/a/b.jpg'], ['/at.jpg', '/ants.jpg', '/a.jpg']],
    ['*.doc*', ['/a.doc', '/a.docx', '/a.docm', '/.doc'], ['/a.do']],
    ['*.doc?', ['/a.docx'], ['/a.doc', '/a.docxx']],
    ['*product.jpg', ['/product.jpg', '/a/product.jpg'], ['/product.png']],
    ['/*product.jpg', ['/product.jpg', '/a/product.jpg'], ['/product.png']],
    ['/a/b*', ['/a/b', '/a/bc/d'], ['/a/b/..', '/a/']],
    ['/a*', ['/a/b/..', '/abc'], ['/b']],
    ['*', ['/', '/a', '*'], []],
    ['/', ['/'], ['/a']],
    ['index.html', ['/index.html'], ['/index.html/', '/indexXhtml', '/a/index.html']],
    ['a+(b)[c].$~"\'@:&', ['/a+(b)[c].$~"\'@:&'], ['/aab[c].$~"\'@:&']],
    ['*a*b*c', ['/abc', '/xaxbxc', '/aabbcc'], ['/acb', '/abcd']],
    ['a*a', ['/aa', '/aba'], ['/a']],
    ['*/?/*', ['/x/y/z', '/a/bb/c/d'], ['/x/yy/z']],
  ])('%s', (pattern, matches, others) => {
    expect(matches.filter(path => !matchesPath(pattern, path))).toEqual([]);
    expect(others.filter(path => matchesPath(pattern, path))).toEqual([]);
  });

  test('matches the path as RFC 3986 normalizes it', () => {
    expect(normalizePath('/a//b/./c/../d')).toBe('/a/b/d');
    expect(normalizePath('/../../a')).toBe('/a');
    expect(normalizePath('/a/..')).toBe('/');
    expect(normalizePath('//')).toBe('/');
    expect(normalizePath('/%61%2Fb%7e/%2e%2E/c')).toBe('/c');
    expect(normalizePath('/.well-known/x')).toBe('/.well-known/x');
    expect(normalizePath('*')).toBe('*');
  });

  test('says the same as a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?'), maxLength: 8 });
    fc.assert(fc.property(pattern, text, (glob, candidate) => {
      const expression = new RegExp(`^${glob.replace(/\./g, '\\.').replace(/\?/g, '[^]').replace(/\*/g, '[^]*')}$`);
      expect(matcherOf(glob)(candidate)).toBe(expression.test(candidate));
    }), { numRuns: 2000 });
  });

  test('costs no more than its length for each character of the path, however hostile', () => {
    const path = `/${'a'.repeat(8000)}`;
    const started = performance.now();
    for (const pattern of ['*a'.repeat(127) + 'b', `*${'?a'.repeat(100)}b*`, `${'*?a'.repeat(80)}b*`, '*'.repeat(255)]) {
      expect(matchesPath(pattern, path)).toBe(/^\**$/.test(pattern));
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('covers', () => {
  test.each([
    ['api/*', '/api/write/*'],
    ['*', 'a'],
    ['/*', '*.jpg'],
    ['*.jpg', '/images/*.jpg'],
    ['/a?c', '/abc'],
    ['/a?', '/a?'],
    ['/*/x', '/a/*/x'],
    ['/a*', '/a?*'],
  ])('%s covers %s', (earlier, later) => {
    expect(covers(earlier, later)).toBe(true);
  });

  test.each([
    ['/api/write/*', '/api/*'],
    ['/a?', '/a*'],
    ['/a?*', '/a*'],
    ['/a??????????*', '/a*'],
    ['*.jpg', '/images/*'],
    ['/abc', '/a?c'],
    ['/a*b*', '/a*'],
    ['/*.html', '/*'],
  ])('%s does not cover %s', (earlier, later) => {
    expect(covers(earlier, later)).toBe(false);
  });

  test('what it says of all paths is true of each', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '/'), minLength: 1, maxLength: 6 });
    const fill = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '/', 'c'), maxLength: 3 }), { minLength: 6, maxLength: 6 });
    fc.assert(fc.property(pattern, pattern, fill, (earlier, later, texts) => {
      fc.pre(covers(earlier, later));
      let i = 0;
      const path = later.replace(/[*?]/g, wildcard => (wildcard === '*' ? texts[i++]! : texts[i++]![0] ?? 'c'));
      // Slashes in a row are one for CloudFront, which is about the path rather than the pattern.
      const text = path.startsWith('/') ? path : `/${path}`;
      fc.pre(!text.includes('//') && matchesPath(later, text));
      return matchesPath(earlier, text);
    }), { numRuns: 2000 });
  });
});
