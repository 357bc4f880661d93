import { REFUSED, check, template } from './check-run';
import { removeFolders } from './serve-fixtures';

// Whatever loads one of these takes longer to start. None is needed for a template in JSON.
jest.mock('js-yaml', () => { throw new Error('the YAML parser is loaded'); });
jest.mock('sucrase', () => { throw new Error('the compiler of ES modules is loaded'); });
jest.mock('fflate', () => { throw new Error('the reader of zip files is loaded'); });
jest.mock('undici', () => { throw new Error('the HTTP client is loaded'); });

afterEach(removeFolders);

test.each(['text', 'json', 'sarif', 'gitlab'])('a JSON template is checked, and reported as %s, without any library', async format => {
  const { exitCode, stdout, stderr } = await check(template(REFUSED), '--format', format);
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
  expect(stdout).toContain('failover-code-unknown');
});
