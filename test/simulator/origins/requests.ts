import { Body } from '../../../lib/function-code/message';
import { OriginRequest } from '../../../lib/simulator/forwarding/forwarding';

/** A request as an origin gets it. */
export function originRequest(request: Partial<OriginRequest> = {}): OriginRequest {
  return {
    method: 'GET',
    protocol: 'https',
    path: '/',
    query: '',
    headers: {},
    clientIp: '127.0.0.1',
    host: 'www.example.com',
    ...request,
  };
}

export async function textOf(body: Body): Promise<string> {
  if (ArrayBuffer.isView(body)) return Buffer.from(body).toString();
  const chunks = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
