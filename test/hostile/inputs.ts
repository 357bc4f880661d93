import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** An input that is small, or looks small, and names more work than anybody wants to do. */
export interface HostileInput {
  readonly name: string;
  /** What it does. */
  readonly what: string;
  /** What came of it before there were limits, in November 2026. Nothing for an input that was found later. */
  readonly before?: string;
  /** The time that it may take; 10 s otherwise. More where another limit must be the first, on a busy machine too. */
  readonly maxSeconds?: number;
  readonly exitCode: 0 | 1 | 2;
  /** In the line about it, or in what was found. */
  readonly says: RegExp;
  /** Writes it into a folder, and gives what to pass to the command. */
  write(folder: string): string;
}

const PASS = 'exports.handler = async event => event.Records[0].cf.response;';
const HASH = 'a'.repeat(64);
const IN_ASSET = { S3Bucket: 'b', S3Key: `${HASH}.zip` };

interface Site {
  readonly code?: object;
  readonly handler?: string;
  readonly behaviors?: readonly object[];
  readonly resources?: object;
  readonly origins?: readonly object[];
  readonly parameters?: object;
}

/** A distribution with an origin group and a function. */
function site({ code = { ZipFile: PASS }, handler = 'index.handler', behaviors, resources, origins, parameters }: Site = {}): object {
  const origin = (Id: string, DomainName: string) => ({ Id, DomainName, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } });
  return {
    Parameters: parameters,
    Resources: {
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: {
          DistributionConfig: {
            Enabled: true,
            Origins: origins ?? [origin('primary', 'www.example.com'), origin('standby', 'standby.example.net')],
            OriginGroups: {
              Quantity: 1,
              Items: [{
                Id: 'site',
                FailoverCriteria: { StatusCodes: { Quantity: 4, Items: [500, 502, 503, 504] } },
                Members: { Quantity: 2, Items: [{ OriginId: 'primary' }, { OriginId: 'standby' }] },
              }],
            },
            DefaultCacheBehavior: behavior('F'),
            CacheBehaviors: behaviors,
          },
        },
      },
      ...lambda('F', code, handler),
      ...resources,
    },
  };
}

function behavior(name: string): object {
  return {
    TargetOriginId: 'site',
    ViewerProtocolPolicy: 'redirect-to-https',
    CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
    LambdaFunctionAssociations: [{ EventType: 'origin-response', LambdaFunctionARN: { Ref: `${name}Version` } }],
  };
}

function lambda(name: string, Code: object, Handler = 'index.handler'): object {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler, Role: 'arn:aws:iam::111111111111:role/x', Code },
    },
    [`${name}Version`]: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: name } } },
  };
}

/** Many behaviors, each with a function of its own. */
function functions(count: number, code: (i: number) => string): Site {
  const names = Array.from({ length: count }, (_, i) => `F${i}`);
  return {
    behaviors: names.map((name, i) => ({ ...behavior(name), PathPattern: `/${i}/*` })),
    resources: Object.assign({}, ...names.map((name, i) => lambda(name, { ZipFile: code(i) }))),
  };
}

function put(path: string, content: unknown): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

function assembly(folder: string, template: object, asset = 'asset', templateFile = 'S.template.json'): string {
  put(join(folder, 'manifest.json'), {
    version: '36.0.0',
    artifacts: {
      'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
      'S': { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/us-east-1', properties: { templateFile } },
    },
  });
  const files = { [HASH]: { source: { path: asset, packaging: 'zip' }, destinations: {} } };
  put(join(folder, 'S.assets.json'), { version: '36.0.0', files });
  put(join(folder, 'S.template.json'), template);
  return folder;
}

interface Entry {
  readonly name: string;
  readonly data: Buffer;
  readonly method: 0 | 8;
  /** What the archive says of its size. */
  readonly declared: number;
}

/** An archive, whose entries may share their data. */
function zip(entries: readonly Entry[]): Buffer {
  const offsets = new Map<Buffer, number>();
  const parts: Buffer[] = [];
  let at = 0;
  const list = entries.map(({ name, data, method, declared }) => {
    if (!offsets.has(data)) {
      const header = Buffer.alloc(30);
      header.writeUInt32LE(0x04034b50, 0);
      header.writeUInt16LE(method, 8);
      header.writeUInt32LE(data.length, 18);
      header.writeUInt16LE(name.length, 26);
      parts.push(header, Buffer.from(name), data);
      offsets.set(data, at);
      at += 30 + name.length + data.length;
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt32LE(declared, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offsets.get(data)!, 42);
    return Buffer.concat([entry, Buffer.from(name)]);
  });
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, directory, end]);
}

/** An archive with data under many names. */
function bomb(folder: string, data: Buffer, method: 0 | 8, names: number): string {
  const copies = Array.from({ length: names }, (_, i): Entry => ({ name: `a${i}.txt`, data, method, declared: 1 }));
  put(join(folder, 'a.zip'), zip([...copies, { name: 'index.js', data: Buffer.from(PASS), method: 0, declared: PASS.length }]));
  return assembly(folder, site({ code: IN_ASSET }), 'a.zip');
}

const nested = (file: string) => ({ Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': file }, Properties: {} });
const times = (count: number, prefix: string, resource: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, resource]));

