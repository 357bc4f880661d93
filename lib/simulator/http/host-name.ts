import { Refusal } from './refusal';

/**
 * Names of this machine, which need no DNS server. `localhost` and its subdomains never belong to anybody else.
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
const LOOPBACK = /^((.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Every distribution has a name here. Nobody else can point such a name at this machine. */
const CLOUDFRONT = ['*.cloudfront.net'];

/**
 * Accepts only requests for a name that the edge answers to, as CloudFront finds a distribution by the Host header. Otherwise a foreign
 * site that is open in a browser on this machine could point its own name here (DNS rebinding) and read what the edge serves.
 *
 * A request without a name passes, because browsers always send one.
 *
 * @param given the Host headers of the request
 * @param hosts more names, such as `www.example.com` or `*.example.com`
 * @throws Refusal
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html
 */
export function refuseOtherHosts(given: readonly string[] = [], hosts: readonly string[] = []): void {
  if (given.length > 1) throw new Refusal(400, 'the request has more than one Host header.');
  const [host = ''] = given;
  const name = hostNameOf(host);
  if (name === '' || isLoopback(name) || isNamed(name, CLOUDFRONT) || isNamed(name, hosts)) return;
  const allowed = ['localhost', '127.0.0.1', '[::1]', ...CLOUDFRONT, ...hosts];
  const got = JSON.stringify(host.slice(0, 100));
  throw new Refusal(403, `Host ${got}: the edge does not answer to this name. Allowed: ${allowed.join(', ')}. `
    + 'If it is yours, add it: --allow-host NAME.');
}

/** Whether a name means this machine. */
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
