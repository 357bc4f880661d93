// Both members run this. The query string says what each of them does: p=503&s=200, p=hang, p=break, and with the letter in front
// d (milliseconds to wait), a (max-age in seconds) and f (what the function at the edge shall do with the response).
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

exports.handler = awslambda.streamifyResponse(async ({ rawQueryString, headers }, stream) => {
  const query = new URLSearchParams(rawQueryString);
  const me = headers['x-prove-origin'];
  const letter = me === 'secondary' ? 's' : 'p';
  const order = query.get(letter) ?? '200';
  const [delay, age, edge] = ['d', 'a', 'f'].map(name => query.get(letter + name));
  // Longer than any response timeout of the distribution.
  await wait(order === 'hang' ? 8000 : Math.min(Number(delay), 8000));

  const response = awslambda.HttpResponseStream.from(stream, {
    statusCode: /^[2-5]\d\d$/.test(order) ? Number(order) : 200,
    headers: {
      'content-type': 'text/plain',
      'x-prove-version': '1',
      'x-prove-by': me,
      'x-prove-id': crypto.randomUUID(),
      ...(edge && { 'x-prove-function': edge }),
      ...(age && { 'cache-control': `max-age=${Number(age)}` }),
    },
  });
  // Never nothing: without a byte the response does not begin (aws-lambda-nodejs-runtime-interface-client, issue 95).
  response.write(order === '204' ? ' ' : `${me} responds as asked: ${order.slice(0, 10)}\n`);
  if (order === 'break') throw new Error('broken off, as asked');
  response.end();
});
