/** `npm run test:coverage`: the fast suite, or a part of it, and how much of the code it runs. */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const ts = require('typescript');
const { jest } = require('../../package.json');

const ROOT = join(__dirname, '../..');

const { InterfaceDeclaration, TypeAliasDeclaration, ImportDeclaration, ExportDeclaration } = ts.SyntaxKind;
const LEAVE_NOTHING = [InterfaceDeclaration, TypeAliasDeclaration, ImportDeclaration, ExportDeclaration];

/** Types and lists of exports leave nothing to run, and Jest would count a file of them as a branch that no test takes. */
function hasCode(path) {
  const { statements } = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest);
  return statements.some(({ kind }) => !LEAVE_NOTHING.includes(kind));
}

const withoutCode = readdirSync(join(ROOT, 'lib'), { recursive: true })
  .map(name => `lib/${name.replaceAll('\\', '/')}`)
  .concat('lambda/event.ts')
  .filter(path => path.endsWith('.ts') && !hasCode(path));

module.exports = {
  ...jest,
  rootDir: '../..',
  collectCoverage: true,
  // Left out beside these: what is generated, and what is tested as it is deployed.
  collectCoverageFrom: [
    ...jest.collectCoverageFrom, ...withoutCode.map(path => `!${path}`), '!**/*.generated.ts', '!lambda/index*.ts',
    '!lambda/opener/index.ts',
  ],
  coverageDirectory: 'coverage',
  coverageReporters: ['json-summary', 'text-summary', 'json'],
  coverageThreshold: { './lambda/': { statements: 100, branches: 100, functions: 100, lines: 100 } },
};
