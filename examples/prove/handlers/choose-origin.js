import cf from 'cloudfront';

// On viewer requests: chooses origins as the query string asks, with the calls of the breaker, or makes a group.
async function handler(event) {
  const { request } = event;
  const choose = request.querystring.choose ? request.querystring.choose.value : '';
  if (choose === 'secondary') cf.selectRequestOriginById('secondary');
  if (choose === 'breaker') {
    const value = await cf.kvs().get('primary');
    const down = /^down-until:(\d+)$/.exec(value);
    if (down && Number(down[1]) * 1000 > Date.now()) cf.selectRequestOriginById('secondary');
  }
  if (choose === 'missing-key') {
    const outcome = await outcomeOfMissingKey(); // By itself: the runtime has no `await` in arguments.
    return answer(outcome);
  }
  if (choose === 'group') {
    cf.createRequestOriginGroup({
      originIds: [{ originId: 'primary' }, { originId: 'secondary' }],
      failoverCriteria: { statusCodes: [500, 502, 503, 504] },
    });
  }
  return request;
}

async function outcomeOfMissingKey() {
  try {
    await cf.kvs().get('missing');
    return 'returns';
  } catch (error) {
    return 'throws';
  }
}

function answer(value) {
  return { statusCode: 200, statusDescription: 'OK', headers: { 'x-prove-store': { value }, 'x-prove-by': { value: 'viewer-request' } } };
}
