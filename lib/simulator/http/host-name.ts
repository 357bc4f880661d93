import { Refusal } from './refusal';

/**
 * Names of this machine that no DNS server is asked for. `localhost` and what is below it are never anybody else's.
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
const LOOPBACK = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Where every distribution has a name of its own. Nobody else can make one of these lead to this machine. */
const CLOUDFRONT = ['*.cloudfront.net'];

/**
 * Lets in what is for a name that the edge answers to, as CloudFront finds a distribution by the Host header. A site of somebody else,
 * open in a browser here, could let its own name lead to this machine (DNS rebinding), and read what the edge serves.
 *
 * A request without a name passes: browsers always send one.
 *
 * @param given the Host headers of the request
 * @param hosts names besides those of this machine and of CloudFront, such as `www.example.com` or `*.example.com`
 * @throws Refusal
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html
 */
export function refuseOtherHosts(given: readonly string[] = [], hosts: readonly string[] = []): void {
  if (given.length > 1) throw new Refusal(400, 'the request has more than one Host header.');
  const [host = ''] = given;
  const name = hostNameOf(host);
  if (name === '' || isLoopback(name) || isNamed(name, CLOUDFRONT) || isNamed(name, hosts)) return;
  const allowed = ['localhost', '127.0.0.1', '[::1]', ...CLOUDFRONT, ...hosts];
  throw new Refusal(403, `Host ${JSON.stringify(host.slice(0, 100))}: the edge does not answer to this name. Allowed: ${allowed.join(', ')}. `
    + 'If it is yours, add it: --allow-host NAME.');
}

/** Whether a name is one of this machine's own. */
export function isLoopback(hostName: string): boolean {
  return LOOPBACK.test(hostName);
}

/** The name in a Host header, in lower case and without the port. */
export function hostNameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, '').toLowerCase();
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/alternate-domain-names-wildcard.html */
function isNamed(hostName: string, names: readonly string[]): boolean {
  return names.some(name => {
    const wanted = name.toLowerCase();
    return wanted.startsWith('*.') ? hostName.endsWith(wanted.slice(1)) : hostName === wanted;
  });
}
