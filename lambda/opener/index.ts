import { Credentials, signedHeaders } from './sigv4a';

/** What of the event of an alarm's change of state is used. The event of a schedule has no `detail`. */
interface Event {
  readonly detail?: { readonly state?: { readonly value?: string } };
}

/** Settings, as environment variables. */
interface Settings {
  /** The name of the alarm that opens the breaker. */
  readonly ALARM: string;
  /** The name of the key-value store. */
  readonly STORE: string;
  readonly OPEN_SECONDS: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
  readonly AWS_SESSION_TOKEN?: string;
  /** The SDK's own variable for another endpoint. */
  readonly AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE?: string;
}

const ATTEMPTS = 3;
const REQUEST_MS = 3000;

/**
 * Opens the breaker of a distribution while an alarm is on: it writes `down-until:<seconds since 1970>` into the key-value store. It
 * closes nothing, for the breaker closes by itself.
 *
 * A later time stays, and so does everything that is neither `up` nor a time: somebody has written it by hand.
 */
export async function handler(event: Event): Promise<string> {
  const settings = process.env as unknown as Settings;
  const state = event.detail?.state?.value ?? await stateOf(settings);
  if (state !== 'ALARM') return `the alarm is ${state}`;
  const store = await storeOf(settings);
  for (let attempt = 1; ; attempt++) {
    try {
      return await open(store, Number(settings.OPEN_SECONDS));
    } catch (error) {
      if (attempt === ATTEMPTS) throw error; // Lambda counts it as an error, for which there is an alarm.
    }
  }
}

async function open(store: Store, seconds: number): Promise<string> {
  const { etag } = await store.request('GET', '');
  const { json } = await store.request('GET', '/keys/primary');
  const value = String(json?.Value ?? 'up');
  const [, until] = /^(?:up|down-until:(\d+))$/.exec(value) ?? [undefined, 'by hand'];
  if (until === 'by hand') return `left alone: ${value}`;
  const now = Math.floor(Date.now() / 1000);
  // Not with every look at the alarm: each write is charged.
  if (Number(until ?? 0) > now + seconds / 2) return `open: ${value}`;
  const opened = `down-until:${now + seconds}`;
  await store.request('PUT', '/keys/primary', { Value: opened }, etag);
  log(opened);
  return opened;
}

/** A line in CloudWatch's embedded metric format. */
function log(opened: string): void {
  const { STORE } = process.env;
  process.stdout.write(`${JSON.stringify({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{
        Namespace: 'CdkFailoverDistribution', Dimensions: [['Breaker']], Metrics: [{ Name: 'Openings', Unit: 'Count' }],
      }],
    },
    Openings: 1,
    Breaker: STORE,
    opened,
  })}\n`);
}

async function stateOf(settings: Settings): Promise<string> {
  const { CloudWatch } = require('@aws-sdk/client-cloudwatch'); // of Lambda's Node.js
  const { MetricAlarms = [] } = await new CloudWatch({}).describeAlarms({ AlarmNames: [settings.ALARM] });
  if (MetricAlarms.length) return MetricAlarms[0].StateValue;
  // From another Region, the alarm and the store are deployed after this function, and deleted before it.
  const isDeployed = await storeOf(settings).then(() => true, () => false);
  if (isDeployed) throw new Error(`no alarm ${settings.ALARM}`);
  return 'not deployed';
}

interface Store {
  /** @param path below the store; '' is the store itself */
  request(method: string, path: string, body?: object, etag?: string): Promise<{ etag: string; json?: { Value?: string } }>;
}

/**
 * The store by its name: its ARN is not known in another Region at deployment.
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations_Amazon_CloudFront_KeyValueStore.html
 */
async function storeOf(settings: Settings): Promise<Store> {
  const { CloudFront } = require('@aws-sdk/client-cloudfront'); // of Lambda's Node.js
  const { KeyValueStore: { ARN } } = await new CloudFront({}).describeKeyValueStore({ Name: settings.STORE });
  const account = ARN.split(':')[4];
  const { AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: endpoint = `https://${account}.cloudfront-kvs.global.api.aws` } = settings;
  const credentials: Credentials = {
    accessKeyId: settings.AWS_ACCESS_KEY_ID,
    secretAccessKey: settings.AWS_SECRET_ACCESS_KEY,
    sessionToken: settings.AWS_SESSION_TOKEN,
  };
  return {
    async request(method, path, json, etag) {
      const url = new URL(`/key-value-stores/${encodeURIComponent(ARN)}${path}`, endpoint);
      const body = json && JSON.stringify(json);
      const given = { ...(body && { 'content-type': 'application/json' }), ...(etag && { 'if-match': etag }) };
      const headers = signedHeaders({ method, url, headers: given, body }, 'cloudfront-keyvaluestore', credentials, new Date());
      const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(REQUEST_MS) });
      const text = await response.text();
      if (method === 'GET' && path && response.status === 404) return { etag: '' }; // The key is not there.
      if (!response.ok) throw new Error(`${method} ${path || 'store'}: ${response.status} ${text}`);
      return { etag: response.headers.get('etag') ?? '', json: JSON.parse(text) };
    },
  };
}
