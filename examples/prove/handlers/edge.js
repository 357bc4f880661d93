// On origin events: what the origin's response asks for. It breaks every rule on purpose.
exports.handler = async event => {
  const { config, request, response } = event.Records[0].cf;
  const { customHeaders } = request.origin.custom ?? request.origin.s3;
  const role = customHeaders['x-prove-origin']?.[0].value ?? 'none';
  if (config.eventType === 'origin-request') {
    if (role === 'primary' && /(^|&)pr=throw(&|$)/.test(request.querystring)) throw new Error('thrown, as asked');
    return request;
  }

  const { headers } = response;
  const set = (name, value) => { headers[name] = [{ key: name, value }]; };
  set('x-prove-role', role);
  const answered = headers['x-prove-by'];
  const order = answered ? headers['x-prove-function']?.[0].value : 'mask';
  if (!order) return response;

  set('x-prove-saw', String(response.status));
  set('x-prove-by', 'function');
  switch (order) {
    case 'throw': throw new Error('thrown, as asked');
    case 'invalid': return { ...response, status: 'none' };
    case 'mask': return { ...response, status: '200', statusDescription: 'OK', body: 'masked' };
    case 'raise': return { ...response, status: '503', statusDescription: 'Service Unavailable', body: 'raised' };
    case 'short': return { ...response, body: 'short' };
    case 'base64': return { ...response, body: Buffer.alloc(800_000, 'x').toString('base64'), bodyEncoding: 'base64' };
    case 'body': return { ...response, body: 'the body of the function' };
    default: return response;
  }
};
