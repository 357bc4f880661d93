import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findChromium, NO_CHROMIUM } from './chromium';

const absent = () => { throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' }); };
const present = () => ({ executablePath: async () => '/unpacked' });

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'path-')); });
afterEach(() => rmSync(folder, { recursive: true }));

test('is at CHROMIUM_PATH', async () => {
  expect(await findChromium({ CHROMIUM_PATH: process.execPath }, absent)).toBe(process.execPath);
});

test('is a program in PATH', async () => {
  symlinkSync(process.execPath, join(folder, 'chromium-browser'));
  expect(await findChromium({ PATH: ['/nowhere', folder].join(delimiter) }, present)).toBe(join(folder, 'chromium-browser'));
});

test('is that of the package when PATH has none', async () => {
  expect(await findChromium({ PATH: folder }, present)).toBe('/unpacked');
});

test('is not there otherwise, and a sentence says how to get it', async () => {
  expect(await findChromium({ PATH: folder }, absent)).toBeUndefined();
  expect(NO_CHROMIUM).toMatch(
    /Install one \(Debian: apt-get install chromium\), set CHROMIUM_PATH .* npm install --no-save @sparticuz\/chromium@\d/,
  );
});

test('fails when CHROMIUM_PATH is wrong, or the package is broken', async () => {
  await expect(findChromium({ CHROMIUM_PATH: '/nowhere', PATH: folder }, present)).rejects.toThrow(
    'CHROMIUM_PATH is /nowhere, which is not a program.',
  );
  await expect(findChromium({ PATH: folder }, () => { throw new Error('disk full'); })).rejects.toThrow('disk full');
});