export const HOSTILE_INPUTS: readonly HostileInput[] = [
  {
    name: 'symlink-bomb',
    what: 'links of an asset lead to 10^12 paths',
    before: 'never ended',
    exitCode: 0,
    says: /has\s+more\s+than\s+20000\s+entries/,
    write: folder => {
      put(join(folder, 'asset/index.js'), PASS);
      for (let level = 0; level <= 12; level++) mkdirSync(join(folder, `asset/d${level}`));
      for (let level = 0; level < 12; level++) {
        for (let i = 0; i < 10; i++) symlinkSync(`../d${level + 1}`, join(folder, `asset/d${level}/l${i}`));
      }
      return assembly(folder, site({ code: IN_ASSET }));
    },
  },
  {
    name: 'zip-lying',
    what: 'an archive of 1 MB unpacks to 200 GB and says 200 bytes',
    before: 'never ended',
    exitCode: 0,
    says: /is\s+larger\s+than\s+50\s+MB/,
    write: folder => bomb(folder, deflateRawSync(Buffer.alloc(1e9)), 8, 200),
  },
  {
    name: 'zip-stored-overlap',
    what: 'an archive of 20 MB holds the same bytes under 400 names',
    before: '9 GB',
    exitCode: 0,
    says: /is\s+larger\s+than\s+50\s+MB/,
    write: folder => bomb(folder, Buffer.alloc(20e6, 'a'), 0, 400),
  },
  {
    name: 'nested-fanout',
    what: '12 templates name each other as 10^11 nested stacks',
    before: 'never ended, 1.3 GB',
    exitCode: 2,
    says: /more than 2500 stacks/,
    write: folder => {
      const resources = (level: number) => (level < 11 ? times(10, 'N', nested(`n${level + 1}.json`)) : {});
      for (let level = 1; level < 12; level++) put(join(folder, `n${level}.json`), { Resources: resources(level) });
      return assembly(folder, { Resources: resources(0) });
    },
  },
  {
    name: 'nested-large',
    what: '2,000 nested stacks share a template of 2 MB',
    exitCode: 2,
    says: /more than \d+ (s|MB): the input takes/,
    write: folder => {
      put(join(folder, 'large.json'), { Resources: times(20_000, 'R', { Type: 'AWS::SNS::Topic', Properties: { Name: 'a' } }) });
      return assembly(folder, { Resources: times(2000, 'N', nested('large.json')) });
    },
  },
  {
    name: 'json-values',
    what: 'a template of 99 MB with 33 million values',
    exitCode: 2,
    says: /more than 4000000 mappings and lists/,
    write: folder => put(join(folder, 'site.json'), `{"Resources":{"A":{"Type":"A","Properties":{"a":[${'{},'.repeat(33e6)}{}]}}}}`),
  },
  {
    name: 'parameter-default',
    what: 'a parameter of 100,000 values is referred to 5,000 times',
    before: '4.3 GB',
    exitCode: 1,
    says: /5002 errors/,
    write: folder => put(join(folder, 'site.json'), site({
      parameters: { P: { Type: 'String', Default: Array(100_000).fill({ a: 1 }) } },
      origins: Array.from({ length: 5000 }, (_, i) => ({ Id: `o${i}`, DomainName: { Ref: 'P' } })),
    })),
  },
  {
    name: 'distributions',
    what: '20,000 distributions',
    exitCode: 2,
    says: /more than \d+ s: the input takes longer/,
    write: folder => {
      const { Resources: { Site } } = site() as { Resources: { Site: object } };
      return put(join(folder, 'site.json'), { Resources: { ...times(20_000, 'D', Site), ...lambda('F', { ZipFile: PASS }) } });
    },
  },
  {
    name: 'shared-memory',
    what: 'a function takes 1.8 GB as SharedArrayBuffer',
    before: '1.8 GB',
    exitCode: 0,
    says: /SharedArrayBuffer/,
    write: folder => put(join(folder, 'site.json'), site({
      code: {
        ZipFile: 'exports.handler = async event => { globalThis.a = []; '
      + 'for (let i = 0; i < 18; i++) { const s = new SharedArrayBuffer(1e8); new Uint8Array(s).fill(1); a.push(s); } '
      + 'return event.Records[0].cf.response; };',
      },
    })),
  },
  {
    name: 'functions-memory',
    what: '60 functions take 100 MB each, and keep it',
    maxSeconds: 60,
    exitCode: 0,
    says: /took\s+more\s+than\s+the\s+640\s+MB/,
    write: folder => put(join(folder, 'site.json'), site(functions(60, i =>
      `const kept = []; for (let j = 0; j < 100; j++) kept.push(new Uint8Array(1e6).fill(${i % 256})); ${PASS}`))),
  },
  {
    name: 'functions-time',
    what: '200 functions never end',
    exitCode: 0,
    says: /did\s+not\s+finish|used\s+up|died/,
    write: folder => put(join(folder, 'site.json'), site(functions(200, i =>
      `exports.handler = async () => { for (let i = ${i}; ; i++); };`))),
  },
  {
    name: 'outside-file',
    what: 'an asset is the folder above the assembly, and the function throws a file of it',
    before: 'printed the file',
    exitCode: 0,
    says: /outside\s+of\s+the\s+assembly/,
    write: folder => {
      put(join(folder, 'secrets.json'), '{"token":"s3cr3t"}');
      put(join(folder, 'cdk.out/h/index.js'), "const secret = require('fs').readFileSync('/var/task/secrets.json', 'utf8'); "
        + 'exports.handler = async () => { throw new Error(secret); };');
      return assembly(join(folder, 'cdk.out'), site({ code: IN_ASSET, handler: 'cdk.out/h/index.handler' }), '..');
    },
  },
];
