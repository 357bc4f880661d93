import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Streams } from '../../lib/cli/command';
import { REPORT_SCHEMA } from '../../lib/prove/report';

const folders: string[] = [];

/** Call in afterEach. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'serve-'));
  folders.push(folder);
  return folder;
}

/** A distribution with an origin group. */
interface Site {
  /** Failover criteria. */
  readonly codes: readonly number[];
  /** Alternate domain names. */
  readonly aliases?: readonly unknown[];
}

/** A template with these distributions, by their logical ids. */
export function templateOf(distributions: Readonly<Record<string, Site>>): string {
  return JSON.stringify({
    Resources: Object.fromEntries(Object.entries(distributions).map(([id, { codes, aliases }]) => [id, {
      Type: 'AWS::CloudFront::Distribution',
      Properties: { DistributionConfig: { ...configOf(codes), Aliases: aliases } },
    }])),
  });
}

export function writeTemplate(text = templateOf({ Site: { codes: [502, 503, 504] } })): string {
  const path = join(temporaryFolder(), 'site.json');
  writeFileSync(path, text);
  return path;
}

/** A cloud assembly of one stack. */
export function writeAssembly(folder: string, template = templateOf({ Site: { codes: [502, 503, 504] } })): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Stack.template.json'), template);
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      version: '48.0.0',
      artifacts: {
        Stack: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/us-east-1',
          properties: { templateFile: 'Stack.template.json' },
        },
      },
    }),
  );
  return folder;
}

/** A report of `prove` that observed one assumption, and settles no other. */
export function writeReport(name: string, value: unknown): string {
  const path = join(temporaryFolder(), 'report.json');
  writeFileSync(path, JSON.stringify({ schema: REPORT_SCHEMA, assumptions: [{ name, verdict: 'observed', fits: [value] }] }));
  return path;
}

/** Keeps what is written, and waits for a text. */
export class Recorder {
  text = '';
  private readonly waiting: Array<{ text: string; resolve(): void }> = [];

  write(text: string): void {
    this.text += text;
    for (const each of this.waiting) if (this.text.includes(each.text)) each.resolve();
  }

  async has(text: string): Promise<void> {
    if (!this.text.includes(text)) await new Promise<void>(resolve => this.waiting.push({ text, resolve }));
  }
}

export function recorders(): Streams & { stdout: Recorder; stderr: Recorder } {
  return { stdout: new Recorder(), stderr: new Recorder() };
}

function configOf(codes: readonly number[]) {
  const origin = (Id: string, DomainName: string) => ({ Id, DomainName, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });
  return {
    Enabled: true,
    Origins: [origin('one', 'www.example.com'), origin('two', 'standby.example.com')],
    OriginGroups: {
      Quantity: 1,
      Items: [
        {
          Id: 'group',
          FailoverCriteria: { StatusCodes: { Quantity: codes.length, Items: codes } },
          Members: { Quantity: 2, Items: [{ OriginId: 'one' }, { OriginId: 'two' }] },
        },
      ],
    },
    CacheBehaviors: [
      {
        PathPattern: '/api/*',
        TargetOriginId: 'one',
        ViewerProtocolPolicy: 'allow-all',
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      },
    ],
    DefaultCacheBehavior: {
      TargetOriginId: 'group',
      ViewerProtocolPolicy: 'redirect-to-https',
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
    },
  };
}
